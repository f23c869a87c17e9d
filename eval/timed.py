"""What `eval.speed` measures of Dateline, each in a process of its own.

    python -m eval.timed index '{"folder": "seeds", "store": "/tmp/store"}'

prints one line of JSON: the values of that task, and the peak memory of the process.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WARM_UP = 20
_TOP_K = 10


def index(*, folder: str, store: str) -> dict[str, float]:
    """Index a folder into a new store, after a first small one that loads all libraries."""
    from index import sync

    with tempfile.TemporaryDirectory() as place:
        first = Path(place, "first.txt")
        first.write_text("The board met on Friday.", encoding="utf-8")
        sync([first], store=Path(place, "store"))
    begun = time.perf_counter()
    report = sync([folder], store=store)
    return {"seconds": time.perf_counter() - begun, "passages": report.embedded}


def resync(*, folder: str, store: str) -> dict[str, float]:
    """Sync a folder that has not changed."""
    begun = time.perf_counter()
    from index import sync

    report = sync([folder], store=store)
    return {"seconds": time.perf_counter() - begun, "embedded": report.embedded}


def query(*, store: str, questions: list[str]) -> dict[str, Any]:
    """Open a store and ask; then ask again, in turn with embedding and Chroma's own query.

    Returns:
        first: seconds to load the code, open the store and find the first hits.
        seconds: of each warm search.
        beside, floor: of each search and of embedding the question and asking Chroma for
            ten passages, one after the other, so that a busy machine slows both.
        memory_mb: peak before Chroma was loaded for the comparison.
    """
    begun = time.perf_counter()
    import rag

    engine = rag.open(store)
    engine.search(questions[0], top_k=_TOP_K)
    first = time.perf_counter() - begun
    for question in questions[:_WARM_UP]:
        engine.search(question, top_k=_TOP_K)
    seconds = [_timed(lambda q=question: engine.search(q, top_k=_TOP_K)) for question in questions]  # type: ignore[misc] # a default binds the loop's question
    memory = peak_mb()
    beside, floor = _beside(engine, questions)
    return {
        "first": first,
        "seconds": seconds,
        "beside": beside,
        "floor": floor,
        "passages": len(engine.corpus.rows),
        "memory_mb": memory,
    }


def _beside(engine: Any, questions: Sequence[str]) -> tuple[list[float], list[float]]:
    from index.store import ChromaStore

    corpus = engine.corpus
    chroma = ChromaStore(
        corpus.layout.chroma, embedder=corpus.embedder_name, dimension=corpus.dimension
    )

    def least(question: str) -> None:
        chroma.nearest(corpus.embedder.embed([question]).vectors, _TOP_K)

    for question in questions[:_WARM_UP]:
        least(question)
    beside, floor = [], []
    for question in questions:
        beside.append(_timed(lambda q=question: engine.search(q, top_k=_TOP_K)))  # type: ignore[misc] # as above
        floor.append(_timed(lambda q=question: least(q)))  # type: ignore[misc] # as above
    return beside, floor


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def recombine(
    *, small: str, folder: str, store: str, passages: int, asked: list[list[str]]
) -> dict[str, Any]:
    """Write a large corpus and its store; see `eval.recalled`.

    Args:
        small: Store of the small corpus.
        folder: Where the articles are written.
        store: The new store.
        passages: About how many passages.
        asked: (question, address of an article that answers it) of the small corpus.

    Returns:
        What `eval.recalled.build` gives.
    """
    from eval.recalled import build

    return build(
        small=small,
        folder=Path(folder),
        store=store,
        passages=passages,
        asked=[(question, url) for question, url in asked],
    )


def peak_mb() -> float:
    """Give the most memory that this process has held, in megabytes.

    Linux's high-water mark, where there is one: `getrusage` counts what the parent process
    held when it started this one, too.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def answer(tasks: dict[str, Callable[..., dict[str, Any]]]) -> None:
    """Run the task that the command line names and print its values."""
    values = tasks[sys.argv[1]](**json.loads(sys.argv[2]))
    values.setdefault("memory_mb", peak_mb())
    sys.stdout.write(json.dumps(values) + "\n")


if __name__ == "__main__":
    answer({"index": index, "resync": resync, "query": query, "recombine": recombine})
