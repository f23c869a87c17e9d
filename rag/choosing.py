"""Which sentences to quote: one, and more only where they add something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.announcing import announced
from rag.expected import candidates
from rag.short import short_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.questions import Question

# Further sentences are quoted while they score nearly as well as the best one.
_MOST, _MOST_FOR_LISTS = 2, 4
_NEAR, _NEAR_FOR_LISTS, _NEAR_FOR_VALUES = 0.15, 0.25, 0.4
_MOST_WORDS = 70
_SAME, _EQUAL = 0.8, 0.05


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Choose the sentences to quote, best first.

    A second one is quoted where the first is no clear winner, or holds but one half of
    what is asked; a list takes more; none repeats another.
    """
    evidence = _plainest_first(question, evidence)
    behind = announced(evidence[0], evidence)
    if behind:
        return [evidence[0], *behind]
    most, near = (_MOST_FOR_LISTS, _NEAR_FOR_LISTS) if question.many else (_MOST, _NEAR)
    chosen = [evidence[0]]
    length = len(evidence[0].text.split())
    for sentence in evidence[1:]:
        if len(chosen) == most or sentence.score < evidence[0].score - near:
            break
        words = len(sentence.text.split())
        if length + words > _MOST_WORDS or any(repeats(sentence, other) for other in chosen):
            continue
        if question.kind != "yesno":
            chosen.append(sentence)
            length += words
    half = _other_half(question, evidence)
    return [*chosen[:1], half] if half else chosen


def _plainest_first(question: Question, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Of sentences that are about equal, put first one from which a bare answer can be told."""
    if question.kind == "yesno" or question.many:
        return evidence
    for place, sentence in enumerate(evidence):
        if sentence.score < evidence[0].score - _EQUAL:
            break
        if short_answer(question, sentence.text, sentence.article.published):
            return [sentence, *evidence[:place], *evidence[place + 1 :]]
    return evidence


def _other_half(question: Question, evidence: Sequence[Evidence]) -> Evidence | None:
    """Find the sentence with what the best one lacks of "when and where"."""
    if len(question.kinds) == 1 or evidence[0].typed:
        return None
    lacking = [kind for kind in question.kinds if not _has(question, kind, evidence[0])]
    close = (e for e in evidence[1:] if e.score >= evidence[0].score - _NEAR_FOR_VALUES)
    return next(
        (
            e
            for e in close
            if all(candidates(k, question, e.text, e.article.published) for k in lacking)
        ),
        None,
    )


def _has(question: Question, kind: object, sentence: Evidence) -> bool:
    return any(
        candidates(k, question, sentence.text, sentence.article.published)
        for k in question.kinds
        if k == kind
    )


def repeats(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences say the same in nearly the same words."""
    first, second = set(one.text.casefold().split()), set(other.text.casefold().split())
    return len(first & second) >= _SAME * min(len(first), len(second))
