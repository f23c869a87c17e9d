"""RAMDocs (Wang and others 2025, https://arxiv.org/abs/2504.13079): texts that contradict each other.

Each question has its own handful of texts: some right, for one or several things of that
name, some false, some beside the point. An answer is right when it says every right value
and no false one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eval.cases import Case
from eval.matching import contains, judge, without_marks
from eval.public.corpus import Text, article_id, articles_of
from eval.public.measures import quotes_of, ratio_of, seconds
from eval.public.reading import read_lines
from eval.public.sets import Measure, PublicCase, PublicSuite
from eval.scoring import is_verbatim
from eval.statistics import ratio, share
from rag.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from eval.public.sets import Outcome
    from index import Article

FILES: tuple[str, ...] = ("RAMDocs_test.jsonl",)

_EXACT = "every right value and no false one (strict exact match)"
_CONFLICT = "texts that contradict each other"
_READER = "list of a perfect reader"
_VOTE = "majority of a perfect reader"
_SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    text: str
    type: Literal["correct", "misinfo", "noise"]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    question: str
    documents: tuple[_Document, ...]
    gold_answers: tuple[str, ...]
    wrong_answers: tuple[str, ...]


def load(folder: Path) -> PublicSuite:
    """Read the set.

    Raises:
        SuiteError: The file cannot be read, or a line of it has another form.
    """
    rows = read_lines(folder / FILES[0], _Row)
    articles, files = articles_of(Text(text=one.text) for row in rows for one in row.documents)
    cases, place = [], 0
    for number, row in enumerate(rows, 1):
        cases.append(_case(row, number, place))
        place += len(row.documents)
    return PublicSuite(
        name="ramdocs",
        source="https://arxiv.org/abs/2504.13079",
        articles=articles,
        files=files,
        cases=tuple(cases),
        total=len(cases),
    )


def _case(row: _Row, number: int, first: int) -> PublicCase:
    ids = [article_id(first + place) for place in range(len(row.documents))]
    pairs = list(zip(ids, row.documents, strict=True))
    return PublicCase(
        case=Case(
            id=f"ramdocs-{number:04d}",
            type="conflict",
            question=row.question,
            answerable=True,
            answers=tuple((value,) for value in dict.fromkeys(row.gold_answers)),
            forbidden=tuple(dict.fromkeys(row.wrong_answers)),
        ),
        kind=f"{len(row.gold_answers)} right",
        only=tuple(ids),
        gold=tuple(name for name, one in pairs if one.type == "correct"),
        readings={name: one.answer for name, one in pairs if one.type != "noise"},
    )


def measure(suite: PublicSuite, outcomes: Sequence[Outcome]) -> list[Measure]:
    """Score what came back: strict exact match, false values, conflicts, citations."""
    return [
        *_exact(suite, outcomes),
        *_contradicting(suite, outcomes),
        *seconds(outcomes),
    ]


def _exact(suite: PublicSuite, outcomes: Sequence[Outcome]) -> list[Measure]:
    groups: list[tuple[str, str, Callable[[Outcome], bool]]] = [
        ("exact", "all", lambda _: True),
        *(
            (f"exact_{n}", f"  {n} right value{'s' if n > 1 else ''}", _right_values(n))
            for n in (1, 2, 3)
        ),
        ("exact_misled", "  some text is false", lambda one: bool(one.asked.case.forbidden)),
        ("exact_true", "  no text is false", lambda one: not one.asked.case.forbidden),
    ]
    measures = []
    for name, label, belongs in groups:
        some = [one for one in outcomes if belongs(one)]
        rights = [_right(one, one.result.answer, quotes_of(one, suite.articles)) for one in some]
        readers = {_VOTE: _majority, _READER: _every_value}
        floors = {
            reader: ratio_of([_said_right(one, says(one)) for one in some], [1.0] * len(some))
            for reader, says in readers.items()
        }
        measures.append(
            Measure(name=name, label=label, group=_EXACT, estimate=share(rights), floors=floors)
        )
    return measures


def _right_values(count: int) -> Callable[[Outcome], bool]:
    return lambda one: len(one.asked.case.answers) == count


def _right(one: Outcome, answer: Answer | None, quotes: Sequence[str]) -> bool:
    return answer is not None and judge(one.asked.case, answer, quotes=quotes).right


def _said_right(one: Outcome, values: Sequence[str]) -> bool:
    """Whether it would be right to give some values, each quoted from a text."""
    answer = Answer(question=one.asked.case.question, text="; ".join(values), answered=bool(values))
    return _right(one, answer, values)


def _majority(one: Outcome) -> list[str]:
    """Give the value that most texts give, as one would who reads each text rightly."""
    return [value for value, _ in Counter(one.asked.readings.values()).most_common(1)]


def _every_value(one: Outcome) -> list[str]:
    """List every value that some text gives."""
    return list(dict.fromkeys(one.asked.readings.values()))


def _contradicting(suite: PublicSuite, outcomes: Sequence[Outcome]) -> list[Measure]:
    differing = [one for one in outcomes if len(set(one.asked.readings.values())) >= _SEVERAL]
    misled = [one for one in outcomes if one.asked.case.forbidden]
    pairs = [_cited(one) for one in outcomes]
    documents = [name for one in outcomes for name in one.asked.only or ()]
    right = sum(len(one.asked.gold) for one in outcomes)
    return [
        Measure(
            name="conflict_surfaced",
            label="two of the values said, each with its text",
            group=_CONFLICT,
            estimate=share([_surfaced(one, suite.articles) for one in differing]),
        ),
        Measure(
            name="conflict_named",
            label="said to be a conflict",
            group=_CONFLICT,
            estimate=share(
                [
                    one.result.answer is not None and bool(one.result.answer.conflicts)
                    for one in differing
                ]
            ),
        ),
        Measure(
            name="false_said",
            label="a false value said",
            group=_CONFLICT,
            estimate=share([_says_false(one) for one in misled]),
        ),
        Measure(
            name="citations_right",
            label="citations of right texts",
            group=_CONFLICT,
            estimate=ratio(
                [right for right, cited in pairs if cited],
                [cited for _, cited in pairs if cited],
                total=len(pairs),
            ),
            floors={"any text": ratio_of([right], [len(documents)])},
        ),
        Measure(
            name="refused",
            label="not answered",
            group=_CONFLICT,
            estimate=share([not one.answered for one in outcomes]),
        ),
    ]


def _surfaced(one: Outcome, articles: Mapping[str, Article]) -> bool:
    """Whether two values are each quoted from a text that gives them, and stand in the answer."""
    answer = one.result.answer
    if answer is None or not one.answered:
        return False
    said = {
        one.asked.readings[citation.article_id]
        for citation in answer.citations
        if citation.article_id in one.asked.readings
        and is_verbatim(citation, articles)
        and contains(citation.quote, one.asked.readings[citation.article_id])
    }
    text = without_marks(answer.text)
    return sum(contains(text, value) for value in said) >= _SEVERAL


def _says_false(one: Outcome) -> bool:
    answer = one.result.answer
    if answer is None or not one.answered:
        return False
    return any(contains(answer.text, value) for value in one.asked.case.forbidden)


def _cited(one: Outcome) -> tuple[int, int]:
    """Count the citations of right texts, and all."""
    citations = one.result.answer.citations if one.result.answer else ()
    return sum(citation.article_id in one.asked.gold for citation in citations), len(citations)
