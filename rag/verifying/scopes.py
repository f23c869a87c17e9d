"""Where a turn of phrase ("not", "plans to") reaches: the words it bears on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.verifying.reading import Reading

_REACH = 4
_BESIDE = 4


def counterparts(sentence: Reading, place: int, quotes: Sequence[Reading]) -> list[tuple[int, int]]:
    """Find where the quotes have a word of a sentence: (quote, place), by its neighbours.

    Of several places those that share most of the words around it are taken.
    """
    stem = sentence.tokens[place].stem
    mine = beside(sentence, place)
    found = [
        (len(mine & beside(quote, at)), number, at)
        for number, quote in enumerate(quotes)
        for at in quote.places(stem)
    ]
    most = max((shared for shared, _, _ in found), default=0)
    return [(number, at) for shared, number, at in found if shared == most]


def beside(reading: Reading, place: int, *, width: int = _BESIDE) -> set[str]:
    """Give the nearest content words on each side of a token, by stem."""
    near: set[str] = set()
    for step in (-1, 1):
        at, seen = place + step, 0
        while 0 <= at < len(reading.tokens) and seen < width:
            if reading.tokens[at].content:
                near.add(reading.tokens[at].stem)
                seen += 1
            at += step
    return near


def each_reach(
    reading: Reading, cue: re.Pattern[str], *, reach: int = _REACH
) -> Iterator[tuple[str, list[int]]]:
    """Give each cue with the places of the content words that it bears on, nearest first."""
    for match in cue.finditer(reading.text):
        places = [i for i, t in enumerate(reading.tokens) if t.start >= match.end()]
        if not places:
            yield match.group(), []
            continue
        clause = reading.tokens[places[0]].clause
        content = [
            i
            for i in places[: 3 * reach]
            if reading.tokens[i].content and reading.tokens[i].clause == clause
        ]
        yield match.group(), content[:reach]
