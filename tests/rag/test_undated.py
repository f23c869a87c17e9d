"""Questions without the days that an article is of anyhow."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.questions import analyse
from rag.undated import undated

MARCH = date(2025, 3, 7)


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("How many went on strike in 2025?", "How many went on strike?"),
        ("How many went on strike in March 2025?", "How many went on strike?"),
        ("In early March 2025, could the place still change?", "Could the place still change?"),
        ("What did Lee say in his March 2025 statement?", "What did Lee say in his statement?"),
        (
            "Who moderated Velmara's 2025 debate in Tarsk?",
            "Who moderated Velmara's debate in Tarsk?",
        ),
        ("What was sold at the port on 5 March 2025?", "What was sold at the port?"),
    ],
)
def test_the_days_of_an_article_are_left_out(question, bare):
    assert undated(analyse(question), MARCH) == bare


@pytest.mark.parametrize(
    "question",
    [
        "How many went on strike in 2019?",
        "How many went on strike in July 2025?",
        "Who led the union before 2025?",
        "Who has led the union since 2025?",
        "In which month of 2025 did the strike begin?",
        "What did he pay between March 2025 and May 2025?",
    ],
)
def test_days_that_say_more_stay(question):
    assert undated(analyse(question), MARCH) == question


def test_nothing_is_left_out_where_no_day_is_known():
    question = "How many went on strike in 2025?"
    assert undated(analyse(question), None) == question


@given(
    st.text(alphabet="abc 20'?,.MarchinofJune5–", max_size=60),
    st.dates(date(2024, 1, 1), date(2026, 1, 1)),
)
def test_any_question_stays_one(text, published):
    question = analyse(f"Who said what in {text} 2025?")
    bare = undated(question, published)
    assert bare.split()
    assert len(bare) <= len(question.text)
