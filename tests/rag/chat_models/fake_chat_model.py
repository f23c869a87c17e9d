"""A chat model written by hand, which passes the same contract as the real ones."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from index.errors import ModelError, ModelTimeout
from rag.chat_models import Completion, TokenLogprob, Usage
from rag.chat_models.asking import Ask, checked, checked_seconds
from rag.chat_models.trimming import trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from rag.chat_models import Message

_TOKEN = re.compile(r"\s*\S+")
# No fake thinks faster than this.
_SECONDS = 0.01


def echo(messages: Sequence[Message]) -> str:
    """Say back what was said last."""
    return f"You said: {messages[-1].text[:200]}"


class FakeChatModel:
    """Says what it is told to; `asked` keeps the messages of every call.

    Args:
        says: A call that makes the words of an answer from the messages; or answers to
            give in turn, of which an exception is raised.
        top: The probabilities to give for every token, such as {"Yes": 0.9, "No": 0.1}.
    """

    name = "fake:echo"
    context_window = 2048
    price = None

    def __init__(
        self,
        says: Callable[[Sequence[Message]], str] | Sequence[str | Exception] = echo,
        *,
        top: dict[str, float] | None = None,
    ) -> None:
        self._says = says
        self._top = top or {}
        self.asked: list[tuple[Message, ...]] = []
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def count_tokens(self, text: str) -> int:
        return len(_TOKEN.findall(text))

    def complete(
        self,
        messages: Sequence[Message],
        *,
        timeout: float | None = None,
        logprobs: bool = False,
        **options: Any,
    ) -> Completion:
        return self._completion(self._ask(messages, timeout, options), logprobs=logprobs)

    def stream(
        self, messages: Sequence[Message], *, timeout: float | None = None, **options: Any
    ) -> Generator[str, None, Completion]:
        return self._streamed(self._ask(messages, timeout, options))

    def _ask(self, messages: Sequence[Message], timeout: float | None, options: Any) -> Ask:
        ask = checked(Ask(messages=tuple(messages), **options))
        if timeout is not None and checked_seconds(timeout) < _SECONDS:
            message = f"the fake did not answer in {timeout:g} s"
            raise ModelTimeout(message)
        if sum(self.count_tokens(one.text) for one in messages) > self.context_window:
            message = "the prompt does not fit into the context window of the fake"
            raise ModelError(message)
        return ask

    def _streamed(self, ask: Ask) -> Generator[str, None, Completion]:
        completion = self._completion(ask, logprobs=False)
        yield from _TOKEN.findall(completion.text)
        return completion

    def _completion(self, ask: Ask, *, logprobs: bool) -> Completion:
        self.asked.append(ask.messages)
        said = (
            self._says(ask.messages)
            if callable(self._says)
            else self._says[min(len(self.asked), len(self._says)) - 1]
        )
        if isinstance(said, Exception):
            raise said
        tokens = _TOKEN.findall(said)
        text, stopped = trimmed("".join(tokens[: ask.max_tokens]), ask.stop)
        if not text:
            message = "the fake gave an empty answer"
            raise ModelError(message)
        given = _TOKEN.findall(text)
        return Completion(
            text=text,
            usage=Usage(
                prompt_tokens=sum(self.count_tokens(one.text) for one in ask.messages),
                completion_tokens=len(given),
            ),
            finish_reason="length" if len(tokens) > ask.max_tokens and not stopped else "stop",
            logprobs=tuple(self._logprob(token) for token in given) if logprobs else None,
        )

    def _logprob(self, token: str) -> TokenLogprob:
        shares = self._top or {token: 1.0}
        top = sorted(
            ((text, math.log(share)) for text, share in shares.items()), key=lambda t: -t[1]
        )
        return TokenLogprob(token=token, logprob=math.log(shares.get(token, 1.0)), top=tuple(top))
