"""Work out the days that a date expression means, from the day of publication."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from dateutil import parser as date_parser
from dateutil.relativedelta import MO, SU, relativedelta

from rag.periods import (
    SEASONS,
    read_fiscal,
    read_part_of_year,
    read_quarter,
    read_season,
    year_days,
)
from rag.weekdays import DAY, Days, Said, nearest_weekday, read_weekdays

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
YEAR = r"(?:19|20)\d\d"
TO = r"\s*(?:-|–|—|\bto\b|\band\b|\buntil\b|\bthrough\b)\s*"
D = r"[0-3]?\d(?:st|nd|rd|th)?"


def resolve(kind: str, said: Said) -> Days:
    """Give the first and last day that an expression means; None where that cannot be told."""
    try:
        return _READERS[kind](said)
    except (ValueError, OverflowError):
        return None, None


def _whole(said: Said) -> Days:
    day = _parsed(said.words, said.published)
    return day, day


def _parsed(words: str, published: date | None) -> date | None:
    """Parse a date; one without a year is taken as the nearest to publication."""
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b", "", words)
    has_year = re.search(rf"\b{YEAR}\b", words)
    if not has_year and published is None:
        return None
    year = published.year if published else 2000
    found = date_parser.parse(words, default=datetime(year, 1, 1)).date()  # noqa: DTZ001 - a day, not a moment
    return found if has_year or published is None else _nearest(found, published)


def _weekday_and_date(said: Said) -> Days:
    """Read "Sunday, March 15"; without a year, in the year nearest by that agrees."""
    weekday, _, rest = said.words.replace(",", " ", 1).partition(" ")
    rest = rest.strip().removeprefix("the ")
    day = _parsed(rest, said.published)
    if day is None or said.published is None or re.search(rf"\b{YEAR}\b", rest):
        return day, day
    years = [
        y for y in (day.year, day.year - 1, day.year + 1) if date.min.year <= y <= date.max.year
    ]
    days = [day.replace(year=y) for y in years if (day.month, day.day) != (2, 29) or y == day.year]
    agreeing = [d for d in days if f"{d:%A}".casefold() == weekday.casefold()]
    nearest = min(agreeing or [day], key=lambda d: abs((d - day).days))
    return nearest, nearest


def _nearest(day: date, published: date) -> date:
    """Move a day to the year in which it lies nearest to publication."""
    candidates = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            candidates.append(day.replace(year=year))
        except ValueError:  # February 29
            continue
    return min(candidates, key=lambda d: abs((d - published).days))


def _range(said: Said) -> Days:
    found = re.match(rf"({MONTH})\s({D}){TO}(?:({MONTH})\s)?({D})(?:,?\s({YEAR}))?", said.words)
    if found is None:
        return None, None
    month, first, month2, last, year = found.groups()
    tail = f" {year}" if year else ""
    begin = _parsed(f"{month} {first}{tail}", said.published)
    end = _parsed(f"{month2 or month} {last}{tail}", said.published)
    return (begin, end) if begin and end and begin <= end else (begin, begin)


def moved(day: date, days: int) -> date:
    """Give the day so many days later or earlier; at most the calendar's own last or first."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def month_days(year: int, month: int) -> tuple[date, date]:
    """Give the first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month_number(words: str) -> int:
    found = re.search(MONTH, words, re.IGNORECASE)
    name = found.group().casefold()[:3] if found else ""
    return [m[:3] for m in _MONTHS].index(name) + 1


def _month_of(said: Said) -> Days:
    words, published = said.words.casefold(), said.published
    number = _month_number(words)
    year = re.search(rf"\b{YEAR}\b", words)
    if year:
        return month_days(int(year.group()), number)
    if published is None:
        return None, None
    middle = _nearest(date(published.year, number, 15), published)
    if words.startswith("last") and middle >= published.replace(day=1):
        middle = middle.replace(year=middle.year - 1)
    if words.startswith("next") and middle <= published:
        middle = middle.replace(year=middle.year + 1)
    return month_days(middle.year, number)


def _part(said: Said) -> Days:
    first, last = _month_of(said)
    if first is None or last is None:
        return None, None
    words = said.words.casefold()
    if re.match(r"early|(?:the )?(?:beginning|start)", words):
        return first, first.replace(day=10)
    if re.match(r"mid|(?:the )?middle", words):
        return first.replace(day=11), first.replace(day=20)
    return first.replace(day=21), last


def _from_day(said: Said) -> Days:
    if said.published is None:
        return None, None
    start = said.words.rsplit(maxsplit=1)[-1]
    # "… on Friday: 'a week from tomorrow'": counted from publication, good to a day or two.
    day = said.published + timedelta(days=7 + (start == "tomorrow"))
    if re.fullmatch(DAY, start):
        day = nearest_weekday(start, said.published, future=True) + timedelta(days=7)
    return day, day


def _near(said: Said) -> Days:
    if said.published is None:
        return None, None
    offset = {"yesterday": -1, "tomorrow": 1}.get(said.words.casefold(), 0)
    day = said.published + timedelta(days=offset)
    return day, day


def _unit(said: Said) -> Days:
    words, published = said.words, said.published
    if published is None:
        return None, None
    unit = words.rsplit(maxsplit=1)[-1]
    step = -1 if "last" in words else 1 if "next" in words else 0
    if unit == "year":
        return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
    if unit == "month":
        moved = published + relativedelta(months=step)
        return month_days(moved.year, moved.month)
    if unit in SEASONS:
        first = date(published.year + step, SEASONS[unit], 1)
        return first, first + relativedelta(months=3, days=-1)
    monday = published + relativedelta(weekday=MO(-1), weeks=step)
    sunday = monday + relativedelta(weekday=SU(1))
    end = words.startswith(("the end", "at the end"))
    if unit == "weekend" or end:
        return sunday - timedelta(days=2 if end else 1), sunday
    return monday, sunday


_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _ago(said: Said) -> Days:
    """Count back or on from publication: "three weeks ago"."""
    words, published = said.words.casefold(), said.published
    count = words.split(maxsplit=1)[0]
    if published is None or count == "several" or words.startswith("a few"):
        return None, None
    unit = re.search(r"day|week|month|year", words)
    if unit is None:
        return None, None
    number = int(count) if count.isdigit() else (*_COUNTS, count).index(count) % len(_COUNTS) + 1
    sign = -1 if words.endswith("ago") else 1
    day = published + relativedelta(**{f"{unit.group()}s": sign * number})  # type: ignore[arg-type] # the key is one of four units
    if unit.group() == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return (day, day) if unit.group() != "month" else month_days(day.year, day.month)


def _year(said: Said) -> Days:
    return year_days(int(said.words))


_READERS = {
    "iso": _whole,
    "mdy": _whole,
    "dmy": _whole,
    "range": _range,
    "part": _part,
    "lastmonth": _month_of,
    "monthyear": _month_of,
    "month": _month_of,
    "days": read_weekdays,
    "fromday": _from_day,
    "near": _near,
    "unit": _unit,
    "ago": _ago,
    "year": _year,
    "wdate": _weekday_and_date,
    "quarter": read_quarter,
    "season": read_season,
    "partyear": read_part_of_year,
    "fiscal": read_fiscal,
}
