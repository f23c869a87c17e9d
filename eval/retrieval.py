"""Ask an engine every question of a benchmark and measure what it finds."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Protocol

from eval.budget import TokenCounter
from eval.multihop import index_benchmark, load_benchmark
from eval.ranking import CUT_OFF, Ranked, rank_scores
from eval.statistics import Estimate, mean, quantile, ratio
from eval.suites import sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eval.multihop import Benchmark, Question
    from index import Settings
    from rag import Hit

# Enough to fill 2,000 tokens with passages of 50.
_DEPTH = 40
# Ten passages of this many words have about 4,700 tokens; the limit itself is held by a cut.
_WIDE_WORDS = 350
_WIDE_TOKENS = 5_000

PLAIN = "passages"
WIDE = "widened"


class Searcher(Protocol):
    """Whoever is measured."""

    def search(self, question: str, *, top_k: int) -> list[Hit]:
        """Find passages, best first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What one way of searching comes to.

    Attributes:
        name: `passages` as they are, or `widened` to their context.
        metrics: Estimates by name; see `eval.ranking.rank_scores`.
        clustered: The same values; their intervals are of draws of gold articles, each with
            all questions that ask of it, since such questions are alike.
        types: The metrics of each type of question.
        runs: What was found for each question.
        seconds: Median and 95th percentile of the time of a search.
    """

    name: str
    metrics: dict[str, Estimate]
    clustered: dict[str, Estimate]
    types: dict[str, dict[str, Estimate]]
    runs: tuple[tuple[Ranked, ...], ...]
    seconds: tuple[Estimate, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalRun:
    """One run of one benchmark.

    Attributes:
        name: The folder's name.
        articles: How many articles were searched.
        embedded: How many passages had to be embedded; 0 where the store was there.
        questions: The questions asked.
        arms: The ways of searching that were measured.
    """

    name: str
    articles: int
    embedded: int
    questions: tuple[Question, ...]
    arms: tuple[Arm, ...]


def run_retrieval(
    folder: str | Path,
    *,
    settings: Settings | None = None,
    engine: Searcher | None = None,
    limit: int | None = None,
    progress: bool = False,
) -> RetrievalRun:
    """Measure retrieval on a benchmark in the format of MultiHop-RAG.

    Args:
        folder: Holds corpus.json and MultiHopRAG.json.
        settings: Settings to use instead of the environment's.
        engine: Another engine to measure instead of indexing the corpus and opening one.
        limit: Ask only so many questions, at least 1, evenly spread.
        progress: Show bars on standard error.

    Raises:
        SuiteError: The folder cannot be used.
        DatelineError: Its articles cannot be indexed or searched.
    """
    from index import load_settings

    settings = settings or load_settings()
    benchmark = load_benchmark(folder)
    questions = sample(benchmark.questions, limit)
    counter = TokenCounter(settings.cache / "tiktoken")
    if engine is not None:
        return _measured(benchmark, engine, questions, counter, embedded=0, progress=progress)
    import rag

    store, report = index_benchmark(benchmark, settings=settings, progress=progress)
    opened = rag.open(store, settings=settings)
    try:
        return _measured(
            benchmark, opened, questions, counter, embedded=report.embedded, progress=progress
        )
    finally:
        opened.close()


def _measured(  # noqa: PLR0913 - all of one run
    benchmark: Benchmark,
    engine: Searcher,
    questions: Sequence[Question],
    counter: TokenCounter,
    *,
    embedded: int,
    progress: bool,
) -> RetrievalRun:
    ways = [(PLAIN, {"top_k": _DEPTH})]
    if "widen" in signature(engine.search).parameters:
        ways.append((WIDE, {"top_k": CUT_OFF, "widen": _WIDE_WORDS}))
    arms = []
    for name, options in ways:
        runs, seconds = _asked(engine, questions, options, progress=progress)
        if name == WIDE:
            runs = [_at_most(run, counter) for run in runs]
        arms.append(_arm(name, questions, runs, seconds, rank_scores(questions, runs, counter)))
    return RetrievalRun(
        name=benchmark.name,
        articles=len(benchmark.articles),
        embedded=embedded,
        questions=tuple(questions),
        arms=tuple(arms),
    )


def _asked(
    engine: Searcher, questions: Sequence[Question], options: dict[str, int], *, progress: bool
) -> tuple[list[list[Ranked]], list[float]]:
    """Give what was found for each question, and how long it took."""
    from tqdm import tqdm

    runs, seconds = [], []
    bar = tqdm(questions, unit="question", desc="searching", leave=False, disable=not progress)
    for question in bar:
        begun = time.perf_counter()
        hits = engine.search(question.query, **options)
        seconds.append(time.perf_counter() - begun)
        runs.append([Ranked(text=hit.passage.text, url=hit.url) for hit in hits])
    return runs, seconds


def _at_most(run: Sequence[Ranked], counter: TokenCounter) -> list[Ranked]:
    """Hold the ten passages to their limit of tokens."""
    texts, _ = counter.cut([one.text for one in run], _WIDE_TOKENS)
    return [Ranked(text=text, url=one.url) for text, one in zip(texts, run, strict=False)]


def _arm(
    name: str,
    questions: Sequence[Question],
    runs: Sequence[Sequence[Ranked]],
    seconds: Sequence[float],
    rows: Sequence[dict[str, float]],
) -> Arm:
    names = list(rows[0])
    clusters = list(_clusters(questions).values())
    types: dict[str, list[dict[str, float]]] = defaultdict(list)
    for question, row in zip(questions, rows, strict=True):
        types[question.type].append(row)
    return Arm(
        name=name,
        metrics={one: mean([row[one] for row in rows]) for one in names},
        clustered={one: _clustered([row[one] for row in rows], clusters) for one in names},
        types={
            kind: {one: mean([row[one] for row in some]) for one in names}
            for kind, some in sorted(types.items())
        },
        runs=tuple(tuple(run) for run in runs),
        seconds=(quantile(seconds, 0.5), quantile(seconds, 0.95)),
    )


def _clusters(questions: Sequence[Question]) -> dict[str, list[int]]:
    """Group questions by that gold article of theirs of which most questions ask."""
    asked = Counter(url for question in questions for url in question.urls)
    groups: dict[str, list[int]] = defaultdict(list)
    for place, question in enumerate(questions):
        groups[max(question.urls, key=lambda url: (asked[url], url))].append(place)
    return groups


def _clustered(values: Sequence[float], clusters: Sequence[Sequence[int]]) -> Estimate:
    sums = [sum(values[place] for place in some) for some in clusters]
    return ratio(sums, [float(len(some)) for some in clusters], total=len(clusters))


def write_run(run: RetrievalRun, path: Path, *, arm: str = PLAIN) -> None:
    """Write what was found as JSON Lines: query, and passages with text and url."""
    (runs,) = [one.runs for one in run.arms if one.name == arm]
    with path.open("w", encoding="utf-8") as file:
        for question, found in zip(run.questions, runs, strict=True):
            passages = [{"text": one.text, "url": one.url} for one in found]
            file.write(json.dumps({"query": question.query, "passages": passages}) + "\n")
