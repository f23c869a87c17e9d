"""Read the best passages, and put their sentences in the order in which they answer.

`rag.evidence` finds sentences by what they have in common with the question. Of these the
reader (`rag.reading`) tells which answer it: where the two disagree, both count.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.evidence import Reading
from rag.reading import windows_of
from rag.undated import undated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.questions import Question
    from rag.reading import Read, ReadingModel, Window

# So many windows are read, some 10 ms each; with six as many answers are sound (measured).
_WINDOWS = 3
# What the log-odds of a sentence's stretch, halved, count for beside its score: fitted on the
# held-out texts of the reader (eval/reader). The verdict on its window adds nothing to that.
_SAID = 0.05
_LEAST, _MOST = -6.0, 6.0


def reread(
    reader: ReadingModel, question: Question, evidence: Sequence[Evidence]
) -> list[Evidence]:
    """Read the windows around the best sentences; give all sentences anew, best first.

    Each is asked without the days that its article is of.
    """
    asked: dict[str, list[Window]] = {}
    for window in windows_of(evidence, most=_WINDOWS):
        article = evidence[window.places[0]].article
        asked.setdefault(undated(question, article.published), []).append(window)
    readings: dict[int, Reading] = {}
    for text, windows in asked.items():
        for window, read in zip(windows, reader.read(text, windows), strict=True):
            readings |= _by_sentence(window, read)
    told = [
        replace(one, reading=readings[place], score=one.score + _worth(readings[place]))
        if place in readings
        else replace(one, score=one.score + _worth(None))
        for place, one in enumerate(evidence)
    ]
    return sorted(told, key=lambda one: -one.score)


def _by_sentence(window: Window, read: Read) -> dict[int, Reading]:
    return {
        place: Reading(
            answers=read.answers,
            said=span.score,
            start=span.start - start,
            end=span.end - start,
        )
        for place, (start, _), span in zip(window.places, window.sentences, read.spans, strict=True)
        if span is not None
    }


def _worth(reading: Reading | None) -> float:
    """Give what is added to a sentence's score; what was not read counts as not answering."""
    said = _LEAST if reading is None else min(_MOST, max(_LEAST, reading.said / 2))
    return _SAID * said
