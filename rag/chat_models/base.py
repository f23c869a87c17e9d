"""What a chat model takes and gives, whoever serves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation with a model.

    Attributes:
        role: Who speaks.
        text: What is said.
    """

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How many tokens one call took.

    Attributes:
        prompt_tokens: Tokens read.
        completion_tokens: Tokens written, those of hidden reasoning among them.
        counted: False where the server did not say and both are our estimates.
    """

    prompt_tokens: int
    completion_tokens: int
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLogprob:
    """One token of a completion and what might have stood there.

    Attributes:
        token: The token written.
        logprob: Natural logarithm of its probability.
        top: (token, logprob) of the likeliest tokens there, likeliest first; at most 10.
    """

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a model said.

    Attributes:
        text: Its words, never empty; reasoning and whatever follows a stop are left out.
        usage: The tokens it took.
        finish_reason: `stop`, or `length` where `max_tokens` cut it off; others as the
            server calls them.
        logprobs: One entry a token, or None where none were asked for or none were given.
    """

    text: str
    usage: Usage
    finish_reason: str
    logprobs: tuple[TokenLogprob, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs.

    Attributes:
        prompt: US dollars for a million tokens read.
        completion: US dollars for a million tokens written.
    """

    prompt: float
    completion: float

    def of(self, usage: Usage) -> float:
        """Give the cost of a call in US dollars."""
        written = usage.completion_tokens * self.completion
        return (usage.prompt_tokens * self.prompt + written) / 1_000_000


class ChatModel(Protocol):
    """A language model that is given messages; it may be used from several threads."""

    @property
    def name(self) -> str:
        """The name it was opened by; it holds no key."""
        ...

    @property
    def context_window(self) -> int:
        """How many tokens prompt and completion may take together."""
        ...

    @property
    def price(self) -> Price | None:
        """What it costs; None where that is not known, as for one's own server."""
        ...

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text: exactly, or more than it has, hardly ever fewer."""
        ...

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
        """Let the model answer.

        Args:
            messages: The conversation, at least one message.
            max_tokens: Most tokens to write.
            temperature: 0 for the likeliest words, up to 2.
            seed: Makes a server that heeds it repeat itself.
            timeout: Seconds for the whole call, retries among them; by default the
                model's own.
            stop: Texts before which the completion ends.
            logprobs: Whether to ask for the probabilities of tokens.

        Raises:
            SettingsError: An argument is out of its range.
            ModelTimeout: There was no whole answer in time.
            ModelUnavailable: The server, the model or the right to use it is not there.
            ModelError: The answer cannot be used.
        """
        ...

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
        """Let the model answer and give its words as they come.

        Nothing is sent before the first word is asked for. Closing the generator closes
        the connection, and the server stops writing. The words together are the text of
        the completion that the generator returns (`yield from` gives it).

        Raises:
            As `complete`; what came before an error stays given.
        """
        ...

    def close(self) -> None:
        """Give back what it holds: connections, or a file's memory. It may be done twice."""
        ...
