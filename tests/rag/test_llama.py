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
