"""Stretches of an article around what was quoted and what should have been."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Range = tuple[int, int]
Mark = Literal["", "cited", "gold", "both"]

_AROUND = 160
_BLANK_LINES = re.compile(r"\n\s*\n")
# Windows nearer than this to each other are shown as one.
_APART = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of text that is marked in one way.

    Attributes:
        text: The text.
        mark: `cited` where the answer quotes it, `gold` where the gold does, or `both`.
        numbers: Numbers of the citations that begin here.
    """

    text: str
    mark: Mark
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A stretch of an article.

    Attributes:
        segments: Its text, in order.
        before: Whether the article has text before it.
        after: Whether it has text behind it.
    """

    segments: tuple[Segment, ...]
    before: bool
    after: bool


def excerpts(
    text: str, cited: Sequence[tuple[int, Range]], gold: Sequence[Range]
) -> tuple[Excerpt, ...]:
    """Cut out of an article what is quoted, and some words around it.

    Args:
        text: The article's text.
        cited: Number and place of each citation; places out of the text are cut to it.
        gold: Places of gold spans.
    """
    size = len(text)
    places = [(number, _within(place, size)) for number, place in cited]
    marked = [place for _, place in places] + [_within(place, size) for place in gold]
    return tuple(
        Excerpt(
            segments=tuple(_segments(text, window, places, gold)),
            before=window[0] > 0,
            after=window[1] < size,
        )
        for window in _windows(text, [place for place in marked if place[0] < place[1]])
    )


def _within(place: Range, size: int) -> Range:
    start = min(max(place[0], 0), size)
    return start, min(max(place[1], start), size)


def _windows(text: str, places: Iterable[Range]) -> list[Range]:
    windows: list[Range] = []
    for start, end in sorted(places):
        first, last = _to_words(text, start - _AROUND, end + _AROUND)
        if windows and first <= windows[-1][1] + _APART:
            windows[-1] = (windows[-1][0], max(windows[-1][1], last))
        else:
            windows.append((first, last))
    return windows


def _to_words(text: str, start: int, end: int) -> Range:
    """Move the ends of a window outward to the next space, some letters at most."""
    start, end = max(start, 0), min(end, len(text))
    start = max(text.rfind(" ", max(0, start - _APART), start) + 1, 0) or start
    space = text.find(" ", end, end + _APART)
    return (start if start > _APART else 0), (len(text) if space < 0 else space)


def _segments(
    text: str, window: Range, cited: Sequence[tuple[int, Range]], gold: Sequence[Range]
) -> Iterable[Segment]:
    start, end = window
    edges = {start, end}
    for first, last in [*(place for _, place in cited), *gold]:
        edges |= {edge for edge in (first, last) if start < edge < end}
    for first, last in pairwise(sorted(edges)):
        on_quote = any(a <= first and last <= b for _, (a, b) in cited)
        on_gold = any(a <= first and last <= b for a, b in gold)
        mark: Mark = (
            "both" if on_quote and on_gold else "cited" if on_quote else "gold" if on_gold else ""
        )
        numbers = tuple(number for number, (a, b) in cited if a == first and a < b)
        yield Segment(text=_BLANK_LINES.sub("\n", text[first:last]), mark=mark, numbers=numbers)
