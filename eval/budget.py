"""Token counts as OpenAI's cl100k_base has them, without a network."""

from __future__ import annotations

import os
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from index import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiktoken import Encoding

ENCODING = "cl100k_base"
_VARIABLE = "TIKTOKEN_CACHE_DIR"


class TokenCounter:
    """Counts tokens, and cuts ranked texts where a number of tokens is used up."""

    def __init__(self, folder: Path) -> None:
        """Load the encoding.

        Args:
            folder: Where a copy of the encoding's file is kept.

        Raises:
            ModelUnavailable: The file is not installed.
        """
        self._encoding = _encoding(folder)
        self._known: dict[str, list[int]] = {}

    def tokens(self, text: str) -> list[int]:
        """Give the tokens of a text; words that look like special tokens are plain text."""
        found = self._known.get(text)
        if found is None:
            found = self._encoding.encode(text, disallowed_special=())
            self._known[text] = found
        return found

    def cut(self, texts: Sequence[str], budget: int) -> tuple[list[str], int]:
        """Take texts in order until a budget is used up; the one that crosses it is cut.

        Returns:
            The texts, and how many tokens they have.
        """
        kept: list[str] = []
        used = 0
        for text in texts:
            room = budget - used
            if room <= 0:
                break
            tokens = self.tokens(text)
            if len(tokens) > room:
                kept.append(self._encoding.decode(tokens[:room]))
                used = budget
            else:
                kept.append(text)
                used += len(tokens)
        return kept, used


@cache
def _encoding(folder: Path) -> Encoding:
    """Load the encoding from a copy of the file that LlamaIndex brings.

    tiktoken would fetch it from the network, and writes into the folder that it reads, which
    an installed package is not for.
    """
    spec = find_spec("llama_index.core")
    source = spec and spec.origin and Path(spec.origin).parent / "_static" / "tiktoken_cache"
    if not source or not source.is_dir():
        message = "llama-index-core is not installed: reinstall Dateline (pip install dateline)"
        raise ModelUnavailable(message)
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        copy = folder / path.name
        if not path.name.startswith(".") and (
            not copy.exists() or copy.stat().st_size != path.stat().st_size
        ):
            shutil.copyfile(path, copy)
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(folder)
    try:
        import tiktoken

        return tiktoken.get_encoding(ENCODING)
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before
