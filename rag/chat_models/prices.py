"""What OpenAI's models cost and hold, as lists of its prices gave it in the spring of 2026.

Prices change: DATELINE_LLM_PRICE overrules the table, and a model that is not in it has no
price rather than a wrong one.
"""

from __future__ import annotations

import re

from rag.chat_models.base import Price

_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")

# Model: (prompt, completion) in US dollars for a million tokens, context window in tokens.
_MODELS: dict[str, tuple[float, float, int]] = {
    "gpt-5.4": (2.50, 15.00, 272_000),
    "gpt-5.1": (1.25, 10.00, 272_000),
    "gpt-5": (1.25, 10.00, 272_000),
    "gpt-5-mini": (0.25, 2.00, 272_000),
    "gpt-5-nano": (0.05, 0.40, 272_000),
    "gpt-4.1": (2.00, 8.00, 1_047_576),
    "gpt-4.1-mini": (0.40, 1.60, 1_047_576),
    "gpt-4.1-nano": (0.10, 0.40, 1_047_576),
    "gpt-4o": (2.50, 10.00, 128_000),
    "gpt-4o-mini": (0.15, 0.60, 128_000),
    "gpt-4-turbo": (10.00, 30.00, 128_000),
    "gpt-3.5-turbo": (0.50, 1.50, 16_385),
    "o1": (15.00, 60.00, 200_000),
    "o3": (2.00, 8.00, 200_000),
    "o3-mini": (1.10, 4.40, 200_000),
    "o4-mini": (1.10, 4.40, 200_000),
}


def price_of(model: str) -> Price | None:
    """Give the price of one of OpenAI's models, or None where it is not known.

    Args:
        model: Its name; a dated snapshot costs what its model costs.
    """
    found = _MODELS.get(_SNAPSHOT.sub("", model))
    return found and Price(prompt=found[0], completion=found[1])


def window_of(model: str) -> int | None:
    """Give the context window of one of OpenAI's models in tokens, or None."""
    found = _MODELS.get(_SNAPSHOT.sub("", model))
    return found and found[2]
