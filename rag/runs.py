"""Which names of a sentence are of the class that a list question asks for, and their runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.asked import noun_kind
from rag.expected import NAMES
from rag.spans import dateline, find_names
from rag.world import is_country, is_place, is_region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.expected import Place
    from rag.questions import Question
    from rag.spans import Span

_JOINT = re.compile(r"(?:,| and| or|, and|, or|;| as well as) ?(?:then )?(?:the |in |at )?")
_IN_BRACKETS = re.compile(r"^ \((?:the )?([A-Z][\w. ]*)\)")
# "Beijing's Forbidden City" stands in a city and is none.
_PART_OF = re.compile(r"['’]s?\s")
_CITY = re.compile(r"\b(?:city|cities|towns?|villages?|capitals?|venues?|ports?)\b", re.IGNORECASE)
_COUNTRY = re.compile(r"\b(?:country|countries|nations?|states?|markets?)\b", re.IGNORECASE)


def fitting(question: Question, text: str) -> list[Place]:
    """Give the names of a sentence that are of the class asked for and new to the question."""
    kind = question.kind
    names = [s for s in find_names(text) if s.start >= dateline(text)]
    wanted = NAMES.get(kind, ("body", "person", "name", "place"))
    if kind == "name":
        wanted = ("body", "name", "person")
    if kind == "person":
        wanted = ("person", "name")
    if kind == "place" and noun_kind(question.noun) == "place":
        wanted = ("place", "body", "name")
    known = set(terms(question.text)) - set(terms(question.noun))
    kept = [
        (s.start, s.end)
        for s in names
        if s.kind in wanted and set(terms(text[s.start : s.end])) - known
    ]
    return [p for p in kept if _of_class(question, text, p)] if kind == "place" else kept


def _of_class(question: Question, text: str, place: Place) -> bool:
    """Whether a place is a city where cities are asked for, a country where countries are."""
    name = text[slice(*place)]
    broad = is_country(name) or is_region(name)
    if _COUNTRY.search(question.noun or question.text):
        return is_country(name) or name in ("European Union", "EU") or not is_place(name)
    if _CITY.search(question.noun or question.text) or noun_kind(question.noun) == "place":
        return not broad and not (_CITY.search(question.text) and _PART_OF.search(name))
    # "Kuala Lumpur, Malaysia": the country only says where the city lies.
    return not (
        broad
        and re.search(r"\w,\s$", text[: place[0]])
        and not re.match(r",?\s(?:and|or)\b", text[place[1] :])
        and _city_before(text, place)
    )


def _city_before(text: str, place: Place) -> bool:
    return any(
        s.end == place[0] - 2 and s.kind == "place" and not is_country(text[s.start : s.end])
        for s in find_names(text)
    )


def runs_of(text: str, places: Sequence[Place]) -> list[list[Place]]:
    """Give the runs of names that commas and "and" alone join, countries of cities aside.

    "Paris, France, and Suva (Fiji)" is a run of two cities.
    """
    runs: list[list[Place]] = []
    for place in places:
        between = text[runs[-1][-1][1] : place[0]] if runs else ""
        between = re.sub(r"^, (?:the )?[A-Z][\w. ]*?(?=,|;| and| or|$)", _without_country, between)
        between = _IN_BRACKETS.sub(_without_country, between)
        if runs and _JOINT.fullmatch(between):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run for run in runs if len(run) > 1]


def _without_country(found: re.Match[str]) -> str:
    name = found.group()[2:].rstrip(")")
    return "" if is_country(name) or is_region(name) else found.group()


def run_of(text: str, place: Place, names: Sequence[Span]) -> list[Place]:
    """Give the two persons joined by "and" of whom one is given; else that one alone."""
    persons = [(s.start, s.end) for s in names if s.kind == "person"]
    for run in runs_of(text, persons):
        if place in run and len(run) == 2 and " and " in text[run[0][1] : run[1][0]]:  # noqa: PLR2004 - a pair
            return run
    return [place]
