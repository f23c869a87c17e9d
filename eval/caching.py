"""Answers of earlier runs, so that an unchanged case is not asked again.

An answer is kept under a hash of all that it can depend on: the question, its history and
day, the articles, the settings, and the code that answers. Whatever else could change it,
such as a model behind a URL, must be part of the fingerprint that the cache is opened with.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

from eval.checking import flaw
from eval.fingerprint import as_key, digest
from eval.running import Result
from eval.thawing import ThawError, thaw
from rag.answers import Answer, Hit

if TYPE_CHECKING:
    from pathlib import Path

    from eval.cases import Case
    from eval.fingerprint import Fingerprint

_KEPT_SECONDS = 30 * 24 * 3600
_SCHEMA = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, used REAL, result TEXT)"


class ResultCache:
    """Keeps results in one file; a file that cannot be used is the same as an empty one."""

    def __init__(self, folder: Path, fingerprint: Fingerprint) -> None:
        """Open the cache.

        Args:
            folder: Where it lies.
            fingerprint: What the answers are made by and of. Gold and scorer do not count:
                an answer does not depend on them.
        """
        from dataclasses import replace

        self._made_by = as_key(replace(fingerprint, suite="", gold="", scorer=""))
        self._connection: sqlite3.Connection | None = None
        path = folder / "results.sqlite"
        try:
            self._open(path)
        except (sqlite3.DatabaseError, OSError):
            self.close()
            with contextlib.suppress(OSError, sqlite3.Error):
                path.unlink(missing_ok=True)
                self._open(path)

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        # What a crash of the machine could lose here is worth nothing.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(_SCHEMA)
        self._connection.execute(
            "DELETE FROM results WHERE used < ?", (time.time() - _KEPT_SECONDS,)
        )

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def recall(self, case: Case) -> Result | None:
        """Give the earlier result of a case, marked as cached, or None."""
        if self._connection is None:
            return None
        key = self._key(case)
        try:
            found = self._connection.execute(
                "UPDATE results SET used = ? WHERE key = ? RETURNING result", (time.time(), key)
            ).fetchone()
            return _result(case, json.loads(found[0])) if found else None
        except (sqlite3.Error, ValueError, KeyError, TypeError, ThawError):
            return None

    def keep(self, result: Result) -> None:
        """Keep the result of a case; where it cannot be kept, the next run asks again."""
        if self._connection is None or result.answer is None:
            return
        whole = {
            "answer": result.answer.to_dict(),
            "hits": Answer(question="", text="", answered=True, hits=result.hits).to_dict()["hits"],
            "seconds": result.seconds,
        }
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
                (self._key(result.case), time.time(), json.dumps(whole)),
            )

    def _key(self, case: Case) -> str:
        history = json.dumps([asdict(turn) for turn in case.history])
        return digest(self._made_by, case.question, history, str(case.as_of))


def _result(case: Case, plain: dict[str, object]) -> Result:
    answer = thaw(plain["answer"], Answer)
    hits = thaw(plain["hits"], tuple[Hit, ...])
    if flaw(answer) is not None:
        message = "the kept answer is none"
        raise ThawError(message)
    return Result(
        case=case,
        answer=answer,
        error=None,
        seconds=float(str(plain["seconds"])),
        hits=hits,
        cached=True,
    )
