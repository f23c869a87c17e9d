"""Articles that differ, agree or come later: real answers over small corpora."""

from __future__ import annotations

from datetime import date

import pytest

import index
import rag


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Answer a question from articles given as (day, outlet, text)."""
    engines = {}

    def asked(question, *articles, **options):
        if articles not in engines:
            folder = tmp_path_factory.mktemp("articles")
            for place, (day, outlet, text) in enumerate(articles):
                head = f"---\ntitle: Report {place}\noutlet: {outlet}\npublished: {day}\n---\n"
                (folder / f"{place}.md").write_text(head + text, encoding="utf-8")
            store = tmp_path_factory.mktemp("stores") / "store"
            index.sync([folder], store=store)
            engines[articles] = rag.open(store)
        return engines[articles].ask(question, **options)

    yield asked
    for engine in engines.values():
        engine.close()


UNION = (
    "2025-02-10",
    "Courier",
    "Ferry crews walked out. About 900 sailors are on strike at Port Ellin, the union said.",
)
OWNERS = (
    "2025-02-11",
    "Wire",
    "The owners met. About 600 sailors are on strike at Port Ellin, the company said.",
)
LATER = (
    "2025-03-20",
    "Wire",
    "The ferry dispute goes on. About 1,200 sailors are on strike at Port Ellin now.",
)
STRIKE = "How many sailors are on strike at Port Ellin?"


def test_sources_that_contradict_each_other_are_both_shown(ask):
    answer = ask(STRIKE, UNION, OWNERS)
    (conflict,) = answer.conflicts
    assert conflict.kind == "disagree"
    assert [claim.value for claim in conflict.claims] == ["600", "900"]
    assert "disagree" in answer.text.splitlines()[0]
    assert "Courier, 2025-02-10" in answer.text.splitlines()[0]
    cited = {c.number: c for c in answer.citations}
    for claim in conflict.claims:
        assert claim.value in cited[claim.citation].quote
        assert cited[claim.citation].published == claim.published


def test_a_later_value_is_an_update(ask):
    plain = (
        "2025-02-10",
        "Courier",
        "Ferry crews walked out. About 900 sailors are on strike at Port Ellin.",
    )
    answer = ask(STRIKE, plain, LATER)
    (conflict,) = answer.conflicts
    assert conflict.kind == "updated"
    assert [claim.value for claim in conflict.claims] == ["1,200", "900"]
    assert answer.text.startswith("1,200 (Wire, 2025-03-20); earlier 900")


def test_as_of_hides_the_later_value(ask):
    from datetime import date

    plain = (
        "2025-02-10",
        "Courier",
        "Ferry crews walked out. About 900 sailors are on strike at Port Ellin.",
    )
    answer = ask(STRIKE, plain, LATER, as_of=date(2025, 3, 1))
    assert answer.conflicts == ()
    assert "1,200" not in answer.text


def test_the_same_value_twice_is_no_conflict_but_agreement(ask):
    same = (
        "2025-02-12",
        "Herald",
        "Holidaymakers wait. About 900 sailors are on strike at Port Ellin, officials said.",
    )
    answer = ask(STRIKE, UNION, same)
    assert answer.conflicts == ()
    assert answer.sources == 2


BODY = (
    "Ferry crews walked out at Port Ellin on Monday. About 900 sailors are on strike at Port "
    "Ellin, the union said. Talks broke down over pay after nine days, and the mediator left the "
    "island on the evening boat. The company said that it would fly stranded islanders home, and "
    "that freight would be landed at Skarvik until further notice. Shops are running short."
)


def test_copies_count_once_and_are_named(ask):
    first, copy = ("2025-02-10", "Courier", BODY), ("2025-02-10", "Island Post", BODY)
    answer = ask(STRIKE, first, copy)
    assert answer.sources == 1
    assert len(answer.citations) == 1
    (citation,) = answer.citations
    assert citation.also == ({"0": "1", "1": "0"}[citation.article_id],)
    assert "also carried by 1 more" in answer.to_markdown()


def test_values_of_different_things_are_no_conflict(ask):
    other = (
        "2025-02-12",
        "Herald",
        "At the port, 40 ships wait. The strike costs 3 million euros a day.",
    )
    assert ask(STRIKE, UNION, other).conflicts == ()


def test_an_amount_beside_another_is_not_guessed_to_contradict(ask):
    first = (
        "2025-03-06",
        "Wire",
        "The truce brought the tariff rate down to about 20% for Chinese goods and restored supplies.",
    )
    second = (
        "2025-01-06",
        "Courier",
        "Washington imposes a 45% tariff on imports from China, while Beijing's retaliatory tariff on U.S. goods is 25%.",
    )
    answer = ask("How high are the tariffs on Chinese goods?", first, second)
    assert answer.conflicts == ()
    assert answer.short in {"20%", None}
    assert not answer.text.startswith("25%")


def test_what_changed_from_one_amount_to_another_is_no_conflict(ask):
    only = (
        "2026-03-12",
        "Wire",
        "The trade deficit with Orvania has fallen from a peak of $418 billion in 2018 to $202 billion in 2025.",
    )
    answer = ask("How much did the trade deficit with Orvania fall?", only)
    assert answer.conflicts == ()
    assert "disagree" not in answer.text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "How many tickets did the festival sell?",
            "The festival sold 46,000 tickets, down from 52,000 last year.",
        ),
        (
            "How much rain fell at Marle?",
            "The station at Marle measured 186 millimetres of rain in 24 hours, more than in June.",
        ),
    ],
)
def test_an_earlier_value_and_a_time_are_no_conflict(ask, question, text):
    assert ask(question, ("2025-09-01", "Wire", text)).conflicts == ()


def test_one_sentence_that_sets_two_values_against_each_other(ask):
    first = (
        "2025-06-17",
        "Wire",
        "The minister said 3,200 people had been evacuated from the valley after the flood.",
    )
    second = (
        "2025-06-20",
        "Chronicle",
        "Officials differ. The mayor said 2,700 people had left the valley, fewer than the 3,200 announced by the minister.",
    )
    answer = ask("How many people were evacuated from the valley?", first, second)
    assert {"2,700", "3,200"} <= {claim.value for c in answer.conflicts for claim in c.claims}


def test_values_that_are_announced_as_disputed_are_all_shown(ask):
    only = (
        "2025-06-20",
        "Chronicle",
        (
            "Thieves broke into the Marle museum on Sunday. How much the silver cups are worth is a matter of "
            "dispute. The director, Ada Holm, put their value at about 4 million euros. The insurer, "
            "Bask & Co., said they were covered for 6.5 million euros. A reward of 50,000 euros is offered."
        ),
    )
    answer = ask("How much are the stolen silver cups worth?", only)
    (conflict,) = answer.conflicts
    assert {claim.value for claim in conflict.claims} == {"4 million euros", "6.5 million euros"}


PLANNED = (
    "2025-05-14",
    "Touchline",
    "The firm will buy the club Brackenfield Town in July, the two sides said.",
)
DONE = (
    "2025-07-02",
    "Mail",
    "The firm bought the club Brackenfield Town on Tuesday and named a new chief executive.",
)
RUMOUR = ("2025-07-02", "Mail", "The firm will buy a new bus for the club Brackenfield Town.")


def test_a_plan_that_has_come_true_is_told_with_the_later_report(ask):
    answer = ask("When will the firm buy Brackenfield Town?", PLANNED, DONE)
    assert answer.answered
    cited = {c.published.isoformat() for c in answer.citations}
    assert "2025-07-02" in cited
    if answer.citations[0].published.isoformat() == "2025-05-14":
        assert any("later article" in warning for warning in answer.warnings)


def test_another_plan_changes_nothing(ask):
    answer = ask("When will the firm buy Brackenfield Town?", PLANNED, RUMOUR)
    assert answer.warnings == ()


ENVOYS = "When will the envoys Ada Holm and Per Lund meet in Oslo?"
AIDES = (
    "2026-03-03",
    "Wire",
    "The envoys Ada Holm and Per Lund are to meet in Oslo at the end of next week, aides said.",
)


def test_the_newest_article_that_tells_the_days_of_a_plan_leads(ask):
    told = (
        "Envoy Ada Holm will meet Per Lund in Oslo on Sunday and Monday, her office said Thursday."
    )
    answer = ask(ENVOYS, AIDES, ("2026-03-12", "Courier", told))
    assert answer.short == "March 15–16, 2026"
    assert answer.citations[0].outlet == "Courier"
    assert ask(ENVOYS, AIDES, ("2026-03-12", "Courier", told), as_of=date(2026, 3, 5)).short == (
        "March 13–15, 2026"
    )


def test_how_a_plan_stands_is_not_yet(ask):
    plan = (
        "2025-04-22",
        "Wire",
        "Envoys talked about fish. Keld is expected to sign the fisheries pact with Orvania in June.",
    )
    answer = ask("Has Keld signed the fisheries pact with Orvania?", plan)
    assert answer.answered
    assert answer.short.startswith("Not yet, as of April 22, 2025")
    assert answer.citations[0].quote.startswith("Keld is expected to sign")
    assert not ask("Did Keld sign the fisheries pact with Orvania?", plan).answered


@pytest.mark.parametrize(
    ("question", "pointed"),
    [
        ("How high are the tariffs on Chinese goods?", True),
        ("How high were the tariffs on Chinese goods in January 2025?", False),
    ],
)
def test_an_amount_of_now_points_to_the_newer_one(ask, question, pointed):
    newer = (
        "2025-03-06",
        "Wire",
        "The truce brought the tariff rate down to about 20% for Chinese goods and restored supplies.",
    )
    older = (
        "2025-01-06",
        "Courier",
        "Washington imposes a 45% tariff on Chinese goods, while Beijing's retaliatory tariff on U.S. goods is 25%.",
    )
    answer = ask(question, newer, older)
    assert answer.citations[0].published == date(2025, 1, 6)
    assert ("about 20%" in answer.text) == pointed
    assert any("later article" in warning for warning in answer.warnings) == pointed
