"""A timeline as HTML: an axis of days, and beneath it what happened and what is planned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ui.cards import attributes, day_html, days_name, inert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag import Citation
    from rag.timeline import Event, Timeline

_WORDS = {
    "happened": "Reported",
    "planned": "Planned",
    "not confirmed": "Planned, no report since",
}
_CLASSES = {"happened": "past", "planned": "planned", "not confirmed": "open"}
_MOST_SOURCES = 3
_MOST_TICKS = 7


def timeline_html(timeline: Timeline) -> str:
    """Give the events of a topic."""
    if not timeline.events:
        reason = timeline.reason or "the articles tell of none"
        return (
            '<div class="dl-note dl-abstain"><p class="dl-say">No event was found.</p>'
            f'<p class="dl-reason">{inert(reason[:1].upper() + reason[1:])}.</p></div>'
        )
    items = []
    divided = timeline.newest is None
    for place, event in enumerate(timeline.events):
        if not divided and timeline.newest and event.first > timeline.newest:
            items.append(_divider(timeline.newest))
            divided = True
        items.append(_item(event, place))
    if not divided and timeline.newest:
        items.append(_divider(timeline.newest))
    return (
        f"{_axis(timeline.events, timeline.newest)}{_legend()}"
        f'<ol class="dl-events" aria-label="Events, earliest first">{"".join(items)}</ol>'
    )


def _legend() -> str:
    marks = "".join(
        f'<span class="dl-key dl-{_CLASSES[status]}">{word}</span>'
        for status, word in _WORDS.items()
    )
    return f'<p class="dl-legend" aria-hidden="true">{marks}</p>'


def _divider(newest: date) -> str:
    return f'<li class="dl-divider"><span>Newest article: {day_html(newest)}</span></li>'


def _item(event: Event, place: int) -> str:
    about = "about " if event.certainty == "about" else ""
    sources = "".join(
        f'<button type="button" class="dl-source"'
        f"{attributes(act='open', event=place, cited=i)}>"
        f"<bdi>{inert(cited.outlet or cited.title or cited.article_id)}</bdi></button>"
        for i, cited in _sources(event)
    )
    status = (
        ""
        if event.status == "happened"
        else f'<span class="dl-status">{_WORDS[event.status]}</span>'
    )
    report = (
        f'<span class="dl-report">Since reported: {inert(event.report)}</span>'
        if event.report
        else ""
    )
    return (
        f'<li class="dl-event dl-{_CLASSES[event.status]}">'
        f'<span class="dl-when">{about}<time datetime="{event.first.isoformat()}">'
        f"{days_name(event.first, event.last)}</time></span>"
        f'<span class="dl-told">{status}'
        f'<button type="button" class="dl-happening" title="“{inert(event.quote)}”"'
        f"{attributes(act='open', event=place, cited=0)}>{inert(event.text)}</button>{report}"
        f'<span class="dl-from">{sources}</span></span></li>'
    )


def _sources(event: Event) -> list[tuple[int, Citation]]:
    """Give the place and the first citation of each article that tells of an event."""
    seen: dict[str, tuple[int, Citation]] = {}
    for place, citation in enumerate(event.citations):
        seen.setdefault(citation.article_id, (place, citation))
    return list(seen.values())[:_MOST_SOURCES]


def _axis(events: Sequence[Event], newest: date | None) -> str:
    """Give the axis: a mark an event, at its day; marks of near days stand one above another."""
    days = [event.first for event in events] + [event.last for event in events]
    if newest:
        days.append(newest)
    low, high = min(days), max(days)
    span = max((high - low).days, 1)

    def at(day: date) -> float:
        return 3 + 94 * (day - low).days / span

    marks, levels = [], dict[int, int]()
    for place, event in enumerate(events):
        column = round(at(event.first) / 2)
        level = levels[column] = levels.get(column, -1) + 1
        wide = max(at(event.last) - at(event.first), 0)
        name = f"{days_name(event.first, event.last)}: {event.text}"
        marks.append(
            f'<button type="button" tabindex="-1" class="dl-point dl-{_CLASSES[event.status]}" '
            f'style="left:{at(event.first):.2f}%;width:max(12px,{wide:.2f}%);'
            f'bottom:{26 + 15 * level}px" title="{inert(name)}"'
            f"{attributes(act='open', event=place, cited=0)}></button>"
        )
    now = f'<span class="dl-now-line" style="left:{at(newest):.2f}%"></span>' if newest else ""
    ticks = "".join(
        f'<span class="dl-tick{" dl-between" if place % 2 else ""}" style="left:{at(day):.2f}%">'
        f"{day:%b} {day.year}</span>"
        for place, day in enumerate(_ticks(low, high))
    )
    height = 48 + 15 * max(levels.values())
    return (
        f'<div class="dl-axis" aria-hidden="true" style="height:{height}px">'
        f'<span class="dl-line"></span>{ticks}{now}{"".join(marks)}</div>'
    )


def _ticks(low: date, high: date) -> list[date]:
    """Give first days of months between two days, at most so many that they can be read."""
    months = (high.year - low.year) * 12 + high.month - low.month
    step = max(1, -(-months // _MOST_TICKS))
    found = []
    for count in range(step, months + 1, step):
        year, month = divmod(low.year * 12 + low.month - 1 + count, 12)
        found.append(date(year, month + 1, 1))
    return found
