"""Sentences by which a model says that the passages do not say."""

from __future__ import annotations

from rag.prompts import NOT_STATED

_BEGINS = (
    "the passage", "the article", "the provided", "the given", "the text", "there is no", "i ",
    "based on", "no information", "unfortunately", "sorry",
)  # fmt: skip
_ABOUT = ("passage", "article", "provided", "text", "information")
_LACKS = (
    "do not", "does not", "not state", "no information", "not mention", "not provide",
    "not specif", "cannot", "unable",
)  # fmt: skip


def refuses(claim: str) -> bool:
    """Whether a sentence says that nothing is said."""
    folded = claim.casefold()
    if NOT_STATED.casefold() in folded:
        return True
    told = any(word in folded for word in _ABOUT) and any(words in folded for words in _LACKS)
    return told and folded.startswith(_BEGINS)
