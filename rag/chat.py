"""A conversation that keeps its own history, within a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.following import standalone, turns_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from rag.answers import Answer
    from rag.chat_models import ChatModel
    from rag.engine import Engine
    from rag.streaming import Event

HISTORY_TOKENS = 4_000
# A token of English has some four characters.
_CHARACTERS_A_TOKEN = 4
_MOST_TURNS = 200


class Chat:
    """A conversation with one engine that keeps its own history.

    Attributes:
        history: The answers so far, oldest first, as many as the budget holds.
    """

    def __init__(self, engine: Engine, *, history_tokens: int = HISTORY_TOKENS) -> None:
        """Begin a conversation; the engine stays the caller's to close.

        Args:
            engine: From `rag.open`.
            history_tokens: About how many tokens of questions and answers are kept.
        """
        self._engine = engine
        self._budget = history_tokens
        self.history: list[Answer] = []

    def ask(self, question: str, **options: Any) -> Answer:
        """Ask the next question; options and errors are those of `Engine.ask`.

        A question that raised is not kept.
        """
        answer = self._engine.ask(question, history=self.history, **options)
        self._keep(answer)
        return answer

    def stream(self, question: str, **options: Any) -> Generator[Event, None, None]:
        """Ask the next question and give the events of `Engine.stream`."""
        from rag.streaming import Done

        for event in self._engine.stream(question, history=self.history, **options):
            if isinstance(event, Done):
                self._keep(event.answer)
            yield event

    def reset(self) -> None:
        """Forget everything said so far."""
        self.history = []

    def _keep(self, answer: Answer) -> None:
        self.history = within([*self.history, answer], self._budget)


def within(history: list[Answer], tokens: int) -> list[Answer]:
    """Give the last turns that fit into a budget; the last one always does."""
    left = tokens * _CHARACTERS_A_TOKEN
    kept: list[Answer] = []
    for answer in reversed(history[-_MOST_TURNS:]):
        left -= len(answer.question) + len(answer.text)
        if kept and left < 0:
            break
        kept.append(answer)
    return kept[::-1]


def understood(
    question: str,
    history: Sequence[Mapping[str, str] | Answer],
    model: ChatModel | None = None,
) -> str | None:
    """Say how a question is to be understood after what was said.

    Args:
        question: The last question.
        history: Earlier turns, oldest first.
        model: Rewrites the question, where there is one; rules do else.

    Returns:
        A question that stands alone; None where it does already.

    Raises:
        SettingsError: An entry of the history is no turn.
    """
    turns = turns_of(history)
    if not turns:
        return None
    if model is not None:
        from rag.drafting.rewriting import rewritten

        told, whole = rewritten(model, question, turns)
        if told:
            return whole
    return standalone(question, turns)
