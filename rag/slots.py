"""What a question leaves open, and whether a sentence fills it.

"Which medical journal were the data sent to?" is best met by "the data were sent to a
medical journal", which shares all its words and does not answer. The question leaves a
slot open: a name beside the word "journal". A sentence fills a slot when it holds
something of the slot's sort that the question does not say, and best when that stands
where the grammar of news puts it: beside the slot's noun ("the mayor, Zuzana Petrakova";
"11 ships"), or within a few words of what the question says of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from index.lexical import STOP_WORDS, terms, words
from rag.dates import find_dates
from rag.nouns import noun_sort
from rag.spans import dateline, find_amounts, find_names

if TYPE_CHECKING:
    from datetime import date

    from rag.questions import Question

Sort = Literal["person", "place", "named", "amount", "time", "free"]
Place = tuple[int, int]

_VERB = r"(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|may|might|must)"
_LINK = (
    r"(?:of|in|at|to|on|for|from|by|with|about|after|before|during|as|than|near|under|against|"
    r"between|into|over|since|until|around|through|who|that|where|whose|which|when|the|an?|they|"
    r"he|she|it|not|[a-z]+ed)"
)
_NAMED = re.compile(
    r"\bnames?\sof\s(?:the\s|an?\s)?(?P<noun>[\w'’-]+(?:\s[\w'’-]+){0,4}?)"
    rf"(?=\s{_LINK}\b|\s{_VERB}\b|\W*$)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\bwho(?:'s|’s|\s(?:is|are|was|were|will\sbe|became|has\sbeen))\s(?:the\s|an?\s)?"
    rf"(?P<noun>(?!leading|head\w*ing|running|behind)[\w'’-]+(?:\s[\w'’-]+){{0,3}}?)(?=\s{_LINK}\b|\W*$)",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"\b(?:which|what|how\smany|how\smuch|whose)\s(?!{_VERB}\b|{_LINK}\b)"
    rf"(?P<noun>[\w'’-]+(?:\s[\w'’-]+){{0,3}}?)(?=\s{_LINK}\b|\s{_VERB}\b|\s(?-i:[A-Z])|\W*$)",
    re.IGNORECASE,
)
_FORMS = (("named", _NAMED), ("role", _ROLE), ("which", _WHICH))
_INDEFINITE = re.compile(
    r"\b(?:an?|some|several|many|another|other|one|two|three|four|five|six|seven|both|any|"
    r"its|their|his|her)\s(?:[\w'’-]+\s){0,2}$",
    re.IGNORECASE,
)
_NAMES_ASKED = re.compile(r"\b(?:which|who|whose|names?)\b", re.IGNORECASE)
# "Who is the prime minister?" is not answered by the deputy prime minister.
_OTHER_RANK = re.compile(
    r"\b(?:deputy|vice|former|ex|acting|assistant|interim|outgoing|late|next)[\s-](?:[a-z]+\s)?$",
    re.IGNORECASE,
)
_RANKED = re.compile(r"\b(?:deputy|vice|former|ex|acting|interim|late|next)\b", re.IGNORECASE)
_PAUSE = re.compile(r"[;:—–]|\b(?:and|but|while|which|who|whom|said|says|told)\b", re.IGNORECASE)
_APPOSED, _BESIDE, _NEAR = 4, 3, 7


@dataclass(frozen=True, slots=True)
class Slot:
    """What a question leaves open.

    Attributes:
        sort: What may fill it; `free` where anything may.
        noun: The words that name it ("medical journal"), as the question spells them.
        terms: Their index terms; the last is the noun proper.
        counted: Whether a number of these is asked for.
    """

    sort: Sort
    noun: str
    terms: tuple[str, ...]
    counted: bool


def slot_of(question: Question) -> Slot:
    """Find the slot of a question."""
    form, noun = _noun(question)
    head = words(noun)[-1] if words(noun) else ""
    sort = _sort(question, head, named=form == "named")
    if sort == "time":  # "what day" is when
        noun = ""
    counted = re.search(r"\bhow many\b", question.text, re.IGNORECASE) is not None
    return Slot(sort=sort, noun=noun, terms=tuple(terms(noun)), counted=counted)


def _noun(question: Question) -> tuple[str, str]:
    """Give the form in which a question names its slot, and the noun."""
    if question.kind == "yesno":
        return "", ""
    text = question.text.rstrip("?. ")
    names = {w for start, end in question.names for w in words(question.text[start:end])}
    for form, pattern in _FORMS:
        found = pattern.search(text)
        if found:
            noun = _trimmed(found["noun"])
            who_is_named = form == "role" and words(noun)[-1:] and words(noun)[-1] in names
            return form, "" if who_is_named else noun
    return "", ""


def _trimmed(noun: str) -> str:
    """Leave out stop words, and a verb that ends the stretch ("company operates")."""
    kept = [w for w in noun.split() if words(w) and words(w)[0] not in STOP_WORDS]
    for place, word in enumerate(kept[:-1]):
        verb = re.search(r"(?:s|ed)$", kept[place + 1]) and not noun_sort(words(kept[-1])[0])
        if verb and noun_sort(words(word)[0]):
            return " ".join(kept[: place + 1])
    return " ".join(kept)


_BY_KIND: dict[str, Sort] = {
    "money": "amount", "percent": "amount", "number": "amount", "duration": "amount",
    "date": "time", "place": "place", "person": "person", "name": "named",
}  # fmt: skip


def _sort(question: Question, head: str, *, named: bool) -> Sort:
    if question.kind in ("yesno", "reason", "manner"):
        return "free"
    by_noun = noun_sort(head)
    if by_noun not in (None, "named"):
        asked = re.search(r"\bhow (?:many|much|old)\b", question.text, re.IGNORECASE)
        return "amount" if asked else by_noun
    if named:
        return "named"
    if question.kind in _BY_KIND and not (question.kind == "name" and question.many):
        return _BY_KIND[question.kind]
    return by_noun or "free"


_OTHERS = {
    "person": ("place", "body", "people"),
    "place": ("person", "people"),
    "named": ("people",),
}


def filled(slot: Slot, question: Question, text: str, published: date | None) -> float:
    """Say how well a sentence fills a slot.

    Returns:
        0 with nothing to fill it, 0.5 where there is but elsewhere in the sentence, 1
        where it stands beside the slot's noun or near what the question says; 1 for
        `free` slots.
    """
    if slot.sort == "free":
        return 1.0
    places = fillers(slot, question, text, published)
    if not places:
        return 0.0
    return 1.0 if any(_attached(slot, question, text, place) for place in places) else 0.5


def fillers(slot: Slot, question: Question, text: str, published: date | None) -> list[Place]:
    """Find what may fill a slot that is not `free`: (start, end) of each in the sentence."""
    known = set(terms(question.text)) - set(slot.terms)
    if slot.sort == "amount":
        dated = [(d.start, d.end) for d in find_dates(text, published)]
        spans = [
            (s.start, s.end)
            for s in find_amounts(text)
            if slot.counted or s.kind != "number" or question.kind != "percent"
        ]
        free = [p for p in spans if not any(a < p[1] and p[0] < b for a, b in dated)]
        return [p for p in free if set(terms(text[slice(*p)])) - known]
    if slot.sort == "time":
        line = dateline(text)
        days = [(d.start, d.end) for d in find_dates(text, published) if d.start >= line]
        return [p for p in days if set(terms(text[slice(*p)])) - known]
    names = [(s.start, s.end) for s in find_names(text) if s.kind not in _OTHERS[slot.sort]]
    if slot.sort == "named":
        names += [m.span() for m in re.finditer(r"[“\"][^”\"]{2,60}[”\"]", text)]
    return [p for p in names if not set(terms(text[slice(*p)])) & known]


def _attached(slot: Slot, question: Question, text: str, place: Place) -> bool:
    """Whether a filler stands beside the slot's noun, or near the question's words."""
    spoken = _stands(text, set(slot.terms[-1:]))
    nouns = [noun for noun in spoken if not _of_other_rank(question, text[: noun[0]])]
    if spoken and not nouns:
        return False
    if slot.counted:
        return any(place[1] <= noun[0] and _gap(text, place, noun) <= _BESIDE for noun in nouns)
    if nouns and slot.sort != "amount":
        reach = _APPOSED if slot.sort == "person" else _BESIDE
        return any(_gap(text, place, noun) <= reach for noun in nouns)
    others = set(terms(" ".join(question.words)))
    return any(_gap(text, place, other) <= _NEAR for other in _stands(text, others))


def _of_other_rank(question: Question, before: str) -> bool:
    return bool(_OTHER_RANK.search(before)) and not _RANKED.search(question.text)


def bare(slot: Slot, question: Question, text: str) -> bool:
    """Whether the slot's noun stands in a sentence as something unnamed: "a medical journal"."""
    if slot.sort in ("amount", "time") or not _NAMES_ASKED.search(question.text):
        return False
    nouns = _stands(text, set(slot.terms[-1:]))
    names = [(s.start, s.end) for s in find_names(text)]
    return any(
        (_INDEFINITE.search(text[:start]) or start == 0)
        and not any(_gap(text, name, (start, end)) <= 1 for name in names)
        for start, end in nouns
    )


def _stands(text: str, wanted: set[str]) -> list[Place]:
    return [m.span() for m in re.finditer(r"[^\W_][\w'’]*", text) if set(terms(m.group())) & wanted]


def _gap(text: str, one: Place, other: Place) -> int:
    """Words between two places; a pause or a new clause counts three more."""
    first, second = sorted((one, other))
    between = text[first[1] : second[0]]
    return len(between.split()) + 3 * len(_PAUSE.findall(between))
