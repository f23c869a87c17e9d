"""A text, read once for all checks: its words, names, numbers, days and turns of phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rag.dates import DateSpan, find_dates
from rag.verifying.folding import fold
from rag.verifying.naming import Name, find_names, stem_words
from rag.verifying.quantities import Quantity, find_quantities
from rag.verifying.tokens import Token, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rag.verifying.verdicts import Source

# Of a long context so many characters are read, half of them before the quote.
_AROUND = 4_000
_ATTACHED = re.compile(r"[A-Za-z]-$")


class Reading:
    """What one text holds; each part is read when a check first asks for it.

    Attributes:
        text: The text, folded.
        tokens: Its words.
        published: Its article's day, from which its dates are counted, if known.
    """

    def __init__(self, text: str, published: date | None) -> None:
        self.text = fold(text)
        self.tokens: tuple[Token, ...] = tuple(tokenise(self.text))
        self.published = published

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Its names."""
        return tuple(find_names(self.text, self.tokens))

    @cached_property
    def dates(self) -> tuple[DateSpan, ...]:
        """Its dates."""
        return tuple(find_dates(self.text, self.published))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its numbers, those of dates and names left out."""
        return tuple(
            q
            for q in find_quantities(self.text)
            if not any(d.start < q.end and q.start < d.end for d in self.dates)
            and not (q.digits and _ATTACHED.search(self.text[max(0, q.start - 2) : q.start]))
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all its words."""
        return frozenset(self._places)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, token in enumerate(self.tokens):
            places.setdefault(token.stem, []).append(place)
        return places

    def places(self, stem: str) -> list[int]:
        """Give where a stem stands."""
        return self._places.get(stem, [])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the places of the first token in a stretch, and of the one behind it."""
        inside = [i for i, t in enumerate(self.tokens) if t.start < end and t.end > start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


@lru_cache(maxsize=512)
def read(text: str, published: date | None = None) -> Reading:
    """Read a text; the same one is read once."""
    return Reading(text, published)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quotes that a sentence is held against, and what stands around them.

    Attributes:
        quotes: Each quote, read.
        contexts: The text around each.
        stems: Stems of all words of the quotes.
        around: Stems of the contexts, headlines and outlets besides.
        outlets: Stems of the outlets' names.
        titles: Stems of the headlines.
    """

    quotes: tuple[Reading, ...]
    contexts: tuple[Reading, ...]
    stems: frozenset[str]
    around: frozenset[str]
    outlets: frozenset[str]
    titles: frozenset[str]


def read_evidence(sources: Sequence[Source]) -> Evidence:
    """Read the quotes that say anything."""
    sources = [source for source in sources if source.quote.strip()]
    quotes = tuple(read(s.quote, s.published) for s in sources)
    contexts = tuple(
        read(". ".join(filter(None, (_nearby(s), s.title))), s.published) for s in sources
    )
    outlets = frozenset().union(*(stem_words(s.outlet or "") for s in sources))
    return Evidence(
        quotes=quotes,
        contexts=contexts,
        stems=frozenset().union(*(q.stems for q in quotes)),
        around=frozenset().union(outlets, *(c.stems for c in contexts)),
        outlets=outlets,
        titles=frozenset().union(*(stem_words(s.title or "") for s in sources)),
    )


def _nearby(source: Source) -> str:
    """Give the context as far as it is near the quote."""
    if len(source.context) <= _AROUND:
        return source.context
    at = max(0, source.context.find(source.quote[:_AROUND]))
    return source.context[max(0, at - _AROUND // 2) : at + len(source.quote) + _AROUND // 2]
