"""Square brackets are ours: a note or a citation mark. An article's own are shown otherwise."""

from __future__ import annotations

# The full-width and quilled ones pass for the plain ones at a glance.
_OWN = str.maketrans(dict.fromkeys("[［⁅⦋⦍⦏", "⟦") | dict.fromkeys("]］⁆⦌⦎⦐", "⟧"))  # noqa: RUF001 - they are meant


def set_apart(text: str) -> str:
    """Write the square brackets of an article's words as ⟦ ⟧.

    An article that says "[about 2020-01-01]" or "[1]" else seems to be noted or cited by us.
    Each bracket stays one character, so that offsets hold.
    """
    return text.translate(_OWN)
