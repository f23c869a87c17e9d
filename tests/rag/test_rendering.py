"""Answers as JSON and Markdown, for programs and readers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pydantic import TypeAdapter

from rag import Answer
from rag.answers import Citation, Sentence
from rag.markdown import plain

SCHEMA = Path(__file__).parents[2] / "docs" / "answer.schema.json"


def schema():
    return TypeAdapter(Answer).json_schema(mode="serialization")


def test_the_schema_in_the_docs_is_that_of_the_answer():
    written = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert written == schema(), "write it anew: python -m rag.schema > docs/answer.schema.json"


@pytest.mark.parametrize(
    "question",
    ["When and where do Bessent and He Lifeng meet in March 2026?", "What tariff does the US charge on Chinese goods?",
     "Who won the 2024 World Series?", "what do you know about?"],
)  # fmt: skip
def test_answers_fit_the_schema(engine, question):
    plain_values = engine.ask(question, as_of=date(2026, 4, 1)).to_dict()
    jsonschema.validate(json.loads(json.dumps(plain_values)), schema())


def answer(quote, **changes):
    citation = Citation(
        number=1, article_id="a", title=changes.pop("title", "Title"), outlet="Wire",
        url=changes.pop("url", None), published=date(2025, 3, 6), date_basis="stated",
        quote=quote, start=0, end=len(quote),
    )  # fmt: skip
    sentences = (
        Sentence(text="Paris.", citations=(1,), support="supported"),
        Sentence(text=f"“{quote}”", citations=(1,), support="supported"),
    )
    return Answer(
        question="Where?", text=f"Paris.\n“{quote}” — Wire [1]", answered=True, short="Paris",
        sentences=sentences, citations=(citation,), newest=date(2025, 3, 6), **changes,
    )  # fmt: skip


def test_markdown_leads_with_the_short_answer_in_bold_and_quotes_below():
    shown = answer("They meet in Paris.", warnings=("A later article tells more.",)).to_markdown()
    assert shown.startswith("**Paris.** [1]\n\n> “They meet in Paris.” [1]")
    assert "1. Title, Wire, 2025-03-06" in shown
    assert "A later article tells more." in shown
    assert "As of 2025-03-06" in shown


HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=y> [click](javascript:alert(1)) "
    "![p](http://evil.example/p.png) *bold* `code` https://evil.example # heading\n1. one\n- two"
)


def rendered(markdown):
    return MarkdownIt("gfm-like").render(markdown)


def test_nothing_that_an_article_says_is_rendered():
    pytest.importorskip("linkify_it", reason="needs linkify-it-py")
    html = rendered(answer(HOSTILE, title=HOSTILE, url="javascript:alert(1)").to_markdown())
    for tag in ("<script", "<img", "<a ", "<code", "<h1", "<ul"):
        assert tag not in html
    assert html.count("<ol>") == 1  # the list of sources


def test_only_web_addresses_become_links():
    html = rendered(answer("Fine.", url="https://wire.example/a").to_markdown())
    assert '<a href="https://wire.example/a">' in html


@given(st.text(max_size=80))
def test_escaped_text_is_one_plain_paragraph(text):
    tokens = MarkdownIt("commonmark").parse("x " + plain(text))
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert all(child.type in {"text", "text_special"} for child in tokens[1].children)
