"""How the sentences of some passages compare with a question, as named columns.

All similarities are those of token vectors (`rag.matching`). What tells the sentences of
one article apart is how each meets the words that the others do not: the article's own
topic stands in all of them. So beside the sentence itself, its passage, its article and
the sentence before it are compared, and each word counts by how few sentences meet it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.entries import heading
from index.lexical import terms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from index import Article, Passage
    from rag.matching import Query

# A word counts as met from the lower similarity on, and fully at the upper one.
_UNLIKE, _LIKE = 0.3, 0.7
_MET, _MOSTLY_MET = 0.5, 0.6
# What a word is worth that only the sentence before meets: "He said they had doubled."
_BEFORE = 0.9
# An article's heading counts as so many sentences that meet its words.
_HEADING = 2
_FLOOR = 0.03
_OPENING_CHARACTERS, _FEW_WORDS, _GAP = 60, 6, 4
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Source:
    """One passage with all that is compared.

    Attributes:
        article: Its article, without text.
        passage: The passage.
        vectors: (tokens, dimension) float32, of its content tokens.
        places: (tokens,) the place of each token's sentence in the passage.
        cosine: Cosine of its pooled vector with the question's.
    """

    article: Article
    passage: Passage
    vectors: NDArray[np.float32]
    places: NDArray[np.uint8]
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All sentences of some sources, compared with one question.

    Attributes:
        source: (sentences,) the place of each one's passage among the sources.
        start: (sentences,) offset of each in its article's text.
        texts: The sentences.
        own: (sentences, words) 0 to 1: how well each meets each word by itself.
        around: (sentences, words) the same for its passage and its article's heading.
        telling: (sentences, words) what each word counts for in its article; sums to 1.
        similar: For each sentence (tokens, words): its tokens against the words.
        columns: (sentences,) each, by name.
    """

    source: NDArray[np.intp]
    start: NDArray[np.intp]
    texts: tuple[str, ...]
    own: NDArray[np.float32]
    around: NDArray[np.float32]
    telling: NDArray[np.float32]
    similar: tuple[NDArray[np.float32], ...]
    columns: dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    source: int
    start: int
    text: str
    similar: NDArray[np.float32]
    nearest: NDArray[np.float32]
    back: float
    cosine: float


def compare(query: Query, sources: Sequence[Source]) -> Compared:
    """Compare every sentence of some passages, at least one, with a question."""
    sentences = _sentences(query, sources)
    stems = [(terms(word) or [word])[0] for word in query.words]
    source = np.asarray([s.source for s in sentences])
    start = np.asarray([s.start for s in sentences])
    texts = tuple(s.text for s in sentences)
    said = np.stack([_has(stems, terms(text)) for text in texts])
    own = np.maximum(np.stack([s.nearest for s in sentences]), said)
    ids = [s.article.id for s in sources]
    heads = {s.article.id: _has(stems, terms(heading(s.article))) for s in sources}
    headed = np.stack([heads[ids[place]] for place in source])
    article = np.unique(ids, return_inverse=True)[1][source]
    around = np.maximum(_best(own, source), headed)
    met = np.clip((own - _UNLIKE) / (_LIKE - _UNLIKE), 0, 1).astype(np.float32)
    among = _total(met, article) + _HEADING * headed
    telling = _telling(query, among / (_total(np.ones_like(met), article) + _HEADING))
    topic = _telling(query, met.mean(axis=0))
    before = _before(article, start, texts)
    led = np.where(before[:, None] >= 0, np.maximum(own, _BEFORE * own[before]), own)
    everywhere = np.maximum(_best(own, article), headed)
    by_itself = own @ topic
    cosines = np.asarray([s.cosine for s in sources], np.float32)[source]
    columns = {
        "own": by_itself,
        "own_in_article": (own * telling).sum(axis=1),
        "with_before": (led * telling).sum(axis=1),
        "after": _after(by_itself, before),
        "mostly_met": ((own > _MOSTLY_MET) * telling).sum(axis=1),
        "met": (own > _MET) @ query.weights,
        "passage": around @ query.weights,
        "article": everywhere @ query.weights,
        "article_telling": everywhere @ topic,
        "article_cosine": _best(cosines[:, None], article)[:, 0],
        "cosine": np.asarray([s.cosine for s in sentences]),
        "back": np.asarray([s.back for s in sentences]),
        "opening": start < _OPENING_CHARACTERS,
        "fragment": np.asarray([not _ENDED.search(t) or t.startswith("(") for t in texts]),
        "few_words": np.asarray([len(t.split()) < _FEW_WORDS for t in texts]),
    }
    return Compared(
        source=source,
        start=start,
        texts=texts,
        own=own,
        around=around,
        telling=telling,
        similar=tuple(s.similar for s in sentences),
        columns={name: np.asarray(column, np.float32) for name, column in columns.items()},
    )


