"""Dateline's search inside a stock LlamaIndex query engine."""

from __future__ import annotations

import asyncio

import pytest

from rag import SettingsError

QUESTION = "Where will the ferry talks resume?"


@pytest.fixture(scope="module")
def llama():
    import rag.llama

    return rag.llama


def test_it_finds_what_the_engine_finds(llama, small):
    hits = small.search(QUESTION, top_k=3)
    found = llama.DatelineRetriever(small, top_k=3).retrieve(QUESTION)
    assert [one.node_id for one in found] == [hit.passage.id for hit in hits]
    assert [one.text for one in found] == [hit.passage.text for hit in hits]
    assert [one.score for one in found] == [hit.score for hit in hits]


def test_metadata_say_where_a_passage_stands(llama, small):
    (first, *_) = llama.DatelineRetriever(small, top_k=1).retrieve(QUESTION)
    metadata = first.node.metadata
    assert metadata["article_id"] == "2025-03-06-ferry"
    assert metadata["title"] == "Ferry strike drags on"
    assert metadata["outlet"] == "Northern Wire"
    assert metadata["published"] == "2025-03-06"
    assert metadata["url"] is None
    text = small.corpus.article(metadata["article_id"]).text
    assert text[metadata["start"] : metadata["end"]] == first.text
    assert first.node.ref_doc_id == metadata["article_id"]


def test_it_finds_the_same_from_a_coroutine(llama, small):
    retriever = llama.DatelineRetriever(small, top_k=3)
    found = asyncio.run(retriever.aretrieve(QUESTION))
    assert [one.node_id for one in found] == [one.node_id for one in retriever.retrieve(QUESTION)]


def test_options_reach_the_search(llama, small):
    from datetime import date

    before = llama.DatelineRetriever(small, top_k=9, as_of=date(2025, 2, 28)).retrieve(QUESTION)
    assert {one.node.metadata["article_id"] for one in before} == {"2025-02-10-ferry"}


def test_errors_are_the_engines_own(llama, small):
    with pytest.raises(SettingsError, match="top_k is 0"):
        llama.DatelineRetriever(small, top_k=0).retrieve(QUESTION)
    with pytest.raises(SettingsError, match="empty"):
        llama.DatelineRetriever(small).retrieve("?!")


@pytest.mark.parametrize("asynchronous", [False, True])
def test_it_serves_a_stock_query_engine(llama, small, asynchronous):
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    # This LLM of LlamaIndex's own answers with the words of its prompt.
    query_engine = RetrieverQueryEngine.from_args(
        llama.DatelineRetriever(small, top_k=2), llm=MockLLM()
    )
    if asynchronous:
        answer = asyncio.run(query_engine.aquery(QUESTION))
    else:
        answer = query_engine.query(QUESTION)
    assert "Talks will resume on Monday in Bergen" in str(answer)
    assert "outlet: Northern Wire" in str(answer)
    assert "start:" not in str(answer)
    assert answer.source_nodes[0].node.metadata["article_id"] == "2025-03-06-ferry"


def test_a_query_engine_answers_with_quotes_that_were_verified(llama, small):
    response = llama.DatelineQueryEngine(small).query(QUESTION)
    expected = small.ask(QUESTION)
    assert str(response) == expected.text
    assert response.metadata["citations"] == expected.to_dict()["citations"]
    assert [n.node.node_id for n in response.source_nodes] == [
        hit.passage.id for hit in expected.hits
    ]
    again = asyncio.run(llama.DatelineQueryEngine(small).aquery(QUESTION))
    assert str(again) == expected.text


def test_a_query_engine_says_when_nothing_answers(llama, small):
    from datetime import date

    response = llama.DatelineQueryEngine(small, as_of=date(2024, 1, 1)).query(QUESTION)
    assert response.metadata["answered"] is False
    assert response.source_nodes == []


def test_a_query_engine_serves_a_stock_tool(llama, small):
    from llama_index.core.tools import QueryEngineTool

    tool = QueryEngineTool.from_defaults(llama.DatelineQueryEngine(small), name="news")
    assert "Bergen" in str(tool.call(QUESTION))


def test_a_chat_engine_understands_follow_ups(llama, small):
    chat = llama.DatelineChatEngine(small)
    assert "Bergen" in str(chat.chat(QUESTION))
    second = chat.chat("And when?")
    assert second.metadata["standalone"] == "When will the ferry talks resume?"
    assert [message.role.value for message in chat.chat_history] == ["user", "assistant"] * 2
    chat.reset()
    assert chat.chat_history == []


def test_a_history_that_is_given_stands_for_the_one_kept(llama, small):
    from llama_index.core.llms import ChatMessage

    chat = llama.DatelineChatEngine(small)
    chat.chat("How many sailors are on strike?")
    told = [ChatMessage(role="user", content=QUESTION), ChatMessage(role="assistant", content="?")]
    answer = asyncio.run(chat.achat("And when?", chat_history=told))
    assert answer.metadata["standalone"] == "When will the ferry talks resume?"
    assert len(chat.chat_history) == 4


def test_a_chat_engine_streams_the_words_of_its_answer(llama, small):
    expected = small.ask(QUESTION).text
    response = llama.DatelineChatEngine(small).stream_chat(QUESTION)
    assert "".join(response.response_gen) == expected
    assert response.source_nodes

    async def said():
        chat = llama.DatelineChatEngine(small)
        response = await chat.astream_chat(QUESTION)
        words = [piece async for piece in response.async_response_gen()]
        return "".join(words), chat.chat_history

    words, history = asyncio.run(said())
    assert words == expected
    assert len(history) == 2
