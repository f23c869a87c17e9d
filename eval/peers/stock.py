"""A plain LlamaIndex + Chroma program over the same passages and the same model.

    python eval/peers/stock.py "When do they meet in Paris?" --folder seeds

Opens the collection, building it on first use, and prints the five nearest passages.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import chromadb
from chromadb.config import Settings
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.embedding.minilm import MiniLM

COLLECTION = "passages"
TOP_K = 5


class MiniLMEmbedding(BaseEmbedding):
    """The model that Dateline embeds, as LlamaIndex wants a model."""

    _model: MiniLM = PrivateAttr(default_factory=MiniLM)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.embed(texts).vectors.tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def open_index(store: Path, folder: Path) -> VectorStoreIndex:
    """Open the collection, or build it from a folder of articles."""
    client = chromadb.PersistentClient(str(store), settings=Settings(anonymized_telemetry=False))
    collection = client.get_or_create_collection(
        COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    vector_store = ChromaVectorStore(chroma_collection=collection)
    model = MiniLMEmbedding()
    if collection.count():
        return VectorStoreIndex.from_vector_store(vector_store, embed_model=model)
    context = StorageContext.from_defaults(vector_store=vector_store)
    return VectorStoreIndex(passages(folder), storage_context=context, embed_model=model)


def passages(folder: Path) -> list[TextNode]:
    """Cut the articles of a folder into the passages that Dateline cuts."""
    # Needed once only: what opens the collection later is not slowed by them.
    from index.passages import cut
    from index.reading import find, read

    articles = [read(source)[0] for source in find([folder])]
    return [
        TextNode(
            id_=passage.id,
            text=passage.text,
            metadata={"title": article.title or "", "published": str(article.published or "")},
            excluded_embed_metadata_keys=["title", "published"],
        )
        for article in articles
        for passage in cut(article)
    ]


def main() -> None:
    """Print the passages nearest to a question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("question")
    parser.add_argument("--folder", type=Path, default=Path("seeds"))
    parser.add_argument("--store", type=Path, default=Path(".stock"))
    given = parser.parse_args()
    retriever = open_index(given.store, given.folder).as_retriever(similarity_top_k=TOP_K)
    for place, hit in enumerate(retriever.retrieve(given.question), 1):
        print(f"{place}. {hit.score:.3f} {hit.metadata['published']} {hit.metadata['title']}")
        print(hit.text, end="\n\n")


if __name__ == "__main__":
    main()
