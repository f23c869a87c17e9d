"""What the calls of a model for one answer took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answers import Spent

if TYPE_CHECKING:
    from rag.chat_models import ChatModel, Usage


class Spending:
    """Adds up the calls for one answer."""

    def __init__(self, model: ChatModel) -> None:
        """Begin with nothing."""
        self._model = model
        self._calls: list[Usage] = []

    def add(self, usage: Usage) -> None:
        """Add a call."""
        self._calls.append(usage)

    def total(self) -> Spent:
        """Give what all calls took together."""
        price = self._model.price
        return Spent(
            model=self._model.name,
            calls=len(self._calls),
            prompt_tokens=sum(one.prompt_tokens for one in self._calls),
            completion_tokens=sum(one.completion_tokens for one in self._calls),
            cost=sum(price.of(one) for one in self._calls) if price else None,
            counted=all(one.counted for one in self._calls),
        )
