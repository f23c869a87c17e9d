"""Dates in text: find them, and work out the days that they mean.

A news text says "on Thursday" or "last May"; which day that is follows from the day on
which it was published. Whole dates are parsed by dateutil, and its `relativedelta` does
the arithmetic; only the words around them are our own.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil import parser as date_parser
from dateutil.relativedelta import MO, SU, relativedelta, weekday

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:19|20)\d\d"
_NUMBER = r"(?:\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|a few)"
_TO = r"\s*(?:-|–|—|\bto\b|\band\b|\buntil\b|\bthrough\b)\s*"
_D = r"[0-3]?\d(?:st|nd|rd|th)?"

_EXPRESSION = re.compile(
    rf"""\b(?:
      (?P<iso>{_YEAR}-\d\d-\d\d)
    | (?:between\s|from\s)?(?P<range>{_MONTH}\s{_D}{_TO}(?:{_MONTH}\s)?{_D}(?:,?\s{_YEAR})?)(?!\d|,\d)
    | (?P<mdy>{_MONTH}\s{_D}(?:,?\s{_YEAR})?)(?!\d|,\d)
    | (?P<dmy>{_D}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?)
    | (?P<part>(?:early|mid|late|(?:the\s)?(?:beginning|start|middle|end)\sof)[-\s]{_MONTH}(?:,?\s{_YEAR})?)
    | (?P<lastmonth>(?:last|next|this(?:\scoming|\spast)?)\s{_MONTH})(?!\s\d)
    | (?P<monthyear>{_MONTH},?\s(?:of\s)?{_YEAR})
    | (?P<days>(?:(?:last|next|this(?:\scoming)?|earlier|late|on)\s)?{_DAY}(?:\s(?:and|to|or)\s{_DAY})?(?:\s(?:morning|afternoon|evening|night))?)
    | (?P<fromday>a\sweek\sfrom\s(?:today|tomorrow|{_DAY}))
    | (?P<near>today|tonight|yesterday|tomorrow|this\s(?:morning|afternoon|evening))
    | (?P<unit>(?:earlier\s|later\s)?(?:last|next|this|the\send\sof\snext|at\sthe\send\sof\sthis)\s(?:week(?:end)?|month|year|spring|summer|autumn|fall|winter))
    | (?P<ago>{_NUMBER}\s(?:day|week|month|year)s?\s(?:ago|earlier|later|from\snow))
    | (?P<month>(?:in|since|until|by|of|before|after|during|for)\s{_MONTH})(?!\s\d)
    | (?P<year>(?<![\d$£€.,]){_YEAR}(?!\s?(?:%|percent|people|[a-z]+s\b(?<!s\b)))(?![\d,.]\d))
    )\b""",
    re.VERBOSE,
)
# Lower-case "may" and "march" are verbs; month names count only with a capital, but a
# question typed in lower case has none.
_LOOSE_MONTH = re.compile(
    r"\b(january|february|april|june|july|august|september|october|november|december)\b"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|to|expected|scheduled|slated|set|plans?|planned|due|next|upcoming|would|"
    r"starting|begins?|beginning|coming)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One date expression in a text.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        kind: Which form it has (`iso`, `range`, `mdy`, `days`, `year`, …).
        first: First day that it means; None where that cannot be told.
        last: Last day that it means.
    """

    start: int
    end: int
    kind: str
    first: date | None
    last: date | None

    @property
    def relative(self) -> bool:
        """Whether the reader needs the day of publication to understand it."""
        return self.kind in ("days", "fromday", "near", "unit", "ago", "lastmonth")

    @property
    def days(self) -> int:
        """How many days it covers; 0 where that cannot be told."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0


def find_dates(text: str, published: date | None = None) -> list[DateSpan]:
    """Find the date expressions of a text and the days that they mean.

    Args:
        text: Any text.
        published: The day from which "Thursday" and "last May" are counted; without it
            only whole dates, months and years with their year are resolved.
    """
    spans = []
    for found in _EXPRESSION.finditer(text):
        kind = str(found.lastgroup)
        first, last = _resolved(kind, found.group(kind), text[: found.start()], published)
        start, end = found.span(kind)
        spans.append(DateSpan(start, end, kind, first, last))
    return spans


Days = tuple[date | None, date | None]


def _resolved(kind: str, words: str, before: str, published: date | None) -> Days:
    try:
        return _READERS[kind](words, before, published)
    except (ValueError, OverflowError):
        return None, None


def _whole(words: str, _: str, published: date | None) -> Days:
    day = _parsed(words, published)
    return day, day


def _parsed(words: str, published: date | None) -> date | None:
    """Parse a date; one without a year is taken as the nearest to publication."""
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b", "", words)
    has_year = re.search(rf"\b{_YEAR}\b", words)
    if not has_year and published is None:
        return None
    year = published.year if published else 2000
    found = date_parser.parse(words, default=datetime(year, 1, 1)).date()  # noqa: DTZ001 - a day, not a moment
    return found if has_year or published is None else _nearest(found, published)


def _nearest(day: date, published: date) -> date:
    """Move a day to the year in which it lies nearest to publication."""
    candidates = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            candidates.append(day.replace(year=year))
        except ValueError:  # February 29
            continue
    return min(candidates, key=lambda d: abs((d - published).days))


def _range(words: str, _: str, published: date | None) -> Days:
    found = re.match(rf"({_MONTH})\s({_D}){_TO}(?:({_MONTH})\s)?({_D})(?:,?\s({_YEAR}))?", words)
    if found is None:
        return None, None
    month, first, month2, last, year = found.groups()
    tail = f" {year}" if year else ""
    begin = _parsed(f"{month} {first}{tail}", published)
    end = _parsed(f"{month2 or month} {last}{tail}", published)
    return (begin, end) if begin and end and begin <= end else (begin, begin)


def _month_days(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_number(words: str) -> int:
    found = re.search(_MONTH, words, re.IGNORECASE)
    name = found.group().casefold()[:3] if found else ""
    return [m[:3] for m in _MONTHS].index(name) + 1


def _month_of(words: str, before: str, published: date | None) -> Days:
    number = _month_number(words)
    year = re.search(rf"\b{_YEAR}\b", words)
    if year:
        return _month_days(int(year.group()), number)
    if published is None:
        return None, None
    middle = _nearest(date(published.year, number, 15), published)
    if words.startswith("last") and middle >= published.replace(day=1):
        middle = middle.replace(year=middle.year - 1)
    if words.startswith("next") and middle <= published:
        middle = middle.replace(year=middle.year + 1)
    return _month_days(middle.year, number)


def _part(words: str, before: str, published: date | None) -> Days:
    first, last = _month_of(words, before, published)
    if first is None or last is None:
        return None, None
    if re.match(r"early|(?:the )?(?:beginning|start)", words):
        return first, first.replace(day=10)
    if re.match(r"mid|(?:the )?middle", words):
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def _week_days(words: str, before: str, published: date | None) -> Days:
    if published is None:
        return None, None
    names = re.findall(_DAY, words)
    future = bool(_FUTURE.search(re.split(r"[,;—]", before)[-1])) and "said" not in before[-12:]
    future = future or words.startswith(("next", "this coming"))
    days = [_weekday(name, published, future=future) for name in names]
    if words.startswith("next") and days[0] - published < timedelta(days=3):
        days = [day + timedelta(days=7) for day in days]
    if days[-1] < days[0]:
        days[-1] += timedelta(days=7)
    return days[0], days[-1]


def _weekday(name: str, published: date, *, future: bool) -> date:
    number = _DAYS.index(name.casefold())
    return published + relativedelta(weekday=weekday(number, 1 if future else -1))


def _from_day(words: str, before: str, published: date | None) -> Days:
    if published is None:
        return None, None
    said = published
    # "… on Friday: 'a week from tomorrow'": counted from publication, good to a day or two.
    offset = 1 if words.endswith("tomorrow") else 0
    day = said + timedelta(days=7 + offset)
    if words.endswith("day") and not words.endswith("today"):
        day = _weekday(words.rsplit(" ", 1)[1], published, future=True) + timedelta(days=7)
    return day, day


def _near(words: str, _: str, published: date | None) -> Days:
    if published is None:
        return None, None
    offset = {"yesterday": -1, "tomorrow": 1}.get(words.casefold(), 0)
    day = published + timedelta(days=offset)
    return day, day


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def _unit(words: str, before: str, published: date | None) -> Days:
    if published is None:
        return None, None
    unit = words.rsplit(maxsplit=1)[-1]
    step = -1 if "last" in words else 1 if "next" in words else 0
    if unit == "year":
        year = published.year + step
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif unit == "month":
        moved = published + relativedelta(months=step)
        first, last = _month_days(moved.year, moved.month)  # type: ignore[assignment] # both are dates here
    elif unit in _SEASONS:
        first = date(published.year + step, _SEASONS[unit], 1)
        last = first + relativedelta(months=3, days=-1)
    else:
        monday = published + relativedelta(weekday=MO(-1), weeks=step)
        sunday = monday + relativedelta(weekday=SU(1))
        weekend = unit == "weekend" or words.startswith("the end")
        first, last = (
            (sunday - timedelta(days=1 + words.startswith("the end")), sunday)
            if weekend
            else (monday, sunday)
        )
    return first, last


_COUNTS = ["a|an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def _ago(words: str, _: str, published: date | None) -> Days:
    if published is None:
        return None, None
    count_word = words.split(maxsplit=1)[0]
    if count_word in ("several",) or words.startswith("a few"):
        return None, None
    count = (
        int(count_word)
        if count_word.isdigit()
        else next((i or 1 for i, names in enumerate(_COUNTS) if count_word in names.split("|")), 1)
    )
    unit = re.search(r"day|week|month|year", words)
    if unit is None or words.endswith(("earlier", "later")):
        return None, None
    sign = -1 if words.endswith("ago") else 1
    day = published + relativedelta(**{f"{unit.group()}s": sign * count})  # type: ignore[arg-type] # the key is one of four units
    if unit.group() == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return (day, day) if unit.group() != "month" else _month_days(day.year, day.month)


def _year(words: str, _: str, __: date | None) -> Days:
    return date(int(words), 1, 1), date(int(words), 12, 31)


_READERS = {
    "iso": _whole,
    "mdy": _whole,
    "dmy": _whole,
    "range": _range,
    "part": _part,
    "lastmonth": _month_of,
    "monthyear": _month_of,
    "month": _month_of,
    "days": _week_days,
    "fromday": _from_day,
    "near": _near,
    "unit": _unit,
    "ago": _ago,
    "year": _year,
}


def spell(first: date, last: date) -> str:
    """Write days as a reader would: "March 15–16, 2026", "May 2025", "2017"."""
    if first == last:
        return f"{first:%B} {first.day}, {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        if (first, last) == _month_days(first.year, first.month):
            return f"{first:%B} {first.year}"
        return f"{first:%B} {first.day}–{last.day}, {first.year}"
    if first.year == last.year:
        return f"{first:%B} {first.day} – {last:%B} {last.day}, {first.year}"
    return f"{first:%B} {first.day}, {first.year} – {last:%B} {last.day}, {last.year}"
