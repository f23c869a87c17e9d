"""Questions of several parts: "Does A say X while B says Y?", "Who is the man who …, and …?".

Each part has its own evidence, from the outlet that it names. A part that its evidence
denies makes a claim false; what a question presupposes of two reports ("was there a
change", "do both agree") is judged by what the parts share.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from index.lexical import terms
from rag.clauses import met_places
from rag.dates import find_dates
from rag.parts import REPORTING
from rag.spans import find_names
from rag.world import bare_name, same_name
from rag.yesno import contradicts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from index import Article
    from rag.parts import Part
    from rag.questions import Question

Verdict = Literal["yes", "no"]

_UNLIKE = re.compile(
    r"\b(?:inconsisten\w*|contradict\w*|disagree\w*|discrepan\w*|unchanged|"
    r"no\s(?:\w+\s)?(?:change|shift|difference))\b",
    re.IGNORECASE,
)
_DISTINCT = re.compile(
    r"\b(?:differ\w*|contrast\w*|diverg\w*|chang\w*|shift\w*|discrepan\w*)\b", re.IGNORECASE
)
_ORDER = re.compile(r"\b(?P<order>before|prior to|earlier than|after|later than)\b", re.IGNORECASE)
_REPORTED = re.compile(
    r"^(?:did|was|were|has|had)\b.*\b(?:report\w*|publish\w*|article|mention\w*|cover\w*|discuss\w*|"
    r"highlight\w*|announc\w*|state[ds]?|note[ds]?)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:same|consisten\w*|remain\w*|agree\w*|align\w*|similar\w*)\b", re.IGNORECASE
)
_EITHER = re.compile(
    r"\b(?:consistent|inconsistent|chang\w+|same|similar|different|agree|align\w*|remain\w*)\b(?:\s\w+){0,3},?\sor\s",
    re.IGNORECASE,
)
# "Did A fail to report X …?"
_OMITTED = re.compile(
    r"\bfail\w* to\s(?:report|mention|cover|discuss|note|state|announce)\b", re.IGNORECASE
)
_LEAST_MET = 0.37
_READ = 5


class Told(Protocol):
    """A sentence of an article; `rag.evidence.Evidence` is one."""

    @property
    def text(self) -> str:
        """The sentence."""

    @property
    def article(self) -> Article:
        """Its article."""


def settle_parts(
    question: Question, parts: Sequence[tuple[Part, Sequence[Told]]]
) -> Verdict | None:
    """Settle a yes/no question of several parts, each by its own evidence.

    Args:
        question: The whole question.
        parts: Its parts, each with sentences of the articles that it is about, best first.

    Returns:
        None where a part has no evidence that speaks of it, where there is but one that
        names no outlet, and where the question offers two answers of its own ("consistent or changed?").
    """
    ordinary = len(parts) == 1 and parts[0][0].outlet is None
    if _EITHER.search(question.text) or not parts or ordinary:
        return None
    if not all(_speaks(part, told) for part, told in parts):
        return None
    if _OMITTED.search(question.text):
        return "no"  # it did not fail to: what it is said to have left out was found
    return _order(question.text, parts) or _agreement(question.text, parts)


def _agreement(question: str, parts: Sequence[tuple[Part, Sequence[Told]]]) -> Verdict:
    """Settle by whether the parts hold, and by whether the question is for likeness or change.

    Two reports that a question sets side by side mostly do differ in what they report and
    do not contradict each other.
    """
    if _UNLIKE.search(question) and not _SAME_DENIED.search(question):
        return "no"
    denied = any(contradicts(part.text, told[0].text) for part, told in parts)
    return "no" if denied and not _DISTINCT.search(question) else "yes"


_SAME_DENIED = re.compile(r"\bnot\s(?:consistent|the\ssame)\b", re.IGNORECASE)


def _speaks(part: Part, told: Sequence[Told]) -> bool:
    wanted = set(terms(part.text)) - REPORTING
    met = {
        t for e in told[:_READ] for t in met_places(wanted, f"{e.article.title or ''}. {e.text}")
    }
    return bool(told) and len(met) >= _LEAST_MET * len(wanted)


def _order(question: str, parts: Sequence[tuple[Part, Sequence[Told]]]) -> Verdict | None:
    """Settle "Did A report X before B reported Y?" by the days of the two reports."""
    found = _ORDER.search(question)
    other = _SAME.search(question) or _DISTINCT.search(question)
    if found is None or other or len(parts) == 1 or not _REPORTED.match(question):
        return None
    first, second = (_day(part, told) for part, told in (parts[0], parts[-1]))
    if first is None or second is None or first == second:
        return None
    earlier = found["order"].casefold() in ("before", "prior to", "earlier than")
    return "yes" if (first < second) == earlier else "no"


def _day(part: Part, told: Sequence[Told]) -> date | None:
    """Give the day that a part names, else that of its best evidence's article."""
    named = [s.first for s in find_dates(part.text) if s.first and s.first == s.last]
    return named[0] if named else told[0].article.published


class _Candidate(NamedTuple):
    """A name that evidence holds, its forms with how often each is met, and its parts' scores."""

    forms: Counter[str]
    scores: dict[int, float]


def entity_over(question: Question, parts: Sequence[tuple[Part, Sequence[Told]]]) -> str | None:
    """Give the name that the evidence of all parts shares: the answer to a "who" of many clues.

    Args:
        question: A question for a person, body or thing described by several facts.
        parts: Its parts, each with sentences, best first.

    Returns:
        The name that most parts bear out, best; None where none is borne out by two of
        them: a question of one part is settled by its best sentence.
    """
    candidates: list[_Candidate] = []
    known = set(terms(question.text))
    for place, (_, told) in enumerate(parts):
        for rank, sentence in enumerate(told[:_READ]):
            outlet = (sentence.article.outlet or "").casefold()
            title = sentence.article.title or ""
            for name, weight in [
                *((n, 1.0) for n in _names(question, sentence.text)),
                *((n, 0.5) for n in _names(question, title)),
            ]:
                if set(terms(name)) <= known or name.casefold() in outlet:
                    continue
                _add(candidates, name, place, weight / (1 + rank))
    fit = [c for c in candidates if len(c.scores) > 1]
    if not fit:
        return None
    best = max(fit, key=lambda c: (len(c.scores), sum(c.scores.values())))
    full = [form for form in best.forms if " " in form] if question.kind == "person" else []
    return max(full or best.forms, key=lambda form: (best.forms[form], len(form)))


def _names(question: Question, text: str) -> list[str]:
    """Give the names of a text that are of the kind asked for."""
    unwanted = {"people", "place"} if question.kind != "place" else {"people", "person"}
    if question.kind == "person":
        unwanted.add("body")
    return [
        bare_name(text[s.start : s.end])
        for s in find_names(text)
        if s.kind not in unwanted and s.end - s.start > 2  # noqa: PLR2004 - initials name no one
    ]


def _add(candidates: list[_Candidate], name: str, place: int, score: float) -> None:
    for known in candidates:
        if any(same_name(form, name) for form in known.forms):
            known.scores[place] = known.scores.get(place, 0.0) + score
            known.forms[name] += 1
            return
    candidates.append(_Candidate(Counter([name]), {place: score}))
