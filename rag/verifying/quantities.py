"""Numbers in text, brought to one form: value, unit and what is counted.

"$1.2 billion", "$1,200 million" and "1.2bn dollars" are one quantity; "half" and "50
percent" are; "5 percent" and "5 percentage points" are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.numerals import NUMERALS

_UNITS = {
    word: line.split()[0]
    for line in """day days|week weeks|month months|year years yr yrs|hour hours hr hrs|minute minutes min mins
    second seconds|kilometre kilometres kilometer kilometers km|mile miles|metre metres meter meters
    centimetre centimetres centimeter centimeters cm|millimetre millimeter mm millimetres millimeters
    foot feet ft|inch inches|yard yards|acre acres|hectare hectares|tonne tonnes ton tons|kilogram kilograms kg kilo kilos
    gram grams|ounce ounces|barrel barrels|gallon gallons|litre litres liter liters|degree degrees
    watt watts|kilowatt kilowatts kw|megawatt megawatts mw|gigawatt gigawatts gw|knot knots|mph|kph
    decade decades|century centuries|season seasons|goal goals|gigabyte gigabytes gb|megabyte mb|terabyte tb
    nit nits|hertz hz|megapixel megapixels""".replace("\n", "|").split("|")
    for word in line.split()
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9,
    "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - as below
_WORDS = {w: float(i) for i, w in enumerate(NUMERALS)} | {
    w: 10.0 * i for i, w in enumerate(_TENS, 2)
}
_RANKS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905 - a list would be 14 lines
)
_ORDINALS = {word: float(i) for i, word in enumerate(_RANKS, 1)}
_TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubling": 2.0, "twofold": 2.0,
          "triple": 3.0, "tripled": 3.0, "tripling": 3.0, "threefold": 3.0, "halved": 0.5,
          "quadrupled": 4.0, "quadruple": 4.0}  # fmt: skip
_PARTS = {
    "half": 50.0,
    "third": 100 / 3,
    "thirds": 100 / 3,
    "quarter": 25.0,
    "quarters": 25.0,
    "fifth": 20.0,
    "fifths": 20.0,
    "tenth": 10.0,
}
_CURRENCIES = {"$": "$", "US$": "$", "USD": "$", "C$": "c$", "A$": "a$", "HK$": "hk$", "£": "£",
               "GBP": "£", "€": "€", "EUR": "€", "¥": "¥", "₹": "₹", "Rs": "₹"}  # fmt: skip
_COINS = {"dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹", "yuan": "yuan",
          "franc": "franc", "rouble": "rouble", "ruble": "rouble", "peso": "peso", "cent": "cent"}  # fmt: skip
_WORD = rf"(?:{'|'.join([*_WORDS, 'hundred', 'thousand', 'million', 'billion', 'dozen'])})"
_NUMBER = re.compile(
    rf"""(?:(?<![\w.])(?P<sign>[-+]|minus\s))?
      (?P<currency>(?:US|C|A|HK)?[$]|[£€¥₹]|\b(?:USD|EUR|GBP|Rs)\.?)?\s?
      (?:(?P<time>\b\d{{1,2}}(?::\d\d)(?!\d)\s?(?:[ap]\.?m\b)?|\b\d{{1,2}}\s?[ap]\.?m\b)
        |(?<![\w.,])(?P<figure>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
        (?P<ordinal>st|nd|rd|th)?(?P<half>\s1/2|\sand\sa\shalf)?
        |\b(?P<words>{_WORD}(?:(?:\sand\s|[\s-]){_WORD})*)\b
        |\b(?P<special>twice|doubl(?:e|ed|ing)|tripl(?:e|ed|ing)|quadrupled?|twofold|threefold|halved)\b
        |\b(?P<share>(?:(?:an?|one|two|three|four)[\s-])?(?:half|(?<=[nAaeor][\s-])(?:third|quarter|fifth|tenth)s?|(?:third|quarter|fifth)s(?=\sof\b)))\b
        |\b(?P<rank>{"|".join(_ORDINALS)})\b)
      (?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|dozen|lakh|crore|bn|mn|tn|[mkb](?![\w/]))\b)?
      (?P<unit>\s?%|[\s-]?(?:percentage\spoints?|per\scent|percent|basis\spoints?|pp\b|bps\b|points?\b)
        |[\s-](?:U\.?S\.?\s|Canadian\s|Australian\s)?(?:dollar|euro|pound|yen|rupee|yuan|franc|rouble|ruble|peso|cent)s?\b
        |[\s-]?(?:square\s|cubic\s)?(?:{"|".join(sorted(_UNITS, key=len, reverse=True))})\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOON = 12
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|some|nearly|almost|approximately|close to|an? estimated|estimated|or so|circa)\s*(?:the\s)?$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more than|over|at least|above|exceed\w*|no fewer than|not less than|upwards? of|minimum of|greater than)\s*$",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?<!no )(?<!not )\b(?:less than|fewer than|under|below|up to|at most|as many as|as much as|maximum of)\s*$|\b(?:no|not) more than\s*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:-|to|or)\s?$")
_PAIR = re.compile(r"(?:between|from)\s\S*\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text.

    Attributes:
        value: Its value, scale and sign included; percents count as they are written.
        kind: `percent`, `points`, `ordinal`, `time`, `times`, `money`, `unit` or `plain`.
        unit: The currency or unit, in one form; empty where it has none.
        bound: `about`, `more`, `less` or empty.
        text: As it stands.
        start: Offset of its first character.
        end: Offset after its last character.
        digits: Whether it is written in figures.
    """

    value: float
    kind: str
    unit: str
    bound: str
    text: str
    start: int
    end: int
    digits: bool


def find_quantities(text: str) -> list[Quantity]:
    """Find the numbers of a folded text."""
    return _shared_units(text, [_quantity(text, found) for found in _NUMBER.finditer(text)])


def _quantity(text: str, found: re.Match[str]) -> Quantity:
    value, kind = _value(found)
    unit = ""
    if found["currency"]:
        raw = found["currency"].rstrip(".")
        kind, unit = "money", _CURRENCIES.get(raw) or _CURRENCIES.get(raw.upper(), raw)
    elif found["unit"] and kind in ("plain", "percent"):
        kind, unit = _unit(found["unit"].strip(" -"), kind)
    start = found.start() + len(found.group()) - len(found.group().lstrip())
    before = text[max(0, start - 24) : start]
    bound = (
        "about" if _ABOUT.search(before)
        else "more" if _MORE.search(before)
        else "less" if _LESS.search(before)
        else ""
    )  # fmt: skip
    sign = -1.0 if found["sign"] and found["sign"] != "+" else 1.0
    digits = bool(found["figure"] or found["time"])
    return Quantity(
        sign * value, kind, unit, bound, text[start : found.end()], start, found.end(), digits
    )


def _value(found: re.Match[str]) -> tuple[float, str]:
    scale = _SCALES.get((found["scale"] or "").casefold(), 1.0)
    if found["figure"]:
        value = float(found["figure"].replace(",", "")) + (0.5 if found["half"] else 0)
        return value * scale, "ordinal" if found["ordinal"] else "plain"
    if found["time"]:
        hour, minute = [*re.findall(r"\d+", found["time"]), "0"][:2]
        late = "p" in found["time"].casefold() and int(hour) < _NOON
        return (int(hour) + _NOON * late) * 60.0 + int(minute), "time"
    if found["words"]:
        return _spelt(found["words"].casefold()) * scale, "plain"
    if found["special"]:
        return _TIMES[found["special"].casefold()], "times"
    if found["share"]:
        return _share(found["share"].casefold(), scale)
    return _ORDINALS[found["rank"].casefold()], "ordinal"


def _share(words: str, scale: float) -> tuple[float, str]:
    *count, part = re.split(r"[\s-]", words)
    number = _WORDS.get(count[0], 1.0) if count else 1.0
    value = number * _PARTS[part]
    return (value / 100 * scale, "plain") if scale > 1 else (value, "percent")


def _spelt(words: str) -> float:
    """Read "two hundred and five", "twenty-three"."""
    total = current = 0.0
    for word in re.split(r"[\s-]+", words):
        if word == "and":
            continue
        if word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if word not in ("hundred", "dozen"):
                total, current = total + current, 0.0
        elif word in _WORDS:
            current += _WORDS[word]
    return total + current


def _unit(raw: str, kind: str) -> tuple[str, str]:
    word = raw.casefold()
    if word in ("%", "per cent", "percent"):
        return "percent", ""
    if re.match(r"percentage|pp\b", word):
        return "points", ""
    if re.match(r"basis|bps", word):
        return "unit", "basis point"
    if word.startswith("point"):
        return "unit", "point"
    last = re.sub(r"s$", "", word.split()[-1])
    if last in _COINS and kind == "plain":
        return "money", _COINS[last]
    area = "square " if word.startswith("square") else "cubic " if word.startswith("cubic") else ""
    return "unit", area + _UNITS.get(word.split()[-1], last)


def _shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give the first of "5 to 10 million dollars" the unit and scale of the second."""
    done = list(found)
    for i in range(len(done) - 1):
        one, other = done[i], done[i + 1]
        gap = text[one.end : other.start]
        paired = gap == " and " and _PAIR.search(text[max(0, one.start - 14) : one.start + 1])
        if not (_RANGE.fullmatch(gap) or paired):
            continue
        if one.kind == "plain" and other.kind in ("percent", "points", "money", "unit"):
            one = replace(one, kind=other.kind, unit=other.unit)
        elif one.kind == "money" and other.kind == "plain":
            done[i + 1] = replace(other, kind="money", unit=one.unit)
        scale = re.search(r"(thousand|million|billion|trillion|bn|mn)\b", other.text)
        if (
            scale
            and one.value < _SCALES["thousand"]
            and not re.search(r"[a-z]", one.text.replace("US", ""))
        ):
            one = replace(one, value=one.value * _SCALES[scale[1]])
        done[i] = one
    return done
