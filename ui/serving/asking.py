"""One engine, asked by many: one question after the other, and a bounded queue."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from rag.streaming import Done

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from rag import Answer, Engine
    from rag.streaming import Event
    from ui.serving.metrics import Metrics

_MOST_WAITING = 32


class Busy(Exception):
    """Too many requests are waiting."""


class Asking:
    """Asks one engine in turn, which is how it may be used from several threads."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        """Take the engine, which stays the caller's to close."""
        self.engine = engine
        self.metrics = metrics
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def ask(self, question: str, **options: Any) -> Answer:
        """Answer a question when its turn has come; see `Engine.ask`.

        Raises:
            Busy: Too many are waiting.
        """
        async with self._place():
            answer = await asyncio.to_thread(self.engine.ask, question, **options)
        self.metrics.answer(answer)
        return answer

    async def stream(self, question: str, **options: Any) -> AsyncGenerator[Event, None]:
        """Give the events of an answer when its turn has come; see `Engine.astream`.

        Raises:
            Busy: Too many are waiting.
        """
        async with self._place(), aclosing(self.engine.astream(question, **options)) as events:
            async for event in events:
                if isinstance(event, Done):
                    self.metrics.answer(event.answer)
                yield event

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._waiting >= _MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()
