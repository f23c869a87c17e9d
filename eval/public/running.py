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
    from collections.abc import Iterable, Sequence
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
    outcomes = [_asked(engine, case) for case in _watched(suite.cases, progress=progress)]
    return PublicRun(
        suite=suite,
        embedded=embedded,
        outcomes=tuple(outcomes),
        measures=tuple(found.measure(suite, outcomes)),
    )


def _watched(cases: Sequence[PublicCase], *, progress: bool) -> Iterable[PublicCase]:
    if not progress:
        return cases
    from tqdm import tqdm

    return tqdm(cases, unit="case", desc="asking", delay=1, leave=False)


def _asked(engine: PublicEngine, case: PublicCase) -> Outcome:
    """Ask one question by the harness's own runner, which keeps whatever goes wrong."""
    confined = _Confined(engine, case)
    (result,) = run(confined, [case.case])
    return Outcome(
        asked=case,
        result=replace(result, seconds=confined.seconds),
        found=confined.found,
        found_by_history=confined.found_by_history,
    )


class _Confined:
    """An engine that may use the articles of one case alone; see `eval.Answerer`."""

    def __init__(self, engine: PublicEngine, case: PublicCase) -> None:
        self._engine = engine
        self._case = case
        self.seconds = 0.0
        self.found: tuple[str, ...] = ()
        self.found_by_history: tuple[str, ...] = ()

    def ask(
        self,
        question: str,
        *,
        history: list[dict[str, str]] | None,
        as_of: date | None,  # noqa: ARG002 - no public set has one
    ) -> Answer:
        begun = perf_counter()
        try:
            answer = self._engine.ask(question, history=history, only=self._case.only)
        finally:
            self.seconds = perf_counter() - begun
        if self._case.gold and not self._case.readings:
            self.found = self._articles(question)
            understood = getattr(answer, "standalone", None)
            self.found_by_history = self._articles(understood) if understood else self.found
        return answer

    def _articles(self, query: str) -> tuple[str, ...]:
        hits = self._engine.search(query, top_k=_DEPTH, only=self._case.only)
        return tuple(dict.fromkeys(hit.passage.article_id for hit in hits))
