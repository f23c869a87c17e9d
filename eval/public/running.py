"""Recognise a public set by its files, ask its questions, and score what comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from eval.cases import SuiteError
from eval.public import clapnq, mtragun, multihop, ramdocs
from eval.public.corpus import index_public
from eval.public.sets import Outcome, PublicRun, PublicSuite
from eval.running import run
from eval.suites import sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from eval.public.sets import PublicCase, PublicEngine, PublicSet
    from index import Settings
    from rag.answers import Answer

_SETS: tuple[PublicSet, ...] = (clapnq, ramdocs, mtragun, multihop)
# Passages; enough for five articles where some are long.
_DEPTH = 20


def recognised(folder: str | Path) -> PublicSet | None:
    """Say which public set a folder holds, by its files; None where it is none."""
    folder = Path(folder)
    return next((one for one in _SETS if all((folder / f).is_file() for f in one.FILES)), None)


def load_public(folder: str | Path, limit: int | None = None) -> PublicSuite:
    """Read a public set and check it.

    Args:
        folder: Holds the files of CLAPNQ, RAMDocs, MTRAG-UN or MultiHop-RAG, as published.
        limit: Keep only so many questions, at least 1, evenly spread; the articles stay all.

    Raises:
        SuiteError: It is no such folder, or a file of it is broken: file and line are named.
    """
    found = recognised(folder)
    if found is None:
        known = "; ".join(" and ".join(one.FILES) for one in _SETS)
        raise SuiteError([f"{folder}: is no public set that is known; one holds {known}"])
    suite = found.load(Path(folder))
    return replace(suite, cases=tuple(sample(suite.cases, limit)))


def run_public(
    folder: str | Path,
    *,
    settings: Settings | None = None,
    limit: int | None = None,
    engine: PublicEngine | None = None,
    progress: bool = False,
) -> PublicRun:
    """Index a public set, ask its questions and score the answers.

    Each question is asked of the articles that are its own, all of them lying in one store
    in the cache; the next run finds it there.

    Args:
        folder: See `load_public`.
        settings: Settings to use instead of the environment's.
        limit: Ask only so many questions, at least 1, evenly spread.
        engine: Another answerer to try instead of indexing and opening one.
        progress: Show bars on standard error.

    Raises:
        SuiteError: The folder cannot be used.
        DatelineError: Its articles cannot be indexed.
    """
    suite = load_public(folder, limit)
    if engine is not None:
        return _scored(folder, suite, engine, embedded=0, progress=progress)
    import rag
    from index import load_settings

    settings = settings or load_settings()
    store, report = index_public(suite, settings=settings, progress=progress)
    opened = rag.open(store, settings=settings)
    try:
        return _scored(folder, suite, opened, embedded=report.embedded, progress=progress)
    finally:
        opened.close()


def _scored(
    folder: str | Path, suite: PublicSuite, engine: PublicEngine, *, embedded: int, progress: bool
) -> PublicRun:
    found = recognised(folder)
    assert found is not None  # noqa: S101 - the suite was loaded from there
    confined = _Confined(engine, suite.cases)
    results = run(confined, [one.case for one in suite.cases], progress=progress)
    outcomes = [
        Outcome(
            asked=asked,
            result=replace(result, seconds=confined.seconds.get(asked.case.id, result.seconds)),
            found=confined.found.get((asked.case.id, False), ()),
            found_by_history=confined.found.get((asked.case.id, True), ()),
        )
        for asked, result in zip(suite.cases, results, strict=True)
    ]
    return PublicRun(
        suite=suite,
        embedded=embedded,
        outcomes=tuple(outcomes),
        measures=tuple(found.measure(suite, outcomes)),
    )


class _Confined:
    """An engine that may use the articles of each case alone; see `eval.Answerer`.

    It must be asked the cases in their order: a question does not tell whose it is.

    Attributes:
        seconds: Time that the answer took, by case.
        found: What was found by a search, by case and whether its history was regarded.
    """

    def __init__(self, engine: PublicEngine, cases: Sequence[PublicCase]) -> None:
        self._engine = engine
        self._cases = iter(cases)
        self.seconds: dict[str, float] = {}
        self.found: dict[tuple[str, bool], tuple[str, ...]] = {}

    def ask(
        self,
        question: str,
        *,
        history: list[dict[str, str]] | None,
        as_of: date | None,  # noqa: ARG002 - no public set has one
    ) -> Answer:
        asked = next(self._cases)
        begun = perf_counter()
        answer = self._engine.ask(question, history=history, only=asked.only)
        self.seconds[asked.case.id] = perf_counter() - begun
        if asked.gold and not asked.readings:
            alone = self._articles(question, asked)
            understood = getattr(answer, "standalone", None)
            self.found[asked.case.id, False] = alone
            self.found[asked.case.id, True] = (
                self._articles(understood, asked) if understood else alone
            )
        return answer

    def _articles(self, query: str, asked: PublicCase) -> tuple[str, ...]:
        hits = self._engine.search(query, top_k=_DEPTH, only=asked.only)
        return tuple(dict.fromkeys(hit.passage.article_id for hit in hits))
