"""Wait for a call only so long."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable


class TooSlow(Exception):
    """A call took longer than it may."""


class Worker:
    """Makes calls one after the other in a thread of its own.

    Python cannot stop a thread: a call that takes too long is left behind in its thread,
    which ends with the process at the latest, and the next call gets a new one.
    """

    def __init__(self) -> None:
        """Start without a thread; the first call brings one."""
        self._calls: queue.SimpleQueue[Callable[[], object] | None] | None = None
        self._outcomes: queue.SimpleQueue[tuple[object, BaseException | None]]

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the thread end after what it is at."""
        if self._calls is not None:
            self._calls.put(None)
            self._calls = None

    def do(self, call: Callable[[], object], timeout: float) -> object:
        """Make a call and give what it gives.

        Args:
            call: The call; whatever it raises is raised here.
            timeout: Seconds to wait for it.

        Raises:
            TooSlow: It took longer.
        """
        if self._calls is None:
            self._calls, self._outcomes = queue.SimpleQueue(), queue.SimpleQueue()
            threading.Thread(
                target=_work, args=(self._calls, self._outcomes), name="case", daemon=True
            ).start()
        self._calls.put(call)
        try:
            value, error = self._outcomes.get(timeout=timeout)
        except queue.Empty:
            self._calls.put(None)
            self._calls = None
            message = f"took longer than {timeout:g} s"
            raise TooSlow(message) from None
        if error is not None:
            raise error
        return value


def _work(
    calls: queue.SimpleQueue[Callable[[], object] | None],
    outcomes: queue.SimpleQueue[tuple[object, BaseException | None]],
) -> None:
    while (call := calls.get()) is not None:
        try:
            outcomes.put((call(), None))
        except BaseException as error:  # noqa: BLE001 - it is raised again by the caller
            outcomes.put((None, error))
