"""Lists: what sentences of one or several articles enumerate, in order, each once."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from index.lexical import terms
from rag.clauses import asked_terms, distance, met_places, same_clause
from rag.dates import find_dates
from rag.expected import NAMES, named
from rag.runs import fitting, runs_of
from rag.series import series
from rag.spans import dateline, find_names
from rag.world import bare_name, same_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.expected import Place
    from rag.questions import Question

_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNT = re.compile(r"\b(two|three|four|five|six|seven|eight|[2-8])\b(?=\s[a-z])", re.IGNORECASE)
_IN_TIME = re.compile(
    r"\b(?:rounds?|steps?|stages?|successive\w*|chronolog\w+|in order|series of)\b", re.IGNORECASE
)
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
    found = [run for run in found if not _name_and_verb(text, run)]
    found += [run for run in runs_of(text, names) if not any(set(run) & set(r) for r in found)]
    persons = {(s.start, s.end) for s in find_names(text) if s.kind == "person"}
    # Who were meant would have been asked with "who" or "which officials".
    found = [run for run in found if not persons & set(run)]
    bound = [run for run in found if _bound(question, text, run)]
    if not bound:
        return []
    best = min(bound, key=lambda run: distance(question, text, (run[0][0], run[-1][1])))
    return [text[slice(*p)] for p in best]


def _name_and_verb(text: str, run: Sequence[Place]) -> bool:
    """Whether an "and" joins no things: "ahead of his visit to China and try to agree"."""
    first, last = (text[slice(*p)] for p in (run[0], run[-1]))
    pair = len(run) == 2 and run[0][0] > 0  # noqa: PLR2004 - a name and a verb
    return pair and first[:1].isupper() and last.islower() and " " not in last


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
