"""Earlier turns of a conversation, read from whatever the caller kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import SettingsError
from rag.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

# A follow-up leans on what was said just before; what is older only costs time.
_MOST_TURNS = 8
_MOST_CHARACTERS = 2_000
_USE = "use {'question': …, 'answer': …} or an Answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what was answered.

    Attributes:
        question: The question as it was understood, where that is known, else as asked.
        answer: The answer's words; empty where there was none.
        short: The bare answer, where one is known.
    """

    question: str
    answer: str = ""
    short: str | None = None


def turns_of(history: Sequence[Mapping[str, str] | Answer] | None) -> list[Turn]:
    """Read the last turns of a history, oldest first.

    Args:
        history: Answers, or mappings with `question` and `answer`, oldest first.

    Raises:
        SettingsError: An entry is neither; its place is named.
    """
    if history is None:
        return []
    if isinstance(history, str | bytes | Mapping) or not hasattr(history, "__getitem__"):
        message = (
            f"history is a {type(history).__name__}; give a list, in which each turn is: {_USE}"
        )
        raise SettingsError(message)
    first = max(0, len(history) - _MOST_TURNS)
    turns = [_turn(entry, first + place) for place, entry in enumerate(history[first:])]
    return [turn for turn in turns if turn.question or turn.answer]


def _turn(entry: object, place: int) -> Turn:
    if isinstance(entry, Answer):
        said = entry.text if entry.answered else ""
        return Turn(
            question=_folded(entry.standalone or entry.question),
            answer=_folded(said),
            short=entry.short if entry.answered else None,
        )
    if not isinstance(entry, Mapping):
        message = f"history[{place}] is a {type(entry).__name__}; {_USE}"
        raise SettingsError(message)
    question, answer = entry.get("question"), entry.get("answer")
    for name, value in (("question", question), ("answer", answer)):
        if value is not None and not isinstance(value, str):
            message = f"history[{place}][{name!r}] is a {type(value).__name__}, not text; {_USE}"
            raise SettingsError(message)
    if question is None and answer is None:
        message = f"history[{place}] has neither 'question' nor 'answer'; {_USE}"
        raise SettingsError(message)
    return Turn(question=_folded(question or ""), answer=_folded(answer or ""))


def _folded(text: str) -> str:
    printable = "".join(c if c.isprintable() else " " for c in text[:_MOST_CHARACTERS])
    return " ".join(printable.encode("utf-8", "replace").decode("utf-8").split())
