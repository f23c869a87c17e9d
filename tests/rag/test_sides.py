"""Questions with two sides: real answers over small corpora quote both."""

from __future__ import annotations

from datetime import date

import pytest

import index
import rag
from rag.sides import either_or, two_sided

HARBOUR = """The harbour bridge at Skarvik has been closed since January.

The transport ministry said the harbour bridge will reopen on May 2. \
However, the builder told reporters that the bridge was not ready and that it doubted the date.

Ferries carry about 4,000 commuters across the fjord each day."""
BAND = """The brass band of Tromvik played at the fair. It was founded in 1954.

Mayor Ida Berg says the band will tour Japan in the autumn."""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    for name, title, day, text in (
        ("bridge", "Bridge to reopen", "2025-04-03", HARBOUR),
        ("band", "Band to tour", "2025-03-01", BAND),
    ):
        head = f"---\ntitle: {title}\noutlet: Fjord Post\npublished: {day}\n---\n"
        (folder / f"{name}.md").write_text(head + text, encoding="utf-8")
    store = tmp_path_factory.mktemp("stores") / "store"
    index.sync([folder], store=store)
    engine = rag.open(store)
    yield engine.ask
    engine.close()


@pytest.mark.parametrize(
    "question",
    [
        "Will the harbour bridge at Skarvik really reopen in May?",
        "The harbour bridge at Skarvik: reopening in May or delayed again?",
        "Do the ministry and the builder disagree about when the harbour bridge reopens?",
    ],
)
def test_both_sides_are_quoted(ask, question):
    answer = ask(question)
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert answer.answered
    assert "will reopen on May 2" in quotes
    assert "was not ready" in quotes
    assert answer.short in (None, "Not settled")


def test_a_plain_question_keeps_its_one_quote(ask):
    answer = ask("Will the band of Tromvik tour Japan?")
    assert answer.short == "Yes"
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Did the council sell the hall or was it given away?",
        "Strike at the mill: called off or going ahead?",
        "Why do the reports give different dates?",
        "What did the ministry first announce and what was later decided?",
        "Was the ban truly lifted?",
        "What did the mayor say about the bridge and what did the builder say?",
    ],
)
def test_a_question_for_both_sides_is_told(question):
    assert two_sided(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where was the treaty signed, in Oslo or Bergen?",
        "Who won the cup?",
        "Did the council sell the hall?",
        "What did the first report of the inquiry say?",
        "How many people were killed or injured?",
        "Has the mayor said whether she will stand or not?",
    ],
)
def test_other_questions_are_none(question):
    assert not either_or(question)


def test_whether_or_not_is_one_side():
    assert not either_or("Did they say whether they will come or not?")


@pytest.mark.parametrize(
    "question",
    [
        "Did an official visit the camp?",
        "Has the certain winner been named?",
        "Arsenal vs Chelsea: who won?",
        "Where was the treaty signed, in Oslo or Bergen?",
    ],
)
def test_a_word_that_only_looks_like_doubt_makes_no_second_side(question):
    assert not two_sided(question)


def test_whether_it_is_official_asks_for_both_sides():
    assert two_sided("Is the visit official?")
    assert two_sided("Is the visit official - do both say so?")


def test_what_was_denied_long_before_is_no_side(tmp_path):
    told = {
        "2025-09-20": "The council said the tram line to Skarvik harbour will open in October.",
        "2025-01-10": "The council said the tram line to Skarvik harbour will not open in October.",
    }
    for day, text in told.items():
        (tmp_path / f"{day}.md").write_text(f"---\npublished: {day}\n---\n{text}")
    index.sync(sorted(tmp_path.glob("*.md")), store=tmp_path / "store")
    engine = rag.open(tmp_path / "store")
    question = "Will the tram line to Skarvik harbour really open in October?"
    quoted = [
        engine.ask(question).citations,
        engine.ask(question, as_of=date(2025, 2, 1)).citations,
    ]
    engine.close()
    assert [len(citations) for citations in quoted] == [1, 1]
