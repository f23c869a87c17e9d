"""Write texts in one way, so that two ways of saying the same thing become equal.

Letter case, accents, quotation marks, dashes, white space, abbreviations with full stops,
numbers ("2,400", "seventeen", "$418 billion"), shares ("20 per cent") and dates.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from eval.dates import Day, find_dates

_UNITS = (  # noqa: SIM905 - a line that one can read
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_ORDINALS = (  # noqa: SIM905
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_POWERS = {
    "hundred": 2,
    "k": 3,
    "thousand": 3,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "million": 6,
    "b": 9,
    "bn": 9,
    "billion": 9,
    "t": 12,
    "tn": 12,
    "trn": 12,
    "trillion": 12,
}
_CURRENCIES = {
    "$": "dollar",
    "usd": "dollar",
    "€": "euro",
    "eur": "euro",
    "£": "pound",
    "gbp": "pound",
    "¥": "yen",
}
_TEENS = range(11, 14)
_DIGITS_MOST = 40

_QUOTES = str.maketrans(dict.fromkeys("‘’\u201a\u201b\u2032`\u00b4\u02bc", "'"))
_THIN_SPACE = re.compile("(?<=\\d)[\u2009\u202f\u00a0](?=\\d{3}(?!\\d))")
_UNITED_STATES = re.compile(r"\bU\.\s?S\.(?:\s?A\.)?|\bUSA?\b(?!\$)")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_SIGN = re.compile(r"(?<![\w)])-(?=[$€£¥]?\d)")
_TENS_WORD = re.compile(
    rf"\b({'|'.join(_TENS)})(?:[\s-]({'|'.join(_UNITS[1:10])}|{'|'.join(_ORDINALS[:9])}))?\b"
)
_SMALL_WORD = re.compile(rf"\b({'|'.join([*_UNITS, *_ORDINALS])}|twentieth)\b")
_NUMBER = re.compile(
    r"""(?<![\w.])(?:
      (?P<ordinal>\d+(?:st|nd|rd|th)\b)
    | (?:(?P<country>us|au|ca|nz|hk|[acs])?(?P<sign>\$)|(?P<code>[€£¥]|\b(?:usd|eur|gbp)\b)\s?)?
      (?P<whole>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.(?P<decimals>\d+))?
      (?:(?P<powers>(?:[\s-]?(?:hundred|thousand|mln|mn|million|bn|billion|tn|trn|trillion)\b)+)
        |(?<=\d)(?P<letter>[kmbt])\b)?
      (?:[\s-]?(?:(?P<percent>%|per\scent\b|percent\b|pct\b)
        |(?:united\sstates\s)?(?P<money>dollars?|euros?|pounds?|usd|eur|gbp)\b|(?P<after>€)))?
    )""",
    re.VERBOSE,
)
_ARTICLE = {"the"}
_WORD = re.compile(r"\d+\.\d+|'s\b|[^\W_]+(?:'(?!s\b)[^\W_]+)*")
_AROUND_A_DATE = {"on", "in", "of", "from", "and", "to", "the"}


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in its one way of writing.

    Attributes:
        words: Its words, a space between each two.
        days: The dates that it names.
        date_only: Whether it says nothing but dates.
    """

    words: str
    days: tuple[Day, ...]
    date_only: bool


@lru_cache(maxsize=4096)
def normalised(text: str) -> Normal:
    """Write a text in one way."""
    dated = find_dates(_plain(text))
    rest = set(_words(dated.rest).split())
    return Normal(
        words=_words(dated.text),
        days=dated.days,
        date_only=bool(dated.days) and rest <= _AROUND_A_DATE,
    )


def _plain(text: str) -> str:
    """Fold accents, apostrophes, dashes and white space; letter case stays."""
    text = _THIN_SPACE.sub("", text.translate(_QUOTES))
    letters = unicodedata.normalize("NFKD", text)
    kept = (
        "-" if unicodedata.category(letter) == "Pd" or letter == "\u2212" else letter
        for letter in letters
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).split())


def _words(text: str) -> str:
    text = _UNITED_STATES.sub(" United States ", text)
    text = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    text = text.casefold().replace("&", " and ").replace("_", " ")
    text = _SIGN.sub(" minus ", " ".join(text.split()))
    text = _SMALL_WORD.sub(_small, _TENS_WORD.sub(_tens, text))
    words = _WORD.findall(_NUMBER.sub(_number, text))
    return " ".join([word for word in words if word not in _ARTICLE] or words)


def _tens(found: re.Match[str]) -> str:
    tens = 10 * (2 + _TENS.index(found[1]))
    if found[2] is None:
        return str(tens)
    if found[2] in _UNITS:
        return str(tens + _UNITS.index(found[2]))
    return _ordinal(tens + 1 + _ORDINALS.index(found[2]))


def _small(found: re.Match[str]) -> str:
    word = found[1]
    if word in _UNITS:
        return str(_UNITS.index(word))
    return _ordinal(20 if word == "twentieth" else 1 + _ORDINALS.index(word))


def _ordinal(number: int) -> str:
    ending = "th" if number in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _number(found: re.Match[str]) -> str:
    if found["ordinal"]:
        return found.group()
    sign = found["sign"] or found["code"]
    powers = re.findall(r"[a-z]+", found["powers"] or "")
    letter = found["letter"] or ""
    if letter and sign:  # "$28m" is 28 million, "28m" may be metres
        powers, letter = [letter], ""
    parts = [
        _value(found["whole"], found["decimals"] or "", sum(_POWERS[power] for power in powers)),
        letter,
        _currency(found),
        "percent" if found["percent"] else "",
    ]
    return f" {' '.join(part for part in parts if part)} "


def _currency(found: re.Match[str]) -> str:
    """Name the currency; "A$" is a dollar and says more than "$" does."""
    named = found["sign"] or found["code"] or found["after"] or found["money"]
    if not named:
        return ""
    name = _CURRENCIES.get(named, named.removesuffix("s"))
    country = found["country"]
    return name if country in (None, "us") else f"{name} {country[0]}"


def _value(whole: str, decimals: str, power: int) -> str:
    """Write a number without separators, without needless zeros and in full."""
    digits = whole.replace(",", "")
    if len(digits) + len(decimals) > _DIGITS_MOST:
        return f"{digits}.{decimals}" if decimals else digits
    places = max(len(decimals) - power, 0)
    scaled = int(digits + decimals) * 10 ** max(power - len(decimals), 0)
    integer, fraction = divmod(scaled, 10**places)
    tail = str(fraction).rjust(places, "0").rstrip("0") if places else ""
    return f"{integer}.{tail}" if tail else str(integer)
