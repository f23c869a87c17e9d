"""A language model as a judge: advisory, until it has been measured against labelled pairs.

A judge says Yes or No; whatever else it says is no verdict, and is counted.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from eval import judging_prompts
from index import ModelError, ModelUnavailable
from rag.chat_models import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.chat_models import ChatModel, Message

_VERDICT = re.compile(r"(yes|no)[.!]?", re.IGNORECASE)
# One word and its full stop; what is longer is no verdict.
_MOST_TOKENS = 4
_SEED = 1


def read_verdict(said: str) -> bool | None:
    """Read a judge's reply: Yes or No alone, else None."""
    found = _VERDICT.fullmatch(said.strip())
    return None if found is None else found[1].lower() == "yes"


class Judge:
    """Judges by a model.

    Attributes:
        asked: How often it was asked.
        verdicts: How often it said Yes or No.
    """

    def __init__(self, model: ChatModel, *, timeout: float = 60.0) -> None:
        """Take the model.

        Args:
            model: It is asked at temperature 0.
            timeout: Seconds for one verdict.
        """
        self.model = model
        self.asked = 0
        self.verdicts = 0
        self._timeout = timeout
        self._usage = Usage(prompt_tokens=0, completion_tokens=0)

    @property
    def usage(self) -> Usage:
        """The tokens of all verdicts so far."""
        return self._usage

    @property
    def cost(self) -> float | None:
        """US dollars for all verdicts so far; None where the model has no known price."""
        price = self.model.price
        return None if price is None else price.of(self._usage)

    def supports(self, sentence: str, quote: str) -> bool | None:
        """Say whether a quote bears a sentence out; None where there is no verdict.

        Raises:
            ModelUnavailable: The model cannot be asked at all.
        """
        mark = _mark(sentence, quote)
        return self._verdict(judging_prompts.support(sentence, quote, mark))

    def is_right(self, question: str, gold: Sequence[str], answer: str) -> bool | None:
        """Say whether an answer says what one of the right ones does; None for no verdict.

        Raises:
            ModelUnavailable: The model cannot be asked at all.
        """
        mark = _mark(question, *gold, answer)
        return self._verdict(judging_prompts.right(question, gold, answer, mark))

    def _verdict(self, messages: Sequence[Message]) -> bool | None:
        self.asked += 1
        try:
            said = self.model.complete(
                messages, max_tokens=_MOST_TOKENS, seed=_SEED, timeout=self._timeout
            )
        except ModelUnavailable:
            raise
        except ModelError:
            return None  # too late, empty or broken off: it has not judged
        self._usage = Usage(
            prompt_tokens=self._usage.prompt_tokens + said.usage.prompt_tokens,
            completion_tokens=self._usage.completion_tokens + said.usage.completion_tokens,
            counted=self._usage.counted and said.usage.counted,
        )
        verdict = read_verdict(said.text)
        self.verdicts += verdict is not None
        return verdict


def _mark(*texts: str) -> str:
    """Make a mark for the fences that stays the same, and that no text can foresee: it is their hash."""
    whole = "\0".join(texts)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
