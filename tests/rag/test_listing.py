"""Lists gathered over sentences and articles."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.listing import count_asked, listed, listed_over
from rag.questions import analyse
from rag.series import series
from rag.world import bare_name, same_name

DAY = date(2026, 3, 12)

LISTS = [
    ("Which cities hosted the talks?", ["Talks were held in Oslo, Vienna and Kuala Lumpur, Malaysia."], "Oslo, Vienna, Kuala Lumpur"),
    ("Which countries joined the pact?", ["Norway, Austria and Malaysia joined the pact in Oslo."], "Norway, Austria, Malaysia"),
    ("Which goods will Keld buy?", ["Keld will buy salmon, timber and glass from Orvania."], "salmon, timber, glass"),
    ("What goods are exempt from the duty?", ["Grain and medical supplies are exempt from the duty under the pact."], "Grain, medical supplies"),
    ("Which two ports were used?", ["Ships used Halifax and Saint John instead."], "Halifax, Saint John"),
    ("Which three ports were used?", ["Ships used Halifax and Saint John instead."], None),
    ("Name the two mediators in the strike.", ["A second mediator, Ada Holm, took over the strike.", "The first mediator, Per Lund, withdrew."], "Ada Holm, Per Lund"),
    ("Which officials attended the talks?", ["Scott Bessent and Li Chenggang attended the talks.", "Bessent and He Lifeng attended the talks."], "Scott Bessent, Li Chenggang, He Lifeng"),
    ("Which countries voted against it?", ["The United States and Palau voted against it.", "The US and Fiji voted against it."], "United States, Palau, Fiji"),
    ("Which cities hosted the talks?", ["The talks went well."], None),
    ("Which issues could be discussed in Oslo?", ["Ada Holm and Per Lund meet in Oslo to discuss issues."], None),
    ("Which issues could be discussed in Oslo?", ["They could discuss issues ahead of a visit to Keld and try to agree."], None),
    ("Which cities hosted the talks?", ["Talks were held in Thimphu, Bhutan, Suva, Fiji, and Kuala Lumpur, Malaysia."], "Thimphu, Suva, Kuala Lumpur"),
    ("Which cities hosted the talks?", ["Talks were held in Kuala Lumpur (Malaysia) and Geneva (Switzerland)."], "Kuala Lumpur, Geneva"),
    ("Which cities hosted the talks?", ["Talks were held in Busan, Madrid and Beijing's Forbidden City."], "Busan, Madrid"),
    ("Which cities hosted the talks?", ["Malaysia, Switzerland and Spain hosted the talks."], None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "texts", "items"), LISTS)
def test_gathers(question, texts, items):
    found = listed(analyse(question), texts)
    assert found == items


def test_says_from_which_evidence_each_item_came():
    asked = analyse("Which officials attended the talks?")
    said = [
        ("Ada Holm and Per Lund attended the talks.", DAY, "a"),
        ("Lund and Ines Voss attended the talks.", DAY, "b"),
    ]
    assert listed_over(asked, said) == (("Ada Holm", 0), ("Per Lund", 0), ("Ines Voss", 1))


def test_rounds_come_by_their_days():
    asked = analyse("Which cities hosted the successive rounds of talks?")
    said = [
        ("The talks were held in Oslo on June 3, 2025.", DAY, "a"),
        ("The talks were held in Vienna on May 3, 2025.", DAY, "b"),
    ]
    assert [item.text for item in listed_over(asked, said)] == ["Vienna", "Oslo"]


def test_is_silent_where_a_sentence_that_should_add_does_not():
    asked = analyse("Which officials attended the talks in Oslo?")
    said = [
        ("Ada Holm and Per Lund attended the talks.", DAY, "a"),
        ("Others who attended the talks were not named.", DAY, "b"),
    ]
    assert listed_over(asked, said) == ()


@pytest.mark.parametrize(
    ("question", "count"),
    [("Which three cities hosted it?", 3), ("Name the two mediators.", 2), ("Which cities?", None)],
)
def test_reads_the_count(question, count):
    assert count_asked(analyse(question)) == count


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("US", "United States", True),
        ("U.S.", "the United States", True),
        ("Bessent", "Treasury Secretary Scott Bessent", True),
        ("Ada Holm", "Per Holm", False),
        ("York", "New York", False),
        ("Korea", "South Korea", False),
        ("Niger", "Nigeria", False),
    ],
)
def test_names_of_one_thing(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_bare_names():
    assert bare_name("U.S. Treasury Secretary Scott Bessent") == "Scott Bessent"
    assert bare_name("the United States") == "United States"
    assert bare_name("King") == "King"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("a veto over its name, badge or amber shirts.", ["name", "badge", "amber shirts"]),
        ("They made off with a painting and three silver cups in a raid.", ["painting", "three silver cups"]),
        ("The talks covered tariffs, fentanyl and rare earths.", ["tariffs", "fentanyl", "rare earths"]),
    ],
)  # fmt: skip
def test_enumerations_of_common_nouns(text, items):
    assert [[text[a:b] for a, b in run] for run in series(text)] == [items]


def test_clauses_are_no_enumeration():
    assert series("He came and went.") == []


@given(st.text())
def test_enumerations_lie_inside_any_text(text):
    for run in series(f"{text} and {text}, or {text}"):
        for (_, end), (start, _) in pairwise(run):
            assert end <= start
    listed(analyse("Which goods did they buy?"), [text, f"{text} and {text}"])
