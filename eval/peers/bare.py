"""How fast onnxruntime alone is on the very batches that indexing a folder runs.

    python -m eval.peers.bare index '{"folder": "seeds"}'

A first sync, in which the model's answers are made up, tells the batches; then they are run
again with nothing between them: no tokenizing, no pooling, no packing, no writing. They are
run by one thread and by two, and the faster counts.
"""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from eval.timed import answer
from index import sync
from index.embedding.minilm import DIMENSION


def index(*, folder: str) -> dict[str, float]:
    """Time the batches of one sync."""
    session: Any = onnxruntime.InferenceSession
    run = session.run
    batches: list[tuple[Any, dict[str, Any]]] = []

    def record(self: Any, _names: Any, feed: dict[str, Any], *_: Any) -> list[Any]:
        batches.append((self, {name: np.array(values) for name, values in feed.items()}))
        shape = (*feed["input_ids"].shape, DIMENSION)
        return [np.full(shape, 0.05, dtype=np.float32)]

    session.run = record
    try:
        with tempfile.TemporaryDirectory() as place:
            report = sync([folder], store=Path(place, "store"))
    finally:
        session.run = run
    batches[0][0].run(None, batches[0][1])
    seconds = min(_replayed(batches, threads) for threads in (1, 2))
    tokens = int(sum(feed["attention_mask"].sum() for _, feed in batches))
    return {"seconds": seconds, "passages": report.embedded, "tokens": tokens}


def _replayed(batches: list[tuple[Any, dict[str, Any]]], threads: int) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda one: one[0].run(None, one[1]), batches):
            pass
    return time.perf_counter() - begun


if __name__ == "__main__":
    answer({"index": index})
