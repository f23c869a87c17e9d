"""Chat models behind OpenAI's API."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from index.errors import ModelError
from rag.chat_models.asking import Ask, checked, checked_seconds
from rag.chat_models.base import Completion, Usage
from rag.chat_models.connection import Connection
from rag.chat_models.counting import count_messages, count_openai, estimate
from rag.chat_models.prices import window_of
from rag.chat_models.replies import Unusable, piece_of, read, usage_of, why_empty
from rag.chat_models.trimming import Trimmer

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from rag.chat_models.base import Message, Price

# What Ollama gives a model unless told otherwise; a server that has more loses nothing
# but passages.
_UNKNOWN_WINDOW = 4096


class RemoteChatModel:
    """A model behind OpenAI's API; see `ChatModel`."""

    def __init__(  # noqa: PLR0913 - all of them are the caller's to choose
        self,
        name: str,
        *,
        model: str,
        url: str | None = None,
        key: str | None = None,
        timeout: float = 60.0,
        tries: int = 3,
        context_window: int | None = None,
        price: Price | None = None,
        through_proxies: bool = True,
        place: str | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            name: The name that this model was opened by.
            model: What the server calls it.
            url: The server's address; OpenAI's (or OPENAI_BASE_URL) where there is none.
            key: The key to send, to this server alone.
            timeout: Seconds for one call, all tries together, unless the call says.
            tries: How often a busy or failing server is asked at most.
            context_window: Tokens of its window; found out where it is not given.
            price: What it costs, if known.
            through_proxies: Whether the environment's proxies are used.
            place: What errors call the server; by default its address.
        """
        self.name = name
        self.price = price
        self._model, self._url = model, url
        self._timeout, self._window = timeout, context_window
        self._server = Connection(
            model=model,
            url=url,
            key=key,
            tries=tries,
            through_proxies=through_proxies,
            place=place,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def close(self) -> None:
        """Close the connections; see `ChatModel.close`."""
        self._server.close()

    @cached_property
    def context_window(self) -> int:
        """What was set, what is known of the model, what the server says, or 4,096."""
        known = window_of(self._model) if self._url is None else None
        return self._window or known or self._server.window() or _UNKNOWN_WINDOW

    def count_tokens(self, text: str) -> int:
        """Count with OpenAI's own vocabulary; for other servers' models estimate from above."""
        return count_openai(text, self._model) if self._url is None else estimate(text)

    def complete(  # noqa: PLR0913 - what a call consists of
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0,
        seed: int | None = None,
        timeout: float | None = None,
        stop: Sequence[str] = (),
        logprobs: bool = False,
    ) -> Completion:
        """Let the model answer; see `ChatModel.complete`."""
        ask = Ask(
            messages=tuple(messages),
            max_tokens=max_tokens,
            temperature=temperature,
            seed=seed,
            stop=tuple(stop),
            logprobs=logprobs,
        )
        reply = self._server.send(checked(ask), self._seconds(timeout), stream=False)
        try:
            return read(reply, stop=ask.stop, estimated=partial(self._estimate, ask))
        except Unusable as error:
            raise self._server.unusable(str(error)) from None

    def stream(  # noqa: PLR0913 - what a call consists of
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0,
        seed: int | None = None,
        timeout: float | None = None,
        stop: Sequence[str] = (),
    ) -> Generator[str, None, Completion]:
        """Let the model answer, word by word; see `ChatModel.stream`."""
        ask = Ask(
            messages=tuple(messages),
            max_tokens=max_tokens,
            temperature=temperature,
            seed=seed,
            stop=tuple(stop),
        )
        return self._streamed(checked(ask), self._seconds(timeout))

    def _seconds(self, timeout: float | None) -> float:
        return self._timeout if timeout is None else checked_seconds(timeout)

    def _streamed(self, ask: Ask, seconds: float) -> Generator[str, None, Completion]:
        trimmer, words = Trimmer(ask.stop), ""
        finish: str | None = None
        usage: Usage | None = None
        events = self._server.send(ask, seconds, stream=True)
        try:
            for event in self._server.events(events, seconds):
                piece, ended = piece_of(event)
                finish, usage = ended or finish, usage_of(event) or usage
                given = trimmer.take(piece)
                words += given
                if given:
                    yield given
                if trimmer.stopped:
                    finish = "stop"
                    break
        finally:
            events.close()
        rest = trimmer.end()
        words += rest
        if rest:
            yield rest
        return self._ended(ask, words, finish, usage)

    def _ended(self, ask: Ask, words: str, finish: str | None, usage: Usage | None) -> Completion:
        if finish is None:
            message = f"{self._server.place} broke off in the middle of the answer: ask again"
            raise ModelError(message)
        if not words.strip():
            raise self._server.unusable(why_empty(finish))
        return Completion(
            text=words, usage=usage or self._estimate(ask, words), finish_reason=finish
        )

    def _estimate(self, ask: Ask, words: str) -> Usage:
        return Usage(
            prompt_tokens=count_messages(self, ask.messages),
            completion_tokens=self.count_tokens(words),
            counted=False,
        )
