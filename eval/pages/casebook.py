"""The cases of a report: those that flipped first, then the wrong ones, then the sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.attribution import STAGE_LABELS, STAGES
from eval.pages.excerpts import excerpts
from eval.reporting import gold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eval.comparing import Comparison, Flip
    from eval.pages.excerpts import Excerpt, Range
    from eval.scoring import Score
    from eval.suites import Run
    from index import Article
    from rag.answers import Answer

_MOST_HITS = 5
_HIT_LETTERS = 240
_GROUPS = {
    "lost": "Lost against the baseline",
    "gained": "Gained against the baseline",
    "moved": "Wrong before and now, in another way",
    "wrong": "Not sound",
    "sound": "Sound",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that an answer cites or the gold names.

    Attributes:
        id: Its id.
        name: Its headline, or its id.
        about: Outlet and day, as far as known.
        excerpts: What is quoted, and the words around it.
        missing: Quotes that are not the article's words at their place.
    """

    id: str
    name: str
    about: str
    excerpts: tuple[Excerpt, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage that was retrieved, cut short."""

    name: str
    score: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One case, as a report shows it."""

    score: Score
    anchor: str
    stage: str
    words: str
    gold: str
    flip: Flip | None
    sources: tuple[Source, ...]
    found: tuple[Found, ...]
    seconds: tuple[tuple[str, str], ...]
    searched: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases under one heading."""

    name: str
    label: str
    entries: tuple[Entry, ...]


def groups(run: Run, articles: Mapping[str, Article], comparison: Comparison | None) -> list[Group]:
    """Put the cases of a run in the order in which one wants to read them."""
    flips = {one.case: one for one in comparison.flips} if comparison else {}
    entries: dict[str, list[Entry]] = {name: [] for name in _GROUPS}
    ordered = sorted(run.scores, key=lambda one: STAGES.index(one.stage))
    for one in ordered:
        flip = flips.get(one.result.case.id)
        group = flip.kind if flip else "sound" if one.stage == "sound" else "wrong"
        entries[group].append(_entry(one, f"case-{run.scores.index(one)}", articles, flip))
    return [
        Group(name=name, label=_label(name, compared=comparison is not None), entries=tuple(some))
        for name, some in entries.items()
        if some
    ]


def _label(name: str, *, compared: bool) -> str:
    if compared and name in ("wrong", "sound"):
        return f"{_GROUPS[name]}, as in the baseline"
    return _GROUPS[name]


def _entry(one: Score, anchor: str, articles: Mapping[str, Article], flip: Flip | None) -> Entry:
    result = one.result
    hits = result.hits or (result.answer.hits if result.answer else ())
    return Entry(
        score=one,
        anchor=anchor,
        stage=one.stage,
        words=STAGE_LABELS[one.stage],
        gold=gold(result.case),
        flip=flip,
        sources=tuple(_sources(one, articles)),
        found=tuple(
            Found(
                name=hit.title or hit.passage.article_id,
                score=f"{hit.score:.3f}",
                text=_cut(hit.passage.text),
            )
            for hit in hits[:_MOST_HITS]
        ),
        seconds=tuple(_timings(one)),
        searched=_searchable(one),
    )


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _HIT_LETTERS else text[:_HIT_LETTERS].rsplit(" ", 1)[0] + " …"


def _searchable(one: Score) -> str:
    case = one.result.case
    text = one.result.answer.text if one.result.answer else ""
    return " ".join(f"{case.id} {case.question} {text}".casefold().split())


def _timings(one: Score) -> Iterator[tuple[str, str]]:
    yield "in all", f"{1000 * one.result.seconds:.0f} ms"
    for name, seconds in (one.result.answer.seconds if one.result.answer else {}).items():
        if name != "total":
            yield name, f"{1000 * seconds:.0f} ms"


def _sources(one: Score, articles: Mapping[str, Article]) -> Iterator[Source]:
    """Give each article that is cited or named by the gold, the cited ones first."""
    answer = one.result.answer
    cited = _cited(answer, articles) if answer else {}
    spans: dict[str, list[Range]] = {}
    for span in one.result.case.spans:
        start = articles[span.article].text.find(span.quote) if span.article in articles else -1
        if start >= 0:
            spans.setdefault(span.article, []).append((start, start + len(span.quote)))
    for name in dict.fromkeys([*cited, *spans]):
        places, missing = cited.get(name, ([], []))
        article = articles.get(name)
        yield Source(
            id=name,
            name=(article.title if article else None) or name,
            about=_about(article),
            excerpts=excerpts(article.text, places, spans.get(name, [])) if article else (),
            missing=tuple(missing),
        )


def _about(article: Article | None) -> str:
    if article is None:
        return "no such article in the suite"
    known = [article.outlet, article.published.isoformat() if article.published else None]
    return " · ".join(filter(None, known))


def _cited(
    answer: Answer, articles: Mapping[str, Article]
) -> dict[str, tuple[list[tuple[int, Range]], list[str]]]:
    """Give for each article the places quoted, and the quotes that do not stand there."""
    found: dict[str, tuple[list[tuple[int, Range]], list[str]]] = {}
    for one in answer.citations:
        places, missing = found.setdefault(one.article_id, ([], []))
        article = articles.get(one.article_id)
        if article is not None and article.text[one.start : one.end] == one.quote:
            places.append((one.number, (one.start, one.end)))
        else:
            missing.append(one.quote)
    return found


def parts_of(entries: Sequence[Group]) -> dict[str, int]:
    """Count the cases of each group, for the summary."""
    return {one.name: len(one.entries) for one in entries}
