"""Let a model make a follow-up stand alone, and take its word only where that is safe."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.lexical import terms
from rag.chat_models.counting import count_messages
from rag.prompts import standalone as prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.chat_models import ChatModel, Message
    from rag.following import Turn

_MOST_TOKENS = 120
_MOST_TIMES, _MOST_MORE = 4, 200
_NAMES = re.compile(r"\b[A-Z][\w'’-]+|\b\d[\d.,]*")


def rewritten(model: ChatModel, question: str, turns: Sequence[Turn]) -> tuple[bool, str | None]:
    """Ask a model for the question as it is to be understood.

    A rewriting is not taken where it names what no turn names, runs on, or is no question:
    it would search for what nobody asked.

    Args:
        model: The model.
        question: The last question.
        turns: Earlier turns, oldest first; those that do not fit are left out.

    Returns:
        Whether the model gave one that can be taken; and it, None where it is the question.
    """
    try:
        said = model.complete(
            _fitting(model, question, turns), max_tokens=_MOST_TOKENS, stop=("\n\n",)
        )
    except ModelError:
        return False, None
    whole = _cleaned(said.text)
    if not whole or not _faithful(whole, question, turns):
        return False, None
    same = terms(whole) == terms(question)
    return True, None if same else whole


def _fitting(model: ChatModel, question: str, turns: Sequence[Turn]) -> tuple[Message, ...]:
    mark = secrets.token_hex(8)
    kept = list(turns)
    while True:
        pairs = [(turn.question, turn.answer) for turn in kept]
        messages = prompt(pairs, mark, question)
        if len(kept) <= 1 or count_messages(model, messages) + _MOST_TOKENS <= model.context_window:
            return messages
        kept = kept[1:]


def _cleaned(said: str) -> str:
    line = next((line for line in said.splitlines() if line.strip()), "")
    line = re.sub(
        r"^(?:(?:standalone |rewritten )?question\s*:\s*)", "", line.strip(), flags=re.IGNORECASE
    )
    return " ".join(line.strip('"“”` *').split())


def _faithful(whole: str, question: str, turns: Sequence[Turn]) -> bool:
    if len(whole) > _MOST_TIMES * len(question) + _MOST_MORE or re.search(r"[<>{}]", whole):
        return False
    if "?" in question and not whole.endswith("?"):
        return False
    known = set(
        terms(" ".join([question, *(f"{t.question} {t.answer} {t.short or ''}" for t in turns)]))
    )
    named = {term for name in _NAMES.findall(whole[1:]) for term in terms(name)}
    return named <= known and bool(set(terms(question)) & set(terms(whole)) or not terms(question))
