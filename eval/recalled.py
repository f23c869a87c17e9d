"""The large corpus of `eval speed`: its files, and its store, without embedding it.

Embedding 100,000 passages takes half an hour on two cores, so the vectors of the large corpus
are put together as its text is: each sentence brings the token vectors that it has in the
small corpus' store, and a passage's pooled vector is the mean of those of the passages that
its sentences stem from, of their own token vectors, and of a little noise. All else is real:
the files are read and cut, and Chroma, catalog, token file and postings are written by the
code that writes every store. What such a corpus cannot show is quality.
"""

from __future__ import annotations

import re
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from eval.recombined import Bank, Recombiner
from index import load_settings, open_corpus
from index.embedding import Embedded, TokenVectors
from index.layout import Layout
from index.lexical import is_content
from index.passages import cut
from index.reading import find, read
from index.syncing import fingerprint
from index.writing import Change, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eval.recombined import Line
    from index import Article

_SEED = 20260313
_OWN_SHARE = 0.3
_NOISE = 0.1
_GROUP_CHARACTERS = 200_000
_SAMPLED = 20
_WORD = re.compile(r"[A-Za-z0-9]+")


def build(
    *, small: str, folder: Path, store: str, passages: int, asked: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Write the files of a large corpus and its store.

    Args:
        small: Store of the small corpus, embedded by the model that the settings name.
        folder: Where the articles are written.
        store: The new store.
        passages: About how many passages.
        asked: (question, address of an article that answers it) of the small corpus.

    Returns:
        passages, articles, seconds of writing the store, how many of these went into
        recalling vectors, and the questions in the names of the large corpus.
    """
    settings = load_settings()
    bank = Bank(open_corpus(small, settings=settings))
    recombiner = Recombiner(bank)
    count = max(1, round(passages / _passages_each(recombiner)))
    folder.mkdir(parents=True)
    for number in range(count):
        article = recombiner.article(number)
        (folder / f"{article.id}.md").write_text(_file(article), encoding="utf-8")
    embedder = Recalled(bank)
    begun = time.perf_counter()
    layout = Layout.at(store, cache=settings.cache)
    with Writer(layout, embedder_name=embedder.name, embedder=lambda: embedder) as writer:
        written = sum(writer.replace(group) for group in _groups(folder, count))
        writer.finish()
    return {
        "articles": count,
        "passages": written,
        "seconds": time.perf_counter() - begun,
        "recalling": embedder.seconds,
        "questions": recombiner.questions(asked, count),
    }


def _passages_each(recombiner: Recombiner) -> float:
    return sum(len(cut(recombiner.article(n))) for n in range(_SAMPLED)) / _SAMPLED


def _file(article: Article) -> str:
    known = {name: getattr(article, name) for name in ("title", "outlet", "author", "url")}
    front = yaml.safe_dump({**known, "published": article.published}, allow_unicode=True)
    return f"---\n{front}---\n{article.text}"


def _groups(folder: Path, count: int) -> Iterator[list[Change]]:
    """Read the articles back as a sync does, in groups of its size."""
    from tqdm import tqdm

    group: list[Change] = []
    sources = tqdm(find([folder]), unit="article", desc="writing", total=count, disable=None)
    for source in sources:
        article, _ = read(source)
        change = Change(article=article, source=str(source.root), fingerprint=fingerprint(article))
        group.append(change)
        if sum(len(one.article.text) for one in group) >= _GROUP_CHARACTERS:
            yield group
            group = []
    if group:
        yield group


class Recalled:
    """An embedder that gives the vectors which a bank holds of the sentences; see `Embedder`."""

    def __init__(self, bank: Bank) -> None:
        """Take the bank; the name is that of the embedder that embedded its corpus."""
        self.name = bank.corpus.embedder_name
        self.dimension = bank.corpus.dimension
        self.seconds = 0.0
        self._bank = bank
        self._rng = np.random.default_rng(_SEED)

    @cached_property
    def _pooled(self) -> NDArray[np.float32]:
        corpus = self._bank.corpus
        rows = np.arange(corpus.size, dtype=np.int64)
        identity = np.eye(self.dimension, dtype=np.float32)
        return np.stack([corpus.cosines(axis, rows) for axis in identity], axis=1)

    def embed(self, texts: Sequence[str]) -> Embedded:
        """Put the vectors of some passages together."""
        begun = time.perf_counter()
        origins = [[self._bank.origin(line) for line in text.split("\n") if line] for text in texts]
        rows = sorted({one.row for some in origins for one in some})
        held = dict(zip(rows, self._bank.corpus.token_vectors(rows), strict=True))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        tokens = []
        for place, (text, some) in enumerate(zip(texts, origins, strict=True)):
            own = [held[one.row][0][held[one.row][1] == one.place] for one in some]
            tokens.append(_aligned(text, own, self.dimension))
            vectors[place] = self._mean(some, own)
        self.seconds += time.perf_counter() - begun
        return Embedded(vectors=vectors, tokens=tokens)

    def _mean(
        self, origins: Sequence[Line], own: Sequence[NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        sizes = np.asarray([len(one) for one in own], dtype=np.float32) + 1
        whole = _unit(sizes @ self._pooled[[one.row for one in origins]])
        part = _unit(np.concatenate(own).sum(axis=0)) if sum(map(len, own)) else whole
        noise = _unit(self._rng.standard_normal(self.dimension, dtype=np.float32))
        return _unit(whole + _OWN_SHARE * part + _NOISE * noise)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit


def _aligned(text: str, own: Sequence[NDArray[np.float32]], dimension: int) -> TokenVectors:
    """Lay each line's token vectors over its content words, in order."""
    spans: list[tuple[int, int]] = []
    kept: list[NDArray[np.float32]] = []
    start = 0
    lines = [line for line in text.split("\n") if line]
    for line, vectors in zip(lines, own, strict=True):
        start = text.index(line, start)
        words = [w.span() for w in _WORD.finditer(line) if is_content(w.group())]
        if words and len(vectors):
            which = np.arange(len(vectors)) * len(words) // len(vectors)
            spans += [(start + words[i][0], start + words[i][1]) for i in which]
            kept.append(vectors)
        start += len(line)
    found = np.concatenate(kept) if kept else np.zeros((0, dimension), dtype=np.float32)
    return TokenVectors(vectors=found, spans=np.asarray(spans, dtype=np.int32).reshape(-1, 2))
