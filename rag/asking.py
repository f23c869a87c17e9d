"""What may be asked, and of which articles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

MOST_QUESTION_CHARACTERS = 4000
MOST_TOP_K = 1000
MOST_WIDEN = 2000
# "\x1b[31m" colours a terminal; soft hyphens, joiners and marks of direction stand within words.
_TERMINAL_CODE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_UNSEEN = dict.fromkeys(
    [0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one question may use: articles up to a day, or some only; how many hits to give."""

    as_of: date | None
    only: Collection[str] | None
    top_k: int


def checked_top_k(top_k: int) -> int:
    """Give a number of hits that may be asked for.

    Raises:
        SettingsError: It is out of range.
    """
    if not 1 <= top_k <= MOST_TOP_K:
        message = f"top_k is {top_k}; use 1 to {MOST_TOP_K}"
        raise SettingsError(message)
    return top_k


def checked_question(question: str) -> str:
    """Give a question without control characters, white space folded.

    Raises:
        SettingsError: Nothing is left of it, or it is too long.
    """
    text = _TERMINAL_CODE.sub(" ", question).translate(_UNSEEN)
    text = "".join(c if c.isprintable() else " " for c in text)
    text = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    if not any(c.isalnum() for c in text):
        message = "the question is empty: ask something, for example “Where do they meet?”"
        raise SettingsError(message)
    if len(text) > MOST_QUESTION_CHARACTERS:
        message = (
            f"the question has {len(text):,} characters; ask it in at most "
            f"{MOST_QUESTION_CHARACTERS:,}"
        )
        raise SettingsError(message)
    return text
