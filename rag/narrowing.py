"""Which of several candidates of the kind asked for is meant: rules of news prose, by kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.asked import noun_kind
from rag.clauses import asked_terms, met_places, same_clause
from rag.deeds import deed
from rag.expected import NAMES, counted, counts, named
from rag.kin import kin
from rag.measuring import AHEAD, measured
from rag.spans import find_amounts, find_names
from rag.world import is_country, is_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.asked import Kind
    from rag.questions import Question

Place = tuple[int, int]
# So many characters after a verb its agent, after a number its verb, may stand.
_CLOSE, _AFTER_NUMBER = 40, 60

_LOCATED = re.compile(
    r"\b(?:in|at|near|outside|inside|off|on|held in|port of|city of|capital,)\s(?:the\s)?(?:[a-z]+\s){0,3}$",
    re.IGNORECASE,
)
_MOVED = re.compile(r"\b(?:to|into|toward|for|from|via)\s(?:the\s)?$", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:go|goes|going|gone|went|move[ds]?|moving|travel\w*|fl[ey]w?\w*|sent|send\w*|taken|"
    r"ship\w*|divert\w*|transfer\w*|head\w*|visit\w*|come|comes|came|from|to)\b",
    re.IGNORECASE,
)
# "after previous meetings in Oslo, Riga and Bern"
_BYGONE = re.compile(
    r"\b(?:previous(?:ly)?|earlier|past|prior|former)\b(?:,?\s(?!(?:but|while|will|now)\b)[\w'’-]+){0,12},?\s$",
    re.IGNORECASE,
)
_BUILT = re.compile(
    r"\b(?:hotel|airport|building|street|palace|hall|theat(?:re|er)|museum|stadium|arena|station|"
    r"hospital|school|restaurant|resort|room)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"\b(?:said|say|says|told|tell|called|call|think|thinks|claim\w*|predict\w*|according|warn\w*|argu\w*|estimat\w*)\b", re.IGNORECASE)  # fmt: skip
_PER = re.compile(r"\b(?:per|a|an|each|every)\s(share|day|week|month|year|hour|person|head|tonne|ton|barrel|patient|household|family|litre|gallon|kilo|ticket|unit)\b", re.IGNORECASE)  # fmt: skip
_ADVERBS = {"dai": "day", "daili": "day", "week": "week", "month": "month", "annual": "year", "yearli": "year", "hour": "hour"}  # fmt: skip
_UNTIL = re.compile(r"\b(?:until|before|after)\s(?:the\s)?$")
_BOUND_LEVEL = re.compile(
    r"\b([a-z]+)(?:\s(?:of|at|was|is|stood at|to)|,\sat)\s(?:about\s|nearly\s|only\s|just\s|a\srecord\s)?$"
)


def may_be_there(question: Question, text: str, place: Place) -> bool:
    """Whether a place may be the one asked for, as far as the words around it tell.

    Where something will be is not where earlier ones were, and no hotel is a country.
    """
    start, end = place
    if _BUILT.search(question.noun) and is_place(text[start:end].strip(" .,")):
        return False
    return not (AHEAD.search(question.text) and _BYGONE.search(text[:start]))


def located(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Keep the places where something is, of the class asked for, the narrowest."""
    places = [place for place in places if may_be_there(question, text, place)]
    kept = [
        place
        for place in places
        if _LOCATED.search(text[: place[0]])
        or (_MOVES.search(question.text) and _MOVED.search(text[: place[0]]))
    ]
    broad = [place for place in kept if is_country(text[slice(*place)])]
    if re.search(r"\b(?:country|countries|nations?)\b", question.text, re.IGNORECASE):
        return broad or [place for place in places if is_country(text[slice(*place)])]
    if re.search(r"\b(?:city|cities|towns?|villages?|capitals?)\b", question.text, re.IGNORECASE):
        return [place for place in kept if place not in broad]
    return [place for place in kept if place not in broad] or kept


