"""Count tokens without the network.

tiktoken fetches its vocabularies; LlamaIndex brings two of them along, which are copied
into the cache (tiktoken writes where it reads) and read from there.
"""

from __future__ import annotations

import importlib.util
import math
import os
import shutil
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiktoken import Encoding

    from rag.chat_models.base import ChatModel, Message

# Name in tiktoken's cache (SHA-1 of the address it would fetch) of each vocabulary.
_FILES = {
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
}
_NEWEST = "o200k_base"
# An allowance, not a bound: a vocabulary of 32,000 (Llama 2, Mistral) cuts English into
# more tokens than the 200,000 of o200k_base.
_OTHERS = 1.25
# Role, marks of begin and end: 4 in OpenAI's format, up to 7 in ChatML and Llama 3's.
_PER_MESSAGE = 8
_lock = threading.Lock()


def count_openai(text: str, model: str) -> int:
    """Count the tokens of a text for one of OpenAI's models."""
    return _count(text, _encoding_name(model))


def estimate(text: str) -> int:
    """Estimate from above the tokens of a text for a model whose vocabulary is not at hand."""
    return math.ceil(_OTHERS * _count(text, _NEWEST))


def count_messages(model: ChatModel, messages: Sequence[Message]) -> int:
    """Count the tokens of a prompt, with what frames its messages."""
    framing = _PER_MESSAGE * (len(messages) + 1)
    return framing + sum(model.count_tokens(message.text) for message in messages)


def _count(text: str, encoding: str) -> int:
    found = _encoding(encoding)
    # A text that spells a special token is plain text here.
    sendable = text.encode("utf-8", "replace")
    if found is None:
        return len(sendable)  # a token is a byte at least
    return len(found.encode_ordinary(sendable.decode()))


def _encoding_name(model: str) -> str:
    from tiktoken import encoding_name_for_model

    try:
        name = encoding_name_for_model(model)
    except KeyError:
        return _NEWEST
    return name if name in _FILES else _NEWEST


@cache
def _encoding(name: str) -> Encoding | None:
    """Load an encoding, or give None where its vocabulary is not on this machine."""
    import tiktoken

    with _lock:
        folder = _vocabularies(name)
        if folder is None:
            return None
        before = os.environ.get("TIKTOKEN_CACHE_DIR")
        os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
        try:
            return tiktoken.get_encoding(name)
        except (OSError, ValueError):
            return None
        finally:
            if before is None:
                del os.environ["TIKTOKEN_CACHE_DIR"]
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before


def _vocabularies(name: str) -> Path | None:
    """Find a folder that holds a vocabulary, so that tiktoken has nothing to fetch."""
    from index.settings import load_settings

    own = os.environ.get("TIKTOKEN_CACHE_DIR")
    if own and (Path(own) / _FILES[name]).is_file():
        return Path(own)
    folder = load_settings().cache / "tiktoken"
    if (folder / _FILES[name]).is_file():
        return folder
    bundled = _bundled(name)
    if bundled is None:
        return None
    part = folder / f"{_FILES[name]}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bundled, part)
        part.replace(folder / _FILES[name])
    except OSError:
        return None
    return folder


def _bundled(name: str) -> Path | None:
    spec = importlib.util.find_spec("llama_index.core")
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / "_static" / "tiktoken_cache" / _FILES[name]
    return file if file.is_file() else None
