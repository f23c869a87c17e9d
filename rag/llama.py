"""Dateline in LlamaIndex: a retriever, a query engine and a chat engine over one engine.

from rag.llama import DatelineQueryEngine, DatelineRetriever
query_engine = DatelineQueryEngine(rag.open())  # Dateline's own verified answers
query_engine = RetrieverQueryEngine.from_args(DatelineRetriever(rag.open()), llm=…)
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.chat_engine.types import (
    AgentChatResponse,
    BaseChatEngine,
    StreamingAgentChatResponse,
)
from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

from rag.streaming import Done, Spoken

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Sequence

    from llama_index.core.callbacks import CallbackManager
    from llama_index.core.prompts.mixin import PromptMixinType
    from llama_index.core.schema import QueryBundle

    from rag.answers import Answer, Hit
    from rag.engine import Engine

# Where a passage lies is for programs; a model that reads it would quote the numbers.
_FOR_PROGRAMS = ["article_id", "start", "end", "url"]


class DatelineRetriever(BaseRetriever):
    """Finds passages by an engine's search.

    Each result carries the passage's text, its id, its score and, as metadata, article_id,
    title, outlet, published (ISO 8601), url, start and end (offsets into the article's
    text); what is not known is None.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        top_k: int = 10,
        callback_manager: CallbackManager | None = None,
        **options: Any,
    ) -> None:
        """Wrap an engine, which stays open and is the caller's to close.

        Args:
            engine: From `rag.open`.
            top_k: How many passages to find, 1 to 1,000.
            callback_manager: See `BaseRetriever`.
            options: Passed on to `Engine.search`, such as `as_of`.
        """
        super().__init__(callback_manager=callback_manager)
        self._engine = engine
        self._top_k = top_k
        self._options = options

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Find passages.

        Raises:
            DatelineError: As `Engine.search` does.
        """
        hits = self._engine.search(query_bundle.query_str, top_k=self._top_k, **self._options)
        return [NodeWithScore(node=_text_node(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Find passages without holding up the event loop."""
        return await asyncio.to_thread(self._retrieve, query_bundle)


class DatelineQueryEngine(BaseQueryEngine):
    """Answers queries by an engine: every sentence is verified, with its verbatim quotes.

    A response's `source_nodes` are the passages considered, its `metadata` the answer's
    values (`answered`, `citations`, `sentences`, `confidence` and so on) without these.
    """

    def __init__(
        self, engine: Engine, *, callback_manager: CallbackManager | None = None, **options: Any
    ) -> None:
        """Wrap an engine, which stays open and is the caller's to close.

        Args:
            engine: From `rag.open`.
            callback_manager: See `BaseQueryEngine`.
            options: Passed on to `Engine.ask`, such as `as_of`.
        """
        super().__init__(callback_manager=callback_manager)
        self._engine = engine
        self._options = options

    def _query(self, query_bundle: QueryBundle) -> Response:
        """Answer a query.

        Raises:
            DatelineError: As `Engine.ask` does.
        """
        answer = self._engine.ask(query_bundle.query_str, **self._options)
        return Response(answer.text, source_nodes=_sources(answer), metadata=_values(answer))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        """Answer a query without holding up the event loop."""
        return await asyncio.to_thread(self._query, query_bundle)

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Find the passages that match a query."""
        return DatelineRetriever(self._engine).retrieve(query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


class DatelineChatEngine(BaseChatEngine):
    """A conversation with an engine: follow-ups are understood, each answer is searched anew."""

    def __init__(self, engine: Engine, **options: Any) -> None:
        """Begin a conversation; the engine stays open and is the caller's to close.

        Args:
            engine: From `rag.open`.
            options: Passed on to `Engine.ask`, such as `as_of`.
        """
        self._engine = engine
        self._options = options
        self._messages: list[ChatMessage] = []

    @property
    def chat_history(self) -> list[ChatMessage]:
        """The messages so far, oldest first."""
        return list(self._messages)

    def reset(self) -> None:
        """Forget the conversation."""
        self._messages = []

    def chat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> AgentChatResponse:
        """Answer the next message; a history that is given stands for the one kept."""
        history = self._begun(chat_history)
        answer = self._engine.ask(message, history=history, **self._options)
        self._keep(message, answer)
        return AgentChatResponse(
            response=answer.text, source_nodes=_sources(answer), metadata=_values(answer)
        )

    async def achat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> AgentChatResponse:
        """Answer the next message without holding up the event loop."""
        return await asyncio.to_thread(self.chat, message, chat_history)

    def stream_chat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """Answer the next message sentence by sentence, each when it has passed."""
        history = self._begun(chat_history)
        response = StreamingAgentChatResponse(is_writing_to_memory=False, is_function=False)

        def pieces() -> Generator[ChatResponse, None, None]:
            spoken = Spoken()
            for event in self._engine.stream(message, history=history, **self._options):
                if isinstance(event, Done):
                    self._keep(message, event.answer)
                    response.source_nodes = _sources(event.answer)
                if words := spoken.words(event):
                    yield _piece(words)

        response.chat_stream = pieces()
        return response

    async def astream_chat(
        self, message: str, chat_history: list[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """Do as `stream_chat` without holding up the event loop."""
        history = self._begun(chat_history)
        response = StreamingAgentChatResponse(is_writing_to_memory=False, is_function=False)

        async def pieces() -> AsyncGenerator[ChatResponse, None]:
            spoken = Spoken()
            async for event in self._engine.astream(message, history=history, **self._options):
                if isinstance(event, Done):
                    self._keep(message, event.answer)
                    response.source_nodes = _sources(event.answer)
                if words := spoken.words(event):
                    yield _piece(words)

        response.achat_stream = pieces()
        return response

    def _begun(self, chat_history: list[ChatMessage] | None) -> list[dict[str, str]]:
        if chat_history is not None:
            self._messages = list(chat_history)
        return _turns(self._messages)

    def _keep(self, message: str, answer: Answer) -> None:
        self._messages += [
            ChatMessage(role=MessageRole.USER, content=message),
            ChatMessage(role=MessageRole.ASSISTANT, content=answer.text),
        ]


def _turns(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    turns: list[dict[str, str]] = []
    for message in messages:
        if message.role == MessageRole.USER:
            turns.append({"question": message.content or "", "answer": ""})
        elif message.role == MessageRole.ASSISTANT and turns:
            turns[-1]["answer"] = message.content or ""
    return turns


def _piece(words: str) -> ChatResponse:
    return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=words), delta=words)


def _sources(answer: Answer) -> list[NodeWithScore]:
    return [NodeWithScore(node=_text_node(hit), score=hit.score) for hit in answer.hits]


def _values(answer: Answer) -> dict[str, Any]:
    return {name: value for name, value in answer.to_dict().items() if name != "hits"}


def _text_node(hit: Hit) -> TextNode:
    passage = hit.passage
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={
            "article_id": passage.article_id,
            "title": hit.title,
            "outlet": hit.outlet,
            "published": hit.published.isoformat() if hit.published else None,
            "url": hit.url,
            "start": passage.start,
            "end": passage.end,
        },
        excluded_llm_metadata_keys=_FOR_PROGRAMS,
        excluded_embed_metadata_keys=_FOR_PROGRAMS,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)},
    )
