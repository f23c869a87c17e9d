"""The bare answer: right or absent."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.expected import candidates, holds
from rag.questions import analyse
from rag.short import listed, short_answer

DAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("How many ships are waiting?", "By noon 34 ships were waiting for 3 tugs.", "34"),
        ("How many people are missing?", "Nine people were killed and 23 were missing.", "23"),
        ("How many cranes were built?", "Cranes were built.", None),
        ("How many cranes were built?", "The two sides met on May 6 at 5:30 p.m.", None),
        ("How many towns were flooded?", "It was the first flood in the second-biggest town.", None),
        ("How long did the strike last?", "The strike lasted 49 days.", "49 days"),
        ("How long is the line?", "The fare of the line is $2.", None),
        ("What is the tariff rate?", "It cut the tariff by half a percentage point to 6.25%.", "6.25%"),
        ("How much did the club cost?", "The club cost £185 million in 2025.", "£185 million"),
        ("Where did the talks take place?", "The talks took place in Geneva.", "Geneva"),
        ("Where did the talks take place?", "The talks with China took place.", None),
        ("In which city were the talks held?", "American talks were held.", None),
        ("Who chairs the trust?", "The trust's chair, Jean Pomfret, said so.", "Jean Pomfret"),
        ("Who said the talks were candid?", "The talks were candid, said Li Chenggang.", "Li Chenggang"),
        ("Who said so?", "The American side said so.", None),
        ("When will the talks begin?", "The talks will begin on Sunday.", "March 15, 2026"),
        ("When did the talks begin?", "The talks began on Tuesday, he said on Wednesday.", "March 10, 2026"),
        ("When does the vote begin?", "The vote begins a week later.", None),
        ("When was the crane sold?", "A crane was sold for the first time since 2008.", None),
        ("Why did they strike?", "They struck because pay fell.", "because pay fell"),
        ("What did he want?", "He wanted Geneva, Paris and 34 ships.", None),
        ("Where and when do they meet?", "They meet in Paris on Sunday.", "Paris, March 15, 2026"),
        ("Whose idea was it?", "The idea was put to Jean Pomfret.", None),
    ],
)  # fmt: skip
def test_right_or_absent(question, sentence, short):
    assert short_answer(analyse(question), sentence, DAY) == short


def test_gathers_an_enumeration_in_order_without_repeats():
    question = analyse("Which cities hosted the talks?")
    texts = [
        "Talks were held in Madrid, Stockholm, London, and Geneva.",
        "They met in London and Geneva.",
    ]
    assert listed(question, texts) == "Madrid, Stockholm, London, Geneva"


def test_gathers_nothing_when_the_count_is_wrong():
    question = analyse("Which two cities hosted the talks?")
    assert listed(question, ["Talks were held in Madrid, London, and Geneva."]) is None
    assert listed(question, ["Talks were held in Madrid."]) is None


def test_what_the_question_says_is_no_answer():
    question = analyse("Who met Scott Bessent?")
    assert candidates("person", question, "Scott Bessent met someone.", DAY) == []
    assert not holds(question, "Scott Bessent met someone.", DAY)
    assert holds(question, "Scott Bessent met Li Chenggang.", DAY)


@given(st.text(), st.text(), st.none() | st.dates())
def test_never_fails(question, text, published):
    asked = analyse(f"Who and where and how many {question}")
    for kind in ("person", "place", "date", "money", "percent", "number", "duration", "name"):
        for start, end in candidates(kind, asked, text, published):
            assert 0 <= start < end <= len(text)
    short_answer(asked, text, published)
