"""The events of an answer for programs that run on an event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rag.streaming import Done

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from rag.answers import Answer
    from rag.streaming import Event, Steps


async def told_async(steps: Steps) -> AsyncGenerator[Event, None]:
    """Give the events of the work, each step of which runs in a thread.

    When the reader leaves in the middle of a step, the work ends behind that step: a step
    of a model is one piece of its answer.
    """
    running: asyncio.Future[Event | _Ended | None] | None = None
    try:
        while True:
            running = asyncio.ensure_future(asyncio.to_thread(_step, steps))
            event = await asyncio.shield(running)
            if isinstance(event, _Ended):
                yield Done(answer=event.answer)
                return
            if event is not None:
                yield event
    finally:
        if running is None or running.done():
            steps.close()
        else:
            running.add_done_callback(lambda ended: _end(steps, ended))


class _Ended:
    """The work is done, with this answer; StopIteration may not leave a thread."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def _step(steps: Steps) -> Event | _Ended | None:
    try:
        return next(steps)
    except StopIteration as end:
        return _Ended(end.value)


def _end(steps: Steps, ended: asyncio.Future[Event | _Ended | None]) -> None:
    if not ended.cancelled():
        ended.exception()  # looked at, so that it is not reported as never retrieved
    steps.close()
