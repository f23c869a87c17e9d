"""What a request may hold; whatever else it holds is refused, or ignored where OpenAI's is."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from index import SettingsError

MOST_TURNS = 10_000


class AskRequest(BaseModel):
    """The body of /v1/ask.

    Attributes:
        question: The question.
        history: Earlier turns, oldest first: `question` and `answer` each.
        as_of: Use only articles published up to this day.
        top_k: How many passages to give with the answer.
        only: Ids of the articles that may be used.
    """

    model_config = ConfigDict(extra="forbid")

    question: str
    history: list[dict[str, str]] = Field(default_factory=list, max_length=MOST_TURNS)
    as_of: date | None = None
    top_k: int = 10
    only: list[str] | None = None


class ChatMessage(BaseModel):
    """One message as OpenAI's API has it; its further fields are of no use here."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """Its words; pictures and sounds are left out."""
        if isinstance(self.content, list):
            parts = [part.get("text") for part in self.content if part.get("type") == "text"]
            return " ".join(part for part in parts if isinstance(part, str))
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream shall hold besides."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """The body of /v1/chat/completions.

    Attributes:
        messages: The conversation; the last message is the user's question.
        model: Given back as it is; there is one engine.
        stream: Whether the answer is to come in pieces.
        stream_options: What a stream shall hold besides.
        n: How many answers; only one can be given.
        dateline: Settings of this server's own: `as_of` and `top_k`.
    """

    messages: list[ChatMessage] = Field(min_length=1, max_length=2 * MOST_TURNS)
    model: str = "dateline"
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = 1
    dateline: ChatSettings | None = None


class ChatSettings(BaseModel):
    """Settings that OpenAI's API does not know."""

    model_config = ConfigDict(extra="forbid")

    as_of: date | None = None
    top_k: int = 10


ChatRequest.model_rebuild()


def conversation(messages: list[ChatMessage]) -> tuple[str, list[dict[str, str]]]:
    """Part messages into the question and the turns before it.

    System messages are left out: what an answer may say is not theirs to change.

    Raises:
        SettingsError: The last message is not the user's.
    """
    said = [message for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1].role != "user":
        message = "the last message must be of the role 'user': it is the question"
        raise SettingsError(message)
    turns: list[dict[str, str]] = []
    for one in said[:-1]:
        if one.role == "user":
            turns.append({"question": one.text, "answer": ""})
        elif turns:
            turns[-1]["answer"] = f"{turns[-1]['answer']} {one.text}".strip()
    return said[-1].text, turns
