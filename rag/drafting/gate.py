"""Ask a model whether the passages state the answer, where its server gives probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rag import prompts

if TYPE_CHECKING:
    from rag.chat_models import Completion

# Log-odds of Yes and our own are added. Set by hand after the first answers of
# Qwen2.5-Coder-1.5B, which says Yes too readily; `python -m eval.answerable` measures and fits
# them for any model, and is to be run again where the words of `prompts.GATE` change.
_BIAS, _MODEL, _OWN = -0.9, 1.0, 0.3
ANSWER_ABOVE = 0.5
# No probability is told more exactly than this.
_LEAST = 1e-4


def chance_of_yes(completion: Completion) -> float | None:
    """Read how likely the model held Yes against No, from the first word that is either.

    Returns:
        P(Yes) / (P(Yes) + P(No)); None where the server told no probabilities or the model
        said something else.
    """
    for token in completion.logprobs or ():
        said = dict([(token.token, token.logprob), *token.top])
        yes, no = _mass(said, prompts.YES), _mass(said, prompts.NO)
        if yes + no > 0:
            return yes / (yes + no)
        if token.token.strip():
            return None
    return None


def chance_of_answer(yes: float, confidence: float) -> float:
    """Say how likely the passages state the answer.

    Args:
        yes: What the model holds of it; see `chance_of_yes`.
        confidence: What we hold of it; see `rag.confidence`.
    """
    log_odds = _BIAS + _MODEL * _log_odds(yes) + _OWN * _log_odds(confidence)
    return 1 / (1 + math.exp(-log_odds))


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def _mass(said: dict[str, float], word: str) -> float:
    return sum(
        math.exp(logprob)
        for token, logprob in said.items()
        if token.strip(" \n\t.,!*\"'").casefold() == word.casefold()
    )
