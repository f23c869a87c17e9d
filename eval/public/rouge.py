"""ROUGE (Lin 2004, https://aclanthology.org/W04-1013), as Google's rouge-score counts it.

Words are runs of letters a to z and digits, in lower case; nothing is stemmed.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[a-z0-9]+")


def rouge_l(text: str, reference: str) -> float:
    """Give ROUGE-L, the harmonic mean of the precision and recall of the longest common subsequence.

    With lcs words in common, P = lcs / words of the text, R = lcs / words of the reference,
    and the score is 2PR / (P + R); 0 where either text has no word.
    """
    ours, theirs = _words(text), _words(reference)
    common = _longest_common(ours, theirs)
    return 2 * common / (len(ours) + len(theirs)) if common else 0.0


def rouge_1_recall(text: str, reference: str) -> float:
    """Give the share of the reference's words that stand in the text, each as often as it does."""
    wanted = Counter(_words(reference))
    if not wanted:
        return 0.0
    return (wanted & Counter(_words(text))).total() / wanted.total()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Count the words of the longest common subsequence, by bits of one long integer.

    Hyyrö 2004, "Bit-parallel LCS-length computation revisited": each word of `second` is one
    addition, so a passage of 300 words costs 300 steps and not 300 times the answer's words.
    """
    places: dict[str, int] = {}
    for place, word in enumerate(first):
        places[word] = places.get(word, 0) | (1 << place)
    full = (1 << len(first)) - 1
    row = full
    for word in second:
        matched = row & places.get(word, 0)
        row = ((row + matched) | (row - matched)) & full
    return len(first) - row.bit_count()
