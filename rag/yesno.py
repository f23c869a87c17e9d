"""Yes or no: does a sentence say what the question supposes, or the contrary?

A negation counts only where a word of the question stands in its reach: "promised to keep
the team rather than move" does not deny the promise. What is planned has not happened.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from index.lexical import terms
from rag.comparisons import compare, compares
from rag.dates import spell
from rag.spans import find_amounts, find_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rag.evidence import Evidence
    from rag.questions import Question

Verdict = Literal["Yes", "No"]

# "Gave few details", "hardly rose": as good as none. "A few" are some.
_FEW = r"(?<!\ba )(?:few|little)|hardly|barely|scarcely"
NEGATION = re.compile(
    rf"\b(?:{_FEW}|not|no|never|neither|nor|none|nobody|nothing|without|cannot|yet to|"
    r"fail\w* to|refus\w+|den(?:y|ies|ied)|declin\w+|reject\w*|turn\w* down|rul\w+ out|"
    r"rather than|instead of|unlikely|halt\w*|scrapp\w+|cancel\w*|oppos\w+|missed|stopp?\w*|"
    r"block\w*|lost)\b|n['’]t\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    rf"\b(?:{_FEW}|not|no|never|neither|nor|none|cannot|yet to|rather than|instead of|without)\b|n['’]t\b",
    re.IGNORECASE,
)
_IN_PART = re.compile(
    r"\b(?:partly|partially|in part|incompletely|half|almost|nearly)\b", re.IGNORECASE
)
_IN_WHOLE = re.compile(
    r"\b(?:completely|fully|entirely|wholly|in full|altogether|totally)\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[;:—–,.?!]|\b(?:but|while|although|though|because|which|who|so)\b")
_REACH = 7  # words
_UNDONE = re.compile(
    r"\b(?:must|will|would|could|may|might|should|shall|plan(?:s|ned)? to|expect\w* to|due to|"
    r"set to|propos\w+|aim\w* to|hop\w+ to|consider\w*|ask\w* to|urg\w+|calls? for|call\w* on|"
    r"whether|if|scheduled|slated|want\w* to|decid\w+ whether|possible|potential|intend\w*|press\w+ for)\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:meant|supposed|intended|due|planned|scheduled) to\b[^;.]*\bbut\b", re.IGNORECASE
)
_LED_IN = r"^(?:\W*(?:and|so|but|then)\W+)?"
_HAPPENED = re.compile(rf"{_LED_IN}(?:did|has|have|had|was|were)\b", re.IGNORECASE)
_NOW = re.compile(rf"{_LED_IN}(?:has|have)\b", re.IGNORECASE)
_OPPOSITES = (
    ("rise|rose|rais|increas|grew|grow|climb|jump|gain", "fall|fell|drop|cut|lower|declin|decreas|reduc|slid"),
    ("accept|approv", "reject"), ("widen", "narrow"), ("win|won", "los[et]"),
    ("support", "oppos"), ("first", "last"), ("begin|began", "end"), ("open", "clos"),
    ("before", "after"), ("more", "less|fewer"), ("higher", "lower"), ("confirm", "den[yi]"),
    ("private", "public"), ("stop", "continu"), ("in person", "virtual"), ("illegal", "legal"),
    ("succe|pass", "fail"), ("flood", "dry"), ("guilty|convict", "acquit"), ("alive", "dead"),
)  # fmt: skip
_PRONOUN = re.compile(r"\b(?:he|she|it|they|both)\b", re.IGNORECASE)
_SUBJECT_WITHIN = 2
_TRIED = 3
_NEAR = 3
_POLAR = 5  # so many pairs, from the first, are of deeds rather than of qualities
_SHARE = 0.5
_STEM = 5


def settle(question: Question, evidence: Sequence[Evidence]) -> Verdict | None:
    """Settle a yes/no question by its best evidence, or None where that does not.

    The question is affirmed unless an odd number of contraries stands between it and the
    sentence: a negation in one of the two, an opposite word, another number. It is not
    settled by a sentence that says too little of it, nor a past one by a plan; the next
    best then may settle it.
    """
    for sentence in evidence[:_TRIED]:
        text = sentence.text
        if planned(question, text):
            return None
        verdict = _by(question, text, sentence.article.published)
        if verdict is not None:
            return verdict
    return None


def _by(question: Question, text: str, published: date | None) -> Verdict | None:
    """Settle a question by one sentence."""
    asked = _asked(question)
    if not _speaks_of_it(asked, text) or _of_another(question, text):
        return None
    compared = compare(question.text, text, published)
    if compared is not None or compares(question.text):
        return compared
    if _other_number(question.text, text) or (
        _MEANT.search(text) and not _UNDONE.search(question.text)
    ):
        return "No"
    if _IN_WHOLE.search(question.text) and _reached_after(_IN_PART, asked, text):
        return "No"
    return "No" if _contrary(question.text, asked, text) else "Yes"


def planned(question: Question, text: str) -> bool:
    """Whether a question asks what has happened, and a sentence says what shall or may."""
    if not _HAPPENED.match(question.text) or _UNDONE.search(question.text):
        return False
    asked = _asked(question)
    if _MEANT.search(text) or _contrary(question.text, asked, text):
        return False
    return any(_reached(asked, text, found.end()) for found in _UNDONE.finditer(text))


def asks_of_now(question: Question) -> bool:
    """Whether a question asks how things stand ("Has it …?"), so that "not yet" answers it.

    "Did it …?" asks what came of it, which a plan does not tell.
    """
    return _NOW.match(question.text) is not None


def not_yet(question: Question, text: str, published: date | None) -> str | None:
    """Word the answer where a question asks of a deed and a sentence speaks of a plan.

    Returns:
        "Not yet, as of October 25, 2025: planned or possible, not done"; None where the
        sentence does not speak so.
    """
    if not planned(question, text):
        return None
    day = f", as of {spell(published, published)}" if published else ""
    return f"Not yet{day}: planned or possible, not done"


def _asked(question: Question) -> set[str]:
    """Give the terms of a question that are no part of a name."""
    named = {t for a, b in question.names for t in terms(question.text[a:b])}
    return {
        term
        for term in terms(" ".join(question.words))
        if term not in named and not term[0].isdigit()
    }


def _speaks_of_it(asked: set[str], text: str) -> bool:
    there = terms(text)
    begun = {term[:_STEM] for term in there if len(term) >= _STEM}
    met = sum(term in there or (len(term) >= _STEM and term[:_STEM] in begun) for term in asked)
    return met >= _SHARE * len(asked)


def _of_another(question: Question, text: str) -> bool:
    """Whether the one who is asked about first is neither named nor meant by a pronoun."""
    if _PRONOUN.search(text):
        return False
    people = [s for s in find_names(question.text) if s.kind == "person"]
    return any(
        len(question.text[: s.start].split()) <= _SUBJECT_WITHIN
        and not set(terms(question.text[s.start : s.end])) & set(terms(text))
        for s in people[:1]
    )


def _contrary(question: str, asked: set[str], text: str) -> bool:
    """Whether an odd number of contraries stands between a question and a sentence.

    "Rejected" is the opposite of "accept" already, and the same as "reject": with such
    words in both, only a plain "not" turns the sense round.
    """
    clause = _nearest_clause(asked, text)
    if _opposite(question, clause, text):
        return (_NOT.search(question) is not None) == (_NOT.search(clause) is not None)
    if _same(question, text):
        return (_NOT.search(question) is not None) != _negated(asked, text, _NOT)
    return (NEGATION.search(question) is not None) != _negated(asked, text, NEGATION)


def _reached_after(pattern: re.Pattern[str], asked: set[str], text: str) -> bool:
    return any(_reached(asked, text, found.end()) for found in pattern.finditer(text))


def _negated(asked: set[str], text: str, negation: re.Pattern[str] = NEGATION) -> bool:
    """Whether a negation of a sentence reaches a word of the question."""
    return _reached_after(negation, asked, text)


def _reached(asked: set[str], text: str, start: int) -> bool:
    """Whether a word of the question follows within the clause and a few words."""
    clause = _CLAUSE_END.split(text[start:], maxsplit=1)[0]
    return bool(asked & set(terms(" ".join(clause.split()[:_REACH]))))


def _nearest_clause(asked: set[str], text: str) -> str:
    """Give the part of a sentence that shares most words with the question."""
    clauses = re.split(
        r"[;—–]|, (?:but|while|although|though|and|which|who)\b|\bbut\b|\bwhile\b", text
    )
    return max(clauses, key=lambda clause: len(asked & set(terms(clause))))


def _same(question: str, text: str) -> bool:
    return any(
        _has(question, stem) and _has(text, stem) for pair in _OPPOSITES[:_POLAR] for stem in pair
    )


def _opposite(question: str, clause: str, text: str) -> bool:
    return any(
        _has(question, one)
        and not _has(question, other)
        and (_has(clause, other) or _close(question, text, other))
        for a, b in _OPPOSITES
        for one, other in ((a, b), (b, a))
        if not _has(text, one)
    )


def _close(question: str, text: str, stem: str) -> bool:
    """Whether a word stands a few words after, or before, one that the question says."""
    asked = set(terms(question))
    for found in re.finditer(rf"\b(?:{stem})", text, re.IGNORECASE):
        before = " ".join(text[: found.start()].split()[-_NEAR:])
        if asked & set(terms(before)):
            return True
    return False


def _has(text: str, stem: str) -> bool:
    return re.search(rf"\b(?:{stem})", text, re.IGNORECASE) is not None


def _other_number(question: str, text: str) -> bool:
    """Whether the question gives an amount and the sentence only others of its kind."""
    asked = [s for s in find_amounts(question) if s.kind in ("money", "percent")]
    said = [s for s in find_amounts(text) if s.kind in ("money", "percent")]
    for span in asked:
        same_kind = [s for s in said if s.kind == span.kind]
        wanted = set(terms(question[span.start : span.end]))
        if same_kind and not any(wanted <= set(terms(text[s.start : s.end])) for s in same_kind):
            return True
    return False


def contradicts(claim: str, text: str) -> bool:
    """Whether a sentence says the contrary of a claim, or gives another number."""
    asked = set(terms(claim))
    if not _speaks_of_it(asked, text):
        return False
    return _other_number(claim, text) or _contrary(claim, asked, text)