def levels(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Of "by half a point to 6.25% from 6.75%", keep the level, or the change, asked for."""
    changes = re.search(
        r"\b(?:by (?:how|what)|how much|how (?:big|large) (?:a|an|was the) (?:cut|rise|increase))\b",
        question.text,
        re.IGNORECASE,
    )
    before = {place: text[: place[0]] for place in places}
    if changes:
        kept = [
            p
            for p in places
            if not re.search(r"\b(?:to|from|at)\s(?:an?\s(?:initial\s)?)?$", before[p])
        ]
        return kept or places
    kept = [p for p in places if "point" not in text[slice(*p)]] or places
    was = re.search(
        r"\b(?:from|previous|initial|originally|used to|old)\b", question.text, re.IGNORECASE
    )
    past = [p for p in kept if re.search(r"\bfrom\s(?:an?\s)?(?:[a-z]+\s)?$", before[p])]
    if past and not was and len(past) < len(kept):
        kept = [p for p in kept if p not in past]
    return _of_noun(question, text, kept)


def _of_noun(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Of "71% of voters, on a turnout of 83%", keep what the asked noun binds, or nothing binds."""
    if len(places) < 2:  # noqa: PLR2004 - nothing to choose
        return places
    wanted = {other for term in terms(question.noun)[-1:] for other in kin(term)}
    nouns = {
        p: set(terms(m[1]))
        if (m := _BOUND_LEVEL.search(text[: p[0]])) and noun_kind(m[1])
        else set()
        for p in places
    }
    sure = [p for p in places if nouns[p] & wanted]
    return sure or [p for p in places if not nouns[p]] or places


def priced(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Keep prices by the unit that the question names, "per share"; or by none."""
    asked = {m[1].casefold() for m in _PER.finditer(question.text)}
    asked |= {unit for term, unit in _ADVERBS.items() if term in terms(question.text)}
    units = {p: _unit(text, p) for p in places}
    if asked:
        by_unit = [p for p in places if units[p] in asked]
        return by_unit or ([] if asked & {"share", "barrel"} else places)
    return levels(question, text, [p for p in places if units[p] is None] or places)


def _unit(text: str, place: Place) -> str | None:
    found = re.match(r"\s(?:[a-z]+\s)?(?:per|an?|each|every)\s([a-z]+)", text[place[1] :])
    if found and _PER.fullmatch(f"per {found[1]}"):
        return found[1]
    before = re.search(r"\beach\s(\w+)\s[^.;,]{0,60}$", text[: place[0]])
    return before[1].casefold() if before else None


def counting(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Keep numbers of the thing asked for; of several, that which the deed asked for follows.

    "Nine people were killed and 23 were missing": 23 is what "how many are missing" asks.
    """
    things = counted(question)
    numbers = [(s.start, s.end) for s in find_amounts(text)]
    kept = [p for p in places if things & counts(text, p, numbers)]
    if not kept:
        return []
    wanted = asked_terms(question) - things
    met = dict.fromkeys(numbers, 0)
    for spots in met_places(wanted, text).values():
        for start, _ in spots:
            before = [p for p in numbers if p[1] <= start and start - p[1] < _AFTER_NUMBER]
            if before and same_clause(text, before[-1][1], start):
                met[before[-1]] += 1
    if max(met.values()) > max(met.get(p, 0) for p in kept):
        return []  # another number has the deed
    return [p for p in kept if met.get(p, 0) == max(met.get(q, 0) for q in kept)]


def acting(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Prefer the person who has the role, or did the deed, of which the question asks."""
    if len(places) < 2:  # noqa: PLR2004 - nothing to choose
        return places
    if _SPEECH.search(question.text):
        spoke = [p for p in places if _speaks(text, p)]
        if spoke:
            return spoke
    if re.match(r"(?:by\s)?who\b", question.text, re.IGNORECASE):
        agents = [p for p in places if re.search(r"\bby\s(?:[\w.]+\s){0,3}$", text[: p[0]])]
        deeds = {s for spots in met_places(asked_terms(question), text).values() for _, s in spots}
        done = [
            p
            for p in agents
            if any(0 <= p[0] - s < _CLOSE and same_clause(text, s, p[0]) for s in deeds)
        ]
        if done:
            return done
    wanted = {other for term in asked_terms(question) for other in kin(term)}
    near = [place for place in places if wanted & _beside(text, place)]
    return near or places


def _speaks(text: str, place: Place) -> bool:
    start, end = place
    after = re.match(
        r"(?:, [^.;]{0,80}?,)? (?:said|says|told|called|added|argued|warned|put)\b", text[end:]
    )
    return bool(after or re.search(r"\b(?:said|says|added|according to)\s$", text[:start]))


def _beside(text: str, place: Place) -> set[str]:
    """Give the terms of the few words right before and after a name."""
    before = re.split(r"[,;.]\s", text[: place[0]].rstrip(", "))[-1].split()[-3:]
    after = re.split(r"[;.,]\s", text[place[1] :].lstrip(", "))[0].split()[:4]
    return set(terms(" ".join(before + after)))


def bodies(_question: Question, text: str, places: list[Place]) -> list[Place]:
    """Leave persons and places out of the names of bodies."""
    others = {(s.start, s.end) for s in find_names(text) if s.kind in ("person", "place", "people")}
    return [place for place in places if place not in others]


def dated(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Keep the dates that stand in the clause of what the question asks of: of its verb."""
    verb = deed(question)
    asked = set(terms(verb)) if verb else asked_terms(question)
    met = met_places(asked, text)
    if verb and not met:
        return []
    spots = [s for spots in met.values() for s in spots]
    if not spots:
        return places if len(places) == 1 and same_clause(text, 0, places[0][0]) else []
    # "Until May" is no clause of its own.
    begins = {p: m.start() if (m := _UNTIL.search(text[: p[0]])) else p[0] for p in places}
    return [p for p in places if any(same_clause(text, s[0], begins[p]) for s in spots)]


_BY_KIND: dict[Kind, Callable[[Question, str, list[Place]], list[Place]]] = {
    "place": located,
    "percent": levels,
    "money": priced,
    "name": bodies,
    "person": acting,
    "date": dated,
    "number": measured,
}


def narrowed(
    kind: Kind, question: Question, text: str, places: list[Place]
) -> tuple[list[Place], bool]:
    """Keep the candidates that the rules of their kind allow.

    Returns:
        These; and whether the sentence itself binds them to what is asked, so that it need
        not share further words with the question.
    """
    if kind in NAMES and question.noun:
        beside = named(question, text)
        if beside:
            return beside, True
    if kind == "number" and counted(question):
        return counting(question, text, places), True
    rule = _BY_KIND.get(kind)
    return (rule(question, text, places) if rule else places), False
