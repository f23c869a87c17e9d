"""Fold a text so that what looks the same to a reader compares the same, and no more.

Compatibility forms (full-width digits, ligatures) become plain by NFKC, and characters that
show nothing (zero-width spaces, direction marks, soft hyphens) go. Letters of another script
stay what they are: a Cyrillic letter in a name is not the Latin one that it
looks like.
"""

from __future__ import annotations

import re
import unicodedata

# Default_Ignorable_Code_Point beyond category Cf (Unicode 16, DerivedCoreProperties.txt).
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff\u00ad]"
)
_PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "\u201b": "'",
        "\u2032": "'",
    }
    | {"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2044": "/"}
)
_SPACE = re.compile(r"\s+")
_ELEVATED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209c\u2150-\u215e\u00bc-\u00be\u2189]")


def fold(text: str) -> str:
    """Give a text in plain characters, white space folded; letters and case stay."""
    if not text.isascii():
        # "10²" is not 102, nor "10½" 101/2.
        text = _ELEVATED.sub(lambda found: f" {found.group()} ", text)
        text = unicodedata.normalize("NFKC", text)
        shown = "".join(
            c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t\r"
        )
        text = _IGNORABLE.sub("", shown).translate(_PLAIN)
    return _SPACE.sub(" ", text.replace("``", '"').replace("''", '"')).strip()


def is_foreign(word: str) -> bool:
    """Whether a word has a letter of another script than Latin."""
    return not word.isascii() and any(
        c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in word
    )
