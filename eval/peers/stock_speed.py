"""What `eval.speed` measures of the stock LlamaIndex pipeline, each in a process of its own.

    python -m eval.peers.stock_speed index '{"folder": "seeds", "store": "/tmp/stock"}'

The stock pipeline gets Dateline's passages and its model. Its queries are asked of the
collection of Dateline's own store, so that both search one graph and nothing is embedded
twice; it then gives fewer fields for each passage than it would give of its own collection.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from eval.timed import answer

_WARM_UP = 20
_TOP_K = 10


def index(*, folder: str, store: str) -> dict[str, float]:
    """Build a stock index over the passages of a folder."""
    from eval.peers.stock import open_index, passages

    begun = time.perf_counter()
    open_index(Path(store), Path(folder))
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "passages": len(passages(Path(folder)))}


def query(*, chroma: str, collection: str, questions: list[str]) -> dict[str, Any]:
    """Open a collection and ask."""
    begun = time.perf_counter()
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import VectorStoreIndex
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from eval.peers.stock import MiniLMEmbedding

    client = chromadb.PersistentClient(chroma, settings=Settings(anonymized_telemetry=False))
    held = client.get_collection(collection, embedding_function=None)
    made = VectorStoreIndex.from_vector_store(
        ChromaVectorStore(chroma_collection=held), embed_model=MiniLMEmbedding()
    )
    retriever = made.as_retriever(similarity_top_k=_TOP_K)
    retriever.retrieve(questions[0])
    first = time.perf_counter() - begun
    for question in questions[:_WARM_UP]:
        retriever.retrieve(question)
    seconds = []
    for question in questions:
        begun = time.perf_counter()
        retriever.retrieve(question)
        seconds.append(time.perf_counter() - begun)
    return {"first": first, "seconds": seconds, "passages": held.count()}


if __name__ == "__main__":
    answer({"index": index, "query": query})
