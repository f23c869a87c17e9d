"""Lists: what sentences of one or several articles enumerate, in order, each once."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from index.lexical import terms
from rag.asked import noun_kind
from rag.clauses import asked_terms, distance, met_places, same_clause
from rag.dates import find_dates
from rag.expected import NAMES, named
from rag.kin import kin
from rag.series import series
from rag.spans import dateline, find_names
from rag.world import bare_name, is_country, is_place, is_region, same_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.expected import Place
    from rag.questions import Question
    from rag.spans import Span

_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNT = re.compile(r"\b(two|three|four|five|six|seven|eight|[2-8])\b(?=\s[a-z])", re.IGNORECASE)
_JOINT = re.compile(r"(?:,| and| or|, and|, or|;| as well as) ?(?:then )?(?:the |in |at )?")
_IN_TIME = re.compile(
    r"\b(?:rounds?|steps?|stages?|successive\w*|chronolog\w+|in order|series of)\b", re.IGNORECASE
)
_CITY = re.compile(r"\b(?:city|cities|towns?|villages?|capitals?|venues?|ports?)\b", re.IGNORECASE)
_COUNTRY = re.compile(r"\b(?:country|countries|nations?|states?|markets?)\b", re.IGNORECASE)
_LONE_SHARE, _PAIR_SHARE = 0.4, 0.5


class Item(NamedTuple):
    """One item of a list.

    Attributes:
        text: The item, as its sentence has it.
        evidence: Index of the evidence that it came from.
    """

    text: str
    evidence: int


def listed(question: Question, texts: Sequence[str]) -> str | None:
    """Gather the items that sentences enumerate, in order, each once: "Madrid, London".

    Returns:
        None for fewer than two, or another number of items than the question says.
    """
    items = listed_over(question, [(text, None, "") for text in texts])
    return ", ".join(item.text for item in items) or None


def listed_over(
    question: Question, evidences: Sequence[tuple[str, date | None, str]]
) -> tuple[Item, ...]:
    """Gather the items that a question asks for from sentences of one or several articles.

    Args:
        question: A question for several things.
        evidences: Each sentence with its article's day of publication and id, best first.

    Returns:
        The items, each once: rounds and steps by their dates where these are known, all
        else in the order of mention; nothing where there are fewer than two, or another
        number of them than the question says.
    """
    runs = [_enumerated(question, text) for text, _, _ in evidences]
    lone = [_lone(question, text) for text, _, _ in evidences]
    both = [run or alone for run, alone in zip(runs, lone, strict=True)]
    complete = all(
        found or not _tells(question, e[0]) for found, e in zip(both, evidences, strict=True)
    )
    for gathered in (both, runs) if count_asked(question) else (both,) if complete else ():
        items = _joined(gathered)
        if _right_count(question, items):
            return _ordered(question, items, evidences)
    return ()


def _tells(question: Question, text: str) -> bool:
    """Whether a sentence says so much of the question that it must hold an item."""
    asked = asked_terms(question) - set(terms(question.noun))
    return bool(asked) and len(met_places(asked, text)) >= _LONE_SHARE * len(asked)


def count_asked(question: Question) -> int | None:
    """Give how many items a question says it wants ("which three cities"), if it does."""
    head = re.search(r"\b(?:which|what|who|name|list)\b.*", question.text, re.IGNORECASE)
    found = _COUNT.search(question.noun) or (
        _COUNT.search(f"{question.noun} x") if question.noun else None
    )
    found = found or (_COUNT.match(head.group().split(maxsplit=1)[-1]) if head else None)
    if found is None:
        return None
    word = found[1].casefold()
    return int(word) if word.isdigit() else _COUNTS[word]


def _right_count(question: Question, items: Sequence[Item]) -> bool:
    wanted = count_asked(question)
    return len(items) == wanted if wanted else len(items) > 1


def _joined(gathered: Sequence[Sequence[str]]) -> list[Item]:
    """Put the items of all sentences in a row, the fuller name where two name one thing."""
    items: list[Item] = []
    for place, texts in enumerate(gathered):
        for text in texts:
            twin = next((i for i, item in enumerate(items) if same_name(item.text, text)), None)
            if twin is None:
                items.append(Item(text, place))
            elif len(text) > len(items[twin].text) and len(text.split()) > 1:
                items[twin] = Item(text, items[twin].evidence)
    return items


def _ordered(
    question: Question, items: list[Item], evidences: Sequence[tuple[str, date | None, str]]
) -> tuple[Item, ...]:
    if not _IN_TIME.search(question.text):
        return tuple(items)
    days = [_day(item, *evidences[item.evidence][:2]) for item in items]
    if any(day is None for day in days):
        return tuple(items)
    return tuple(
        item
        for _, item in sorted(zip(days, items, strict=True), key=lambda pair: pair[0] or date.min)
    )


def _day(item: Item, text: str, published: date | None) -> date | None:
    """Give the day, nearest to an item in its sentence, on which it lies."""
    at = text.find(item.text)
    days = [(abs(s.start - at), s.first) for s in find_dates(text, published) if s.first]
    return min(days)[1] if days else None


def _enumerated(question: Question, text: str) -> list[str]:
    """Give the items of the enumeration, of the class asked for, that is nearest to the question."""
    if question.kind in NAMES:
        places = fitting(question, text)
        runs = runs_of(text, places)
        if question.kind == "person":
            persons = {(s.start, s.end) for s in find_names(text) if s.kind == "person"}
            runs = [run for run in runs if persons & set(run)]
        return [bare_name(text[slice(*p)]) for run in runs for p in run]
    names = [(s.start, s.end) for s in find_names(text) if s.start >= dateline(text)]
    known = set(terms(question.text))
    found = [run for run in series(text) if all(set(terms(text[slice(*p)])) - known for p in run)]
    found += [run for run in runs_of(text, names) if not any(set(run) & set(r) for r in found)]
    bound = [run for run in found if _bound(question, text, run)]
    if not bound:
        return []
    best = min(bound, key=lambda run: distance(question, text, (run[0][0], run[-1][1])))
    return [text[slice(*p)] for p in best]


def _bound(question: Question, text: str, run: Sequence[Place]) -> bool:
    """Whether an enumeration is that of what is asked, not just any "and" of the sentence.

    Its clause says something of the question; one of two items, of which any sentence has
    some, stands in a clause that says most of it.
    """
    asked = asked_terms(question)
    begin, end = run[0][0], run[-1][1]
    spots = met_places(asked, text)
    near = [
        term
        for term, places in spots.items()
        if any(same_clause(text, p[1], begin) or same_clause(text, end, p[0]) for p in places)
    ]
    if len(run) > 2 or count_asked(question) == len(run):  # noqa: PLR2004 - a pair
        return bool(near)
    return len(near) >= _PAIR_SHARE * len(asked)


def _lone(question: Question, text: str) -> list[str]:
    """Give the one item that a sentence without enumeration gives, where it is sure."""
    if question.kind not in NAMES:
        return []
    beside = {(s.start, s.end) for s in find_names(text)} & set(named(question, text))
    fit = fitting(question, text)
    if question.kind == "person":
        persons = {(s.start, s.end) for s in find_names(text) if s.kind == "person"}
        fit = [p for p in fit if p in persons]
    places = [p for p in fit if p in beside] or fit
    asked = asked_terms(question) - set(terms(question.noun))
    share = len(met_places(asked, text)) / max(len(asked), 1)
    distinct = list(dict.fromkeys(bare_name(text[slice(*p)]) for p in places))
    if len(distinct) == 1 and (share >= _LONE_SHARE or beside):
        return distinct
    return []


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
        return not broad
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
    """Give the runs of names that commas and "and" alone join, countries of cities aside."""
    runs: list[list[Place]] = []
    for place in places:
        between = text[runs[-1][-1][1] : place[0]] if runs else ""
        between = re.sub(r"^, (?:the )?[A-Z][\w. ]*?(?=,|;| and| or|$)", _without_country, between)
        if runs and _JOINT.fullmatch(between):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run for run in runs if len(run) > 1]


def _without_country(found: re.Match[str]) -> str:
    name = found.group()[2:]
    return "" if is_country(name) or is_region(name) else found.group()


def run_of(text: str, place: Place, names: Sequence[Span]) -> list[Place]:
    """Give the two persons joined by "and" of whom one is given; else that one alone."""
    persons = [(s.start, s.end) for s in names if s.kind == "person"]
    for run in runs_of(text, persons):
        if place in run and len(run) == 2 and " and " in text[run[0][1] : run[1][0]]:  # noqa: PLR2004 - a pair
            return run
    return [place]


def kin_of_noun(question: Question) -> set[str]:
    """Give the terms of the noun asked for and of words of its sense."""
    return {other for term in terms(question.noun)[-1:] for other in kin(term)}
