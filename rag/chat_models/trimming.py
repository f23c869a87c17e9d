"""What a model's words lose before they are text: hidden reasoning, and all from a stop on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Models that reason in the open (Qwen 3, DeepSeek R1) put it between these, first of all.
_OPEN, _CLOSE = "<think>", "</think>"


class Trimmer:
    """Trims words as they come; what it gives does not depend on how they were cut up.

    Reasoning that opens the text is left out with the white space around it, and nothing
    is given from the first stop on.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        """Take the stops; an empty one stops nothing."""
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self._begun = False
        self._reasoning = False
        self.stopped = False

    def take(self, words: str) -> str:
        """Take more words, and give those that are sure to be text."""
        if self.stopped:
            return ""
        self._held += words
        if not self._begun and not self._begin():
            return ""
        return self._upto_stop()

    def end(self) -> str:
        """Give what was held back for what might have followed it."""
        held, self._held = self._held, ""
        return "" if self.stopped or self._reasoning else held

    def _begin(self) -> bool:
        """Whether the text itself has begun; until it has, it is held."""
        if self._reasoning:
            _, closed, rest = self._held.partition(_CLOSE)
            if not closed:
                self._held = self._held[-len(_CLOSE) :]
                return False
            self._held, self._reasoning = rest, False
        self._held = self._held.lstrip()
        if self._held.startswith(_OPEN):
            self._held, self._reasoning = self._held.removeprefix(_OPEN), True
            return self._begin()
        self._begun = bool(self._held) and not _OPEN.startswith(self._held)
        return self._begun

    def _upto_stop(self) -> str:
        places = [place for text in self._stop if (place := self._held.find(text)) >= 0]
        if places:
            given, self._held, self.stopped = self._held[: min(places)], "", True
            return given
        keep = max((_overlap(self._held, text) for text in self._stop), default=0)
        given = self._held[: len(self._held) - keep]
        self._held = self._held[len(self._held) - keep :]
        return given


def trimmed(text: str, stop: Sequence[str] = ()) -> tuple[str, bool]:
    """Trim a whole text; say also whether a stop ended it."""
    trimmer = Trimmer(stop)
    return trimmer.take(text) + trimmer.end(), trimmer.stopped


def _overlap(text: str, stop: str) -> int:
    """Give how long an end of the text is that may be a stop's beginning."""
    for length in range(min(len(text), len(stop) - 1), 0, -1):
        if stop.startswith(text[-length:]):
            return length
    return 0
