"""What the page's script sends along with an event: words and numbers, never trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio import EventData

_MOST_DIGITS = 8


def text_of(event: EventData, name: str) -> str:
    """Give a word that came with an event; empty where none did."""
    try:
        return str(getattr(event, name))
    except AttributeError:
        return ""


def number_of(event: EventData, name: str) -> int | None:
    """Give a whole number that came with an event, or None."""
    text = text_of(event, name)
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > _MOST_DIGITS:
        return None
    return int(text)
