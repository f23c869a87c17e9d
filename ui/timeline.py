"""`dateline timeline`: the events of a topic, one line each."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date, timedelta
from textwrap import shorten
from typing import TYPE_CHECKING

import click

from rag.brackets import set_apart
from ui import printing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rag.answers import Citation
    from rag.timeline import Event, Timeline

_MARKS = {
    "happened": "",
    "planned": "planned: ",
    "not confirmed": "planned (not confirmed): ",
}
_MOST_SOURCES = 3
_WIDEST_NAME = 40


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="TOPIC")
@click.option(
    "--store",
    metavar="DIR",
    help="Store to use: a folder, or http://host:port of a Chroma server.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Use only articles published up to this day.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    default=30,
    show_default=True,
    help="Most events to list.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def timeline(
    words: tuple[str, ...], store: str | None, as_of: datetime | None, most: int, *, as_json: bool
) -> None:
    """List what happened on which day, and what is planned.

    Each line gives a day, the words of an article and its source. What was planned for a day
    that has passed, and is reported by no article, is marked as not confirmed.
    """
    from ui.cli import _engine

    with closing(_engine(store)) as engine:
        found = engine.timeline(" ".join(words), as_of=as_of.date() if as_of else None, most=most)
    if as_json:
        click.echo(printing.as_json(found.to_dict()))
        return
    for line in timeline_lines(found):
        click.echo(line)


def timeline_lines(found: Timeline) -> Iterator[str]:
    """Give a timeline as lines for a person."""
    if not found.events:
        yield printing.one_line(f"No event: {found.reason}.")
        return
    for event in found.events:
        yield printing.one_line(_event_line(event))
    newest = f"as of {found.newest}, the newest article" if found.newest else "undated"
    count = len(found.events)
    yield f"({count} event{'s' * (count != 1)}; {newest})"


def _event_line(event: Event) -> str:
    about = "about " if event.certainty == "about" else ""
    text = _cut(event.text, event.quote)
    mark = _MARKS[event.status]
    later = ""
    if event.report:
        mark, later = "planned, and reported since: ", f" → {_cut(event.report, event.report)}"
    return f"{about}{_days(event.first, event.last)}  {mark}{text}{later} — {_sources(event)}"


def _cut(text: str, quote: str) -> str:
    """Mark what was left out of a quote before and behind a part of it."""
    start = quote.find(text)
    before = "… " if start > 0 and any(c.isalnum() for c in quote[:start]) else ""
    behind = " …" if any(c.isalnum() for c in quote[start + len(text) :]) else ""
    shown = set_apart(f"{before}{text}{behind}")
    # What holds quotation marks of its own needs no more of them.
    return shown if re.search('[“”"]', text) else f"“{shown}”"


def _days(first: date, last: date) -> str:
    """Write days in the order of time: `2026-03-15`, `2026-03`, `2026-03-15 to 2026-03-16`."""
    if first == last:
        return str(first)
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first} to {last}"


def _sources(event: Event) -> str:
    seen = {citation.article_id: citation for citation in event.citations}
    named = [_source(citation) for citation in list(seen.values())[:_MOST_SOURCES]]
    more = len(seen) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")


def _source(citation: Citation) -> str:
    name = citation.outlet or citation.title or citation.article_id
    return f"{shorten(name, _WIDEST_NAME, placeholder=' …')}, {printing.day(citation)}"
