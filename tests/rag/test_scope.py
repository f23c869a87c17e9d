"""Which days a question is about."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rag.scope import scope_of

DAYS = [date(2025, 5, 6), date(2025, 10, 18), date(2026, 3, 3), date(2026, 3, 12), None]
PUBLISHED = np.asarray([day.toordinal() if day else 0 for day in DAYS], dtype=np.int32)


@pytest.mark.parametrize(
    ("question", "preferred"),
    [
        ("What was said in October 2025?", {1}),
        ("What was reported on March 3, 2026?", {2}),
        ("What happened before March 2026?", {0, 1}),
        ("What was known before October 1, 2025?", {0}),
        ("What was said after January 1, 2026?", {2, 3}),
        ("What happened in 2025?", {0, 1}),
        ("Who is the Treasury Secretary?", set()),
    ],
)
def test_days_prefer_articles(question, preferred):
    bonus = scope_of(question).bonus(PUBLISHED)
    assert {i for i, value in enumerate(bonus) if value > 0} == preferred


def test_a_day_is_preferred_more_than_a_year():
    day = scope_of("What was reported on March 3, 2026?").bonus(PUBLISHED)[2]
    year = scope_of("What was reported in 2026?").bonus(PUBLISHED)[2]
    assert day > year > 0


def test_latest_prefers_the_newest():
    bonus = scope_of("What is the latest tariff rate?").bonus(PUBLISHED)
    assert list(np.argsort(-bonus[:4])) == [3, 2, 1, 0]


def test_relative_days_are_counted_from_as_of():
    bonus = scope_of("What was said last week?", today=date(2026, 3, 11)).bonus(PUBLISHED)
    assert {i for i, value in enumerate(bonus) if value > 0} == {2}


@pytest.mark.parametrize(
    "question", ["the latest news", "in October 2025", "before May 2025", "on 2026-03-12"]
)
def test_a_preference_only(question):
    bonus = scope_of(question).bonus(PUBLISHED)
    assert (bonus >= 0).all()
    assert bonus.max() <= 0.5
    assert bonus[4] == 0  # an undated article is neither lifted nor pushed below zero
