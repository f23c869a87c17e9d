"""Split a model's draft into the sentences that it claims, without its own citations.

Citations are put by evidence, never by the model's numbers: these go, with lists of
sources, headings and marks of markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.sentences import sentence_spans
from rag.prompts import NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CLAIMS = 12
_NUMBERS = r"\d{1,3}(?:\s*(?:[,;&]|and|[-\u2013])\s*(?:passages?\s*)?\d{1,3})*"
_NAMED = r"(?:passages?|sources?|articles?|refs?\.?|citations?|documents?)"
# [1], [1, 2], [passage 2], 【1†source】, (passages 1 and 2), (source: 3); years stay.
_MARKS = re.compile(
    rf"\s*(?:\[\^?\s*(?:{_NAMED}\s*:?\s*)?#?{_NUMBERS}\s*\]"
    rf"|【[^】]{{0,40}}】"
    rf"|\(\s*(?:see\s+)?{_NAMED}\s*:?\s*#?{_NUMBERS}\s*\))"
    # Raised figures, but those of km².
    r"|(?:(?<=[.,;!?”\"’)])|(?<=\w{3}))[\u00b9\u00b2\u00b3\u2070-\u2079]+(?=[\s.,;]|$)",
    re.IGNORECASE,
)
# "According to passage 2, …"; whoever else is named after "according to" is part of the claim.
_LEAD_IN = re.compile(
    rf"^(?:(?:according to|based on|as stated in|as per|in|from)\s+(?:the\s+)?"
    rf"(?:{_NAMED}\s*(?:{_NUMBERS})?|(?:provided|given|above)\s+{_NAMED})(?:\s+above)?\s*,\s*"
    rf"|{_NAMED}\s+{_NUMBERS}\s+(?:states?|says?|notes?|reports?|mentions?)\s+that\s+)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:short |final )?(?:answer|response)\s*:\s*", re.IGNORECASE)
_SOURCES = re.compile(
    r"^\W*(?:sources?|references?|citations?|passages?(?: used)?)\W*(?::|$)", re.IGNORECASE
)
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s")
_FENCE = re.compile(r"^\s*(?:```|~~~|---+\s*$|<<<)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LETTER = re.compile(r"[^\W\d_]")


def claims_of(drafted: str) -> tuple[str, ...]:
    """Split a draft into claims.

    Args:
        drafted: What the model wrote.

    Returns:
        Its sentences in order, each once and at most 12, on one line each and without
        citation marks; none where the model says that nothing is stated.
    """
    claims: dict[str, str] = {}
    for line in _lines(drafted):
        for start, end in sentence_spans(line):
            claim = _cleaned(line[start:end])
            if _LETTER.search(claim):
                claims.setdefault(" ".join(claim.casefold().split()), claim)
    said = [claim for key, claim in claims.items() if key.strip(" .!") != NOT_STATED.casefold()]
    return tuple(said[:MOST_CLAIMS])


def _lines(drafted: str) -> Iterator[str]:
    """Give the lines that may hold claims; a list of sources ends them."""
    for line in drafted.splitlines():
        if _SOURCES.match(line):
            return
        if _HEADING.match(line) or _FENCE.match(line):
            continue
        yield _without_marks(_EMPHASIS.sub(r"\2", _BULLET.sub("", line)))


def _without_marks(text: str) -> str:
    # A mark between the end of a sentence and the next must not join them.
    spaced = _MARKS.sub(" ", text)
    return " ".join(re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", spaced).split())


def _cleaned(sentence: str) -> str:
    text = _LABEL.sub("", sentence)
    shorter = _LEAD_IN.sub("", text)
    if shorter and shorter != text:
        text = shorter[0].upper() + shorter[1:]
    return " ".join(text.split())
