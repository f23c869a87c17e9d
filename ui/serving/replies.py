"""Answers in the shape of OpenAI's chat completions, whole and in pieces.

What OpenAI's API has no place for stands in the field `dateline`; see docs/serving.md.
"""

from __future__ import annotations

import json
import time
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag import Answer

_KEPT = (
    "answered", "short", "confidence", "reason", "standalone", "citations", "sentences",
    "conflicts", "sources", "newest", "as_of", "answerer", "warnings", "seconds",
)  # fmt: skip


class Completion:
    """One chat completion, under one id."""

    def __init__(self, model: str) -> None:
        """Begin one for a client that named this model."""
        self._model = model
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Give a whole answer."""
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": answer.text, "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
        return {
            **self._frame("chat.completion"),
            "choices": [choice],
            "usage": usage_of(answer),
            "dateline": extension(answer),
        }

    def opening(self) -> bytes:
        """Begin a stream."""
        return self._piece({"role": "assistant", "content": ""})

    def words(self, words: str) -> bytes:
        """Give a piece of the answer."""
        return self._piece({"content": words})

    def ending(self, answer: Answer, *, usage: bool) -> bytes:
        """End a stream, with the citations, and the usage where it is wanted."""
        last = self._event(
            {"choices": [_choice({}, "stop")], "dateline": extension(answer)},
            "chat.completion.chunk",
        )
        counted = (
            self._event({"choices": [], "usage": usage_of(answer)}, "chat.completion.chunk")
            if usage
            else b""
        )
        return last + counted + b"data: [DONE]\n\n"

    def _piece(self, delta: dict[str, Any]) -> bytes:
        return self._event({"choices": [_choice(delta, None)]}, "chat.completion.chunk")

    def _event(self, values: dict[str, Any], kind: str) -> bytes:
        return event({**self._frame(kind), **values})

    def _frame(self, kind: str) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": self._model}


def event(values: dict[str, Any]) -> bytes:
    """Write one server-sent event."""
    return f"data: {json.dumps(values, ensure_ascii=True)}\n\n".encode()


def comment(text: str) -> bytes:
    """Write what a client skips: it tells who reads along, and keeps the connection open."""
    return f": {' '.join(text.split())}\n\n".encode()


def extension(answer: Answer) -> dict[str, Any]:
    """Give what OpenAI's API has no place for."""
    values = answer.to_dict()
    return {name: values[name] for name in _KEPT}


def usage_of(answer: Answer) -> dict[str, int]:
    """Give the tokens of the language model; zeros where none was asked."""
    used = answer.usage
    prompt, written = (used.prompt_tokens, used.completion_tokens) if used else (0, 0)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
    }


def error(message: str, *, kind: str, code: str | None = None) -> dict[str, Any]:
    """Give an error as OpenAI's API does."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _choice(delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
