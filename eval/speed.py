"""How fast and how large: Dateline beside the stock pipeline and beside the bare limit.

Each measurement runs in a process of its own, whose peak memory it reports. Indexing is
measured on a sample of the corpus in several rounds, in each of which onnxruntime alone,
Dateline and the stock pipeline take their turn, so that a busy machine slows all three.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.cases import SuiteError
from eval.multihop import index_benchmark, load_benchmark
from eval.suites import load_suite, open_suite, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eval.multihop import Benchmark
    from index import Settings

LARGE = 100_000
_SAMPLE = 16
_QUESTIONS = 100
_ROUNDS = 3
_SHOWN = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What was measured of one corpus.

    Attributes:
        name: `seeds`, the benchmark's name, or `recombined`.
        articles: How many articles.
        passages: How many passages.
        values: Numbers by name; see `docs/retrieval.md`.
    """

    name: str
    articles: int
    passages: int
    values: dict[str, float] = field(default_factory=dict)


def run_speed(
    data: str | Path | None = None,
    *,
    passages: int = LARGE,
    settings: Settings | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Scale]:
    """Measure indexing and searching at growing sizes.

    Args:
        data: A benchmark in the format of MultiHop-RAG; without one only the seeds are
            measured.
        passages: How many passages the large corpus made of it has; 0 makes none.
        settings: Settings to use instead of the environment's.
        tell: Is told what is being measured.

    Raises:
        SuiteError: The folder cannot be used, or a measurement failed.
        DatelineError: The corpus cannot be indexed.
    """
    from index import load_settings

    settings = settings or load_settings()
    settings.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.cache, prefix="speed-") as place:
        bench = _Bench(settings, Path(place), tell)
        scales = [bench.seeds()]
        if data is not None:
            benchmark = load_benchmark(data)
            scales.append(bench.corpus(benchmark))
            if passages:
                scales.append(bench.large(benchmark, passages))
    return scales


