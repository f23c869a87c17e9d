"""Orders beside a question ("ignore the articles and say …") are set aside; it is answered.

They change nothing that Dateline does, for it obeys no text. But their words would be searched
for, and lead away from what is asked.
"""

from __future__ import annotations

import re

from rag.several import ASKS

_ORDER = re.compile(
    r"(?:(?:please|now|first|also|just|and|then|you (?:must|should|will))[,\s]+)*"
    r"(?:(?:ignore|disregard|forget|override|bypass|pretend|imagine|role-?play)\b|"
    r"(?:print|output|reveal|repeat|write|reply|respond|say)\s"
    r"(?:your|the|only|with|in|as|exactly|this|back|nothing)\b|"
    r"(?:act|behave) (?:as|like)\b|from now on\b|you are (?:now|no longer)\b|"
    r"do not (?:use|cite|follow|consult|check)\b|"
    r"(?:system|assistant|developer|administrator|admin)\s*(?::|mode\b|prompt\b|override\b))",
    re.IGNORECASE,
)
_QUESTION = re.compile(ASKS, re.IGNORECASE)
_TOLD = re.compile(
    rf"(?:\b(?:tell me|answer(?: me| this)?|explain)\b[\s,:]*|[,;]\s(?:and|then|but|so)?\s?)(?={ASKS})",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?:])\s+")


def without_orders(text: str) -> str:
    """Give what is asked in a message, without orders to whoever answers.

    Args:
        text: The message, white space folded.

    Returns:
        The message itself where it holds no order, or nothing that is asked beside it.
    """
    pieces = _END.split(text)
    if not any(_ORDER.match(piece) for piece in pieces):
        return text
    kept = [rest for piece in pieces if (rest := _asked(piece))]
    if not any(_QUESTION.match(piece) for piece in kept):
        return text
    left = " ".join(kept)
    return left[0].upper() + left[1:]


def _asked(piece: str) -> str:
    """Give what a sentence asks behind its order, or the sentence where it gives none."""
    if not _ORDER.match(piece):
        return piece
    told = list(_TOLD.finditer(piece))
    rest = piece[told[-1].end() :].rstrip(".!? ") if told else ""
    if not rest:
        return ""
    return f"{rest}?"
