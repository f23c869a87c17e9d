"""MTRAG-UN (Rosenthal and others 2026, https://arxiv.org/abs/2602.23184): dialogs.

Each task is the last question of a dialog. The passages that its authors gave, of all tasks
together, are the corpus: small, so finding them is easier than in the authors' own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.cases import Case, SuiteError, Turn
from eval.matching import without_marks
from eval.public.corpus import Text, article_id, articles_of
from eval.public.measures import DECLINING, balanced, declining, found_at, ratio_of, seconds
from eval.public.reading import read_lines
from eval.public.rouge import rouge_l
from eval.public.sets import Measure, PublicCase, PublicSuite, Reference
from eval.statistics import mean, ratio, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eval.public.sets import Outcome

FILES: tuple[str, ...] = ("mtragun_reference.jsonl",)

_ANSWERS = "answers of what is answerable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    document_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    task_id: str
    contexts: tuple[_Context, ...]
    input: tuple[_Said, ...]
    targets: tuple[_Said, ...]
    answerability: tuple[str, ...]


def load(folder: Path) -> PublicSuite:
    """Read the set.

    Raises:
        SuiteError: The file cannot be read, or a line of it has another form.
    """
    path = folder / FILES[0]
    rows = read_lines(path, _Row)
    problems = [f"{path}: task {row.task_id!r} {fault}" for row in rows for fault in _faults(row)]
    if problems:
        raise SuiteError(problems)
    passages = {one.document_id: one.text for row in rows for one in row.contexts}
    ids = {name: article_id(place) for place, name in enumerate(passages)}
    articles, files = articles_of(Text(text=text) for text in passages.values())
    return PublicSuite(
        name="mtrag-un",
        source="https://arxiv.org/abs/2602.23184",
        articles=articles,
        files=files,
        cases=tuple(
            _case(row, tuple(dict.fromkeys(ids[one.document_id] for one in row.contexts)))
            for row in rows
        ),
        total=len(rows),
    )


def _faults(row: _Row) -> Iterator[str]:
    if not row.input or row.input[-1].speaker != "user":
        yield "does not end with a question"
    if len(row.answerability) != 1:
        yield "has not one answerability"


def _case(row: _Row, gold: tuple[str, ...]) -> PublicCase:
    (kind,) = row.answerability
    answers = kind in ("ANSWERABLE", "PARTIAL")
    return PublicCase(
        case=Case(
            id=row.task_id,
            type="dialog" if answers else "unanswerable",
            question=row.input[-1].text,
            answerable=answers,
            answers=tuple((one.text,) for one in row.targets) if answers else (),
            history=tuple(_turns(row.input[:-1])),
        ),
        kind=kind.lower(),
        gold=gold,
        references=tuple(Reference(text=one.text) for one in row.targets),
    )


def _turns(said: Sequence[_Said]) -> Iterator[Turn]:
    """Pair questions with the answers behind them; what stands alone has an empty half."""
    question = ""
    for one in said:
        if one.speaker == "user":
            if question:
                yield Turn(question=question, answer="")
            question = one.text
        else:
            yield Turn(question=question, answer=one.text)
            question = ""
    if question:
        yield Turn(question=question, answer="")


def measure(suite: PublicSuite, outcomes: Sequence[Outcome]) -> list[Measure]:
    """Score what came back: finding with and without history, declining, words, citations."""
    clear = [one for one in outcomes if one.asked.kind in ("answerable", "unanswerable")]
    answerable = [one for one in outcomes if one.asked.kind == "answerable"]
    gold = [one for one in outcomes if one.asked.gold]
    later = [one for one in gold if one.asked.case.history]
    return [
        *found_at(gold, suffix="_alone", label=", last question alone"),
        *found_at(gold, by_history=True, suffix="_history", label=", with the dialog"),
        *found_at(later, suffix="_follow_up_alone", label=", follow-ups, last question alone"),
        *found_at(
            later, by_history=True, suffix="_follow_up", label=", follow-ups, with the dialog"
        ),
        *declining(clear),
        balanced(clear),
        *(_answered(outcomes, kind) for kind in ("partial", "underspecified")),
        *_answers(suite, answerable),
        *seconds(outcomes),
    ]


def _answered(outcomes: Sequence[Outcome], kind: str) -> Measure:
    return Measure(
        name=f"{kind}_answered",
        label=f"{kind}, answered",
        group=DECLINING,
        estimate=share([one.answered for one in outcomes if one.asked.kind == kind]),
    )


def _answers(suite: PublicSuite, answerable: Sequence[Outcome]) -> list[Measure]:
    words = [_likeness(one) for one in answerable]
    pairs = [_cited(one) for one in answerable]
    pooled = ratio_of([sum(len(one.asked.gold) for one in answerable)], [len(answerable)])
    return [
        Measure(
            name="rouge_l",
            label="ROUGE-L, refusals 0",
            group=_ANSWERS,
            unit="score",
            estimate=mean(words),
        ),
        Measure(
            name="citations_right",
            label="citations of gold passages",
            group=_ANSWERS,
            estimate=ratio(
                [right for right, cited in pairs if cited],
                [cited for _, cited in pairs if cited],
                total=len(pairs),
            ),
            floors={"any passage": pooled / max(1, len(suite.articles))},
        ),
    ]


def _likeness(one: Outcome) -> float:
    if one.result.answer is None or not one.answered:
        return 0.0
    said = without_marks(one.result.answer.text)
    return max((rouge_l(said, ref.text) for ref in one.asked.references), default=0.0)


def _cited(one: Outcome) -> tuple[int, int]:
    citations = one.result.answer.citations if one.result.answer else ()
    return sum(citation.article_id in one.asked.gold for citation in citations), len(citations)
