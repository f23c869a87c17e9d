"""Sentence boundaries with exact offsets.

Punkt (`index/punkt.py`) knows that "U.S." and "Mr." end no sentence; what news prose has
besides ("Gov.", "No. 10", "in a post on X. The") is mended here. A line break always ends a sentence: news text has
one paragraph a line, and headlines carry no full stop.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from index.punkt import Punkt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Found missing from the trained list in 150 articles of the MultiHop-RAG corpus.
_ABBREVIATIONS = frozenset(
    """a.j b.j c.j d.j j.d j.j j.k j.p k.j o.j p.j r.j t.j amb apr atty capt cmdr cpl dept e.g
    e.u gov hon i.e lt.-gov mt pres pvt rev sgt spc supt""".split()  # noqa: SIM905 - a list would be 35 lines
)
_NUMBER = re.compile(r"\bNos?\.$")
# A title begins the name that follows, even one that looks like the start of a sentence.
_TITLE = re.compile(
    r"(?:^|[\s(\"“‘'])(?:Mrs?|Ms|Dr|Gov|Sen|Rep|Gen|Col|Lt|Capt|Cmdr|Maj|Sgt|Prof|Rev|Hon|Pres|Messrs|Adm|"
    r"Amb|Supt)\.$"
)
_DIGIT = re.compile(r"\s*\d")
_POST_ON_X = re.compile(r"\bon X\.[\"\u2019\u201d)]*\s+(?=[\"\u2018\u201c(]?[A-Z])")
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


@cache
def _punkt() -> Punkt:
    return Punkt.english(more_abbreviations=_ABBREVIATIONS)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    Args:
        text: Any text; offsets count its characters.

    Returns:
        (start, end) of each sentence in order, without the white space around it;
        every character that is not white space lies in exactly one of them.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        for start, end in _mended(line.group(), _punkt().spans(line.group())):
            spans.extend(_trimmed(text, line.start() + start, line.start() + end))
    return spans


def _mended(line: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join "No." to its number and "Mr." to his name, and part what follows a post on X."""
    first = -1
    for start, end in spans:
        first = start if first < 0 else first
        if _NUMBER.search(line, max(first, end - 5), end) and _DIGIT.match(line, end):
            continue
        if _TITLE.search(line[max(first, end - 8) : end]):
            continue
        for post in _POST_ON_X.finditer(line, first, end):
            yield first, post.end()
            first = post.end()
        yield first, end
        first = -1
    if first >= 0:
        yield first, len(line)


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []
