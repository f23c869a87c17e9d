"""What a public set is made of, what came back for it, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from eval.cases import Case
    from eval.running import Result
    from eval.statistics import Estimate
    from index import Article
    from rag.answers import Answer, Hit

Unit = Literal["share", "score", "characters", "seconds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One annotator's answer.

    Attributes:
        text: The answer.
        quotes: The sentences of the gold passage that it was made from.
    """

    text: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCase:
    """One question of a public set.

    Attributes:
        case: The question, and what is right and wrong to say.
        kind: What the set calls its kind.
        only: Ids of the articles that may be used; None for all.
        gold: Ids of the articles that hold the answer, where they are to be found.
        references: The answers of annotators, where any is as good as another.
        sentences: The sentences of the first gold article, where it is cut into some.
        readings: For each article the value that it gives, where articles contradict
            each other; articles that give none are left out.
    """

    case: Case
    kind: str
    only: tuple[str, ...] | None = None
    gold: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    sentences: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSuite:
    """A public set, made into cases and articles.

    Attributes:
        name: Short name of the set.
        source: The paper that gives it.
        articles: The articles by id, their texts as the index has them.
        files: The same articles as texts of `.md` files, in the same order.
        cases: The questions; all of them, or a sample.
        total: How many questions the folder holds.
        digest: Names the corpus, where the set has its own name for it.
    """

    name: str
    source: str
    articles: Mapping[str, Article]
    files: tuple[str, ...]
    cases: tuple[PublicCase, ...]
    total: int
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came back for one question.

    Attributes:
        asked: The question.
        result: The answer, or the error.
        found: Ids of the articles found for the question as it stands, best first.
        found_by_history: The same for the question as it was understood from the earlier
            turns.
    """

    asked: PublicCase
    result: Result
    found: tuple[str, ...] = ()
    found_by_history: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is an answer: neither a refusal nor an error."""
        return self.result.answer is not None and self.result.answer.answered

    @property
    def refused(self) -> bool:
        """Whether the answerer said that the articles do not answer; an error says nothing."""
        return self.result.answer is not None and not self.result.answer.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number of a run.

    Attributes:
        name: Its name in JSON.
        label: Its name for a reader.
        group: Heading that it stands under.
        estimate: The number, its interval, and what it rests on.
        unit: What it is counted in.
        floors: What answerers without any wit score by the same code.
    """

    name: str
    label: str
    group: str
    estimate: Estimate
    unit: Unit = "share"
    floors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRun:
    """One run of a public set.

    Attributes:
        suite: The set.
        embedded: How many passages had to be embedded; 0 where the store was there.
        outcomes: What came back, in the order of the cases.
        measures: What it comes to.
    """

    suite: PublicSuite
    embedded: int
    outcomes: tuple[Outcome, ...]
    measures: tuple[Measure, ...]

    @property
    def errors(self) -> int:
        """In how many cases the answerer failed; they are wrong in every measure."""
        return sum(one.result.error is not None for one in self.outcomes)

    def table(self) -> str:
        """Lay the run out for a terminal."""
        from eval.public.tables import table

        return table(self)

    def to_dict(self) -> dict[str, object]:
        """Give the run as JSON-ready values."""
        from eval.public.tables import to_dict

        return to_dict(self)


class PublicSet(Protocol):
    """How one public set is read and scored; each is a module of its own."""

    FILES: tuple[str, ...]

    def load(self, folder: Path) -> PublicSuite:
        """Read the set from the folder that holds its files."""
        ...

    def measure(self, suite: PublicSuite, outcomes: Sequence[Outcome]) -> list[Measure]:
        """Score what came back."""
        ...


class PublicEngine(Protocol):
    """Whoever is asked: an engine, or a fake."""

    def ask(
        self,
        question: str,
        *,
        history: list[dict[str, str]] | None,
        only: tuple[str, ...] | None,
    ) -> Answer:
        """Answer a question from some articles."""
        ...

    def search(self, question: str, *, top_k: int, only: tuple[str, ...] | None) -> list[Hit]:
        """Find passages of some articles, best first."""
        ...
