"""`dateline timeline`: one line an event, marked planned where it is, nothing made up."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from click.testing import CliRunner

from rag.answers import Citation
from rag.timeline import Event, Timeline
from ui.cli import dateline
from ui.timeline import timeline_lines

if TYPE_CHECKING:
    from pathlib import Path

QUOTE = "The envoys will meet on May 6, the ministry said on Tuesday, before the summit."


def event(**changes: object) -> Event:
    citation = Citation(
        number=1,
        article_id="plan",
        title="Envoys to meet",
        outlet="Courier\x1b[31m",
        url=None,
        published=date(2025, 4, 22),
        date_basis="inferred",
        quote=QUOTE,
        start=0,
        end=len(QUOTE),
    )
    values: dict[str, object] = {
        "first": date(2025, 5, 6),
        "last": date(2025, 5, 6),
        "status": "planned",
        "certainty": "stated",
        "text": "The envoys will meet on May 6",
        "report": None,
        "citations": (citation,),
        "sources": 1,
    }
    return Event(**{**values, **changes})  # type: ignore[arg-type] # the fields above


def lines(*events: Event, reason: str | None = None) -> list[str]:
    newest = date(2025, 5, 1)
    return list(timeline_lines(Timeline(topic="x", events=events, newest=newest, reason=reason)))


def test_a_line_has_the_day_the_mark_the_words_and_the_source():
    first, last = lines(event())
    assert first.startswith("2025-05-06 planned: “The envoys will meet on May 6 …” — Courier")
    assert first.endswith("2025-04-22 (inferred)")
    assert "\x1b" not in first
    assert last == "(1 event; as of 2025-05-01, the newest article)"


def test_marks_and_days():
    assert lines(event(status="not confirmed"))[0].startswith("2025-05-06 planned (not confirmed):")
    assert lines(event(status="happened", certainty="about"))[0].startswith("about 2025-05-06 “")
    assert lines(event(last=date(2025, 5, 7)))[0].startswith("2025-05-06 to 2025-05-07 planned")
    month = event(first=date(2025, 5, 1), last=date(2025, 5, 31))
    assert lines(month)[0].startswith("2025-05 planned")
    later = lines(event(status="happened", report="the envoys met"))[0]
    assert "planned, and reported since: “The" in later
    assert "→ “the envoys met”" in later


def test_what_was_left_out_before_the_words_is_marked():
    assert (
        "“… the ministry said on Tuesday …”" in lines(event(text="the ministry said on Tuesday"))[0]
    )


def test_no_event_has_its_reason():
    assert lines(reason="no article is about “x”") == ["No event: no article is about “x”."]


def test_the_command_prints_json(seeds_store: Path):
    words = ["timeline", "US-China", "trade talks", "--store", str(seeds_store), "--json"]
    ran = CliRunner().invoke(dateline, words)
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert found["topic"] == "US-China trade talks"
    assert "2026-03-15" in [event["first"] for event in found["events"]]
