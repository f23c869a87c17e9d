"""Make false sentences of true ones: one number, name, date, verb or speaker put wrong."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Sequence

from index.lexical import STOP_WORDS
from rag.dates import find_dates
from rag.spans import Span, find_amounts, find_names
from rag.weekdays import DAY

_DIGITS = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,/-])\d+(?:\.\d+)?(?![\w/-])")
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b(?=\s\d|,?\s20)")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PAST = re.compile(r"(?<=\s)(said|announced|told|won|lost|reached|signed|raised|killed|launched|released|reported|confirmed|"
                   r"approved|rejected|ordered|agreed|bought|sold|opened|closed|started|ended|scored|increased|dropped|fell|rose|grew|made|took|gave|began|became|returned|arrived|joined|left|met|visited|beat|voted|expressed|included|helped|moved|paid|received|suffered|called|found)\b(?!\sby\b)")  # fmt: skip
_BASES = {"said": "say", "told": "tell", "won": "win", "lost": "lose", "reached": "reach", "launched": "launch",
          "bought": "buy", "sold": "sell", "fell": "fall", "rose": "rise", "grew": "grow", "made": "make", "took": "take",
          "gave": "give", "began": "begin", "became": "become", "left": "leave", "met": "meet", "beat": "beat",
          "dropped": "drop", "raised": "raise", "closed": "close", "increased": "increase", "released": "release",
          "included": "include", "moved": "move", "paid": "pay", "received": "receive", "found": "find", "agreed": "agree",
          "approved": "approve", "arrived": "arrive", "scored": "score"}  # fmt: skip
_WITH_E = frozenset("announced voted released included closed moved raised received approved increased agreed arrived scored".split())
_UNCHANGED = frozenset("cut let set put hit".split())
_IRREGULAR = frozenset("want see come know think need seem keep speak stand understand feel hold tell bring build send spend lead run read write drive even just also still well soon then there their them indeed yet likely really only never soon often run begin".split())
_AUX = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could|should|must|may|might)\s(?!not\b|n't)(?=[a-z])")
_ANTONYMS = {"rose": "fell", "fell": "rose", "increased": "decreased", "decreased": "increased", "accepted": "rejected",
             "rejected": "accepted", "approved": "rejected", "won": "lost", "lost": "won", "supports": "opposes",
             "opposed": "supported", "raised": "lowered", "higher": "lower", "lower": "higher", "increase": "decrease",
             "gains": "losses", "allowed": "banned", "banned": "allowed", "bought": "sold", "sold": "bought", "success": "failure",
             "grew": "shrank", "confirmed": "denied", "denied": "confirmed", "rise": "fall", "started": "ended", "joined": "left"}  # fmt: skip
_PLANNED = re.compile(r"\b(?:plans? to|planned to|expects? to|hopes? to|wants? to|intends? to|(?:is|are) (?:expected|set|due|scheduled) to|could|might|may|will)\s(?=[a-z]+)")
_UNITS = [(r"\bmillion\b", "billion"), (r"\bbillion\b", "million"), (r"\s?(?:percent|per cent|%)(?!\w)", " percentage points"),
          (r"(?<![A-Z])\$(?=\d)", "€"), (r"[€£](?=\d)", "$"), (r"(?<=\d[\s-])(?:kilometres?|kilometers?|km)\b", "miles"), (r"(?<=\d[\s-])miles?\b", "kilometres"),
          (r"(?<=[\w]\s)days\b", "weeks"), (r"(?<=[\w]\s)weeks\b", "months"), (r"(?<=[\w]\s)months\b", "years"), (r"(?<=[\w]\s)years\b", "months"),
          (r"(?<=[\w]\s)hours\b", "minutes"), (r"(?<=[\w]\s)minutes\b", "hours"), (r"\bthousand\b", "million"), (r"(?<=\d)-year\b", "-month"),
          (r"(?<=\d\s)yards\b", "miles"), (r"(?<=\d\s)tonnes\b", "kilograms"), (r"(?<=\d)-inch\b", "-foot")]  # fmt: skip
_ACTS = re.compile(r"\s(?:[a-z'’-]+\s){0,2}(?:\w{3,}ed|\w{3,}[^s]s|will \w+|beat|told|met|won|took|bought|sold|left)\s(?:[a-z'’-]+\s){0,4}")
_JOINS = re.compile(r"\b(?:and|or|that|as|is|was|has|of|who|which)\b")
_COUNTED = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|several)"
_SPOKE = re.compile(r"\b(?:said|says|told|added|argued|warned|wrote|according to|explained|claimed|insisted|noted)\b")


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
    for a, b in zip(found, found[1:], strict=False):
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
        if not common and name[0].isupper() and len(name) > 2 and span.kind in ("person", "place", "body"):
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
    options: list[str] = []
    for m in re.finditer(DAY, sentence):
        options.append(_put(sentence, *m.span(), rng.choice([d for d in _DAYS if d != m.group()])))
    for m in _MONTH.finditer(sentence):
        options.append(_put(sentence, *m.span(), rng.choice([o for o in _MONTHS if o != m.group()])))
    for m in re.finditer(r"(?<![\d$£€,.])(?:19|20)\d\d(?![\d,.]\d|%)\b(?! [a-z]+s\b)", sentence):
        options.append(_put(sentence, *m.span(), str(int(m.group()) + rng.choice([-2, -1, 1, 2]))))
    for m in re.finditer(rf"(?<=(?:{'|'.join(x[-3:] for x in _MONTHS)})\s)[0-3]?\d\b(?!,\d)", sentence):
        options.append(_put(sentence, *m.span(), str((int(m.group()) + rng.randint(1, 12)) % 28 + 1)))
    return rng.choice(options) if options else None


def _negation(sentence: str, _article: str, rng: random.Random) -> str | None:
    """Deny what is said, or affirm what is denied, or say the opposite."""
    options: list[str] = []
    outside = re.sub(r"[“\"][^”\"]*[”\"]", lambda m: " " * len(m.group()), sentence)
    for m in _AUX.finditer(outside):
        options.append(_put(sentence, m.end(), m.end(), "not "))
    for m in re.finditer(r"\b(?:not|no longer|never)\s(?!only\b|just\b|least\b)", outside):
        options.append(_put(sentence, *m.span(), ""))
    for m in re.finditer(r"\b\w+(n['’]t)\b(?<!can['’]t)(?<!won['’]t)", outside):
        options.append(_put(sentence, *m.span(1), ""))
    for m in re.finditer(r"\b(?:failed to|refused to|declined to)\s", outside):
        options.append(_put(sentence, *m.span(), "did "))
    for m in re.finditer(rf"\b(?:{'|'.join(_ANTONYMS)})\b", outside):
        options.append(_put(sentence, *m.span(), _ANTONYMS[m.group()]))
    for m in _PAST.finditer(outside):
        if outside[: m.start()].split()[-1:] not in (["has"], ["had"], ["have"], ["was"], ["were"], ["been"], ["be"], ["is"], ["are"]):
            options.append(_put(sentence, *m.span(), f"did not {_base(m.group())}"))
    return rng.choice(options) if options else None


def _base(past: str) -> str:
    if past in _BASES:
        return _BASES[past]
    return past.removesuffix("d") if past in _WITH_E else past.removesuffix("ed")


def _past(verb: str) -> str | None:
    """Give the past of a verb; None where it cannot be told."""
    known = {base: past for past, base in _BASES.items()}
    if verb in known or verb in _UNCHANGED:
        return known.get(verb, verb)
    if verb in _IRREGULAR or len(verb) < 4 or not re.search(r"(?:e|[sxh]|[^aeiou]y|[aeiou]y|[lrnt]|[kw])$", verb) or verb.endswith("ly"):
        return None
    return verb + "d" if verb.endswith("e") else re.sub(r"(?<![aeiou])y$", "i", verb) + "ed"


def _modality(sentence: str, _article: str, rng: random.Random) -> str | None:
    """Tell a plan as done, or what was done as what may be."""
    options: list[str] = []
    outside = re.sub(r"[“\"][^”\"]*[”\"]", lambda m: " " * len(m.group()), sentence)
    for m in _PLANNED.finditer(outside):
        verb = re.match(r"(?:not\s|also\s)?(\w+)", outside[m.end() :])
        if verb and verb[1] not in ("be", "have", "not", "also", "never", "only", "still") and not verb[0].startswith(("not", "also")):
            past = _past(verb[1])
            if past:
                options.append(_put(sentence, m.start(), m.end() + verb.end(), past))
        elif verb and verb[1] == "be":
            options.append(_put(sentence, m.start(), m.end() + verb.end(), "was"))
    for m in _PAST.finditer(outside):
        before = outside[: m.start()].split()[-1:]
        if m.group() not in ("said", "told", "reported") and before and before[0] not in ("has", "had", "have", "was", "were", "been", "be", "is", "are", "that", "not"):
            options.append(_put(sentence, *m.span(), rng.choice(["may ", "plans to ", "could "]) + _base(m.group())))
    return rng.choice(options) if options else None


def _speaker(sentence: str, article: str, rng: random.Random) -> str | None:
    """Give what is said to another person of the article."""
    if not _SPOKE.search(sentence):
        return None
    for span in find_names(sentence):
        near = sentence[max(0, span.start - 14) : span.start] + "|" + sentence[span.end : span.end + 8]
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
    for a, b in zip(names, names[1:], strict=False):
        between = sentence[a.end : b.start]
        if not _ACTS.fullmatch(between) or _JOINS.search(between):
            continue
        one, other = sentence[a.start : a.end], sentence[b.start : b.end]
        if not _words(one) & _words(other) and len(one) > 2 and len(other) > 2:
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
    "negation": _negation,
    "modality": _modality,
    "speaker": _speaker,
    "roles": _roles,
    "unit": _unit,
}
KINDS: Sequence[str] = tuple(_KINDS)
