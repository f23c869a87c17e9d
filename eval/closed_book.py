"""The closed-book floor: the model of a run, shown no article.

What it gets right it knew before; only what a run adds to that comes from the articles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.answers import Answer
from rag.chat_models import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rag.chat_models import ChatModel

# These words are no part of answering, so they stand here and not in rag/prompts.py.
SYSTEM = (
    "Answer the question from memory, in at most 30 words. Begin a yes/no answer with Yes or No. "
    "If you do not know, reply with exactly: I do not know."
)
_MOST_TOKENS = 80
_UNKNOWN = re.compile(r"\W*(?:i (?:do not|don['’]t) know|unknown)\b", re.IGNORECASE)


class ClosedBook:
    """Answers from what a model remembers; see `eval.running.Answerer`."""

    def __init__(self, model: ChatModel) -> None:
        """Take the model of the run."""
        self._model = model

    def ask(
        self,
        question: str,
        *,
        history: Sequence[dict[str, str]] | None = None,
        as_of: date | None = None,
    ) -> Answer:
        """Ask the model alone; a day up to which to answer is told to it.

        Raises:
            ModelError: The model failed; the case counts as wrong.
        """
        messages = [Message(role="system", text=SYSTEM)]
        for turn in history or ():
            messages.append(Message(role="user", text=turn["question"]))
            messages.append(Message(role="assistant", text=turn["answer"]))
        asked = f"As of {as_of.isoformat()}: {question}" if as_of else question
        messages.append(Message(role="user", text=asked))
        said = self._model.complete(messages, max_tokens=_MOST_TOKENS).text.strip()
        known = bool(said) and not _UNKNOWN.match(said)
        return Answer(
            question=question,
            text=said or "I do not know.",
            answered=known,
            reason=None if known else "the model does not know",
            answerer="closed book",
        )
