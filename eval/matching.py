"""Whether an answer is right: decided by rules alone, the same each time.

An answer is right when it holds an accepted form of every part of the gold and no
forbidden one, within a length that no copied article fits into, and with few words that
neither its quotes nor the question hold: a list of all names and numbers there are would
hold every form, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eval.normalising import normalised
from index.lexical import is_content, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.cases import Case
    from rag.answers import Answer

MOST_WORDS = 120
"""No longer answer is right: by copying enough text anyone would hit every form."""

MOST_LOOSE_WORDS = 20
"""So many different words an answer may have that stand in none of its quotes: enough for
sources, dates and a sentence of one's own."""

Loss = Literal[
    "error", "refused", "not_refused", "too_long", "loose", "forbidden", "missing", "yes_or_no"
]

# A text without spaces is as long as its characters are, at no more than these a word.
_CHARACTERS_A_WORD = 12
_ENDLESS = 100_000
# Begun only where white space begins, or a long run of it would be read again and again.
_MARK = re.compile(r"(?<!\s)\s*\[\d+(?:\s*[,;–-]\s*\d+)*\]")
# The word alone: "No one came" and "No. 10" say neither yes nor no.
_YES_NO = re.compile(
    r"""[\W_]*(yes|no)(?=["'”’*_]*(?:\s*(?:$|[,;:!?()\n–—]|\.(?!\s*\d))|\s-\s))""",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"[\W_]*(?:yes|no)[\W_]+(?:(?:and|or|but)[\W_]+)?(?:yes|no)(?![^\W_])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an answer is right and, where not, why.

    Attributes:
        right: Whether it is.
        loss: The kind of failure, or None.
        detail: The failure in words.
    """

    right: bool
    loss: Loss | None = None
    detail: str = ""


def judge(case: Case, answer: Answer, *, quotes: Sequence[str] = ()) -> Verdict:
    """Compare an answer with the gold of its case.

    Args:
        case: The case.
        answer: The answer.
        quotes: What it quotes verbatim.
    """
    if not case.answerable:
        if answer.answered:
            return _wrong("not_refused", "answered what the articles do not answer")
        return Verdict(right=True)
    if not answer.answered:
        return _wrong("refused", "did not answer what the articles answer")
    return _judge_text(case, answer, quotes)


def _judge_text(case: Case, answer: Answer, quotes: Sequence[str]) -> Verdict:
    if answer_words(answer.text) > MOST_WORDS:
        return _wrong("too_long", f"is longer than {MOST_WORDS} words")
    text = without_marks(answer.text)
    loose = len(_content(text) - _content(" ".join([case.question, *quotes])))
    if loose > MOST_LOOSE_WORDS:
        return _wrong("loose", f"says {loose} words that it does not quote")
    said = next((form for form in case.forbidden if contains(text, form)), None)
    if said is not None:
        return _wrong("forbidden", f"says {said!r}")
    if case.type == "yesno":
        return _judge_yes_no(case, answer, text)
    missing = [part for part in case.answers if not any(contains(text, form) for form in part)]
    if missing:
        return _wrong("missing", "does not say " + ", nor ".join(repr(part[0]) for part in missing))
    return Verdict(right=True)


def _wrong(loss: Loss, detail: str) -> Verdict:
    return Verdict(right=False, loss=loss, detail=detail)


def _judge_yes_no(case: Case, answer: Answer, text: str) -> Verdict:
    told = {yes_or_no(answer.short or ""), yes_or_no(text)} - {None}
    if told == {case.answers[0][0]}:
        return Verdict(right=True)
    if not told:
        return _wrong("yes_or_no", "begins with neither yes nor no")
    return _wrong("yes_or_no", f"says {' and '.join(sorted(filter(None, told)))}")


def yes_or_no(text: str) -> Literal["yes", "no"] | None:
    """Read the first word of a text as yes or no; None where it is neither, or both."""
    found = _YES_NO.match(text)
    if found is None or _BOTH.match(text):
        return None
    return "yes" if found[1].lower() == "yes" else "no"


def _content(text: str) -> set[str]:
    return {word for word in words(text) if is_content(word)}


def contains(text: str, form: str) -> bool:
    """Whether a text holds a form, both written in one way, on word boundaries.

    A form that is a date is held by any date that says as much: "March 15" by
    "2026-03-15", "March 2026" by "15 March 2026", but not "2026-03-15" by "March 15".
    """
    wanted, found = normalised(form), normalised(text)
    if wanted.date_only:
        return all(any(day.within(other) for day in found.days) for other in wanted.days)
    return bool(wanted.words) and f" {wanted.words} " in f" {found.words} "


def without_marks(text: str) -> str:
    """Take citation marks like [1] and [2, 3] out of a text."""
    return _MARK.sub("", text)


def answer_words(text: str) -> int:
    """Count the words of an answer, citation marks left out where it is not endless."""
    return word_count(text if len(text) > _ENDLESS else without_marks(text))


def word_count(text: str) -> int:
    """Count words; a text with few spaces counts by its characters."""
    return max(len(text.split()), len(text) // _CHARACTERS_A_WORD)
