"""What is asked of a server, as OpenAI's API has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import SettingsError
from rag.chat_models.replies import MOST_TOP

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rag.chat_models.base import Message

MOST_TEMPERATURE = 2
MOST_STOPS = 4
MOST_SECONDS = 3600
# Models that reason before they write; the room is for what they reason.
_REASONING = re.compile(r"o\d|gpt-5")
_REASONING_ROOM = 2000
_DROPPABLE = {
    "temperature",
    "seed",
    "stop",
    "logprobs",
    "top_logprobs",
    "stream_options",
    "reasoning_effort",
}
_BUDGETS = {"max_tokens", "max_completion_tokens"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One call of a model; see `ChatModel.complete`."""

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float = 0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    logprobs: bool = False


def checked(ask: Ask) -> Ask:
    """Give a call as it is when it can be sent.

    Raises:
        SettingsError: An argument is out of its range.
    """
    if not ask.messages:
        message = "there is no message for the model: give it one at least"
    elif ask.max_tokens < 1:
        message = f"max_tokens is {ask.max_tokens}; use 1 or more"
    elif not 0 <= ask.temperature <= MOST_TEMPERATURE:
        message = f"temperature is {ask.temperature:g}; use 0 to {MOST_TEMPERATURE}"
    elif len(ask.stop) > MOST_STOPS:
        message = f"{len(ask.stop)} stops are given; use {MOST_STOPS} at most"
    else:
        return ask
    raise SettingsError(message)


def checked_seconds(seconds: float) -> float:
    """Give a timeout as it is when it can be kept.

    Raises:
        SettingsError: It is out of range.
    """
    if not 0 < seconds <= MOST_SECONDS:
        message = f"the timeout is {seconds:g} s; use more than 0 and at most {MOST_SECONDS:,}"
        raise SettingsError(message)
    return seconds


def parameters(
    ask: Ask, model: str, *, stream: bool, openais: bool, without: Collection[str] = ()
) -> dict[str, Any]:
    """Make the parameters of a request.

    Args:
        ask: The call.
        model: What the server calls the model.
        stream: Whether the answer comes in pieces.
        openais: Whether OpenAI serves it: its newer models take max_completion_tokens
            alone, older servers of others max_tokens alone.
        without: Parameters that the model does not take.
    """
    reasons = openais and bool(_REASONING.match(model))
    modern = "max_tokens" in without or (openais and "max_completion_tokens" not in without)
    room = _REASONING_ROOM if reasons else 0
    asked: dict[str, Any] = {
        "model": model,
        "messages": [_message(message) for message in ask.messages],
        "max_completion_tokens" if modern else "max_tokens": ask.max_tokens + room,
        "temperature": ask.temperature,
        "stream": stream,
    }
    if ask.seed is not None:
        asked["seed"] = ask.seed
    if stops := [text for text in ask.stop if text]:
        asked["stop"] = stops
    if ask.logprobs:
        # Left out where unused: servers refuse a count of 0.
        asked |= {"logprobs": True, "top_logprobs": MOST_TOP}
    if stream:
        asked["stream_options"] = {"include_usage": True}
    if reasons:
        asked["reasoning_effort"] = "low"
    return {name: value for name, value in asked.items() if name not in without}


def unsupported(
    param: str | None, code: str | None, said: str, asked: Mapping[str, Any]
) -> str | None:
    """Say which parameter a server refuses that can be left out, if that is why it refuses.

    Args:
        param: The parameter that it names, if it does.
        code: What it calls the error.
        said: Its words.
        asked: The parameters that were sent.
    """
    lower = said.lower()
    if not (code or "").startswith("unsupported") and not any(
        words in lower for words in ("unsupported", "not support", "unrecognized", "unknown param")
    ):
        return None
    names = (_DROPPABLE | _BUDGETS) & asked.keys()
    if param in names:
        return param
    named = sorted((name for name in names if name in lower), key=len)
    return named[-1] if named else None


def _message(message: Message) -> dict[str, str]:
    # JSON takes no lone surrogate.
    text = message.text.encode("utf-8", "replace").decode("utf-8")
    return {"role": message.role, "content": text}
