"""Questions that are more, or less, than one question about the news."""

from __future__ import annotations

from datetime import date

import pytest

from rag.about import asks_about_the_corpus
from rag.languages import foreign
from rag.several import separate


@pytest.mark.parametrize(
    "question",
    ["what do you know about?", "What can I ask you?", "help", "Which articles do you have?",
     "Who are you?", "hello, what can you tell me?", "What is in this corpus?", "List your sources"],
)  # fmt: skip
def test_questions_about_the_corpus(engine, question):
    assert asks_about_the_corpus(question)
    answer = engine.ask(question)
    assert answer.answered
    assert str(len(engine.corpus.articles)) in answer.text
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    ["What do you know about the tariffs?", "Who is Li Chenggang?", "What can China buy?",
     "Which articles of the treaty were broken?", "Help for farmers: how much?"],
)  # fmt: skip
def test_questions_about_the_news_are_no_questions_about_the_corpus(question):
    assert not asks_about_the_corpus(question)


def test_the_summary_keeps_to_the_articles_that_may_be_used(engine):
    some = engine.corpus.articles[0]
    text = engine.ask("what do you know?", only=[some.id]).text
    assert "1 article " in text
    assert (some.title or some.id) in text
    nothing = engine.ask("what do you know?", as_of=date(1990, 1, 1))
    assert not nothing.answered


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wo treffen sich Bessent und He Lifeng?", "German"),
        ("¿Dónde se reúnen Bessent y He?", "Spanish"),
        ("Où se rencontrent-ils en mars ?", "French"),
        ("Dove si incontrano?", "Italian"),
        ("Где они встречаются?", "Cyrillic script"),
        ("谁在巴黎会面", "Chinese"),
        ("متى يلتقون؟", "Arabic script"),
    ],
)
def test_other_languages_are_named_and_declined(engine, question, language):
    assert foreign(question) == language
    answer = engine.ask(question)
    assert not answer.answered
    assert "English" in answer.text
    assert language in (answer.reason or "")


@pytest.mark.parametrize(
    "question",
    ["Where do Bessent and He meet?", "tariff rate chinese goods", "Did Xi visit São Paulo?",
     "What did He Lifeng say?", "Bessent He Lifeng Paris", "42", "Müller Straße closure date?"],
)  # fmt: skip
def test_english_names_and_keywords_are_english(question):
    assert foreign(question) is None


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("When does Trump meet Xi? Where were the talks held?", 2),
        ("Who leads the talks? And what do they discuss in Paris? Why did the truce end?", 3),
        ("When does Trump meet Xi? And where?", 1),
        ("Did he say “why not now?” to the press?", 1),
        ("What is a tariff?", 1),
        ("??? ???", 1),
        ("Is it true? " * 20, 1),
    ],
)
def test_messages_are_parted_into_questions(text, pieces):
    text = text.strip()
    found = separate(text)
    assert len(found) == pieces
    assert " ".join(found) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Did they meet in Paris, and when?",
         ["Did they meet in Paris?", "When did they meet in Paris?"]),
        ("will Trump visit China, and if so, when and where",
         ["will Trump visit China?", "When and where will Trump visit China?"]),
        ("Was the minister sacked, and by whom?",
         ["Was the minister sacked?", "By whom was the minister sacked?"]),
        ("Has the truce been extended and until when? Who is Wendy Cutler?",
         ["Has the truce been extended?", "Until when has the truce been extended?",
          "Who is Wendy Cutler?"]),
        ("Did he say when?", None),
        ("Did he say who, and why?", None),
        ("Did the two agree on when and where?", None),
        ("Did they resign, and who?", None),
        ("Who met, and when?", None),
        ("Did China retaliate, and how much did tariffs rise?", None),
    ],
)  # fmt: skip
def test_whether_and_when_are_two_questions(text, pieces):
    assert separate(text) == (pieces or [text])


def test_both_halves_of_whether_and_when_are_answered(engine):
    answer = engine.ask("Will Bessent meet He Lifeng in France, and when?")
    lines = answer.text.splitlines()
    assert lines[:2] == ["Will Bessent meet He Lifeng in France?", "Yes."]
    when = lines.index("When will Bessent meet He Lifeng in France?")
    assert "2026" in lines[when + 1]


def test_several_questions_get_an_answer_each(engine):
    answer = engine.ask("When will Trump visit China? In which city do Bessent and He Lifeng meet?")
    assert answer.answered
    assert "Paris" in answer.text
    assert "\nIn which city do Bessent and He Lifeng meet?\n" in answer.text
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert citation.framed in answer.text
        assert f"[{citation.number}]" in answer.text
    known = {c.number for c in answer.citations}
    assert all(set(sentence.citations) <= known for sentence in answer.sentences)


def test_two_questions_may_rest_on_the_same_sentence(engine):
    one, other = (
        "In which city do Bessent and He Lifeng meet?",
        "Which city do Bessent and He Lifeng meet in?",
    )
    answer = engine.ask(f"{one} {other}")
    assert answer.answered
    assert answer.text.count("[1]") == 2
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_what_is_not_answered_among_several_is_said(engine):
    answer = engine.ask("In which city do Bessent and He Lifeng meet? Who won the 1998 World Cup?")
    assert answer.answered
    assert answer.warnings[-1].startswith("Not answered: “Who won the 1998 World Cup?”: ")


TURN = [{"question": "Did the Supreme Court rule on the tariffs?", "answer": "Yes."}]


def test_after_a_turn_the_corpus_can_still_be_asked_about(engine):
    answer = engine.ask("Which articles do you have?", history=TURN)
    assert answer.answered
    assert f"I know {len(engine.corpus.articles)} articles" in answer.text


def test_after_a_turn_another_language_is_still_declined(engine):
    answer = engine.ask("Wer ist der Minister?", history=TURN)
    assert not answer.answered
    assert "German" in answer.text


def test_an_answer_is_as_of_the_newest_article_that_could_be_used(engine):
    days = [a.published for a in engine.corpus.articles if a.published]
    assert engine.ask("Where do they meet?").newest == max(days)
    first = engine.ask("Where do they meet?", as_of=date(2025, 5, 31))
    assert first.newest == max(day for day in days if day <= date(2025, 5, 31))
