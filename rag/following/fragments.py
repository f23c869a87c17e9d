"""Complete a follow-up that leaves out what the last question said: "And in London?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.dates import find_dates
from rag.following import topics
from rag.following.phrases import Phrase, parts_of, phrases_of
from rag.following.shape import (
    AUXILIARIES,
    PAST_OF,
    PREPOSITIONS,
    Shape,
    asking,
    bare,
    is_verb,
    shape_of,
)
from rag.spans import find_names

if TYPE_CHECKING:
    from rag.following.turns import Turn

_ASKS_ALONE = re.compile(
    r"(?P<word>(?:since |until |by |from |for |to |in |at |on |with )?(?:when|where|why|how|who|whom|what|which)"
    r"(?:\s(?:long|far|often|soon|exactly|precisely|so|not|come|old|big|high|many|much|"
    r"many times|time|day|date|year|place|city|country|else))?)"
    r"(?:\s(?:(?:is|was|were|are|did|does|will)\s)?(?:that|this|it|so)(?:\s(?:be|happen|happened|the case|so))?)?",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(r"(?:what|how)\s(?:about|of)\s+", re.IGNORECASE)
_RELATIVE_TIME = re.compile(
    r"(?:in\s)?(?:the\s)?(?:year|month|week|day|quarter|previous\s\w+|next\s\w+|last\s\w+|following\s\w+)"
    r"(?:\s(?:before|after|earlier|later|then))?|(?:before|after|earlier|later|now|today|then)"
    r"(?:\s(?:that|then))?",
    re.IGNORECASE,
)
_THIS_TIME = re.compile(
    r"\b(?:(?:this|last|next)\s(?:year|month|week|quarter|season|spring|summer|autumn|winter)|now|today|currently)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:by )?how (?:much|many|far) (?:more|less|fewer|higher|lower|longer|bigger|older)"
    r"(?: (?:is|was) (?:that|it))?(?: than .{1,60})?",
    re.IGNORECASE,
)
# "Which hotel?", "On which days?", "How many now?", "Why Paris?"
_ASKS_NOUN = re.compile(
    r"(?P<word>(?:(?:on|in|at|by|from|to|for|with)\s)?(?:which|what|whose|how\s(?:many|much)|why|when|where|who))\s"
    r"(?P<rest>(?!about\b|of\b|else\b)[\w’'-]+(?:\s[\w’'-]+){0,2})",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"(?:right )?now|today|then|before|before that|after that|later|(?:in|last|next|this)\s\w+",
    re.IGNORECASE,
)
_FEW = 7


def completed(text: str, turn: Turn) -> str | None:
    """Complete a fragment from the turn before it.

    Args:
        text: The follow-up without "and" before it and "?" behind it.
        turn: The last turn, whose question stands alone.

    Returns:
        A whole question; None where the text is no fragment.
    """
    shape = shape_of(turn.question)
    if _COMPARED.fullmatch(text):
        return f"{_capital(text)}: {turn.question}"
    if _ASKS_ALONE.fullmatch(text):
        return _asked_alone(_ASKS_ALONE.fullmatch(text), turn, shape)  # type: ignore[arg-type] # it matches
    noun = _ASKS_NOUN.fullmatch(text)
    if noun and not any(_acts(word) for word in noun["rest"].split()):
        return _asked_noun(noun, turn, shape)
    piece = _WHAT_ABOUT.sub("", text)
    if not _is_fragment(piece, explicit=piece != text):
        return None
    return _replaced(piece, turn)


def _asked_alone(found: re.Match[str], turn: Turn, shape: Shape) -> str:
    word = re.sub(
        r"\s(?:exactly|precisely|so|come|place|date)$", "", found["word"], flags=re.IGNORECASE
    )
    said = topics.bare_answer(turn) or None
    head = bare(word.split()[-1])
    if head in ("who", "which", "what") and shape.asks and head != bare(shape.asks.split()[0]):
        counted = re.sub(r"^how (?:many|much)\s*", "", shape.asks, flags=re.IGNORECASE)
        if counted and counted != shape.asks:
            middle = f"{shape.auxiliary} " if shape.auxiliary else ""
            return f"Which {counted} {middle}{shape.tail}?"
    if head == "else":
        return _else(word, shape)
    if head in ("many", "much") and shape.asks and not shape.auxiliary:
        return f"{_capital(word)} {shape.tail}?"
    return asking(_capital(word), shape, said)


def _asked_noun(found: re.Match[str], turn: Turn, shape: Shape) -> str:
    word, rest = _capital(found["word"]), found["rest"]
    if _NOW.fullmatch(rest) and bare(word) in shape.asks.casefold():
        return _with_time(rest, turn.question.rstrip(" ?"))
    if bare(word) in ("why", "when", "where", "who"):
        there = topics.place(turn) if bare(rest) == "there" else None
        added = f"in {there}" if there else rest
        whole = asking(word, shape, topics.bare_answer(turn) or None).rstrip("?")
        return f"{whole}?" if added.casefold() in whole.casefold() else f"{whole} {added}?"
    return asking(f"{word} {rest}", shape, topics.bare_answer(turn) or None)


def _acts(word: str) -> bool:
    """Whether a word is an auxiliary or a verb; a name that looks like one is neither."""
    return bare(word) in AUXILIARIES or (not word[:1].isupper() and is_verb(bare(word)))


def _else(word: str, shape: Shape) -> str:
    """Ask for others: of whoever did it, where the last question named one who did."""
    if shape.asks:
        middle = f"{shape.auxiliary} " if shape.auxiliary else ""
        return f"{_capital(word)} {middle}{shape.tail}?"
    if not word.casefold().startswith("who"):
        return f"{_capital(word)} {shape.auxiliary} {shape.tail}?"
    first = next((p for p in phrases_of(f"{shape.auxiliary} {shape.tail}")), None)
    whole = f"{shape.auxiliary} {shape.tail}"
    rest = whole[first.end :].strip() if first else shape.tail
    verb, _, more = rest.partition(" ")
    if shape.auxiliary == "did" and bare(verb) in (*PAST_OF, "vote"):
        verb = PAST_OF.get(bare(verb), "voted")
        return f"{_capital(word)} {verb} {more}".rstrip() + "?"
    return f"{_capital(word)} {shape.auxiliary} {rest}?"


def _is_fragment(piece: str, *, explicit: bool) -> bool:
    """Whether a text is a phrase without a verb: a thing, a place, a time."""
    words = [bare(word) for word in piece.split()]
    if not words or len(words) > _FEW:
        return False
    if explicit:
        return True
    return not any(_acts(word) for word in piece.split()) and words[0] not in _ASKERS


_ASKERS = ("who", "whom", "whose", "what", "which", "when", "where", "why", "how", "tell", "give",
           "show", "list", "name", "describe", "explain", "define")  # fmt: skip


def _replaced(piece: str, turn: Turn) -> str | None:
    """Put a new element into the last question for the one that it stands against."""
    question = turn.question.rstrip(" ?")
    preposition, _, rest = piece.partition(" ")
    if _RELATIVE_TIME.fullmatch(piece) or find_dates(piece):
        return _with_time(piece, question)
    if bare(preposition) in PREPOSITIONS and rest:
        return _with_place(bare(preposition), rest, question)
    target = _parallel(piece, question)
    if target is None:
        return f"{question}, {piece}?"
    return f"{question[: target.start]}{_fitted(piece, target)}{question[target.end :]}?"


def _with_time(piece: str, question: str) -> str:
    spoken = _THIS_TIME.search(question)
    spans = [(s.start, s.end) for s in find_dates(question)]
    if spoken:
        spans.append(spoken.span())
    if spans:
        start, end = spans[-1]
        lead = re.search(r"\b(?:in|on|by|at|since|until|before|after)\s$", question[:start])
        own = bare(piece.split(maxsplit=1)[0]) in PREPOSITIONS
        start = lead.start() if lead and own else start
        return f"{question[:start]}{piece}{question[end:]}?"
    return f"{question} {piece}?"


def _with_place(preposition: str, rest: str, question: str) -> str:
    same = [p for p in phrases_of(question) if p.preposition == preposition]
    if not same:
        places = {p.start: p for p in phrases_of(question) if p.preposition}
        names = [s for s in find_names(question) if s.kind == "place"]
        same = [p for p in places.values() if any(p.start <= s.start < p.end for s in names)]
        if same and any(s.kind == "place" for s in find_names(f"in {rest}")):
            start = question.rfind(same[-1].preposition, 0, same[-1].start)
            return f"{question[:start]}{preposition} {rest}{question[same[-1].end :]}?"
        inside = re.search(rf"\s{preposition}\s(?!.*\s{preposition}\s)", question)
        if inside is None:
            return f"{question} {preposition} {rest}?"
        end = _object_end(question, inside.end())
        return f"{question[: inside.end()]}{rest}{question[end:]}?"
    last = same[-1]
    return f"{question[: last.start]}{rest}{question[last.end :]}?"


def _object_end(question: str, start: int) -> int:
    """Give where the object of a preposition ends."""
    for found in re.finditer(r"\S+", question[start:]):
        word = bare(found.group())
        ends = word in AUXILIARIES or word in PREPOSITIONS - {"of"} or is_verb(word)
        if ends and found.start():
            return start + found.start() - 1
    return len(question)


def _parallel(piece: str, question: str) -> Phrase | None:
    """Find the phrase of the last question that a new one stands against."""
    phrases = phrases_of(question)
    own = {bare(word) for word in piece.split()} - {"the", "a", "an"}
    alike = [
        part
        for phrase in phrases
        for part in parts_of(phrase)
        if own & ({bare(w) for w in part.text.split()} - {"the", "a", "an"})
    ]
    if alike and not piece[:1].isupper():
        return alike[-1]
    if any(word[:1].isupper() for word in piece.split()):
        named = [p for p in phrases if _is_name(p.text)]
        if named:
            return named[0]
        named = [p for p in phrases if p.named]
        return _name_in(named[0]) if named else None
    last = [p for p in phrases if p.preposition and p.preposition != "of"]
    return next(reversed(last or phrases), None)


def _is_name(text: str) -> bool:
    return all(word[:1].isupper() for word in text.split() if bare(word) not in ("of", "the", "de"))


def _name_in(phrase: Phrase) -> Phrase:
    """Give the first name in a phrase as a phrase of its own."""
    span = find_names(phrase.text)[0] if find_names(phrase.text) else None
    if span is None:
        return phrase
    return Phrase(
        start=phrase.start + span.start,
        end=phrase.start + span.end,
        text=phrase.text[span.start : span.end],
        named=True,
    )


def _fitted(piece: str, target: Phrase) -> str:
    """Give the new element an article where the one that it stands for has one."""
    opened = re.match(r"(?:the|a|an)\s", target.text, re.IGNORECASE)
    if opened and not re.match(r"(?:the|a|an)\s", piece, re.IGNORECASE) and piece[:1].islower():
        return f"{opened.group()}{piece}"
    return piece


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
