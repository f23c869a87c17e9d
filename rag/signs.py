"""What speaks for and against the found evidence as an answer, as numbers."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from index.entries import heading
from index.lexical import terms
from rag.relation import (
    aside,
    contrary,
    other_days,
    other_year,
    still_open,
    uncaused,
    unmet_names,
    unsaid,
)
from rag.slots import Slot, bare, filled, slot_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.matching import Query
    from rag.questions import Question

# Below the first score a sentence is hardly about the question; sentences that score within
# the second of the best one may be the answer; so much a filled slot is worth in choosing.
_LOW, _NEARBY, _FILLED, _MOST, _FIRST = 1.9, 0.5, 0.4, 6, 3
_FLAW = 0.1
_FEEBLE, _MOSTLY, _LIKE = 0.45, 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether the best evidence answers; each 0 where nothing is amiss.

    Attributes:
        low: How far the best score stays below that of most answers.
        drop: By how much the sentence that fills the slot scores less than the best one.
        unfilled: Whether nothing fills the slot.
        unattached: Whether what may fill it stands elsewhere in the sentence.
        unfilled_met: `unfilled`, the more so as all else that is asked about is met.
        names: Share of the question's names that the article lacks.
        numbers: Share of its numbers that the article lacks.
        unsaid: Whether the words asked for are another's.
        aside: Share of the topic that they were to be about, where the sentence lacks it.
        uncaused: Whether a reason is asked for and none given.
        contrary: Whether the evidence says the opposite.
        still_open: Whether it only plans or expects what the question takes for done.
        other_days: Whether it is about other days than the question.
        bare: Whether the thing to be named stands there without a name.
        lonely: Weight of the words not met, the more so as all others are.
        weak: How unlike anything in its passage the worst-met word is.
        untyped: Whether the best sentence holds nothing of the kind asked for.
        apart: How little of the question stands near such a thing.
        far: How unlike the noun asked for all is that stands beside such things.
        other_year: Whether the question names a year, and the sentence and its article do not.
    """

    low: float
    drop: float
    unfilled: float
    unattached: float
    unfilled_met: float
    names: float
    numbers: float
    unsaid: float
    aside: float
    uncaused: float
    contrary: float
    still_open: float
    other_days: float
    bare: float
    lonely: float
    weak: float
    untyped: float
    apart: float
    far: float
    other_year: float

    def values(self) -> tuple[float, ...]:
        """Give them in the order of their weights."""
        return astuple(self)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One sentence, read as an answer."""

    evidence: Evidence
    drop: float
    filled: float
    names: float
    unsaid: float | None
    contrary: bool
    still_open: bool
    other_days: bool

    @property
    def worth(self) -> float:
        flaws = (self.unsaid == 1) + self.contrary + self.other_days
        return _FILLED * self.filled * (1 - self.names) - self.drop - _FLAW * flaws


def read_signs(
    question: Question, query: Query, evidence: Sequence[Evidence]
) -> tuple[Signs, Slot, Evidence]:
    """Read the signs from the best sentences, with the slot and the sentence read as the answer.

    The sentence that answers need not be the best one; among those that score nearly as
    well the one that fills the slot is read.

    Args:
        question: The question.
        query: The same, ready for comparison.
        evidence: Sentences, best first, at least one.
    """
    reader = _Reader(question, query, evidence)
    near = [
        reader.read(e, drop=evidence[0].score - e.score)
        for e in evidence[:_MOST]
        if e.score >= evidence[0].score - _NEARBY
    ]
    best = max(near, key=lambda reading: reading.worth)
    return reader.signs(near[0], best, near), reader.slot, best.evidence


class _Reader:
    """Reads sentences as answers to one question."""

    def __init__(self, question: Question, query: Query, evidence: Sequence[Evidence]) -> None:
        self.slot = slot_of(question)
        self._question = question
        self._query = query
        self._around = _around(evidence)
        self._stems = [(terms(word) or [word])[0] for word in query.words]
        known = zip(self._stems, query.term_ids, strict=True)
        self._held = {stem for stem, term in known if term >= 0}

    def read(self, evidence: Evidence, *, drop: float) -> _Reading:
        question, text = self._question, evidence.text
        around = self._around[evidence.article.id]
        return _Reading(
            evidence=evidence,
            drop=drop,
            filled=filled(self.slot, question, text, evidence.article.published),
            names=unmet_names(question, around, self._held),
            unsaid=unsaid(question, evidence),
            contrary=question.kind != "yesno" and contrary(question, text),
            still_open=still_open(question, text),
            other_days=other_days(question, evidence),
        )

    def signs(self, top: _Reading, best: _Reading, near: Sequence[_Reading]) -> Signs:
        """Put together what speaks against the best sentence and the one read as the answer."""
        question, text = self._question, best.evidence.text
        met, feeble = self._met(best.evidence)
        around = self._around[best.evidence.article.id]
        numbers = [stem not in around for stem in self._stems if stem[0].isdigit()]
        unfilled = float(best.filled == 0)
        nameless = self.slot.sort == "free" or best.filled < 1
        unnamed = any(bare(self.slot, question, r.evidence.text) for r in near[:_FIRST])
        return Signs(
            low=min(1.0, max(0.0, _LOW - top.evidence.score)),
            drop=best.drop,
            unfilled=unfilled,
            unattached=float(best.filled < 1),
            unfilled_met=unfilled * max(0.0, met - _MOSTLY),
            names=best.names,
            numbers=sum(numbers) / len(numbers) if numbers else 0.0,
            unsaid=float(best.unsaid == 1),
            aside=aside(question, text),
            uncaused=float(uncaused(question, text)),
            contrary=(best.contrary + top.contrary) / 2,
            still_open=(best.still_open + top.still_open) / 2,
            other_days=(best.other_days + top.other_days) / 2,
            bare=float(nameless and unnamed),
            lonely=met * feeble,
            weak=max(0.0, _FEEBLE - float(top.evidence.matches.min(initial=1.0))),
            untyped=float(not top.evidence.typed),
            apart=1.0 - top.evidence.near,
            far=self._far(near[:_FIRST]),
            other_year=float(other_year(question, top.evidence)),
        )

    def _far(self, near: Sequence[_Reading]) -> float:
        if not self.slot.terms or self.slot.sort == "free":
            return 0.0
        return max(0.0, _LIKE - max(reading.evidence.beside for reading in near))

    def _met(self, evidence: Evidence) -> tuple[float, float]:
        """Give the weight of the words that its article has, and of those that nothing is like."""
        around = self._around[evidence.article.id]
        words = list(zip(self._query.weights, self._stems, evidence.matches, strict=True))
        met = sum(float(w) for w, stem, _ in words if stem in around)
        feeble = sum(float(w) for w, stem, m in words if stem not in around and m < _FEEBLE)
        return met, feeble


def _around(evidence: Sequence[Evidence]) -> dict[str, set[str]]:
    """Give the terms of each article's title and found passages."""
    around: dict[str, set[str]] = {}
    seen: set[str] = set()
    for sentence in evidence:
        known = around.setdefault(sentence.article.id, set(terms(heading(sentence.article))))
        if sentence.passage.id not in seen:
            seen.add(sentence.passage.id)
            known.update(terms(sentence.passage.text))
    return around
