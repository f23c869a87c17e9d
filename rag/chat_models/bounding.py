"""Answers that end: each has a time by which it must be whole, and a most it may weigh.

httpx bounds the wait for one piece of an answer, so that a server which sends a byte now
and then is never timed out; these hooks bound the whole.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 16_000_000
_DEADLINE = "dateline_deadline"


class TooLong(httpx.TransportError):
    """An answer weighs more than any right one."""


def set_deadline(request: httpx.Request) -> None:
    """Note before a request is sent by when its answer must be there: its read timeout."""
    seconds = request.extensions.get("timeout", {}).get("read")
    if seconds is not None:
        request.extensions[_DEADLINE] = time.monotonic() + seconds


def bound(response: httpx.Response) -> None:
    """Bound an answer of which the head has come."""
    stream = response.stream
    if isinstance(stream, httpx.SyncByteStream):
        deadline = response.request.extensions.get(_DEADLINE, float("inf"))
        response.stream = _Bounded(stream, deadline)


class _Bounded(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._stream:
            size += len(piece)
            if size > MOST_BYTES:
                message = f"more than {MOST_BYTES:,} bytes"
                raise TooLong(message)
            if time.monotonic() > self._deadline:
                message = "the answer is not whole in time"
                raise httpx.ReadTimeout(message)
            yield piece

    def close(self) -> None:
        self._stream.close()
