"""A text, read once for all checks: its words, names, numbers, days and turns of phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
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

_ATTACHED = re.compile(r"[A-Za-z]-$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text holds.

    Attributes:
        text: The text, folded.
        tokens: Its words.
        names: Its names.
        quantities: Its numbers, those of dates and names left out.
        dates: Its dates, counted from its article's day.
        published: That day, if known.
        stems: Stems of all its words.
    """

    text: str
    tokens: tuple[Token, ...]
    names: tuple[Name, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateSpan, ...]
    published: date | None
    stems: frozenset[str]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the places of the first token in a stretch, and of the one behind it."""
        inside = [i for i, t in enumerate(self.tokens) if t.start < end and t.end > start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def places(self, stem: str) -> list[int]:
        """Give where a stem stands."""
        return [i for i, token in enumerate(self.tokens) if token.stem == stem]


@lru_cache(maxsize=512)
def read(text: str, published: date | None = None) -> Reading:
    """Read a text; the same one is read once."""
    plain = fold(text)
    tokens = tokenise(plain)
    dates = tuple(find_dates(plain, published))
    return Reading(
        text=plain,
        tokens=tuple(tokens),
        names=tuple(find_names(plain, tokens)),
        quantities=tuple(
            q
            for q in find_quantities(plain)
            if not any(d.start < q.end and q.start < d.end for d in dates)
            and not (q.digits and _ATTACHED.search(plain[max(0, q.start - 2) : q.start]))
        ),
        dates=dates,
        published=published,
        stems=frozenset(token.stem for token in tokens),
    )


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
        read(". ".join(filter(None, (s.context, s.title))), s.published) for s in sources
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
