"""How near a candidate stands to what the question says, within the clauses of a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.kin import kin

if TYPE_CHECKING:
    from rag.questions import Question

Place = tuple[int, int]

BOUNDARY = re.compile(
    r"[;:—–()“”]|(?<=\s)-(?=\s)|[.!?][\"”]?\s|\b(?:that|which|who|whom|whose|where|while|although|though|because|"
    r"but|after|before|when|if|until|unless|said|says|told)\b|,\s(?:and|with|or|as|including)\b|\band\s(?=[a-z]+ed\b|was\b|were\b|is\b|has\b|have\b|will\b)"
)
_FAR, _CROSSED = 80, 30
_STEM = 5


def asked_terms(question: Question) -> set[str]:
    """Give the terms of a question that are no part of a name, nor of the noun asked for."""
    named = set(terms(" ".join(question.text[a:b] for a, b in question.names)))
    return {t for t in terms(" ".join(question.words)) if t not in named}


def same_clause(text: str, one: int, other: int) -> bool:
    """Whether no clause begins between two offsets."""
    low, high = sorted((one, other))
    return BOUNDARY.search(text, low, high) is None


def met_places(wanted: set[str], text: str) -> dict[str, list[Place]]:
    """Give where a text says each of some terms, or a word of its sense."""
    forms = {term: kin(term) for term in wanted}
    places: dict[str, list[Place]] = {}
    for found in re.finditer(r"\w[\w.'’]*", text):
        said = set(terms(found.group()))
        for term, same in forms.items():
            alike = len(term) >= _STEM and any(other[:_STEM] == term[:_STEM] for other in said)
            if same & said or alike:
                places.setdefault(term, []).append(found.span())
    return places


def distance(question: Question, text: str, place: Place) -> float:
    """Weighted mean distance, in characters, from a candidate to what the question says.

    A number of the question ("in 2025") counts five times: it is what tells two amounts
    in one sentence apart. Each clause between counts as so many characters more.
    """
    wanted = set(terms(" ".join(question.words)))
    total, weights = 0.0, 0.0
    for term, spots in met_places(wanted, text).items():
        gaps = [_gap(text, place, spot) for spot in spots if not place[0] <= spot[0] < place[1]]
        if gaps:
            weight = 5 if term[0].isdigit() else 1
            total += weight * min(gaps)
            weights += weight
    return total / weights if weights else float(place[0])


def _gap(text: str, place: Place, spot: Place) -> float:
    low, high = sorted((place, spot))
    crossed = len(BOUNDARY.findall(text, low[1], high[0])) if low[1] < high[0] else 0
    return min(max(high[0] - low[1], 0) + _CROSSED * crossed, _FAR)
