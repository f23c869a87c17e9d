"""The passages that are read: some sentences around each of the best, under their title."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Article

# What the reader was trained on: up to so many words, more before a sentence than after it.
_WORDS, _SPARE = 85, 15
_BEFORE, _AFTER = 2, 2
# Sentences that stand further apart in their article are no neighbours.
_GAP = 6


class Sentence(Protocol):
    """A sentence of an article; `rag.evidence.Evidence` is one."""

    @property
    def article(self) -> Article:
        """Its article."""

    @property
    def start(self) -> int:
        """Offset of its first character in the article's text."""

    @property
    def end(self) -> int:
        """Offset after its last character."""

    @property
    def text(self) -> str:
        """Its words."""


@dataclass(frozen=True, slots=True)
class Window:
    """Some neighbouring sentences of one article, with its title before them.

    Attributes:
        text: Title and sentences.
        sentences: (start, end) of each sentence in the text.
        places: Each one's place in the list that the window was made from.
    """

    text: str
    sentences: tuple[tuple[int, int], ...]
    places: tuple[int, ...]


def windows_of(sentences: Sequence[Sentence], *, most: int) -> list[Window]:
    """Make windows around the best sentences, until all are made or there are enough.

    Args:
        sentences: Best first; a sentence that stands in an earlier one's window gets none.
        most: How many windows at the most.

    Returns:
        At most `most` windows; none overlaps another.
    """
    order: dict[str, list[int]] = defaultdict(list)
    for place in sorted(range(len(sentences)), key=lambda i: sentences[i].start):
        order[sentences[place].article.id].append(place)
    taken: set[int] = set()
    windows: list[Window] = []
    for place, sentence in enumerate(sentences):
        if place in taken:
            continue
        if len(windows) == most:
            break
        mine = order[sentence.article.id]
        at = bisect_left([sentences[i].start for i in mine], sentence.start)
        chosen = _around(sentences, mine, at, taken)
        taken.update(chosen)
        windows.append(_window(sentences, chosen))
    return windows


def _around(
    sentences: Sequence[Sentence], mine: Sequence[int], at: int, taken: set[int]
) -> list[int]:
    """Give the places of a sentence and its neighbours, as many as there is room for."""
    low = high = at
    words = len(sentences[mine[at]].text.split())
    for step in (-1, 1, -1, 1):
        edge = low if step < 0 else high
        beyond = edge + step
        used = at - low >= _BEFORE if step < 0 else high - at >= _AFTER
        if used or not 0 <= beyond < len(mine) or mine[beyond] in taken:
            continue
        one, other = sentences[mine[min(edge, beyond)]], sentences[mine[max(edge, beyond)]]
        more = len(sentences[mine[beyond]].text.split())
        if other.start - one.end > _GAP or words >= _WORDS or words + more > _WORDS + _SPARE:
            continue
        words += more
        low, high = min(low, beyond), max(high, beyond)
    return list(mine[low : high + 1])


def _window(sentences: Sequence[Sentence], chosen: Sequence[int]) -> Window:
    title = sentences[chosen[0]].article.title
    text = f"{title.rstrip('.')}. " if title else ""
    places = []
    for place in chosen:
        places.append((len(text), len(text) + len(sentences[place].text)))
        text += f"{sentences[place].text} "
    return Window(text=text.rstrip(), sentences=tuple(places), places=tuple(chosen))
