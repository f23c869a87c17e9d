"""Read what a server says, of which nothing may be taken for granted.

The client builds its objects without checking them: any field may be missing or of
another type, and a page of HTML arrives as a string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.chat_models.base import Completion, TokenLogprob, Usage
from rag.chat_models.trimming import trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_TOP = 10


class Unusable(ValueError):
    """A reply holds no answer; the text says what is wrong with it."""


def read(reply: object, *, stop: Sequence[str], estimated: Callable[[str], Usage]) -> Completion:
    """Read a whole reply.

    Args:
        reply: What the client gave.
        stop: Texts before which the completion ends, should the server not heed them.
        estimated: Gives the usage for these words, where the server tells none.

    Raises:
        Unusable: It holds no answer.
    """
    choice = _choice(reply)
    message = getattr(choice, "message", None)
    said = getattr(message, "content", None)
    if not isinstance(said, str):
        said = ""
    text, stopped = trimmed(said, stop)
    finish = finish_of(choice) or "stop"
    if not text.strip():
        raise Unusable(why_empty(finish, refusal=getattr(message, "refusal", None)))
    return Completion(
        text=text,
        usage=usage_of(reply) or estimated(said),
        finish_reason="stop" if stopped else finish,
        logprobs=_logprobs(getattr(choice, "logprobs", None)),
    )


def piece_of(event: object) -> tuple[str, str | None]:
    """Read one event of a stream: the words it brings, and why the stream ends if it does.

    The event that brings the usage has no choices.
    """
    choices = getattr(event, "choices", None)
    if not isinstance(choices, list) or not choices:
        return "", None
    words = getattr(getattr(choices[0], "delta", None), "content", None)
    return words if isinstance(words, str) else "", finish_of(choices[0])


def finish_of(choice: object) -> str | None:
    """Give why a choice ended, if it is told."""
    finish = getattr(choice, "finish_reason", None)
    return finish if isinstance(finish, str) and finish else None


def why_empty(finish: str, *, refusal: object = None) -> str:
    """Say why an answer has no words."""
    if isinstance(refusal, str) and refusal.strip():
        return f"it refused: {' '.join(refusal.split())[:200]}"
    if finish == "content_filter":
        return "its content filter held the answer back"
    if finish == "length":
        return "all tokens went into hidden reasoning: allow more, or use a model without it"
    return "the answer is empty"


def usage_of(reply: object) -> Usage | None:
    """Give the tokens that a reply says it took, if it does."""
    usage = getattr(reply, "usage", None)
    prompt = getattr(usage, "prompt_tokens", None)
    completion = getattr(usage, "completion_tokens", None)
    if not isinstance(prompt, int) or not isinstance(completion, int):
        return None
    return Usage(prompt_tokens=max(prompt, 0), completion_tokens=max(completion, 0))


def _choice(reply: object) -> object:
    choices = getattr(reply, "choices", None)
    if not isinstance(choices, list):
        message = "no chat completion"
        raise Unusable(message)
    if not choices:
        message = "a chat completion without choices"
        raise Unusable(message)
    return choices[0]


def _logprobs(given: Any) -> tuple[TokenLogprob, ...] | None:
    content = getattr(given, "content", None)
    if not isinstance(content, list):
        return None
    tokens = []
    for item in content:
        pair = _pair(item)
        if pair is None:
            return None  # half a list would be read at the wrong places
        top = getattr(item, "top_logprobs", None)
        pairs = [_pair(one) for one in top] if isinstance(top, list) else []
        known = sorted((one for one in pairs if one), key=lambda one: -one[1])
        tokens.append(TokenLogprob(token=pair[0], logprob=pair[1], top=tuple(known[:MOST_TOP])))
    return tuple(tokens)


def _pair(item: object) -> tuple[str, float] | None:
    token, logprob = getattr(item, "token", None), getattr(item, "logprob", None)
    if isinstance(token, str) and isinstance(logprob, int | float) and logprob <= 0:
        return token, float(logprob)
    return None
