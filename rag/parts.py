"""Split a question into the parts that one search each should serve.

"Does the TechCrunch article say A, while The Verge reports B?" needs two passages that
have little in common; one query finds the one and loses the other. The question is cut at
the outlets that it names; a question for a person or thing described by several facts
("who …, which …, and is accused of …") is cut into its clauses too. No model is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from index.lexical import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = tuple[int, int]

# Words by which a question speaks of reporting rather than of what is reported.
REPORTING = frozenset(
    terms(
        "article articles report reports reported reporting suggest suggests claim claims "
        "according covered coverage discuss discusses discussed mention mentions mentioned "
        "individual company person information between both published focus focuses indicate "
        "indicates describe describes described highlight highlights attribute news outlet "
        "source sources considering whether agree consistent consistency compared portrayal "
        "different difference"
    )
)
_LEAST_WORDS = 3
_LEAST_CLAUSE_WORDS = 4
_MOST_PARTS = 12
# More than a question names; each is compared with all, and the whole weighed for each.
_MOST_MENTIONS = 24
_CLAUSE = re.compile(
    r",\s+(?:and\s+|but\s+|while\s+|whereas\s+|which\s+|who\s+)?|;\s+|\?\s*|"
    r"\s+(?:while|whereas|compared to|in contrast to|unlike|but)\s+|"
    r"\s+and\s+(?=(?:is|are|was|were|has|have|had|also|whose|who|which|the (?:report|article)|"
    r"another|a report|an article|then|later|facing|accused|involved|known|being|reported|"
    r"covered)\b)",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"^\W*(?:who|which|what|whose)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question.

    Attributes:
        text: Its words, without the names of outlets.
        places: (start, end) of its stretches in the question.
        outlet: The outlet, folded, that it is about; None for any.
    """

    text: str
    places: tuple[Place, ...]
    outlet: str | None


class Outlets:
    """The outlets of a corpus, to be found in questions."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the outlets' names; "CNBC | World Business" is also found as "CNBC"."""
        self._outlet: dict[str, str] = {}
        for name in sorted(set(names)):
            for form in {name, *(part.strip() for part in name.split("|"))} - {""}:
                self._outlet.setdefault(form.casefold(), name.casefold())
                if form.startswith("The "):
                    self._outlet.setdefault(form[4:].casefold(), name.casefold())
        forms = sorted(self._outlet, key=lambda form: (-len(form), form))
        joined = "|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms)
        self._pattern = re.compile(joined, re.IGNORECASE) if forms else None

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Find (start, end, folded name) of the outlets that a text names, capitalised."""
        found = self._pattern.finditer(text) if self._pattern else ()
        return [
            (*m.span(), self._outlet[m.group().casefold()]) for m in found if m.group()[0].isupper()
        ]


def split(question: str, outlets: Outlets) -> list[Part]:
    """Split a question into parts; a simple one has one part, itself.

    Returns:
        At least one part, in the order of the question.
    """
    mentions = outlets.mentions(question)[:_MOST_MENTIONS]
    segments = _segments(question, mentions)
    described = bool(_DESCRIBED.match(question))
    parts: list[Part] = []
    for place, outlet in segments:
        clauses = _clauses(question, place) if described else [place]
        parts += [_part(question, clause, mentions, outlet) for clause in clauses]
    return list(dict.fromkeys(parts))[:_MOST_PARTS]


def _part(
    question: str, place: Place, mentions: list[tuple[int, int, str]], outlet: str | None
) -> Part:
    """Cut the names of outlets out of a stretch; what lies between them remains."""
    cuts = [m for m in mentions if place[0] <= m[0] < place[1]]
    edges = [place[0], *(edge for m in cuts for edge in m[:2]), place[1]]
    places = tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)
    text = " ".join(question[a:b] for a, b in places)
    return Part(text=text, places=places, outlet=outlet)


def _segments(
    question: str, mentions: list[tuple[int, int, str]]
) -> list[tuple[Place, str | None]]:
    """Cut at the outlets: each has the stretch around it, or the whole where that is bare."""
    whole = (0, len(question))
    if not mentions:
        return [(whole, None)]
    starts = [0, *(m.end() for m in _CLAUSE.finditer(question))]
    edges = [0]
    for before, here in pairwise(mentions):
        clause = max(start for start in starts if start <= here[0])
        edges.append(max(clause, before[1]))
    edges.append(len(question))
    found: list[tuple[Place, str | None]] = []
    for place, (_, _, outlet) in zip(pairwise(edges), mentions, strict=True):
        bare = _weight(_part(question, place, mentions, outlet).text) < _LEAST_WORDS
        found.append((whole if bare else place, outlet))
    return found


def _clauses(question: str, place: Place) -> list[Place]:
    """Cut a stretch into clauses, each with words enough to be searched."""
    edges = [place[0], *(m.end() for m in _CLAUSE.finditer(question, *place)), place[1]]
    clauses: list[Place] = []
    for start, end in pairwise(edges):
        thin = _weight(question[start:end]) < _LEAST_CLAUSE_WORDS
        if clauses and (thin or _weight(question[slice(*clauses[-1])]) < _LEAST_CLAUSE_WORDS):
            clauses[-1] = (clauses[-1][0], end)
        else:
            clauses.append((start, end))
    return clauses


def _weight(text: str) -> int:
    """Count the different words of a text that say what is reported."""
    return len(set(terms(text)) - REPORTING)
