"""Outlets that a question asks after and that the corpus lacks."""

from __future__ import annotations

import pytest

import rag
from index import sync
from rag.absent import named_outlets

HARBOUR = """---
title: Harbour wall to be raised
outlet: The Quay Courier
published: 2026-03-02
---
The council of Port Salis will raise the harbour wall by two metres, Mayor Ines Falk said on Monday.
The work costs 4.2 million euros. Falk told the Lantern Gazette that it would end in May.
"""
FERRY = """---
title: New ferry for the islands
outlet: The Tidewater Post
published: 2026-03-05
---
A second ferry will serve the islands from June, the harbour office said on Thursday.
"""


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the Bloomberg article say about the wall?", ["Bloomberg"]),
        ("Who, in a Washington Post report, resigned?", ["Washington Post"]),
        (
            "Going by an article in The Hindu and another from USA Today, who won?",
            ["The Hindu", "USA Today"],
        ),
        (
            "Who served, according to articles from The Daily Star and The Evening Post?",
            ["The Daily Star", "The Evening Post"],
        ),
        ("Which phone was covered by Wired and mentioned by CNET?", ["Wired", "CNET"]),
        ("According to Reuters, when does it open?", ["Reuters"]),
        ("According to Ines Falk, when does it open?", []),
        ("Was the levy discussed in Boston?", []),
        ("What was reported in May?", []),
        ("Who won the post in the Polish border town?", []),
        ("What did the articles report about the wall?", []),
    ],
)
def test_wording_tells_which_outlets_a_question_names(question, named):
    assert named_outlets(question) == named


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("absent")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (folder / "ferry.md").write_text(FERRY, encoding="utf-8")
    sync([folder / "harbour.md", folder / "ferry.md"], store=folder / "store")
    opened = rag.open(folder / "store")
    yield opened
    opened.close()


def test_no_other_outlet_answers_for_one_that_is_not_there(engine):
    answer = engine.ask("According to the Bloomberg article, how much does the harbour wall cost?")
    assert not answer.answered
    assert answer.reason == "there is no article from Bloomberg"
    assert "none of them is from Bloomberg" in answer.text
    assert answer.hits


@pytest.mark.parametrize(
    "question",
    [
        "How much does the harbour wall cost, according to the Quay Courier report?",
        "When will the work end, according to the Lantern Gazette article?",  # it is spoken of
    ],
)
def test_outlets_that_are_there_or_spoken_of_are_no_obstacle(engine, question):
    assert engine.ask(question).answered


def test_reports_that_speak_of_nobody_of_that_name_do_not_answer(engine):
    answer = engine.ask(
        "Who, as reported by The Quay Courier and The Tidewater Post, succeeds Orla Vance?"
    )
    assert not answer.answered
    assert "“Orla Vance”" in answer.reason


def test_reports_that_speak_of_a_name_may_answer(engine):
    answer = engine.ask(
        "Does The Quay Courier report that Ines Falk raises the harbour wall, while "
        "The Tidewater Post reports on a second ferry for the islands?"
    )
    assert answer.answered
    assert {c.outlet for c in answer.citations} == {"The Quay Courier", "The Tidewater Post"}
