"""Check: words in quotation marks stand in the quotes, verbatim."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.verifying.reading import Evidence, Reading

_QUOTED = re.compile(r'"([^"]+)(?:"|$)')
# What an editor may leave out or put in.
_EDITED = re.compile(r"\s?(?:…|\.\.\.|\[[^\]]*\])\s?")
_EDGE = " .,;:!?'-"


def check_quoted(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find the words in quotation marks that no quote has."""
    texts = [_plain(quote.text) for quote in evidence.quotes]
    around = [_plain(context.text) for context in evidence.contexts]
    for found in _QUOTED.finditer(sentence.text):
        for part in _EDITED.split(found[1]):
            words = _plain(part).strip(_EDGE)
            if not words or any(_holds(text, words) for text in texts):
                continue
            elsewhere = any(_holds(text, words) for text in around)
            alike = any(_holds(_bare(text), _bare(words)) for text in texts)
            closed = found.group().endswith('"')
            where = (
                "is not punctuated so in the quote" if alike
                else "stands only near the quote, not in it" if elsewhere
                else "is not in the quote, word for word"
            )  # fmt: skip
            yield Finding(
                check="quoted",
                reason=f"“{part.strip()}” {where}",
                hard=closed and not (elsewhere or alike),
            )


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace('"', "").casefold())


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
