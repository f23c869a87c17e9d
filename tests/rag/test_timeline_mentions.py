"""Days that sentences give to events: the right day, or none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.timeline_mentions import mentions, spoken_day, undated

THURSDAY = date(2025, 3, 6)


def days(text: str, published: date | None = THURSDAY) -> list[tuple[str, str, bool]]:
    return [(str(m.first), str(m.last), m.ahead) for m in mentions(text, published)]


@pytest.mark.parametrize(
    ("text", "day", "ahead"),
    [
        ("The talks resumed on Monday at a hotel in Halifax.", "2025-03-03", False),
        ("The plant will drop its night shift from next Monday.", "2025-03-10", True),
        ("Members turned down the offer on Feb. 21.", "2025-02-21", False),
        ("The inquiry is to report by Sept. 30.", "2025-09-30", True),
        ("A second debate is scheduled for Oct. 14 in Sellen.", "2025-10-14", True),
        ("A team of divers was due to arrive on Thursday night.", "2025-03-06", True),
        ("Voters go to the polls on April 19.", "2025-04-19", True),
        ("The firm lowered its rate to 6.9% from 7.3% on March 3.", "2025-03-03", False),
        ("It raised rates by 7% on Sept. 9, 2022.", "2022-09-09", False),
        ("The witness arrived at court on Wednesday, March 5, 2025.", "2025-03-05", False),
    ],
)
def test_one_day_and_its_tense(text, day, ahead):
    assert days(text) == [(day, day, ahead)]


@pytest.mark.parametrize(
    "text",
    [
        "About 1,200 workers have been laid off since February.",
        "The contract runs until Wednesday.",
        "Fewer people came than the 3,200 announced by the minister on Tuesday.",
        "The minutes of the March 3 meeting said so.",
        "The bank opposed last month’s half-point cut.",
        "The film “Ash Wednesday” had been the favourite.",
        "Black Friday was busy in every shop.",
        "“I have not breathed since Monday,” she said.",
        "Stavert told parliament on Wednesday that such a bill would come.",
        "Prices are highest in December.",
        "He declined to speak about the sale at an awards dinner on Friday.",
        "Google makes more of it today than ever.",
        "It was the most-watched Sunday TV show.",
        "“I would not bet my house on another cut in May,” she said.",
        "The series of tweets was shown, beginning on March 20.",
    ],
)
def test_days_of_no_event_are_left_out(text):
    assert days(text) == []


def test_a_month_told_in_the_past_lies_in_the_past():
    text = "The company raised its rates in January to pay for the work."
    assert days(text, date(2025, 10, 14)) == [("2025-01-01", "2025-01-31", False)]


def test_a_week_that_is_not_over_is_cut_at_the_day_of_publication():
    assert days("They will meet in Geneva this week.") == [("2025-03-06", "2025-03-09", True)]
    assert days("They met in Geneva this week.") == [("2025-03-03", "2025-03-06", False)]


def test_what_was_put_off_lies_ahead():
    text = "The judge delayed entering the verdict until a hearing on April 3."
    assert days(text) == [("2025-04-03", "2025-04-03", True)]


def test_two_days_of_one_sentence():
    text = (
        "Members voted for a strike on Jan. 24, and a mediator met both sides for nine days "
        "before declaring an impasse late on Friday."
    )
    assert [first for first, _, _ in days(text)] == ["2025-01-24", "2025-02-28"]


def test_the_day_of_a_report_counts_only_where_there_is_no_other():
    told = mentions("The docks will reopen on March 20, the union said on Wednesday.", THURSDAY)
    assert [(str(m.first), m.certainty) for m in told] == [("2025-03-20", "stated")]
    told = mentions(
        "Dockers have voted to accept the deal, their union said on Wednesday.", THURSDAY
    )
    assert [(str(m.first), m.certainty) for m in told] == [("2025-03-05", "reported")]


def test_words_quoted_are_counted_from_the_day_on_which_they_were_said():
    published = date(2025, 10, 18)
    said = spoken_day("He confirmed that they spoke on Friday evening.", published)
    assert said == date(2025, 10, 17)
    quote = "“He and I will meet in Malaysia — likely a week from tomorrow — to prepare,” he said."
    found = mentions(quote, published, spoken=said)
    assert [(str(m.first), m.certainty, m.ahead) for m in found] == [("2025-10-25", "about", True)]
    assert mentions(quote, published) == []


def test_a_lead_without_a_day_is_of_about_its_publication():
    lead = undated("Thieves broke into the museum and made off with a painting.", THURSDAY)
    assert lead is not None
    assert (lead.first, lead.certainty) == (THURSDAY, "about")
    assert undated("The trial is likely to change the market that was shaken.", THURSDAY) is None
    assert undated("Thieves broke in on Monday.", THURSDAY) is None


def test_without_a_day_of_publication_only_whole_dates_count():
    assert days("They met on Monday.", None) == []
    assert days("They met on March 3, 2025.", None) == [("2025-03-03", "2025-03-03", False)]


PIECES = [*"ab,.;“”\"'—-()0123456789", "on Monday", "will", "in May", "said", "met", "June 5"]


@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_whatever_is_found_fits_its_tense_and_its_sentence(text, published):
    for found in mentions(text, published):
        assert found.first <= found.last
        assert 0 <= found.clause[0] < found.clause[1] <= len(text)
        assert found.ahead or found.first <= published
