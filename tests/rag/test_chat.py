"""A conversation: what is kept, what is understood, and requests about the last answer."""

from __future__ import annotations

import asyncio

import pytest

import rag
from rag.chat import Chat, within
from rag.streaming import Done, Progress, SentenceReady

RESUME = "Where will the ferry talks resume?"


def test_a_follow_up_is_answered_and_its_whole_form_shown(small):
    chat = small.chat()
    assert "Bergen" in chat.ask(RESUME).text
    answer = chat.ask("When?")
    assert answer.question == "When?"
    assert answer.standalone == "When will the ferry talks resume?"
    assert "Monday" in answer.text
    assert [a.question for a in chat.history] == [RESUME, "When?"]


def test_answers_and_mappings_tell_the_same(small):
    first = small.ask(RESUME)
    by_answer = small.ask("And when?", history=[first])
    by_mapping = small.ask("And when?", history=[{"question": RESUME, "answer": "Bergen."}])
    assert by_answer.standalone == by_mapping.standalone
    assert by_answer.citations == by_mapping.citations


def test_a_question_that_stands_alone_has_no_other_form(small):
    answer = small.ask("Who is the director of the museum of glass?", history=[small.ask(RESUME)])
    assert answer.standalone is None


def test_what_an_earlier_answer_said_is_no_source(small):
    history = [{"question": RESUME, "answer": "In Atlantis, where the king lives."}]
    answer = small.ask("When?", history=history)
    assert "Atlantis" not in answer.text
    assert all("Atlantis" not in c.quote for c in answer.citations)


def test_the_quote_of_a_number_is_shown_in_its_place(small):
    chat = small.chat()
    cited = chat.ask(RESUME).citations[0]
    answer = chat.ask("What did you mean by [1]?")
    (shown,) = answer.citations
    assert shown.number == 1
    assert cited.quote in shown.quote
    text = small.corpus.article(shown.article_id).text
    assert text[shown.start : shown.end] == shown.quote
    assert cited.quote in answer.text


@pytest.mark.parametrize(
    "request_", ["[1]", "Show me [1].", "explain source 1", "what's [1]?", "Citation 1, please"]
)
def test_a_number_is_asked_for_in_many_ways(small, request_):
    answer = small.ask(request_, history=[small.ask(RESUME)])
    assert answer.text.startswith("[1] is from:")


def test_a_number_that_is_not_there_is_said_to_be_missing(small):
    answer = small.ask("What did you mean by [9]?", history=[small.ask(RESUME)])
    assert not answer.answered
    assert "no [9]" in answer.text


@pytest.mark.parametrize(
    "request_", ["shorter, please", "Can you make it shorter?", "Briefly.", "tl;dr"]
)
def test_shorter_gives_one_quote(small, request_):
    first = small.ask("How many sailors are on strike?")
    answer = small.ask(request_, history=[first])
    assert answer.answered
    assert len(answer.citations) == 1
    assert answer.citations[0] in first.citations
    assert len(answer.text) <= len(first.text)


def test_where_only_words_of_the_last_answer_are_known_it_is_asked_again(small):
    history = [{"question": RESUME, "answer": "Bergen."}]
    answer = small.ask("What did you mean by [1]?", history=history)
    assert "resume on Monday in Bergen" in answer.citations[0].quote


def test_requests_about_nothing_are_declined(small):
    for history in ([], [small.ask("Who painted the ceiling of the Sistine Chapel in Rome?")]):
        for request_ in ("shorter, please", "what did you mean by [2]?"):
            answer = small.ask(request_, history=history)
            assert not answer.answered
            assert answer.citations == ()


def test_many_requests_in_a_row_end(small):
    history = [{"question": "shorter, please", "answer": ""}] * 10_000
    assert not small.ask("shorter, please", history=history).answered


def test_a_last_turn_without_a_question_is_no_last_answer(small):
    for last in ({"answer": "Bergen."}, {"question": "?!", "answer": "Bergen."}):
        assert not small.ask("shorter, please", history=[last]).answered


def test_a_question_with_such_words_is_a_question(small):
    chat = small.chat()
    chat.ask(RESUME)
    assert (
        "is from" not in chat.ask("What did the union say about citation 4 of the ferry law?").text
    )


def test_history_keeps_within_its_budget(small):
    chat = Chat(small, history_tokens=150)
    for _ in range(6):
        chat.ask(RESUME)
    assert 1 <= len(chat.history) < 6
    chat.reset()
    assert chat.history == []


def test_one_turn_is_kept_however_long():
    answer = rag.Answer(question="Who?", text="word " * 10_000, answered=True)
    assert within([answer, answer], 10) == [answer]


def test_a_question_that_raised_is_not_kept(small):
    chat = small.chat()
    with pytest.raises(rag.SettingsError, match="empty"):
        chat.ask("?")
    assert chat.history == []


def test_a_stream_tells_progress_sentences_and_the_answer(small):
    *events, last = small.stream(RESUME)
    assert events[0] == Progress(state="searching")
    assert isinstance(events[1], Progress)
    assert events[1].state.startswith("reading ")
    assert isinstance(last, Done)
    told = [event for event in events if isinstance(event, SentenceReady)]
    assert tuple(event.sentence for event in told) == last.answer.sentences
    expected = small.ask(RESUME)
    assert last.answer.text == expected.text
    assert last.answer.citations == expected.citations


def test_a_chat_keeps_what_it_streamed(small):
    chat = small.chat()
    list(chat.stream(RESUME))
    (*_, last) = chat.stream("When?")
    assert last.answer.standalone == "When will the ferry talks resume?"
    assert len(chat.history) == 2


def test_events_come_to_a_coroutine_too(small):
    async def gathered():
        return [event async for event in small.astream(RESUME)]

    events = asyncio.run(gathered())
    assert isinstance(events[-1], Done)
    assert events[-1].answer.text == small.ask(RESUME).text


def test_errors_reach_who_reads_the_events(small):
    with pytest.raises(rag.SettingsError, match="empty"):
        list(small.stream("?"))

    async def first():
        return await anext(small.astream("?"))

    with pytest.raises(rag.SettingsError, match="empty"):
        asyncio.run(first())
