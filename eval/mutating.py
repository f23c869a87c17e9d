"""Make false sentences of true ones: one number, name, date, verb or speaker put wrong."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from eval.verbs import denied, firmer_or_weaker
from index.lexical import STOP_WORDS
from rag.dates import find_dates
from rag.spans import Span, find_amounts, find_names
from rag.weekdays import DAY

_DIGITS = re.compile(
    r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,/-])\d+(?:\.\d+)?(?![\w/-])"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b(?=\s\d|,?\s20)")
_YEAR = re.compile(r"(?<![\d$£€,.])(?:19|20)\d\d(?![\d,.]\d|%)\b(?! [a-z]+s\b)")
_DAY_OF_MONTH = re.compile(
    rf"(?<=(?:{'|'.join(name[-3:] for name in _MONTHS)})\s)[0-3]?\d\b(?!,\d)"
)
_COMMON = re.compile(r"(?<= )[a-z]{5,}(?=[ ,.])")
_SHORTEST_NAME = 3
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNITS = [(r"\bmillion\b", "billion"), (r"\bbillion\b", "million"), (r"\s?(?:percent|per cent|%)(?!\w)", " percentage points"),
          (r"(?<![A-Z])\$(?=\d)", "€"), (r"[€£](?=\d)", "$"), (r"(?<=\d[\s-])(?:kilometres?|kilometers?|km)\b", "miles"), (r"(?<=\d[\s-])miles?\b", "kilometres"),
          (r"(?<=[\w]\s)days\b", "weeks"), (r"(?<=[\w]\s)weeks\b", "months"), (r"(?<=[\w]\s)months\b", "years"), (r"(?<=[\w]\s)years\b", "months"),
          (r"(?<=[\w]\s)hours\b", "minutes"), (r"(?<=[\w]\s)minutes\b", "hours"), (r"\bthousand\b", "million"), (r"(?<=\d)-year\b", "-month"),
          (r"(?<=\d\s)yards\b", "miles"), (r"(?<=\d\s)tonnes\b", "kilograms"), (r"(?<=\d)-inch\b", "-foot")]  # fmt: skip
_ACTS = re.compile(
    r"\s(?:[a-z'’-]+\s){0,2}(?:\w{3,}ed|\w{3,}[^s]s|will \w+|beat|told|met|won|took|bought|sold|left)\s(?:[a-z'’-]+\s){0,4}"
)
_JOINS = re.compile(r"\b(?:and|or|that|as|is|was|has|of|who|which)\b")
_COUNTED = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|several)"
_SPOKE = re.compile(
    r"\b(?:said|says|told|added|argued|warned|wrote|according to|explained|claimed|insisted|noted)\b"
)


def chosen(text: str, salt: str = "") -> random.Random:
    """Give the random choices that belong to a text: the same ones each time."""
    seed = int.from_bytes(hashlib.sha256(f"{salt}\0{text}".encode()).digest()[:8], "big")
    return random.Random(seed)  # noqa: S311 - a sample, not a secret


def mutations(sentence: str, article: str) -> dict[str, str]:
    """Make false sentences of a true one.

    Args:
        sentence: A sentence of the article, or one that says the same.
        article: The article's text, from which other names are taken.

    Returns:
        Kind → sentence; only kinds that can be made of this sentence.
    """
    made = {
        kind: mutate(sentence, article, chosen(sentence, kind)) for kind, mutate in _KINDS.items()
    }
    return {kind: text for kind, text in made.items() if text is not None and text != sentence}


Mutate = Callable[[str, str, random.Random], str | None]


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _number(sentence: str, _article: str, rng: random.Random) -> str | None:
    """Change a figure: to one near it, or by two digits changing places."""
    dates = find_dates(sentence)
    found = [
        m
        for m in _DIGITS.finditer(sentence)
        if not any(d.start <= m.start() < d.end for d in dates)
        and not re.match(r"[A-Z]", sentence[max(0, m.start() - 1) : m.start()])
    ]
    if not found:
        return None
    one = rng.choice(found)
    raw = one.group()
    digits = [i for i, c in enumerate(raw) if c.isdigit()]
    if len(digits) > 1 and raw[digits[0]] != raw[digits[1]] and raw[digits[1]] != "0":
        a, b = digits[:2]
        new = "".join(raw[b] if i == a else raw[a] if i == b else c for i, c in enumerate(raw))
    else:
        first = str((int(raw[digits[0]]) + rng.randint(1, 8)) % 9 + 1)
        new = raw[: digits[0]] + first + raw[digits[0] + 1 :]
    return _put(sentence, *one.span(), new) if new != raw else None


def _numbers_swapped(sentence: str, _article: str, _rng: random.Random) -> str | None:
    """Let two numbers of a sentence that count different things change places."""
    dates = find_dates(sentence)
    found = [
        s
        for s in find_amounts(sentence)
        if s.kind == "number" and sentence[s.start].isdigit()
        and not any(d.start <= s.start < d.end for d in dates)
    ]  # fmt: skip
    for a, b in pairwise(found):
        one, other = sentence[a.start : a.end], sentence[b.start : b.end]
        between = sentence[a.end : b.start]
        if one != other and len(re.findall(r"[a-z]{4,}", between)) > 1:
            return sentence[: a.start] + other + between + one + sentence[b.end :]
    return None


def _names_of(text: str) -> list[Span]:
    names = []
    for span in find_names(text):
        name = text[span.start : span.end]
        initial = span.start == 0 or text[span.start - 2 : span.start - 1] in '.?!"“”:\n'
        common = name.casefold() in STOP_WORDS or (initial and " " not in name)
        if (
            not common
            and name[0].isupper()
            and len(name) >= _SHORTEST_NAME
            and span.kind in ("person", "place", "body")
        ):
            names.append(span)
    return names


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def _name(sentence: str, article: str, rng: random.Random) -> str | None:
    """Put another name of the article, of the same kind, in place of one."""
    found = _names_of(sentence)
    rng.shuffle(found)
    for span in found:
        own = sentence[span.start : span.end]
        others = [
            article[o.start : o.end]
            for o in _names_of(article)
            if o.kind == span.kind and not _words(article[o.start : o.end]) & _words(sentence)
        ]
        others = [o for o in others if (" " in o) == (" " in own)]
        if others:
            return _put(sentence, span.start, span.end, rng.choice(sorted(set(others))))
    return None


def _date(sentence: str, _article: str, rng: random.Random) -> str | None:
    """Change a weekday, a month, a day or a year."""
    options = list(_dates_changed(sentence, rng))
    return rng.choice(options) if options else None


def _dates_changed(sentence: str, rng: random.Random) -> Iterator[str]:
    for m in re.finditer(DAY, sentence):
        yield _put(sentence, *m.span(), rng.choice([d for d in _DAYS if d != m.group()]))
    for m in _MONTH.finditer(sentence):
        yield _put(sentence, *m.span(), rng.choice([o for o in _MONTHS if o != m.group()]))
    for m in _YEAR.finditer(sentence):
        yield _put(sentence, *m.span(), str(int(m.group()) + rng.choice([-2, -1, 1, 2])))
    for m in _DAY_OF_MONTH.finditer(sentence):
        yield _put(sentence, *m.span(), str((int(m.group()) + rng.randint(1, 12)) % 28 + 1))


def _word(sentence: str, article: str, rng: random.Random) -> str | None:
    """Put another common word of the article in place of one."""
    own = [m for m in _COMMON.finditer(sentence) if m.group() not in STOP_WORDS]
    others = sorted(set(_COMMON.findall(article)) - _words(sentence) - STOP_WORDS)
    if not own or not others:
        return None
    return _put(sentence, *rng.choice(own).span(), rng.choice(others))


def _speaker(sentence: str, article: str, rng: random.Random) -> str | None:
    """Give what is said to another person of the article."""
    if not _SPOKE.search(sentence):
        return None
    for span in find_names(sentence):
        near = (
            sentence[max(0, span.start - 14) : span.start] + "|" + sentence[span.end : span.end + 8]
        )
        if span.kind != "person" or not _SPOKE.search(near):
            continue
        people = {
            article[o.start : o.end]
            for o in _names_of(article)
            if o.kind == "person" and not _words(article[o.start : o.end]) & _words(sentence)
        }
        own = sentence[span.start : span.end]
        people = {p for p in people if (" " in p) == (" " in own)}
        if people:
            return _put(sentence, span.start, span.end, rng.choice(sorted(people)))
    return None


def _roles(sentence: str, _article: str, _rng: random.Random) -> str | None:
    """Let two people, places or bodies on the two sides of a verb change places."""
    names = [s for s in find_names(sentence) if s.kind in ("person", "place", "body", "name")]
    for a, b in pairwise(names):
        between = sentence[a.end : b.start]
        if not _ACTS.fullmatch(between) or _JOINS.search(between):
            continue
        one, other = sentence[a.start : a.end], sentence[b.start : b.end]
        if not _words(one) & _words(other) and min(len(one), len(other)) >= _SHORTEST_NAME:
            return sentence[: a.start] + other + between + one + sentence[b.end :]
    return None


def _unit(sentence: str, _article: str, rng: random.Random) -> str | None:
    """Change a unit, a currency or a magnitude."""
    options = []
    for pattern, new in _UNITS:
        for m in re.finditer(pattern, sentence):
            near = sentence[max(0, m.start() - 14) : m.start() + 8]
            if re.search(_COUNTED, near):
                options.append(_put(sentence, *m.span(), new))
    return rng.choice(options) if options else None


_KINDS: dict[str, Mutate] = {
    "number": _number,
    "numbers swapped": _numbers_swapped,
    "name": _name,
    "date": _date,
    "negation": lambda sentence, _, rng: denied(sentence, rng),
    "modality": lambda sentence, _, rng: firmer_or_weaker(sentence, rng),
    "speaker": _speaker,
    "roles": _roles,
    "unit": _unit,
    "word": _word,
}
KINDS: Sequence[str] = tuple(_KINDS)
