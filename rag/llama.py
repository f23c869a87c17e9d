"""Dateline in LlamaIndex: its search as a retriever.

from rag.llama import DatelineRetriever
query_engine = RetrieverQueryEngine.from_args(DatelineRetriever(rag.open()), llm=…)
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

if TYPE_CHECKING:
    from llama_index.core.callbacks import CallbackManager
    from llama_index.core.schema import QueryBundle

    from rag.answers import Hit
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
