"""Dates as answers write them: "March 15", "15–16 March 2026", "2026-03-15", "Nov. 2026"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = (  # noqa: SIM905 - a line that one can read
    "january february march april may june july august september october november december"
).split()
_NUMBER_OF = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
# Verbs too: in lower case and with no number beside them, these name no month.
_VERBS = {"may", "march"}
_ABBREVIATED = {*_NUMBER_OF, "sept"} - {"may"}

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
# Neither the start of a longer number ("March 3,000 people") nor a share or a time.
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\w|%|[.,:]\d)"
_YEAR = r"(?:1[5-9]|2[01])\d\d(?!\w|[.,]\d|%)"
_TO = r"\s*(?:-|\band\b|\bto\b|\bthrough\b|\buntil\b)\s*"
_DATE = re.compile(
    rf"""(?<!\w)(?:
      (?<!-)(?P<iso_year>{_YEAR})-(?P<iso_month>0[1-9]|1[0-2])(?:-(?P<iso_day>[0-3]\d))?(?!\w|-\d)
    | (?P<a>{_MONTH})\s(?P<a_day>{_DAY})(?:{_TO}(?P<a_last>{_DAY}))?(?:,?\s(?P<a_year>{_YEAR}))?
    | (?:the\s)?(?P<b_day>{_DAY})(?:{_TO}(?P<b_last>{_DAY}))?\s(?:of\s)?(?P<b>{_MONTH})
        (?:,?\s(?P<b_year>{_YEAR}))?
    | (?P<c>{_MONTH})(?:,?\s(?:of\s)?(?P<c_year>{_YEAR}))?
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day or a month as a text names it; what it does not say is None."""

    year: int | None
    month: int
    day: int | None

    def within(self, other: Day) -> bool:
        """Whether this says all that the other says: March 15, 2026 is within March."""
        return (
            self.month == other.month
            and other.year in (None, self.year)
            and other.day in (None, self.day)
        )


@dataclass(frozen=True, slots=True)
class Dated:
    """A text whose dates were found.

    Attributes:
        text: The text with each date written in one way, "march day15 2026": what asks for
            15 of anything finds none in it.
        rest: The text without its dates.
        days: The dates; a range gives its first and its last day.
    """

    text: str
    rest: str
    days: tuple[Day, ...]


def find_dates(text: str) -> Dated:
    """Find the dates in a text whose dashes are hyphens and whose spaces are single."""
    pieces: list[str] = []
    rest: list[str] = []
    days: list[Day] = []
    end = 0
    for found in _DATE.finditer(text):
        named = _days(found, text)
        if named:
            before = text[end : found.start()]
            pieces += [before, f" {' '.join(map(_written, named))} "]
            rest += [before, " "]
            days += named
            end = found.end()
    return Dated("".join([*pieces, text[end:]]), "".join([*rest, text[end:]]), tuple(days))


def _days(found: re.Match[str], text: str) -> list[Day]:
    parts = found.groupdict()
    if parts["iso_year"]:
        return [_day(parts["iso_year"], int(parts["iso_month"]), parts["iso_day"])]
    month = parts["a"] or parts["b"] or parts["c"]
    number = _NUMBER_OF[month[:3].lower()]
    if _is_verb(found, text[found.end() :], month):
        return []
    year = parts["a_year"] or parts["b_year"] or parts["c_year"]
    numbers = [parts["a_day"] or parts["b_day"], parts["a_last"] or parts["b_last"]]
    return [_day(year, number, day) for day in numbers if day] or [_day(year, number, None)]


def _is_verb(found: re.Match[str], after: str, month: str) -> bool:
    """Whether this is no month: "they may", "of 20 may attend"; nor is "mar" without a stop."""
    if found["c"] and not found["c_year"]:
        return month in _VERBS or month.lower() in _ABBREVIATED
    if found["b"] and not found["b_year"]:
        return month in _VERBS and re.match(r"\s[a-z]", after) is not None
    return False


def _day(year: str | None, month: int, day: str | None) -> Day:
    return Day(
        int(year) if year else None,
        month,
        int(day.rstrip("stndrhSTNDRH")) if day else None,
    )


def _written(day: Day) -> str:
    parts = [_MONTHS[day.month - 1], day.day and f"day{day.day}", day.year]
    return " ".join(str(part) for part in parts if part)
