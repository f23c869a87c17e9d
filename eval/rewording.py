"""Say a true sentence otherwise: shorter, in another order, its days and numbers spelt out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from rag.dates import find_dates, spell
from rag.numerals import NUMERALS
from rag.spans import find_names

_ASIDE = re.compile(
    r", (?:who|which|whose|where|a|an|the)\s[^,.;]{6,80},(?=\s[a-z])|\s\([^)]{2,60}\)"
)
_TAIL = re.compile(
    r", (?:which|who|while|after|as|with|but|and)\s[^“”\"]{8,}(?=\.$)|\s(?:after|because|while|when)\s[^“”\"]{8,}(?=\.$)"
)
_LEAD = re.compile(
    r"^((?:On|In|At|After|During|Since|By|Despite|As|For|Before)\s[^,“”\"]{3,60}), ([A-Z]?[^“”\"]+)\.$"
)
_ENDING = re.compile(
    r"^([A-Z][^“”\",;:]{25,})\s((?:after|because|when|while|on|in|during|before|since)\s[^“”\",;:]{6,60})\.$"
)
_SAID_LAST = re.compile(
    r"^([A-Z][^“”\"]{25,}), (?:said ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})|([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}) said)\.$"
)
_SAID_FIRST = re.compile(
    r"^([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}) said (?:that )?((?!he\b|she\b|it\b|they\b|in\b|on\b|to\b|of\b|about\b)[^“”\"]{20,})\.$"
)
_ACTIVE = re.compile(
    r"^((?:The\s)?[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,3}|The\s[a-z]+)\s"
    r"((?!agreed|happened|returned|arrived|worked|remained|needed|appeared|seemed)[a-z]{3,}ed)\s"
    r"((?:the|a|an|its|his|her|their)\s(?:[\w'’-]+\s?){1,4}?|[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2})"
    r"(?=\s(?:on|in|at|after|for|to|over|with|as|from|during|before|last|this)\s|\.$)([^“”\"]*)\.$"
)
_PRONOUN = re.compile(r"^(He|She) (?=[a-z])")
_MONEY = re.compile(r"(?<=[$£€])(\d+)(?:\.(\d))? (billion)\b")

_FEWEST = 6  # words
_SPEECH = re.compile(r"\b(?:sa(?:id|ys)|according|told|argued|added|wrote)\b")
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")

Reword = Callable[[str, str, date | None], str | None]


def rewordings(sentence: str, before: str, published: date | None) -> dict[str, str]:
    """Give true sentences that say what a sentence says, or part of it.

    Args:
        sentence: A sentence of an article.
        before: The sentence before it, from which a pronoun is resolved.
        published: The article's day.

    Returns:
        Kind → sentence; only kinds that can be made of this sentence.
    """
    made = {kind: reword(sentence, before, published) for kind, reword in _KINDS.items()}
    kept = [q[1] for q in _QUOTED.finditer(sentence)]
    return {
        kind: text
        for kind, text in made.items()
        if text and text != sentence and _balanced(text) and all(q in kept for q in _quoted(text))
    }


def _quoted(text: str) -> list[str]:
    return [q[1] for q in _QUOTED.finditer(text)]


def _balanced(text: str) -> bool:
    """Whether all quotation marks are closed: nothing is changed inside them."""
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _abridged(sentence: str, _before: str, _published: date | None) -> str | None:
    shorter = _ASIDE.sub("", sentence, count=1)
    shorter = _TAIL.sub(lambda m: m.group() if _SPEECH.search(m.group()) else "", shorter, count=1)
    return shorter if len(shorter.split()) >= _FEWEST else None


def _reordered(sentence: str, _before: str, _published: date | None) -> str | None:
    lead = _LEAD.match(sentence)
    if lead and ", " not in lead[2] and " and " not in lead[2]:
        return f"{lead[2][0].upper()}{lead[2][1:]} {_lower(lead[1])}."
    tail = _ENDING.match(sentence)
    if tail and " and " not in tail[1]:
        return f"{tail[2][0].upper()}{tail[2][1:]}, {_lower(tail[1])}."
    return None


def _lower(words: str) -> str:
    """Write a sentence's beginning small, a name excepted."""
    first = words.split(maxsplit=1)[0]
    small = first.casefold() in (
        [
            "on",
            "in",
            "at",
            "after",
            "during",
            "since",
            "by",
            "despite",
            "as",
            "for",
            "before",
            "the",
            "a",
            "an",
            "this",
            "it",
            "he",
            "she",
            "they",
            "we",
            "his",
            "her",
            "their",
            "its",
        ]
    )
    return words[0].lower() + words[1:] if small else words


def _attributed(sentence: str, _before: str, _published: date | None) -> str | None:
    last = _SAID_LAST.match(sentence)
    if last:
        return f"According to {last[2] or last[3]}, {_lower(last[1])}."
    first = _SAID_FIRST.match(sentence)
    return f"{first[2][0].upper()}{first[2][1:]}, according to {first[1]}." if first else None


def _passive(sentence: str, _before: str, _published: date | None) -> str | None:
    found = _ACTIVE.match(sentence)
    if found is None:
        return None
    plural = found[3].strip().endswith("s") and not found[3].startswith(("a ", "an "))
    subject = found[3].strip()
    agent = _lower(found[1])
    return f"{subject[0].upper()}{subject[1:]} {'were' if plural else 'was'} {found[2]} by {agent}{found[4]}."


def _pronoun(sentence: str, before: str, _published: date | None) -> str | None:
    found = _PRONOUN.match(sentence)
    people = [before[s.start : s.end] for s in find_names(before) if s.kind == "person"]
    if found is None or len(set(people)) != 1 or " " not in people[0]:
        return None
    return f"{people[0]} {sentence[found.end() :]}"


def _dated(sentence: str, _before: str, published: date | None) -> str | None:
    """Spell out the day of "on Thursday", where it is that of the news."""
    for span in find_dates(sentence, published):
        bare = sentence[span.start : span.end]
        if span.kind == "days" and span.first and span.first == span.last and bare.endswith("day"):
            lead = "" if sentence[: span.start].rstrip().endswith(" on") else "on "
            return (
                sentence[: span.start] + lead + spell(span.first, span.first) + sentence[span.end :]
            )
    return None


def _renumbered(sentence: str, _before: str, _published: date | None) -> str | None:
    """Write a number in another form."""
    money = _MONEY.search(sentence)
    if money:
        millions = int(money[1]) * 1000 + int(money[2] or 0) * 100
        return f"{sentence[: money.start()]}{millions:,} million{sentence[money.end() :]}"
    percent = re.search(r"(?<=\d)(?:%| per cent| percent)(?!\w)", sentence)
    if percent:
        other = " percent" if percent.group() == "%" else "%"
        return sentence[: percent.start()] + other + sentence[percent.end() :]
    small = re.search(rf"(?<=\s)(?:{'|'.join(NUMERALS[2:])})(?=\s[a-z]+s\b)", sentence)
    if small:
        return (
            sentence[: small.start()] + str(NUMERALS.index(small.group())) + sentence[small.end() :]
        )
    figure = re.search(r"(?<=\s)(?:1?\d|20)(?=\s[a-z]+s\b)", sentence)
    if figure:
        return sentence[: figure.start()] + NUMERALS[int(figure.group())] + sentence[figure.end() :]
    return None


_KINDS: dict[str, Reword] = {
    "abridged": _abridged,
    "reordered": _reordered,
    "according to": _attributed,
    "passive": _passive,
    "pronoun resolved": _pronoun,
    "date spelt out": _dated,
    "number rewritten": _renumbered,
}
