"""Timelines of the seeds, of the practice corpus, and of small corpora with known events."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

import index
import rag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rag.timeline import Event, Timeline

PLAN = (
    "PORT ELLIN — Envoys of Norland and Vesk will meet in Tarnholm on May 6 and 7 to end their "
    "dispute over herring quotas, the Norland ministry said on Tuesday.\n\n"
    "Fishing fleets of both countries have stayed in harbour for weeks."
)
REPORT = (
    "TARNHOLM — Envoys of Norland and Vesk met in Tarnholm on Tuesday and Wednesday and ended "
    "their dispute over herring quotas, both sides said.\n\n"
    "The fleets are to sail again on May 12."
)
OTHER = (
    "PORT ELLIN — A museum of clocks opened in Port Ellin on Tuesday with 300 visitors.\n\n"
    "The mayor cut a ribbon."
)


def store_of(folder: Path, store: Path, articles: dict[str, str]) -> rag.Engine:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in articles.items():
        outlet = name[11:].title()
        matter = f'---\ntitle: "{outlet}"\noutlet: {outlet}\npublished: {name[:10]}\n---\n'
        (folder / f"{name}.md").write_text(matter + text, encoding="utf-8")
    assert index.sync([folder], store=store).problems == []
    return rag.open(store)


@pytest.fixture(scope="module")
def herring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Engine]:
    base = tmp_path_factory.mktemp("herring")
    articles = {
        "2025-04-22-courier": PLAN,
        "2025-05-08-wire": REPORT,
        "2025-05-09-herald": REPORT.replace("both sides said", "officials said"),
        "2025-05-07-clocks": OTHER,
    }
    engine = store_of(base / "articles", base / "store", articles)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def practice(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Engine]:
    store = tmp_path_factory.mktemp("practice") / "store"
    index.sync([root / "eval" / "gold" / "practice" / "articles"], store=store)
    engine = rag.open(store)
    yield engine
    engine.close()


def on(found: Timeline, day: str) -> list[Event]:
    return [event for event in found.events if str(event.first) == day]


def verbatim(engine: rag.Engine, found: Timeline) -> bool:
    return all(
        engine.corpus.text(c.article_id, c.start, c.end) == c.quote and event.text in event.quote
        for event in found.events
        for c in event.citations
    )


def test_a_plan_that_is_reported_has_happened_and_names_all_its_sources(herring):
    found = herring.timeline("herring dispute of Norland and Vesk")
    (talks,) = on(found, "2025-05-06")
    assert talks.status == "happened"
    assert str(talks.last) == "2025-05-07"
    assert {c.article_id for c in talks.citations} == {
        "2025-04-22-courier",
        "2025-05-08-wire",
        "2025-05-09-herald",
    }
    assert verbatim(herring, found)


def test_before_the_report_it_is_planned(herring):
    found = herring.timeline("herring dispute of Norland and Vesk", as_of=date(2025, 5, 1))
    assert [(str(e.first), e.status) for e in found.events] == [("2025-05-06", "planned")]
    assert found.newest == date(2025, 4, 22)


def test_a_plan_that_no_article_reports_is_not_confirmed_once_its_day_has_passed(herring):
    only = ["2025-04-22-courier", "2025-05-07-clocks", "2025-05-09-herald"]
    early = herring.timeline("herring dispute of Norland and Vesk", only=only[:2])
    assert [e.status for e in on(early, "2025-05-06")] == ["planned"]
    late = herring.timeline("herring dispute of Norland and Vesk")
    assert [e.status for e in on(late, "2025-05-12")] == ["planned"]


def test_other_articles_of_the_same_days_stay_out(herring):
    found = herring.timeline("herring dispute of Norland and Vesk")
    assert not [c for e in found.events for c in e.citations if c.article_id.endswith("clocks")]


def test_copies_count_once():
    from rag.timeline import independent

    copies = {"a": ("b",), "b": ("a",)}
    assert independent(["a", "b", "c"], copies) == 2
    assert independent(["a", "b", "c"], {}) == 3


@pytest.mark.parametrize("topic", ["Olympic Games", "the price of coffee", "Mars landing"])
def test_a_topic_of_no_article_gives_a_reason(practice, topic):
    found = practice.timeline(topic)
    assert found.events == ()
    assert topic in (found.reason or "")


def test_no_article_that_may_be_used_gives_a_reason(practice):
    found = practice.timeline("Eastmere dock strike", only=[])
    assert found.events == ()
    assert found.newest is None
    assert "no dated article" in (found.reason or "")


def test_bad_input_is_refused(practice):
    with pytest.raises(rag.SettingsError, match="empty"):
        practice.timeline("  ")
    with pytest.raises(rag.SettingsError, match="most is 0"):
        practice.timeline("strike", most=0)


def test_events_are_in_order_and_no_more_than_asked(practice):
    found = practice.timeline("Eastmere dock strike", most=4)
    assert len(found.events) == 4
    assert [e.first for e in found.events] == sorted(e.first for e in found.events)


def test_it_becomes_json(practice):
    values = practice.timeline("Brackenfield takeover").to_dict()
    again = json.loads(json.dumps(values))
    assert again["topic"] == "Brackenfield takeover"
    event = again["events"][0]
    assert {"first", "last", "status", "certainty", "text", "citations", "sources"} <= set(event)


# Days that must be there with a word of their event, and days that must not begin an event:
# background, comparisons, days of other topics, and days that a reader could take for wrong.
GOLD = {
    "Eastmere dock strike": (
        {
            "2025-01-24": "voted",
            "2025-02-10": "walked off",
            "2025-02-21": "turned down",
            "2025-02-26": "appointed",
            "2025-03-03": "resumed",
            "2025-03-30": "accord",
            "2025-04-09": "contract",
        },
        ("2025-03-22", "2009-01-01", "2029-01-01", "2025-03-04", "2025-05-08"),
    ),
    "Brackenfield takeover": (
        {"2025-05-14": "agreed in principle", "2025-07-01": "completed its purchase"},
        ("2008-01-01", "2025-05-20", "2025-05-01", "2025-07-11", "1921-01-01"),
    ),
    "floods in Slovakia": (
        {
            "2025-06-16": "levee",
            "2025-06-17": "nine people",
            "2025-06-19": "bodies",
            "2025-06-20": "17",
        },
        ("1931-01-01", "1997-01-01", "2025-09-01"),
    ),
    "Orvania and Keld tariffs": (
        {"2025-05-06": "Port Salis", "2025-05-08": "agreed", "2025-06-01": "cut its duty"},
        ("2016-01-01", "2025-04-22"),
    ),
    "Velmara interest rates": (
        {"2025-03-19": "cut its main interest rate", "2025-05-14": "next rate decision"},
        ("2023-01-01", "2024-11-01", "2025-10-06", "2026-01-01"),
    ),
    "Velmara election": (
        {"2025-10-06": "debate", "2025-10-19": "polls", "2025-11-02": "run-off"},
        ("2025-10-01", "2025-06-01", "2020-01-01", "2028-01-01", "2025-03-19"),
    ),
    "Skimmer-2 satellite": (
        {"2025-08-14": "postponement", "2025-08-18": "called off", "2025-08-21": "reached orbit"},
        ("2026-01-01", "2021-01-01"),
    ),
    "Norcross hospital data breach": (
        {"2025-08-27": "disclosed"},
        ("2025-08-28", "2025-09-01", "2023-01-01"),
    ),
}


@pytest.mark.parametrize("topic", GOLD)
def test_the_days_of_the_practice_corpus(practice, topic):
    wanted, unwanted = GOLD[topic]
    found = practice.timeline(topic)
    for day, word in wanted.items():
        assert any(word in event.text for event in on(found, day)), f"{day} {word}"
    assert [day for day in unwanted if on(found, day)] == []
    assert len({(e.first, e.text) for e in found.events}) == len(found.events)
    assert verbatim(practice, found)


def test_the_talks_of_the_seeds(engine):
    found = engine.timeline("US-China trade talks")
    (geneva,) = on(found, "2025-05-06")
    assert geneva.status == "happened"
    assert "Geneva" in geneva.text
    (malaysia,) = on(found, "2025-10-25")
    assert (malaysia.status, malaysia.certainty) == ("happened", "about")
    assert "Kuala Lumpur" in (malaysia.report or "")
    (paris,) = on(found, "2026-03-15")
    assert (paris.status, str(paris.last), paris.sources) == ("planned", "2026-03-16", 3)
    (visit,) = on(found, "2026-03-31")
    assert visit.status == "planned"
    assert verbatim(engine, found)


def test_the_talks_of_the_seeds_as_of_october(engine):
    found = engine.timeline("US-China trade talks", as_of=date(2025, 10, 20))
    (malaysia,) = on(found, "2025-10-25")
    assert malaysia.status == "planned"
    assert max(e.last for e in found.events) <= date(2025, 11, 30)
