"""Gold cases: a question, what a right answer contains, and where the articles say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from index import DatelineError

if TYPE_CHECKING:
    from collections.abc import Sequence

CaseType = Literal[
    "fact",
    "paraphrase",
    "list",
    "date",
    "sequence",
    "yesno",
    "as_of",
    "conflict",
    "dialog",
    "unanswerable",
    "false_premise",
    "injection",
]
CASE_TYPES: tuple[CaseType, ...] = get_args(CaseType)

_SHOWN = 20


class SuiteError(DatelineError):
    """A suite of gold cases cannot be used.

    Attributes:
        problems: All that is wrong with it, one line each.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        """Say the first problems, one a line, and how many more there are."""
        more = len(problems) - _SHOWN
        lines = [*problems[:_SHOWN], *([f"… and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(lines))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question of a dialog and its answer."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of an article that suffice for (a part of) an answer.

    Attributes:
        article: The article's id.
        quote: The words, exactly as the article's text has them.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    article: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One gold case; the fields are those of a line of `gold.jsonl`.

    Attributes:
        id: Unique within the suite.
        type: What the case tests.
        question: The question, as a person would type it.
        answerable: Whether the articles answer it.
        answers: One part for each thing a right answer must contain; a part is the forms
            that are accepted for it.
        evidence: For each part the spans of which one is enough.
        history: Earlier turns, oldest first.
        as_of: Only articles published up to this day count.
        forbidden: Forms that make an answer wrong.
        correction: Spans that contradict a false premise.
        note: Why this is the gold.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    id: str
    type: CaseType
    question: str
    answerable: bool
    answers: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[tuple[Span, ...], ...] = ()
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    forbidden: tuple[str, ...] = ()
    correction: tuple[Span, ...] = ()
    note: str | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that the case names, those of a correction last."""
        return (*(span for part in self.evidence for span in part), *self.correction)
