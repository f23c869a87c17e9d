"""CLAPNQ (Rosenthal and others 2025, https://arxiv.org/abs/2404.02103): answer or decline.

Questions with one gold passage each, of which half do not answer. Each is asked of its gold
passage among passages of other questions; annotators wrote long answers and marked the
sentences that they rest on.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.cases import Case, Span
from eval.matching import without_marks
from eval.public.corpus import Text, article_id, articles_of
from eval.public.grounding import grounded, whole_passage
from eval.public.measures import balanced, declining, found_at, per_case, ratio_of, seconds
from eval.public.reading import read_lines
from eval.public.rouge import rouge_1_recall, rouge_l
from eval.public.sets import Measure, PublicCase, PublicSuite, Reference
from eval.statistics import mean, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from eval.public.sets import Outcome
    from eval.statistics import Estimate

FILES: tuple[str, ...] = ("clapnq_dev_answerable.jsonl", "clapnq_dev_unanswerable.jsonl")
DISTRACTORS = 20

_ANSWERS = "answers of what is answerable"
_GROUNDS = "sentences cited, against those that annotators chose"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    title: str
    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Output:
    answer: str
    selected_sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    input: str
    passages: tuple[_Passage, ...]
    output: tuple[_Output, ...]


def load(folder: Path) -> PublicSuite:
    """Read the set.

    Raises:
        SuiteError: A file cannot be read, or a line of it has another form.
    """
    answerable, unanswerable = (read_lines(folder / name, _Row) for name in FILES)
    rows = [*answerable, *unanswerable]
    passages = [row.passages[0] for row in rows]
    articles, files = articles_of(Text(text=one.text, title=one.title) for one in passages)
    titles = [one.title for one in passages]
    cases = [
        _case(row, place, titles, answers=place < len(answerable)) for place, row in enumerate(rows)
    ]
    return PublicSuite(
        name="clapnq",
        source="https://arxiv.org/abs/2404.02103",
        articles=articles,
        files=files,
        cases=tuple(cases),
        total=len(cases),
    )


def _case(row: _Row, place: int, titles: Sequence[str], *, answers: bool) -> PublicCase:
    gold = article_id(place)
    references = [
        Reference(
            text=one.answer, quotes=tuple(filter(None, map(_sentence, one.selected_sentences)))
        )
        for one in row.output
        if answers
    ]
    spans = tuple(Span(article=gold, quote=quote) for one in references for quote in one.quotes)
    return PublicCase(
        case=Case(
            id=row.id,
            type="fact" if answers else "unanswerable",
            question=row.input,
            answerable=answers,
            answers=tuple((one.text,) for one in references[:1]),
            evidence=(spans,) if spans else (),
        ),
        kind="answerable" if answers else "unanswerable",
        only=(gold, *_others(row.id, place, titles)),
        gold=(gold,) if answers else (),
        references=tuple(references),
        sentences=row.passages[0].sentences,
    )


def _sentence(text: str) -> str:
    """Take the "&" off that annotation left at some ends."""
    return text.rstrip("& \n").strip()


def _others(name: str, place: int, titles: Sequence[str]) -> list[str]:
    """Choose passages of other questions, the same each time; none of the same article."""
    others = [other for other, title in enumerate(titles) if title != titles[place]]
    chosen = random.Random(name).sample(others, min(DISTRACTORS, len(others)))  # noqa: S311 - no secret
    return [article_id(other) for other in chosen]


def measure(suite: PublicSuite, outcomes: Sequence[Outcome]) -> list[Measure]:
    """Score what came back: declining, the words of answers, the sentences cited."""
    answerable = [one for one in outcomes if one.asked.case.answerable]
    return [
        *declining(outcomes),
        balanced(outcomes),
        *_wording(suite, answerable),
        *_grounding(suite, answerable),
        *found_at(answerable),
        *seconds(outcomes),
    ]


def _wording(suite: PublicSuite, answerable: Sequence[Outcome]) -> list[Measure]:
    """Compare answers with the references, the best of them counting; a refusal has no words."""
    said = [_said(one) for one in answerable]
    whole = [suite.articles[one.asked.gold[0]].text for one in answerable]

    def best(how: Callable[[str, str], float], texts: Sequence[str]) -> list[float]:
        return [
            max((how(text, reference.text) for reference in one.asked.references), default=0.0)
            for one, text in zip(answerable, texts, strict=True)
        ]

    answered = [place for place, one in enumerate(answerable) if one.answered]
    scores = best(rouge_l, said)
    return [
        per_case("rouge_l", "ROUGE-L, refusals 0", _ANSWERS, scores, passage=best(rouge_l, whole)),
        Measure(
            name="rouge_l_answered",
            label="ROUGE-L where answered",
            group=_ANSWERS,
            unit="score",
            estimate=_some(scores, answered),
        ),
        per_case(
            "rouge_1_recall",
            "recall of words, refusals 0",
            _ANSWERS,
            best(rouge_1_recall, said),
            passage=best(rouge_1_recall, whole),
        ),
        Measure(
            name="rouge_l_passage",
            label="ROUGE-L with the passage (copying)",
            group=_ANSWERS,
            unit="score",
            estimate=_some([rouge_l(a, b) for a, b in zip(said, whole, strict=True)], answered),
            floors={"whole passage": 1.0},
        ),
        Measure(
            name="characters",
            label="characters of an answer",
            group=_ANSWERS,
            unit="characters",
            estimate=_some([float(len(text)) for text in said], answered),
            floors={"whole passage": sum(map(len, whole)) / max(1, len(whole))},
        ),
    ]


def _some(values: Sequence[float], places: Sequence[int]) -> Estimate:
    return mean([values[place] for place in places], total=len(values))


def _said(one: Outcome) -> str:
    return without_marks(one.result.answer.text) if one.result.answer and one.answered else ""


def _grounding(suite: PublicSuite, answerable: Sequence[Outcome]) -> list[Measure]:
    scored = [grounded(one, suite.articles) for one in answerable]
    whole = [whole_passage(one, suite.articles) for one in answerable]
    cited = [one for one in scored if one.cited]
    return [
        Measure(
            name="citation_precision",
            label="precision",
            group=_GROUNDS,
            estimate=ratio(
                [one.right for one in cited], [one.cited for one in cited], total=len(scored)
            ),
            floors={
                "whole passage": ratio_of(
                    [one.right for one in whole], [one.cited for one in whole]
                )
            },
        ),
        Measure(
            name="citation_recall",
            label="recall, refusals 0",
            group=_GROUNDS,
            estimate=ratio([one.right for one in scored], [one.gold for one in scored]),
            floors={
                "whole passage": ratio_of([one.right for one in whole], [one.gold for one in whole])
            },
        ),
    ]
