"""Sentences that announce what differs: "The figure is a matter of dispute."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence

_MOST_WORDS, _GAP = 12, 3
_COUNTS = {"two": 2, "three": 3}
_ANNOUNCES = re.compile(
    r"\b(?:disputed?|disagree\w*|differ(?:s|ed)?|conflicting|(?:two|three) [a-z-]+(?: [a-z-]+)?)[.:]$"
)


def announced(first: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Give the sentences that a short one announces: the two or three right behind it.

    Args:
        first: The sentence that may announce them.
        evidence: All sentences.
    """
    if len(first.text.split()) > _MOST_WORDS or not _ANNOUNCES.search(first.text):
        return []
    count = _COUNTS.get(next((w for w in first.text.casefold().split() if w in _COUNTS), "two"), 2)
    chain = [first]
    for one in sorted(evidence, key=lambda one: one.start):
        follows = one.article.id == first.article.id and 0 <= one.start - chain[-1].end <= _GAP
        if follows and len(chain) <= count:
            chain.append(one)
    return chain[1:]


def announced_with(one: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Give the sentences that are announced together with one; none where it is not announced."""
    for first in evidence:
        if first.article.id == one.article.id and first.end <= one.start:
            chain = announced(first, evidence)
            if any(other.start == one.start for other in chain):
                return chain
    return []
