"""Syncs in processes forked from this one, which has everything imported, so that each starts at once.

Reads one JSON object a line: store, paths, fake (whether to use the fake embedder) and
kill_after (seconds until SIGKILL, or null). Answers each with seconds and killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401 - imported before the forks

import index.embedding.minilm
import index.opening
import index.syncing
from index.sentences import sentence_spans
from index.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from fake_embedder import FAKE, FakeEmbedder


def sync(order: dict[str, Any]) -> None:
    settings = Settings(embedder=FAKE) if order["fake"] else Settings()
    if order["fake"]:
        index.opening.open_embedder = lambda name, **_: FakeEmbedder(name)  # type: ignore[attr-defined]
    # Many groups: many moments to die in.
    index.syncing._GROUP_CHARACTERS = 3_000
    index.syncing.sync(order["paths"], store=order["store"], settings=settings)


def forked(order: dict[str, Any]) -> dict[str, Any]:
    start = time.monotonic()
    child = os.fork()
    if not child:
        try:
            sync(order)
        except BaseException:  # noqa: BLE001 - the outermost edge of the forked process
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    limit = order["kill_after"]
    killed = False
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if limit is not None and not killed and time.monotonic() - start > limit:
            os.kill(child, signal.SIGKILL)
            killed = True
        time.sleep(0.001)
    if ended[1] not in (0, signal.SIGKILL):
        sys.exit(1)
    return {"seconds": time.monotonic() - start, "killed": ended[1] == signal.SIGKILL}


if __name__ == "__main__":
    sentence_spans("Loaded.")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(forked(json.loads(line))) + "\n")
        sys.stdout.flush()
