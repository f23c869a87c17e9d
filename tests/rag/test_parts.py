"""Splitting a question into parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.parts import Outlets, split

OUTLETS = Outlets(["The Verge", "TechCrunch", "Cnbc | World Business News Leader", "The Age"])


def test_a_simple_question_is_one_part():
    question = "When do Bessent and He meet in Paris?"
    (part,) = split(question, OUTLETS)
    assert part.text == question
    assert part.outlet is None


def test_a_comparison_is_cut_at_the_outlets():
    question = (
        "Does the TechCrunch article say that Meta broke a privacy law, while The Verge "
        "reports on Ofcom's new rules for tech firms?"
    )
    first, second = split(question, OUTLETS)
    assert (first.outlet, second.outlet) == ("techcrunch", "the verge")
    assert "Meta" in first.text
    assert "Ofcom" not in first.text
    assert "Ofcom" in second.text
    assert "Verge" not in second.text


def test_outlets_named_side_by_side_share_the_whole_question():
    question = "Is the founder on trial for fraud and conspiracy, as reported by The Age and CNBC?"
    parts = split(question, OUTLETS)
    assert {part.outlet for part in parts} == {"the age", "cnbc | world business news leader"}
    assert all("fraud" in part.text for part in parts)


def test_a_described_person_is_cut_into_clauses():
    question = (
        "Who, according to TechCrunch, hid losses from the investors of the exchange, and is "
        "accused by prosecutors of seeking wealth and influence?"
    )
    parts = split(question, OUTLETS)
    assert any("losses" in p.text and "prosecutors" not in p.text for p in parts)
    assert any("prosecutors" in p.text and "losses" not in p.text for p in parts)


def test_outlets_are_found_capitalised_and_without_their_article():
    assert OUTLETS.mentions("at the age of ten, the verge of tears") == []
    assert [name for *_, name in OUTLETS.mentions("Verge and Cnbc")] == [
        "the verge",
        "cnbc | world business news leader",
    ]


@given(st.text(max_size=300))
def test_every_stretch_lies_in_the_question(question):
    parts = split(question, OUTLETS)
    assert parts
    for part in parts:
        for start, end in part.places:
            assert 0 <= start < end <= len(question)
        assert part.text == " ".join(question[a:b] for a, b in part.places)


def test_no_outlets_in_the_corpus():
    (part,) = split("Does The Verge say so?", Outlets([]))
    assert part.outlet is None
