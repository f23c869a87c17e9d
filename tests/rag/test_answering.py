"""The engine: every question gets an answer, each quote verbatim, or a clear refusal."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index
import rag
from index import SettingsError

README = "When and where do Bessent and He Lifeng meet in March 2026?"


def assert_verbatim(engine, answer):
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        text = engine.corpus.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert citation.framed in answer.text
        assert f"[{citation.number}]" in answer.text


def test_the_question_of_the_readme(engine):
    answer = engine.ask(README)
    assert answer.answered
    assert "Paris" in answer.text
    assert "March 15–16, 2026" in answer.text
    assert answer.short is None or "Paris" in answer.short
    assert answer.citations
    assert_verbatim(engine, answer)


@pytest.mark.parametrize(
    "question",
    ["Who will take part in the Paris meetings?", "Did the Supreme Court rule on the tariffs?",
     "Which cities hosted the talks?", "how much is the tariff on chinese goods",
     "Why was the truce agreed?", "When did Trump and Xi meet in South Korea?"],
)  # fmt: skip
def test_quotes_are_verbatim_and_short(engine, question):
    answer = engine.ask(question)
    assert_verbatim(engine, answer)
    assert len(answer.text.split()) <= 150
    assert (answer.reason is None) == answer.answered
    for sentence in answer.sentences:
        assert sentence.citations
        assert sentence.text.strip("“”") in sentence.text


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Where will the next round of US-China trade talks be held?", ("Madrid", "London")),
        ("At which hotel do Bessent and He meet?", ("Malaysia", "Paris")),
    ],
)
def test_no_bare_answer_names_a_place_of_another_kind(engine, question, others):
    short = engine.ask(question).short or ""
    assert not any(name in short for name in others)


def test_an_answer_goes_through_json_unchanged(engine):
    plain = engine.ask(README, as_of=date(2026, 3, 31)).to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["as_of"] == "2026-03-31"


@pytest.mark.parametrize(
    "question", ["", "   ", "\x00\x1b\n", "???", "\u200b\u202e", "x" * 100_000]
)
def test_refuses_what_is_no_question(engine, question):
    with pytest.raises(SettingsError):
        engine.ask(question)


@pytest.mark.parametrize(
    "question",
    ["谁在巴黎会面", "Где они встречаются?", "متى يلتقون؟", "where \x00 do\x1b[31m they\nmeet?", "a" * 4000,
     "who " * 900, "42", "[1] [2] [3]", "“”?a", "\ud800 where do they meet?", "SELECT * FROM articles; --"],
)  # fmt: skip
def test_answers_or_declines_any_question(engine, question):
    answer = engine.ask(question)
    assert answer.text
    assert_verbatim(engine, answer)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(min_size=1, max_size=200))
def test_never_fails_but_by_saying_so(engine, text):
    try:
        answer = engine.ask(text)
    except SettingsError:
        return
    assert_verbatim(engine, answer)


@pytest.mark.parametrize("top_k", [0, -1, 10_000_000])
def test_refuses_an_absurd_top_k(engine, top_k):
    for way in (engine.ask, engine.search):
        with pytest.raises(SettingsError, match="top_k"):
            way("Where do they meet?", top_k=top_k)


def test_declines_before_the_first_article(engine):
    answer = engine.ask(README, as_of=date(1990, 1, 1))
    assert not answer.answered
    assert answer.citations == () == answer.hits
    assert answer.reason


def test_uses_no_later_article(engine):
    answer = engine.ask("Where do Bessent and He Lifeng meet?", as_of=date(2025, 5, 31))
    assert all(c.published <= date(2025, 5, 31) for c in answer.citations)


def test_declines_from_an_empty_store(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text("A ferry sank.")
    index.sync([folder], store=tmp_path / "store")
    (folder / "one.txt").unlink()
    index.sync([folder], store=tmp_path / "store")
    engine = rag.open(tmp_path / "store")
    answer = engine.ask("Did a ferry sink?")
    engine.close()
    assert not answer.answered
    assert answer.hits == ()


def test_threads_get_what_one_alone_gets(engine):
    questions = [
        README,
        "Who is Li Chenggang?",
        "Did they meet in Geneva?",
        "What about soybeans?",
    ] * 3
    alone = [engine.ask(q).text for q in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda q: engine.ask(q).text, questions)) == alone


def test_says_both_of_two_values_newest_first(small):
    answer = small.ask("How many sailors are on strike?")
    assert answer.short == "1,200; 900"
    assert [str(c.published) for c in answer.citations] == ["2025-03-06", "2025-02-10"]
    assert answer.text.index("1,200 sailors") < answer.text.index("900 sailors")
    assert "Northern Wire, 2025-03-06" in answer.text


def test_says_which_day_is_meant_outside_the_quote(small):
    answer = small.ask("When will the ferry talks resume in Bergen?")
    assert "March 10, 2025" in answer.text
    assert all("March 10" not in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "first"),
    [("Did the company reject the union's demand for a 9% raise?", "Yes"),
     ("Did the company accept the union's demand for a raise?", "No"),
     ("Did the company reject the union's demand for a 12% raise?", "No"),
     ("Are 900 sailors on strike?", "Yes")],
)  # fmt: skip
def test_yes_and_no(small, question, first):
    answer = small.ask(question)
    assert answer.short == first
    assert answer.text.startswith(f"{first}.")


def test_what_is_planned_has_not_happened(small):
    assert not small.ask("Did voters approve the new ferry tax?").answered


def test_instructions_in_an_article_are_only_text(small):
    answer = small.ask("Where has the lighthouse of Skarvik stood since 1871?")
    assert answer.short in (None, "Tromvik")
    assert_verbatim(small, answer)
    assert "has stood in Tromvik" in answer.citations[0].quote


def test_marks_and_html_in_an_article_stay_in_its_quote(small):
    answer = small.ask("How many lamps did the keeper Olav Brenna sell?")
    assert_verbatim(small, answer)
    assert "[99]" in answer.citations[0].quote
    assert {n for s in answer.sentences for n in s.citations} == {
        c.number for c in answer.citations
    }


@pytest.mark.parametrize(
    "question",
    ["When did the museum of glass reopen?", "Who is the director of the museum of glass?"],
)
def test_hidden_characters_are_quoted_as_they_are(small, question):
    assert_verbatim(small, small.ask(question))
