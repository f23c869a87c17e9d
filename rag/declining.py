"""Say that the articles do not answer: what is missing, and what they say instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answers import Answer
from rag.stating import ANSWERER, leading, quoted, worded
from rag.yesno import not_yet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.citing import Citer
    from rag.confidence import Confidence, Contradiction
    from rag.evidence import Evidence
    from rag.questions import Question


def unsettled(question: Question, unmet: Sequence[str] = ()) -> Answer:
    """Say that the parts of a question are not all borne out.

    Args:
        question: The question.
        unmet: Names of it that nothing found holds.
    """
    reason = "the reports that the question names are not all found, or do not settle it"
    if unmet:
        named = ", ".join(f"“{name}”" for name in unmet[:3])
        reason = f"nothing found in the reports that the question names speaks of {named}"
    return Answer(
        question=question.text,
        text="The articles do not say. The nearest passages are listed below.",
        answered=False,
        reason=reason,
        answerer=ANSWERER,
    )


def without_outlets(question: Question, outlets: Sequence[str]) -> Answer:
    """Say that there is no article from the outlets that a question asks after."""
    named = " or ".join(outlets)
    return Answer(
        question=question.text,
        text=f"The articles do not say: none of them is from {named}. "
        "The nearest passages are listed below.",
        answered=False,
        reason=f"there is no article from {named}",
        answerer=ANSWERER,
    )


def decline(
    citer: Citer, question: Question, evidence: Sequence[Evidence], confidence: Confidence
) -> Answer:
    """Say that the articles do not answer, what is missing, and what they say instead."""
    lacking = ", ".join(f"“{word}”" for word in confidence.missing[:3])
    if not evidence:
        reason = "no article may be used"
    elif confidence.doubt:
        reason = confidence.doubt
    elif lacking:
        reason = f"nothing found says it; not met in the nearest passage: {lacking}"
    else:
        reason = "the nearest passages do not say it"
    against = confidence.contradicted
    if against is not None:
        return corrected(citer, question, against, confidence, reason)
    text = "The articles do not say."
    if evidence:
        text += " The nearest passages are listed below."
    return Answer(
        question=question.text,
        text=text,
        answered=False,
        confidence=confidence.value,
        reason=reason,
        answerer=ANSWERER,
    )


_CORRECTIONS = {
    "opposite": "The articles do not report that; they say the contrary.",
    "not_done": "The articles do not report that it has happened; they speak of it as to come.",
    "other_time": "The articles do not tell of that time; the nearest they tell is of another.",
    "other_speaker": "The articles do not report these words of theirs; they quote another.",
}


def corrected(
    citer: Citer,
    question: Question,
    against: Contradiction,
    confidence: Confidence,
    reason: str,
) -> Answer:
    """Set right what a question supposes, with the sentence that says otherwise."""
    said = against.evidence
    citation = citer.cite(said)
    text = _CORRECTIONS[against.kind]
    if question.kind == "yesno" and against.kind == "not_done":
        told = not_yet(question, said.text, said.article.published)
        text = f"{told}." if told else text
    sentences = [leading(text, [citation]), quoted(citation)]
    return Answer(
        question=question.text,
        text=worded(sentences, [citation]),
        answered=False,
        sentences=tuple(sentences),
        citations=(citation,),
        confidence=confidence.value,
        reason=reason,
        answerer=ANSWERER,
    )