class _Bench:
    """One run: where it writes, and what it tells."""

    def __init__(self, settings: Settings, place: Path, tell: Callable[[str], None]) -> None:
        self._settings = settings
        self._place = place
        self._tell = tell
        self._stock = find_spec("llama_index.vector_stores") is not None and (
            find_spec("llama_index.vector_stores.chroma") is not None
        )

    def seeds(self) -> Scale:
        suite = load_suite("seeds")
        store = self._settings.cache / "speed-seeds"
        open_suite(suite, settings=self._settings, store=store).close()
        values = self._indexing("seeds", suite.corpus)
        questions = [case.question for case in suite.cases][:_QUESTIONS]
        values |= self._searching("seeds", suite.corpus, store, questions)
        count = int(values.pop("passages"))
        return Scale(name="seeds", articles=len(suite.articles), passages=count, values=values)

    def corpus(self, benchmark: Benchmark) -> Scale:
        name = benchmark.name
        self._tell(f"{name}: indexing {len(benchmark.articles)} articles, or finding them indexed")
        store, _ = index_benchmark(benchmark, settings=self._settings)
        folder = store.parent / "articles"
        some = self._place / "sample"
        some.mkdir()
        for path in sample(sorted(folder.iterdir()), _SAMPLE):
            shutil.copyfile(path, some / path.name)
        values = self._indexing(name, some)
        questions = [one.query for one in sample(benchmark.questions, _QUESTIONS)]
        values |= self._searching(name, folder, store, questions)
        count = int(values.pop("passages"))
        return Scale(name=name, articles=len(benchmark.articles), passages=count, values=values)

    def large(self, benchmark: Benchmark, passages: int) -> Scale:
        small, _ = index_benchmark(benchmark, settings=self._settings)
        folder, store = self._place / "recombined", self._place / "store"
        asked = [(one.query, one.urls[0]) for one in sample(benchmark.questions, _QUESTIONS)]
        self._tell(f"recombined: writing about {passages:,} passages (some minutes)")
        made = self._run(
            "eval.timed",
            "recombine",
            small=str(small),
            folder=str(folder),
            store=str(store),
            passages=passages,
            asked=asked,
        )
        written = made["seconds"] - made["recalling"]
        values = {"write_ms_per_passage": 1000 * written / made["passages"]}
        values |= self._searching("recombined", folder, store, made["questions"])
        count = int(values.pop("passages"))
        return Scale(name="recombined", articles=made["articles"], passages=count, values=values)

    def _indexing(self, name: str, folder: Path) -> dict[str, float]:
        """Index a small folder in turn by each, some rounds."""
        rates: dict[str, list[float]] = {"bare": [], "dateline": [], "stock": []}
        values: dict[str, float] = {}
        for turn in range(_ROUNDS):
            self._tell(f"{name}: indexing a sample, round {turn + 1} of {_ROUNDS}")
            ours, stock = self._place / f"{name}-{turn}", self._place / f"{name}-{turn}-stock"
            runs = {"bare": self._run("eval.peers.bare", "index", folder=str(folder))}
            runs["dateline"] = self._run("eval.timed", "index", folder=str(folder), store=str(ours))
            if self._stock:
                runs["stock"] = self._run(
                    "eval.peers.stock_speed", "index", folder=str(folder), store=str(stock)
                )
                values["stock_disk_kb_per_passage"] = _kb(stock) / runs["stock"]["passages"]
            for one, found in runs.items():
                rates[one].append(found["passages"] / found["seconds"])
                values[f"{one}_index_memory_mb"] = found["memory_mb"]
        for one, some in rates.items():
            if some:
                values[f"{one}_passages_per_second"] = statistics.median(some)
        shares = [a / b for a, b in zip(rates["dateline"], rates["bare"], strict=True)]
        return values | {"share_of_bare": statistics.median(shares)}

    def _searching(
        self, name: str, folder: Path, store: Path, questions: Sequence[str]
    ) -> dict[str, float]:
        """Ask, sync again and weigh the store."""
        self._tell(f"{name}: asking {len(questions)} questions")
        found = self._run("eval.timed", "query", store=str(store), questions=list(questions))
        values = {
            "passages": found["passages"],
            "query_p50_ms": _ms(found["seconds"], 50),
            "query_p95_ms": _ms(found["seconds"], 95),
            "floor_p50_ms": _ms(found["floor"], 50),
            "times_floor": _ms(found["beside"], 50) / _ms(found["floor"], 50),
            "first_answer_seconds": found["first"],
            "query_memory_mb": found["memory_mb"],
            "disk_kb_per_passage": _kb(store) / found["passages"],
        }
        again = self._run("eval.timed", "resync", folder=str(folder), store=str(store))
        values |= {"resync_seconds": again["seconds"], "resync_embedded": again["embedded"]}
        if self._stock:
            values |= self._stock_searching(store, questions)
        return values

    def _stock_searching(self, store: Path, questions: Sequence[str]) -> dict[str, float]:
        from index.store import PASSAGES

        found = self._run(
            "eval.peers.stock_speed",
            "query",
            chroma=str(store / "chroma"),
            collection=PASSAGES,
            questions=list(questions),
        )
        return {
            "stock_query_p50_ms": _ms(found["seconds"], 50),
            "stock_query_p95_ms": _ms(found["seconds"], 95),
            "stock_first_answer_seconds": found["first"],
            "stock_query_memory_mb": found["memory_mb"],
        }

    def _run(self, module: str, task: str, **options: Any) -> dict[str, Any]:
        """Run one task in a process of its own; what it says on standard error is passed on."""
        root = str(Path(__file__).resolve().parent.parent)
        environment = {**os.environ, "DATELINE_CACHE": str(self._settings.cache)}
        environment["DATELINE_EMBEDDER"] = self._settings.embedder
        environment["PYTHONPATH"] = os.pathsep.join(
            [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        )
        ran = subprocess.run(  # noqa: S603 - this very interpreter and module
            [sys.executable, "-m", module, task, json.dumps(options)],
            stdout=subprocess.PIPE,
            stderr=None if sys.stderr.isatty() else subprocess.PIPE,
            text=True,
            env=environment,
            check=False,
        )
        if ran.returncode:
            said = (ran.stderr or "").strip().splitlines()[-1:] or ["see above"]
            raise SuiteError([f"measuring {task} by {module} failed: {said[0][:_SHOWN]}"])
        values: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        return values


def _ms(seconds: Sequence[float], percent: int) -> float:
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _kb(folder: Path) -> float:
    """Give the size of all files below a folder in kilobytes of 1,000 bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1000
