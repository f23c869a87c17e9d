"""Amounts and names in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.spans import dateline, find_amounts, find_names


@pytest.mark.parametrize(
    ("text", "amount", "kind"),
    [
        ("worth $418 billion in all", "$418 billion", "money"),
        ("a C$38 million loss", "C$38 million", "money"),
        ("£14.6 million of it", "£14.6 million", "money"),
        ("about 50,000 euros for it", "50,000 euros", "money"),
        ("raised by 17.5% there", "17.5%", "percent"),
        ("some 20 per cent of all", "20 per cent", "percent"),
        ("by half a percentage point now", "half a percentage point", "percent"),
        ("with 2,400 members there", "2,400", "number"),
        ("nearly 2.3 million viewers", "2.3 million", "number"),
        ("after nineteen hours there", "nineteen", "number"),
        ("and twenty-five ships", "twenty-five", "number"),
    ],
)
def test_amounts(text, amount, kind):
    assert [(text[s.start : s.end], s.kind) for s in find_amounts(text)] == [(amount, kind)]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("the talks in Geneva ended", "Geneva", "place"),
        ("crossed from Spain by sea", "Spain", "place"),
        ("a hotel in Kuala Lumpur", "Kuala Lumpur", "place"),
        ("The Treasury Department said so", "Treasury Department", "body"),
        ("backed by the National Bank of Velmara", "National Bank of Velmara", "body"),
        ("U.S. Treasury Secretary Scott Bessent spoke", "U.S. Treasury Secretary Scott Bessent", "person"),
        ("the harbour master Owen Pike knew", "Owen Pike", "person"),
        ("so said Ingrid Sall", "Ingrid Sall", "person"),
        ("Aucoin, chief executive of it, left", "Aucoin", "person"),
        ("the Chinese side", "Chinese", "people"),
        ("the American plan", "American", "people"),
        ("a walk on Cable Street", "Cable Street", "place"),
    ],
)  # fmt: skip
def test_names(text, name, kind):
    assert (name, kind) in [(text[s.start : s.end], s.kind) for s in find_names(text)]


@pytest.mark.parametrize(
    "text", ["On Thursday they met.", "The talks ended in March.", "However, no one came.", ""]
)
def test_names_nothing(text):
    assert find_names(text) == []


def test_a_person_and_the_house_are_two_names():
    text = "said Piet Vandaele of Kestrel Bank"
    assert [text[s.start : s.end] for s in find_names(text)] == ["Piet Vandaele", "Kestrel Bank"]


def test_datelines():
    assert dateline("PARIS, March 3 (Reuters) - Talks began.") == len("PARIS, March 3 (Reuters) - ")
    assert dateline("TARSK — Two members left.") == len("TARSK — ")
    assert dateline("The talks began — at last.") == 0


@given(st.text())
def test_spans_lie_inside_any_text(text):
    for span in [*find_amounts(text), *find_names(text)]:
        assert 0 <= span.start < span.end <= len(text)
