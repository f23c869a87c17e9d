"""Longer and counted times: quarters, seasons, parts of a year, "a week later"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
    from rag.weekdays import Days, Said

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ORDINALS = ("first", "second", "third", "fourth")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def year_days(year: int) -> tuple[date, date]:
    """Give the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def months(year: int, first: int, count: int) -> tuple[date, date]:
    """Give the first and the last day of some months in a row."""
    begin = date(year, first, 1)
    return begin, begin + relativedelta(months=count, days=-1)


def read_quarter(said: Said) -> Days:
    """Read "the third quarter", "Q3 2025" and "the first half of 2025"; the last begun one."""
    words = said.words.casefold()
    size = 6 if "half" in words else 3
    digit = re.match(r"q([1-4])", words)
    number = (
        int(digit[1])
        if digit
        else next(place for place, word in enumerate(_ORDINALS, start=1) if word in words)
    )
    year = _year_said(words, said.published)
    if year is not None:
        return months(year, size * (number - 1) + 1, size)
    if said.published is None:
        return None, None
    days = months(said.published.year, size * (number - 1) + 1, size)
    if days[0] > said.published:
        days = months(said.published.year - 1, size * (number - 1) + 1, size)
    return days


def _year_said(words: str, published: date | None) -> int | None:
    found = _YEAR.search(words)
    if found:
        return int(found.group())
    if published is not None and "last year" in words:
        return published.year - 1
    return published.year if published is not None and "this year" in words else None


def read_season(said: Said) -> Days:
    """Read "the summer of 2027"."""
    words = said.words.casefold()
    season = next(name for name in SEASONS if name in words)
    return months(int(_YEAR.findall(words)[-1]), SEASONS[season], 3)


def read_part_of_year(said: Said) -> Days:
    """Read "early 2026" and "the end of 2026"."""
    words = said.words.casefold()
    year = int(_YEAR.findall(words)[-1])
    if re.match(r"early|(?:the )?(?:beginning|start)", words):
        return months(year, 1, 4)
    if re.match(r"mid|(?:the )?middle", words):
        return months(year, 5, 4)
    return months(year, 12, 1) if "end" in words else months(year, 9, 4)


def read_fiscal(said: Said) -> Days:
    """Read "fiscal 2025" and "2025-26": the calendar years that the words name."""
    years = re.findall(r"\d+", said.words)
    first = int(years[0])
    return date(first, 1, 1), date(first + (len(years) > 1), 12, 31)


def read_offset(words: str, anchor: date) -> Days:
    """Count from a day that the text names before: "a week later", "the next morning"."""
    words = words.casefold().removeprefix("the ")
    if words.startswith("same"):
        return anchor, anchor
    sign = -1 if re.search(r"earlier|before|previous", words) else 1
    if words.startswith(("next", "following", "previous", "day")):
        number, unit = 1, "week" if words.endswith("week") else "day"
    else:
        count = words.split(maxsplit=1)[0]
        if count in ("several", "few") or words.startswith("a few"):
            return None, None
        number = (
            int(count) if count.isdigit() else (*_COUNTS, count).index(count) % len(_COUNTS) + 1
        )
        found = re.search(r"day|week|month|year", words)
        unit = found.group() if found else "day"
    try:
        if unit in ("day", "week"):
            day = anchor + timedelta(days=sign * number * (7 if unit == "week" else 1))
        else:
            day = anchor + relativedelta(**{f"{unit}s": sign * number})  # type: ignore[arg-type] # the key is one of two units
    except (ValueError, OverflowError):
        return None, None
    return day, day
