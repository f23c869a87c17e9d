"""Answerers that need no skill, and the one that is shown the gold."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from eval.floors import BestSentences, Constant, Oracle, Refusing, best_constant, floors
from eval.matching import MOST_WORDS, judge, word_count
from eval.scoring import is_verbatim


@pytest.fixture
def ask(articles):
    def ask(answerer, question, **options):
        return answerer.ask(question, **{"history": None, "as_of": None, **options})

    return ask


def test_the_floors_are_what_their_names_say(cases, articles):
    found = floors(cases, articles)
    values = {
        name: (one.metrics["accuracy"].value, one.metrics["abstention"].value)
        for name, one in found.items()
    }
    assert values["refusing"] == (0, 1)
    assert values["constant"] == (0.25, 0)
    # It cannot say yes, and quotes all else.
    assert values["oracle"] == (0.75, 1)
    assert found["oracle"].metrics["citation_recall"].value == 1
    assert list(found) == ["refusing", "constant", "bm25", "copying", "oracle"]


def test_more_floors_can_be_given(cases, articles):
    found = floors(cases, articles, more={"closed_book": Constant("Gdansk, March 15")})
    assert found["closed_book"].types["list"].value == 1


def test_the_best_constant_is_right_most_often(cases):
    asked = [case for case in cases if case.answerable]
    twice = dataclasses.replace(asked[3], id="again")
    assert best_constant([*asked, twice]) == "20 percent"
    assert best_constant(asked) == "yes"


def test_the_best_sentence_shares_the_questions_words(articles, ask):
    answer = ask(BestSentences(articles, most_words=0), "Where is the crane to be built?")
    (citation,) = answer.citations
    assert citation.quote == "The crane is to be built in Gdansk."
    assert is_verbatim(citation, articles)
    assert 0 < answer.confidence < 1
    assert answer.sentences[0].citations == (1,)


def test_copying_fills_what_an_answer_may_hold(articles, ask):
    for most in (30, MOST_WORDS):
        answer = ask(BestSentences(articles, most_words=most), "Where will the crane be built?")
        quoted = sum(word_count(one.quote) for one in answer.citations)
        assert len(answer.citations) > 1
        assert quoted <= most


def test_no_shared_word_is_refused(articles, ask):
    for question in ("Zebras?", "?"):
        assert not ask(BestSentences(articles, most_words=0), question).answered
    assert not ask(BestSentences({}, most_words=0), "Where?").answered


def test_only_articles_up_to_the_day_are_quoted(articles, ask):
    articles["crane"] = dataclasses.replace(articles["crane"], published=date(2026, 3, 2))
    best = BestSentences(articles, most_words=0)
    for day, article in ((date(2026, 3, 1), "harbour"), (date(2026, 3, 2), "crane")):
        answer = ask(best, "Is the crane to be built in Gdansk?", as_of=day)
        assert answer.citations[0].article_id == article


def test_the_oracle_quotes_every_part_and_refuses_what_has_none(cases, articles, ask):
    oracle = Oracle(cases, articles)
    answer = ask(oracle, "Where is it built, and when does work begin?")
    assert judge(cases[1], answer).right
    assert [one.article_id for one in answer.citations] == ["crane", "harbour"]
    assert not ask(oracle, "What colour is it?").answered
    history = [{"question": "What will boats lose?", "answer": "Part of the quay."}]
    assert "20 percent" in ask(oracle, "How much of it?", history=history).text


def test_refusing_and_constant_ignore_the_question(ask):
    assert not ask(Refusing(), "Where?").answered
    assert ask(Constant("Paris"), "When?").text == "Paris"
