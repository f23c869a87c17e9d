# ruff: noqa: PLR0913, PLR0917 - parameters are fixtures
"""kill -9 at random moments of a sync: the next run must leave what an undisturbed one leaves."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import index
from index.errors import StoreMissing
from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def forks(root: Path) -> Iterator[Callable[..., tuple[float, bool]]]:
    """Run a sync in a process of its own; give its seconds and whether it was killed."""
    with subprocess.Popen(
        [sys.executable, str(root / "tests" / "index" / "forks.py")],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def run(
            store: Path, folder: Path, *, fake: bool, kill_after: float | None = None
        ) -> tuple[float, bool]:
            assert process.stdin is not None
            assert process.stdout is not None
            order = {"store": str(store), "paths": [str(folder)], "fake": fake}
            process.stdin.write(json.dumps({**order, "kill_after": kill_after}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline() or "{}")
            assert answer, "the sync failed; see its error above"
            return answer["seconds"], answer["killed"]

        yield run
        process.communicate()


def readable(store: Path, settings: Settings) -> None:
    """Whatever moment it died at, what is there can be read and agrees with itself."""
    try:
        corpus = index.open_corpus(store, settings=settings)
    except StoreMissing:
        return
    rows = corpus.rows.tolist()
    assert len(corpus.passages(rows)) == len(rows)
    assert {int(n) for n in corpus.article_of[rows]} == set(range(len(corpus.articles)))
    assert len(corpus.postings.scores({0: 1.0})) == corpus.size
    assert len(corpus.token_vectors(rows)) == len(rows)
    corpus.close()


def disturb(folder: Path, write: Callable[..., Path], step: int) -> None:
    """Change, add and remove some articles between two deaths."""
    write(folder, 8, seed=100 + step)
    write(folder, **{f"extra{step % 3}": f"Banks paid {step} ships."})
    (folder / f"extra{(step + 1) % 3}.txt").unlink(missing_ok=True)


@pytest.mark.parametrize("creation", [True, False], ids=["creation", "changes"])
def test_kill(
    creation: bool,
    forks: Any,
    fake: Any,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    settings: Settings,
    tmp_path: Path,
) -> None:
    folder = write(tmp_path / "a", 30)
    store, anew = tmp_path / "store", tmp_path / "anew"
    span, _ = forks(store, folder, fake=True)
    index.sync([folder], store=anew)
    right = contents(anew)
    chance = random.Random(f"kill {creation}")  # noqa: S311 - no secret
    killed = 0
    for step in range(7):
        if creation:
            shutil.rmtree(store, ignore_errors=True)
        else:
            disturb(folder, write, step)
        seconds, died = forks(store, folder, fake=True, kill_after=span * chance.uniform(0, 0.9))
        killed += died
        span = span if died else min(span, seconds)  # the machine was busy before
        readable(store, settings)
        if creation:
            forks(store, folder, fake=True)
            assert_same(contents(store), right)
    forks(store, folder, fake=True)
    index.sync([folder], store=anew)
    assert_same(contents(store), contents(anew))
    assert killed >= 3
    assert index.sync([folder], store=store).embedded == 0


def test_kill_with_the_real_model(
    forks: Any, write: Callable[..., Path], contents: Any, assert_same: Any, tmp_path: Path
) -> None:
    folder = write(tmp_path / "a", 12)
    store, anew = tmp_path / "store", tmp_path / "anew"
    span, _ = forks(store, folder, fake=False)
    chance = random.Random("kill")  # noqa: S311 - no secret
    killed = 0
    for step in range(6):
        if step < 3:
            shutil.rmtree(store, ignore_errors=True)
        else:
            disturb(folder, write, step)
        seconds, died = forks(store, folder, fake=False, kill_after=span * chance.uniform(0, 0.9))
        killed += died
        span = span if died else min(span, seconds)
        readable(store, Settings())
    index.sync([folder], store=store)
    index.sync([folder], store=anew)
    assert_same(contents(store), contents(anew))
    assert killed >= 3
    assert index.sync([folder], store=store).embedded == 0
