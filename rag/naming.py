"""Names that a sentence binds to a noun: "the charity Open Hands", "the mayor, Ana Petrossi"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.kin import kin

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Place = tuple[int, int]

_CALLED = r"(?:call(?:ing|s|ed)?\s(?:itself|himself|herself)?|called|named|known\sas|dubbed|titled)"
_BEFORE = re.compile(
    rf"(?P<noun>[\w'’-]+)(?:,|:|,?\s{_CALLED})?\s(?:(?:mr|ms|mrs|dr|sir|judge|retired\sjudge)\.?\s)?[\"“‘]?$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:\b(?:the|its|their|his|her)|['’]s?)\s(?:[a-z]+\s)?(?P<noun>[\w'’-]+),\s$", re.IGNORECASE
)
_OF = re.compile(r"(?P<noun>[\w'’-]+)\sof\s(?:the\s)?$", re.IGNORECASE)
_AFTER = re.compile(
    r"[\"”’]?(?P<words>(?:\s[a-z][\w'’-]*){1,2}|,\s(?:who\s(?:is|was)\s)?(?:the|an?|its|his|her|their|"
    r"[A-Z][\w'’-]*['’]s?|[a-z]+['’]s?)?\s?(?:[\w'’-]+\s?){1,7})"
)
_STOPS = re.compile(
    r"[,;.]|\b(?:of|at|in|for|from|who|which|that|said|says|told|and|with|to|by|on)\b"
)
_NUMBERED = re.compile(r"(?:\s|-)\d{1,3}(?=\s|[.,;”\"]|$)")


def bound(nouns: Collection[str], text: str, names: Sequence[Place]) -> list[Place]:
    """Give the names that stand beside one of some nouns, or hold it.

    Args:
        nouns: Terms of the nouns ("chariti"); only the noun proper, not what describes it.
        text: The sentence.
        names: (start, end) of its names.

    Returns:
        Those bound most closely: beside the noun in apposition first, else those that hold
        it ("Holt Farm"), else those after "of" ("the island of Skarv").
    """
    wanted = set(nouns)
    beside = [numbered(text, place) for place in names if _beside(wanted, text, place)]
    if beside:
        return beside
    holding = [p for p in names if wanted & set(terms(text[slice(*p)])[-1:])]
    if holding:
        return holding
    return [p for p in names if (m := _OF.search(text[: p[0]])) and wanted & set(terms(m["noun"]))]


def in_role(roles: Collection[str], text: str, names: Sequence[Place]) -> list[Place]:
    """Give the names that a role right before them names: "the mine's owner, Boreal Minerals"."""
    wanted = set(roles)
    return [
        p for p in names if (m := _ROLE.search(text[: p[0]])) and wanted & set(terms(m["noun"]))
    ]


def numbered(text: str, place: Place) -> Place:
    """Take the number of "Petrel 3" into a name."""
    more = _NUMBERED.match(text, place[1])
    return (place[0], more.end()) if more else place


def _beside(wanted: set[str], text: str, place: Place) -> bool:
    before = _BEFORE.search(text[: place[0]])
    if (
        before
        and wanted & set(terms(re.sub(r"['’]s?$", "", before["noun"])))
        and not re.search(r"['’]s\b", before.group())
    ):
        return True
    after = _AFTER.match(text, numbered(text, place)[1])
    if after is None:
        return False
    apposed = after["words"].startswith(",")
    words = _STOPS.split(after["words"].lstrip(", "))[0]
    return bool(wanted & set(terms(words)[:2] if not apposed else terms(words)[-2:]))


def nouns_of(noun: str) -> set[str]:
    """Give the terms of a noun phrase's noun proper and of words of its sense."""
    last = terms(noun)[-1:]
    return {other for term in last for other in kin(term)}
