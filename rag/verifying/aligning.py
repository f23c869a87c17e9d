"""Lay a sentence beside a quote, by their common words."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.verifying.reading import Reading

_FLANK = 2
# What SequenceMatcher calls a stretch: its kind, and its ends in both texts.
Code = tuple[str, int, int, int, int]


def laid_beside(sentence: Reading, quote: Reading) -> Sequence[Code]:
    """Give the stretches of two texts that are the same and those that differ, by stem."""
    return _laid(tuple(t.stem for t in sentence.tokens), tuple(t.stem for t in quote.tokens))


@lru_cache(maxsize=256)
def _laid(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Sequence[Code]:
    return SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()


def flanked(sentence: Reading, codes: Sequence[Code], number: int) -> bool:
    """Whether the words on both sides of a stretch are the same."""
    before = number == 0 or codes[number - 1][0] == "equal"
    after = number + 1 == len(codes) or codes[number + 1][0] == "equal"
    same = [
        token
        for kind, a, b, _, _ in codes[max(0, number - 1) : number + 2]
        if kind == "equal"
        for token in sentence.tokens[a:b]
    ]
    return before and after and len(same) >= _FLANK and any(t.content for t in same)
