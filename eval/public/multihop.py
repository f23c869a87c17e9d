"""Answers of MultiHop-RAG (Tang and Yang 2024, https://arxiv.org/abs/2401.15391).

The official score asks for one word in common and can be had by listing words; here yes and
no are read strictly, names must stand in an answer of at most 120 words, and a null question
must be refused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eval.cases import Case
from eval.matching import judge
from eval.multihop import CORPUS_FILE, QUESTIONS_FILE, load_benchmark
from eval.public.corpus import article_id
from eval.public.measures import DECLINING, quotes_of, ratio_of, seconds
from eval.public.reading import read_list
from eval.public.sets import Measure, PublicCase, PublicSuite
from eval.statistics import share
from index import Article
from rag.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eval.public.sets import Outcome

FILES: tuple[str, ...] = (CORPUS_FILE, QUESTIONS_FILE)

_NULL = "insufficient information."
_TYPES = "right answers, by type of question"
_KINDS = "right answers, by what is asked for"
_SHORT = "right bare answers (the words before the quotes)"
# The best constant is among the most frequent; the rest would only cost time.
_TRIED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    query: str
    answer: str
    question_type: str


def load(folder: Path) -> PublicSuite:
    """Read the set.

    Raises:
        SuiteError: A file cannot be read, or a row of it has another form.
    """
    benchmark = load_benchmark(folder)
    rows = read_list(folder / QUESTIONS_FILE, _Row)
    bodies = [text.split("\n---\n", 1)[1] for text in benchmark.articles]
    ids = [article_id(place) for place in range(len(bodies))]
    return PublicSuite(
        name="multihop-rag",
        source="https://arxiv.org/abs/2401.15391",
        articles={
            name: Article(id=name, text=body) for name, body in zip(ids, bodies, strict=True)
        },
        files=benchmark.articles,
        digest=benchmark.digest,
        cases=tuple(_case(row, number) for number, row in enumerate(rows, 1)),
        total=len(rows),
    )


def _case(row: _Row, number: int) -> PublicCase:
    kind = _kind(row.answer)
    yes_no = kind in ("yes", "no")
    accepted = row.answer.strip().lower() if yes_no else row.answer.strip()
    return PublicCase(
        case=Case(
            id=f"multihop-{number:04d}",
            type="yesno" if yes_no else "unanswerable" if kind == "null" else "fact",
            question=row.query,
            answerable=kind != "null",
            answers=() if kind == "null" else ((accepted,),),
        ),
        kind=f"{row.question_type.removesuffix('_query')}/{kind}",
    )


def _kind(answer: str) -> str:
    text = answer.strip().lower()
    return {"yes": "yes", "no": "no", _NULL: "null"}.get(text, "entity")


def measure(suite: PublicSuite, outcomes: Sequence[Outcome]) -> list[Measure]:
    """Score what came back, by type of question and of answer, beside the best constants."""
    types = sorted({_part(one, 0) for one in outcomes})
    kinds = [
        kind
        for kind in ("yes", "no", "entity", "null")
        if any(_part(one, 1) == kind for one in outcomes)
    ]
    answerable = [one for one in outcomes if one.asked.case.answerable]
    whole = {one.asked.case.id: _judged(suite, one) for one in outcomes}
    bare = {one.asked.case.id: _judged(suite, one, short=True) for one in answerable}
    return [
        _right("accuracy", "all", _TYPES, outcomes, whole),
        *(
            _right(f"type_{kind}", f"  {kind}", _TYPES, _of(outcomes, 0, kind), whole)
            for kind in types
        ),
        *(_right(f"answer_{kind}", kind, _KINDS, _of(outcomes, 1, kind), whole) for kind in kinds),
        _right("short", "all that is answerable", _SHORT, answerable, bare),
        Measure(
            name="false_refusals",
            label="answerable, not answered",
            group=DECLINING,
            estimate=share([not one.answered for one in answerable]),
            floors={"refuses all": 1.0},
        ),
        *seconds(outcomes),
    ]


def _of(outcomes: Sequence[Outcome], place: int, kind: str) -> list[Outcome]:
    return [one for one in outcomes if _part(one, place) == kind]


def _part(one: Outcome, place: int) -> str:
    return one.asked.kind.split("/")[place]


def _right(
    name: str, label: str, group: str, some: Sequence[Outcome], rights: Mapping[str, bool]
) -> Measure:
    return Measure(
        name=name,
        label=label,
        group=group,
        estimate=share([rights[one.asked.case.id] for one in some]),
        floors=_best_constant([one.asked.case for one in some]),
    )


def _judged(suite: PublicSuite, one: Outcome, *, short: bool = False) -> bool:
    answer = one.result.answer
    if answer is None:
        return False
    if short and answer.answered:
        answer = replace(answer, text=answer.short or "")
    return judge(one.asked.case, answer, quotes=quotes_of(one, suite.articles)).right


def _best_constant(cases: Sequence[Case]) -> dict[str, float]:
    """Give the constant answer that scores best, by the same rules, refusing being one."""
    said = Counter(case.answers[0][0] for case in cases if case.answers)
    scores = {"refuses all": ratio_of([not case.answerable for case in cases], [1.0] * len(cases))}
    for text, _ in said.most_common(_TRIED):
        answer = Answer(question="", text=text, answered=True)
        rights = [judge(case, answer).right for case in cases]
        scores[f"always “{text}”"] = ratio_of(rights, [1.0] * len(cases))
    best = max(scores, key=lambda name: scores[name])
    return {best: scores[best]}
