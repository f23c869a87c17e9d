"""Dates in text: find them, and work out the days that they mean.

A news text says "on Thursday" or "last May"; which day that is follows from the day on
which it was published. Whole dates are parsed by dateutil, and its `relativedelta` does
the arithmetic; only the words around them are our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.days import MONTH, TO, YEAR, D, month_days, resolve
from rag.periods import read_offset
from rag.weekdays import DAY, Said

_NUMBER = r"(?:\d{1,2}|a\sfew|a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|a\sfew)"

_EXPRESSION = re.compile(
    rf"""\b(?:
      (?P<iso>{YEAR}-\d\d-\d\d)
    | (?:on\s)?(?P<wdate>{DAY},?\s(?:the\s)?(?:{MONTH}\s{D}|{D}\s(?:of\s)?{MONTH})(?:,?\s{YEAR})?)(?!\d|,\d)(?!{TO}(?:{MONTH}\s)?{D}\b(?!,\d))
    | (?P<quarter>(?:the\s)?(?:first|second|third|fourth)\squarter(?!-|\sof\s(?:the|a|an)\s)(?:\sof\s(?:{YEAR}|this\syear|last\syear))?|Q[1-4](?:\s(?:of\s)?{YEAR})?|(?:the\s)?(?:first|second)\shalf\sof\s(?:{YEAR}|this\syear|last\syear))
    | (?P<season>(?:the\s)?(?:spring|summer|autumn|fall|winter)\s(?:of\s)?{YEAR})
    | (?P<partyear>(?:early|mid|late)[-\s]{YEAR}|(?:the\s)?(?:beginning|start|middle|end)\sof\s{YEAR})
    | (?P<fiscal>(?:the\s)?fiscal\s(?:year\s)?{YEAR}|{YEAR}[-–/]\d\d(?![\d-]))
    | (?:between\s|from\s)?(?P<range>{MONTH}\s{D}{TO}(?:{MONTH}\s)?{D}(?:,?\s{YEAR})?)(?!\d|,\d)
    | (?P<mdy>{MONTH}\s{D}(?:,?\s{YEAR})?)(?!\d|,\d)
    | (?P<dmy>{D}\s(?:of\s)?{MONTH}(?:,?\s{YEAR})?)
    | (?P<part>(?:early|mid|late|(?:the\s)?(?:beginning|start|middle|end)\sof)[-\s]{MONTH}(?:,?\s{YEAR})?)
    | (?P<lastmonth>(?:last|next|this(?:\scoming|\spast)?)\s{MONTH})(?!\s\d)
    | (?P<monthyear>{MONTH},?\s(?:of\s)?{YEAR})
    | (?P<days>(?:(?:last|next|this(?:\scoming)?|earlier|late|on)\s)?{DAY}(?:\s(?:and|to|or)\s{DAY})?(?:\s(?:morning|afternoon|evening|night))?)
    | (?P<fromday>a\sweek\sfrom\s(?:today|tomorrow|{DAY}))
    | (?P<near>today|tonight|yesterday|tomorrow|this\s(?:morning|afternoon|evening))
    | (?P<unit>(?:earlier\s|later\s)?(?:last|next|this|the\send\sof\snext|at\sthe\send\sof\sthis)\s(?:week(?:end)?|month|year|spring|summer|autumn|fall|winter))
    | (?P<offset>the\s(?:next|following|same|previous)\s(?:day|morning|afternoon|evening|night|week)|{_NUMBER}\s(?:day|week|month|year)s?\s(?:earlier|later)|the\sday\s(?:before|after)(?=[,.;]|$))
    | (?P<ago>{_NUMBER}\s(?:day|week|month|year)s?\s(?:ago|from\snow))
    | (?P<month>(?:in|since|until|by|of|before|after|during|for)\s{MONTH})(?!\s\d)
    | (?P<year>(?<![\d$£€.,]){YEAR}(?!\s?(?:%|percent|people|[a-z]+s\b(?<!s\b)))(?![\d,.]\d))
    )\b""",
    re.VERBOSE,
)

# So many characters around a date tell whether it lies ahead; a clause is hardly longer.
_CONTEXT = 300
_SPEECH = re.compile(r"\b(?:said|told|announced|reported|wrote|added)\s(?:[\w.]+\s){0,3}(?:on\s)?$")


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
        return self.kind in ("days", "fromday", "near", "unit", "ago", "lastmonth", "offset")

    @property
    def needs_gloss(self) -> bool:
        """Whether it names days without saying in which month or year they lie."""
        return self.relative or self.kind in ("mdy", "dmy", "range", "part", "wdate")

    @property
    def days(self) -> int:
        """How many days it covers; 0 where that cannot be told."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0


def find_dates(
    text: str, published: date | None = None, *, since: date | None = None
) -> list[DateSpan]:
    """Find the date expressions of a text and the days that they mean.

    Args:
        text: Any text.
        published: The day from which "Thursday" and "last May" are counted; without it
            only whole dates, months and years with their year are resolved.
        since: The day that the text before names last: "a week later" is counted from it
            where the text itself names no day before.
    """
    spans: list[DateSpan] = []
    for found in _EXPRESSION.finditer(text):
        kind = str(found.lastgroup)
        before = text[max(0, found.start() - _CONTEXT) : found.start()]
        after = text[found.end() : found.end() + _CONTEXT]
        said = Said(found.group(kind), before, after, published)
        if kind == "offset":
            first, last = read_offset(said.words, since) if since else (None, None)
        else:
            first, last = resolve(kind, said)
            # "He said on Monday that …": the day of the speech is not that of the deed.
            if first and first == last and not _SPEECH.search(said.before):
                since = first
        spans.append(DateSpan(*found.span(kind), kind, first, last))
    return spans


def spell(first: date, last: date) -> str:
    """Write days as a reader would: "March 15–16, 2026", "May 2025", "2017"."""
    if first == last:
        return f"{first:%B} {first.day}, {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        if (first, last) == month_days(first.year, first.month):
            return f"{first:%B} {first.year}"
        return f"{first:%B} {first.day}–{last.day}, {first.year}"
    if first.year == last.year:
        return f"{first:%B} {first.day} – {last:%B} {last.day}, {first.year}"
    return f"{first:%B} {first.day}, {first.year} – {last:%B} {last.day}, {last.year}"