def _sentences(query: Query, sources: Sequence[Source]) -> list[_Sentence]:
    counts = [len(source.vectors) for source in sources]
    every = np.concatenate([source.vectors for source in sources]) @ query.tokens.T
    shares = query.shares
    found = []
    cuts = np.cumsum(counts)[:-1]
    for at, (source, raw) in enumerate(zip(sources, np.split(every, cuts), strict=True)):
        passage = source.passage
        for place, (start, end) in enumerate(passage.sentences):
            mine = source.places == min(place, 255)
            tokens = raw[mine]
            some = tokens.size > 0
            mean = source.vectors[mine].mean(axis=0) if some else np.zeros_like(query.vector)
            found.append(
                _Sentence(
                    source=at,
                    start=start,
                    text=passage.text[start - passage.start : end - passage.start],
                    similar=tokens @ shares,
                    # A word cut into pieces has the mean of its pieces' nearest tokens.
                    nearest=(tokens.max(axis=0) if some else np.zeros(len(shares), np.float32))
                    @ shares,
                    back=float(tokens.max(axis=1).mean()) if some else 0.0,
                    cosine=float(mean @ query.vector) / max(float(np.linalg.norm(mean)), 1e-6),
                )
            )
    return found


def _has(stems: Sequence[str], there: Collection[str]) -> NDArray[np.float32]:
    known = set(there)
    return np.asarray([stem in known for stem in stems], dtype=np.float32)


def _telling(query: Query, share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give what each word counts for, where a share of the sentences meet it; sums to 1.

    The idf tells how rare a word is in the corpus; among sentences that are all on the
    question's topic, the words of the topic no longer tell one from the other.
    """
    telling = query.idf * -np.log((share + _FLOOR) / (1 + _FLOOR))
    scaled: NDArray[np.float32] = telling / np.maximum(
        telling.sum(axis=-1, keepdims=True), np.float32(1e-9)
    )
    return scaled


def _best(values: NDArray[np.float32], group: NDArray[np.intp]) -> NDArray[np.float32]:
    """Give each row the best of its group, column by column."""
    best = np.full((int(group.max()) + 1, values.shape[1]), -np.inf, dtype=np.float32)
    np.maximum.at(best, group, values)
    given: NDArray[np.float32] = best[group]
    return given


def _total(values: NDArray[np.float32], group: NDArray[np.intp]) -> NDArray[np.float32]:
    """Give each row the total of its group, column by column."""
    total = np.zeros((int(group.max()) + 1, values.shape[1]), dtype=np.float32)
    np.add.at(total, group, values)
    given: NDArray[np.float32] = total[group]
    return given


def _before(
    article: NDArray[np.intp], start: NDArray[np.intp], texts: Sequence[str]
) -> NDArray[np.intp]:
    """Give the place of the sentence right before each; -1 where it is not there."""
    before = np.full(len(texts), -1)
    for one, other in pairwise(np.lexsort((start, article))):
        gap = start[other] - start[one] - len(texts[one])
        if article[one] == article[other] and 0 <= gap <= _GAP:
            before[other] = one
    return before


def _after(by_itself: NDArray[np.float32], before: NDArray[np.intp]) -> NDArray[np.float32]:
    """Give each sentence how well the next one does by itself."""
    after = np.full(len(by_itself), _UNLIKE, dtype=np.float32)
    known = before >= 0
    after[before[known]] = by_itself[known]
    return after
