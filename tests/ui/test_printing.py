from __future__ import annotations

import html
import json
import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Passage
from rag.answers import Answer, Citation, Conflict, Hit, Sentence
from ui import printing
from ui.cards import inert

QUOTE = "Bessent will meet He in Paris on March 15."


def citation(**changes):
    fields = {
        "number": 1,
        "article_id": "paris",
        "title": "Talks in Paris",
        "outlet": None,
        "url": None,
        "published": date(2026, 3, 12),
        "date_basis": "inferred",
        "quote": QUOTE,
        "start": 0,
        "end": len(QUOTE),
    }
    return Citation(**(fields | changes))


def answer(**changes):
    fields = {
        "question": "Where?",
        "text": "In Paris. [1]",
        "answered": True,
        "citations": (citation(),),
    }
    return Answer(**(fields | changes))


def hit(text):
    passage = Passage(
        id="a#0-x", article_id="a", ordinal=0, text=text, start=0, end=len(text), sentences=()
    )
    return Hit(passage=passage, score=1.0)


def test_an_answer_stands_above_its_sources():
    assert list(printing.answer_lines(answer())) == [
        "In Paris. [1]",
        "",
        "[1] Talks in Paris · 2026-03-12 (inferred)",
        f"    “{QUOTE}”",
    ]


def test_on_a_terminal_lines_break_at_its_width(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")
    lines = list(printing.answer_lines(answer()))
    assert max(map(len, lines)) <= 30
    assert lines[2:] == [
        "[1] Talks in Paris ·",
        "    2026-03-12 (inferred)",
        "    “Bessent will meet He in",
        "    Paris on March 15.”",
    ]


def test_a_quote_that_is_the_answer_is_not_said_twice():
    lines = list(printing.answer_lines(answer(text=f"“{QUOTE}” [1]")))
    assert lines == [f"“{QUOTE}” [1]", "", "[1] Talks in Paris · 2026-03-12 (inferred)"]


def test_an_article_cited_twice_is_named_once():
    other = citation(number=2, quote="They met.", start=30, end=39)
    lines = list(printing.answer_lines(answer(citations=(citation(), other))))
    assert lines[2:] == [
        "[1][2] Talks in Paris · 2026-03-12 (inferred)",
        f"       [1] “{QUOTE}”",
        "       [2] “They met.”",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"short": "Paris"}, "; 2 independent articles agree"),
        ({}, "; 2 independent articles are quoted"),
        ({"short": "Not settled"}, "; 2 independent articles are quoted"),
        ({"short": "1; 2", "conflicts": (Conflict(about="x", kind="updated", claims=()),)}, ""),
    ],
)
def test_articles_are_said_to_agree_only_where_they_do(changes, told):
    given = answer(sources=2, newest=date(2026, 3, 12), **changes)
    *_, last = printing.answer_lines(given)
    assert last == f"As of 2026-03-12, the day of the newest article{told}."


def test_why_a_question_is_set_right_is_said_once():
    said = Sentence(text="Not yet: planned, not done.", citations=(1,), support="supported")
    given = answer(answered=False, reason="it is planned", text=said.text, sentences=(said,))
    assert not [line for line in printing.answer_lines(given) if "it is planned" in line]


def test_without_an_answer_the_nearest_passages_stand_below():
    lines = list(
        printing.answer_lines(
            answer(
                text="The articles do not say.",
                answered=False,
                reason="none names it",
                citations=(),
                hits=(hit("A b"),),
            )
        )
    )
    assert lines == [
        "The articles do not say.",
        "(none names it)",
        "",
        "Nearest passages:",
        "1. a · undated",
        "   A b",
    ]


def test_passages_are_listed_in_full_or_by_their_openings():
    hits = [hit("word " * 200), hit("short")]
    full = list(printing.hit_lines(hits, whole=True))
    assert len(full) == 5
    assert full[1].endswith("word word")
    assert len(full[1]) > 900
    opening = list(printing.hit_lines(hits))
    assert opening[1].endswith(" …")
    assert len(opening[1]) < 300
    assert opening[2:] == ["", "2. a · undated", "   short"]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"date_basis": "stated"}, "2026-03-12"),
        ({}, "2026-03-12 (inferred)"),
        ({"published": None, "date_basis": None}, "undated"),
    ],
)
def test_how_a_day_is_known_is_shown(changes, shown):
    assert printing.day(citation(**changes)) == shown


def test_title_outlet_and_day_make_a_source_line():
    assert printing.source_line(citation(outlet="Reuters"), "x") == (
        "Talks in Paris · Reuters · 2026-03-12 (inferred)"
    )
    assert printing.source_line(citation(title=None), "paris").startswith("paris · ")


@given(st.text(st.characters()))
def test_nothing_printed_acts_on_a_terminal(text):
    shown = printing.harmless(text)
    for character in shown:
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
    assert printing.harmless(shown) == shown
    assert "\n" not in printing.one_line(text)


@given(st.text(st.characters()))
def test_json_keeps_the_text_and_nothing_in_it_acts(text):
    written = printing.as_json({"text": text})
    assert json.loads(written) == {"text": text}
    assert written.encode("utf-8").decode("utf-8") == written
    assert not {"\x1b", "\x9b", "\u202e"} & {*written}


@given(st.text(st.characters(), max_size=200))
def test_inert_text_reads_as_itself_and_holds_no_markup(text):
    written = inert(text)
    assert html.unescape(written) == printing.one_line(text)
    assert not {*"<>\"'`*_[]()!$\\\n"} & {*written}
