"""Ask a model whether the passages state the answer, where its server gives probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rag import prompts

if TYPE_CHECKING:
    from rag.chat_models import Completion

# Below this the model is sure that the answer is not there. A published calibration does not
# carry over from one model to the next, so only a clear No counts.
CLEAR_NO = 0.1


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


def _mass(said: dict[str, float], word: str) -> float:
    return sum(
        math.exp(logprob)
        for token, logprob in said.items()
        if token.strip(" \n\t.,!*\"'").casefold() == word.casefold()
    )
