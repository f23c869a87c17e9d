"""Yes or no: does a sentence say what the question supposes, or the contrary?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from index.lexical import terms
from rag.spans import find_amounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.questions import Question

Verdict = Literal["Yes", "No"]

_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|without|cannot|yet to|has yet|have yet|"
    r"fail\w*|refus\w+|den(?:y|ies|ied)|declin\w+|reject\w*|unconfirmed|unclear|rul\w+ out|"
    r"rather than|instead of|unlikely|halt\w*|scrapp\w+|cancel\w*|oppos\w+|missed)\b|n['’]t\b",
    re.IGNORECASE,
)
_OPPOSITES = (
    ("accept", "reject"), ("approv", "reject"), ("rise", "fall"), ("rose", "fell"),
    ("raise", "cut"), ("rais", "lower"), ("increas", "decreas"), ("increas", "reduc"),
    ("widen", "narrow"), ("win", "lose"), ("won", "lost"), ("support", "oppos"),
    ("first", "last"), ("begin", "end"), ("open", "close"), ("before", "after"),
    ("more", "less"), ("higher", "lower"), ("confirm", "den"), ("private", "public"),
    ("stop", "continu"), ("in person", "virtual"), ("illegal", "legal"),
)  # fmt: skip


def settle(question: Question, evidence: Sequence[Evidence]) -> Verdict | None:
    """Settle a yes/no question by its best evidence, or None where that does not.

    The question is affirmed unless an odd number of contraries stands between it and the
    sentence: a negation in one of the two, an opposite word, another number.
    """
    text = evidence[0].text
    clause = _nearest_clause(question, text)
    contrary = bool(_NEGATION.search(question.text)) != bool(_NEGATION.search(clause))
    contrary ^= _opposite(question.text, clause)
    if _other_number(question.text, text):
        return "No"
    return "No" if contrary else "Yes"


def _nearest_clause(question: Question, text: str) -> str:
    """Give the part of a sentence that shares most words with the question."""
    asked = set(terms(question.text))
    clauses = re.split(
        r"[;—–]|, (?:but|while|although|though|and|which|who)\b|\bbut\b|\bwhile\b", text
    )
    return max(clauses, key=lambda clause: len(asked & set(terms(clause))))


def _opposite(question: str, text: str) -> bool:
    asked, said = question.casefold(), text.casefold()

    def has(where: str, stem: str) -> bool:
        return re.search(rf"\b{stem}", where) is not None

    return any(
        (has(asked, a) and not has(asked, b) and has(said, b) and not has(said, a))
        or (has(asked, b) and not has(asked, a) and has(said, a) and not has(said, b))
        for a, b in _OPPOSITES
    )


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
