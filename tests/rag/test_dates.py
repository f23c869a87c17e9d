"""Date expressions, and the days that they mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dates import find_dates, spell

THURSDAY = date(2026, 3, 12)

# Text of a Thursday's article, and the first and last day that its only date means.
EXPRESSIONS = [
    ("signed 2025-03-04 at noon", "2025-03-04", "2025-03-04"),
    ("on March 15, 2026", "2026-03-15", "2026-03-15"),
    ("on March 15 2026", "2026-03-15", "2026-03-15"),
    ("on 15 March 2026", "2026-03-15", "2026-03-15"),
    ("on the 15th of March 2026", "2026-03-15", "2026-03-15"),
    ("on March 15th", "2026-03-15", "2026-03-15"),
    ("on March 15", "2026-03-15", "2026-03-15"),
    ("on 15 March", "2026-03-15", "2026-03-15"),
    ("on Dec. 30", "2025-12-30", "2025-12-30"),
    ("on Jan. 2", "2026-01-02", "2026-01-02"),
    ("on Sept. 20", "2025-09-20", "2025-09-20"),
    ("on Aug. 9", "2026-08-09", "2026-08-09"),
    ("on Oct. 4, 2024", "2024-10-04", "2024-10-04"),
    ("on February 29, 2024", "2024-02-29", "2024-02-29"),
    ("March 15-16", "2026-03-15", "2026-03-16"),
    ("March 15–16, 2026", "2026-03-15", "2026-03-16"),
    ("from March 15 to March 16", "2026-03-15", "2026-03-16"),
    ("between March 31 to April 2", "2026-03-31", "2026-04-02"),
    ("from March 31 until April 2, 2026", "2026-03-31", "2026-04-02"),
    ("May 10 and 11, 2025", "2025-05-10", "2025-05-11"),
    ("in mid-March", "2026-03-11", "2026-03-20"),
    ("in early March", "2026-03-01", "2026-03-10"),
    ("in late March", "2026-03-21", "2026-03-31"),
    ("at the end of March", "2026-03-21", "2026-03-31"),
    ("at the beginning of April", "2026-04-01", "2026-04-10"),
    ("in the middle of April 2025", "2025-04-11", "2025-04-20"),
    ("last May", "2025-05-01", "2025-05-31"),
    ("last March", "2025-03-01", "2025-03-31"),
    ("next April", "2026-04-01", "2026-04-30"),
    ("next January", "2027-01-01", "2027-01-31"),
    ("in March 2025", "2025-03-01", "2025-03-31"),
    ("March of 2025", "2025-03-01", "2025-03-31"),
    ("February 2024", "2024-02-01", "2024-02-29"),
    ("until November 2026", "2026-11-01", "2026-11-30"),
    ("in January", "2026-01-01", "2026-01-31"),
    ("since October", "2025-10-01", "2025-10-31"),
    ("by June", "2026-06-01", "2026-06-30"),
    ("It was signed on Tuesday", "2026-03-10", "2026-03-10"),
    ("the Treasury said on Thursday", "2026-03-12", "2026-03-12"),
    ("The two will meet, the Treasury said on Monday", "2026-03-09", "2026-03-09"),
    ("They will meet on Sunday", "2026-03-15", "2026-03-15"),
    ("They are expected to meet on Sunday", "2026-03-15", "2026-03-15"),
    ("Saturday will be a day of mourning", "2026-03-14", "2026-03-14"),
    ("They will meet on Sunday and Monday", "2026-03-15", "2026-03-16"),
    ("They met on Saturday and Sunday", "2026-03-07", "2026-03-08"),
    ("They voted to accept the contract on Wednesday", "2026-03-11", "2026-03-11"),
    ("It happened last Friday", "2026-03-06", "2026-03-06"),
    ("It begins next Friday", "2026-03-20", "2026-03-20"),
    ("It begins next Monday", "2026-03-16", "2026-03-16"),
    ("on Monday morning", "2026-03-09", "2026-03-09"),
    ("a week from tomorrow", "2026-03-20", "2026-03-20"),
    ("a week from Monday", "2026-03-23", "2026-03-23"),
    ("earlier today", "2026-03-12", "2026-03-12"),
    ("yesterday", "2026-03-11", "2026-03-11"),
    ("tomorrow", "2026-03-13", "2026-03-13"),
    ("this weekend", "2026-03-14", "2026-03-15"),
    ("this week", "2026-03-09", "2026-03-15"),
    ("last week", "2026-03-02", "2026-03-08"),
    ("next week", "2026-03-16", "2026-03-22"),
    ("at the end of next week", "2026-03-20", "2026-03-22"),
    ("last month", "2026-02-01", "2026-02-28"),
    ("next month", "2026-04-01", "2026-04-30"),
    ("last year", "2025-01-01", "2025-12-31"),
    ("earlier this year", "2026-01-01", "2026-12-31"),
    ("two days ago", "2026-03-10", "2026-03-10"),
    ("three weeks ago", "2026-02-19", "2026-02-19"),
    ("a month ago", "2026-02-01", "2026-02-28"),
    ("ten years ago", "2016-01-01", "2016-12-31"),
    ("in 2017", "2017-01-01", "2017-12-31"),
    ("last summer", "2025-06-01", "2025-08-31"),
    ("on Sunday, March 15", "2026-03-15", "2026-03-15"),
    ("on Saturday, March 15", "2025-03-15", "2025-03-15"),
    ("on Sunday, March 15, 2026", "2026-03-15", "2026-03-15"),
    ("on Sunday, the 15th of March", "2026-03-15", "2026-03-15"),
    ("in the third quarter", "2025-07-01", "2025-09-30"),
    ("in the first quarter", "2026-01-01", "2026-03-31"),
    ("in the first quarter of 2024", "2024-01-01", "2024-03-31"),
    ("in the fourth quarter of last year", "2025-10-01", "2025-12-31"),
    ("Q2 2025 sales", "2025-04-01", "2025-06-30"),
    ("in the second half of 2025", "2025-07-01", "2025-12-31"),
    ("until the summer of 2027", "2027-06-01", "2027-08-31"),
    ("in the winter of 2026", "2026-12-01", "2027-02-28"),
    ("in early 2025", "2025-01-01", "2025-04-30"),
    ("by the end of 2026", "2026-12-01", "2026-12-31"),
    ("in mid-2025", "2025-05-01", "2025-08-31"),
    ("in fiscal 2025", "2025-01-01", "2025-12-31"),
    ("for the 2025-26 season", "2025-01-01", "2026-12-31"),
]
COUNTED_ON = [
    ("They signed on May 3 and sailed a week later", "2026-05-10"),
    ("They signed on May 3; the next morning they sailed", "2026-05-04"),
    ("They sailed on May 3, two days earlier than planned", "2026-05-01"),
    ("They signed on May 3, 2024, and sailed a month later", "2024-06-03"),
    ("They signed on Jan. 31, 2025, and sailed a month later", "2025-02-28"),
]


@pytest.mark.parametrize(("text", "day"), COUNTED_ON)
def test_counts_on_from_the_day_named_before(text, day):
    assert str(find_dates(text, THURSDAY)[-1].first) == day


def test_counts_on_from_the_day_of_the_sentence_before():
    (span,) = find_dates("They sailed a week later", THURSDAY, since=date(2026, 5, 3))
    assert (span.kind, str(span.first)) == ("offset", "2026-05-10")


def test_does_not_count_on_from_the_day_of_a_speech():
    text = "She said on Monday that they sailed two days later"
    assert find_dates(text, THURSDAY)[-1].first is None


@pytest.mark.parametrize(("text", "first", "last"), EXPRESSIONS)
def test_means_these_days(text, first, last):
    spans = find_dates(text, THURSDAY)
    assert [(str(s.first), str(s.last)) for s in spans] == [(first, last)]


@pytest.mark.parametrize(
    "text", ["a week later", "several days ago", "a few weeks ago", "February 30, 2025"]
)
def test_cannot_be_told(text):
    assert [(s.first, s.last) for s in find_dates(text, THURSDAY)] == [(None, None)]


@pytest.mark.parametrize(
    "text",
    ["they may march", "£2,025 a head", "2,400 dockers", "$2025", "sunday best", "", "no date"],
)
def test_is_no_date(text):
    assert find_dates(text, THURSDAY) == []


def test_without_publication_only_whole_dates_are_resolved():
    spans = find_dates("On Tuesday, March 3, 2026, and on Friday, and in May 2025", None)
    assert [str(s.first) for s in spans] == ["2026-03-03", "None", "2025-05-01"]


@pytest.mark.parametrize("day", [date.min, date.max, date(2024, 2, 29)])
def test_resolves_near_the_ends_of_the_calendar(day):
    text = " ".join(text for text, _, _ in EXPRESSIONS)
    assert find_dates(text, day)


@given(st.text(), st.none() | st.dates())
def test_never_fails_and_stays_inside(text, published):
    for span in find_dates(text, published):
        assert 0 <= span.start < span.end <= len(text)
        assert (span.first is None) == (span.last is None)


@given(st.lists(st.sampled_from([text for text, _, _ in EXPRESSIONS]), max_size=5), st.dates())
def test_resolved_days_are_in_order(texts, published):
    for span in find_dates(" ".join(texts), published):
        assert span.first is None or span.last is None or span.first <= span.last


@given(st.dates(), st.dates())
def test_spells_every_pair_with_its_year(one, other):
    first, last = sorted((one, other))
    assert str(first.year) in spell(first, last)


def test_spells_as_a_reader_would():
    assert spell(date(2026, 3, 15), date(2026, 3, 16)) == "March 15–16, 2026"
    assert spell(date(2026, 3, 15), date(2026, 3, 15)) == "March 15, 2026"
    assert spell(date(2025, 5, 1), date(2025, 5, 31)) == "May 2025"
    assert spell(date(2017, 1, 1), date(2017, 12, 31)) == "2017"
    assert spell(date(2026, 3, 31), date(2026, 4, 2)) == "March 31 – April 2, 2026"
    assert spell(date(2025, 12, 31), date(2026, 1, 1)) == "December 31, 2025 – January 1, 2026"
