"""Score sentences, rather than passages, as evidence for a question.

Every sentence of the passages found, and of the articles that they come from first, is
compared with the question (`rag.sentences`); the best of these are then read
(`rag.attaching`): do they hold what is asked for, and near the words that ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.attaching import Reader
from rag.sentences import Source, compare

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index import Article, Corpus, Passage
    from rag.attaching import Fit
    from rag.questions import Question
    from rag.retrieval import Found
    from rag.sentences import Compared

# Articles that are read beyond the passages found, and how many more passages in all.
_WHOLE_ARTICLES, _MORE_PASSAGES = 3, 24
# So many sentences are read after all have been compared.
_READ = 16
# What each column counts for (`rag.sentences`), and each number of a reading (`rag.attaching`):
# the softmax over an article's sentences that makes the right one likeliest, with the signs
# of the weights given, fitted on the held-out texts of the reader (eval/reader) and, at half of
# the weight, on the practice corpus; divided by 8.
_COMPARED = {
    "own_in_article": 0.34,
    "with_before": 0.51,
    "after": 0.02,
    "met": 0.02,
    "passage": 0.39,
    "article": 0.22,
    "article_telling": 0.22,
    "article_cosine": 0.57,
    "cosine": 0.54,
    "back": 0.56,
    "fragment": -0.15,
    "few_words": -0.14,
}
_FITTING = {
    "typed": 0.18,
    "beside_noun": 0.63,
    "near_rest": 0.43,
    "opening": -0.23,
    "contrary": -0.17,
    "uncaused": -0.11,
    "broad": -0.11,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a sentence was read (`rag.rereading`).

    Attributes:
        answers: Log-odds that the sentences around it, and itself, answer the question.
        said: Log-odds of its best stretch against none.
        start: Offset of that stretch in the sentence.
        end: Offset after it.
    """

    answers: float
    said: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence as evidence.

    Attributes:
        article: Its article, without text.
        passage: The passage that it stands in.
        start: Offset of its first character in the article's text.
        end: Offset after its last character.
        text: The sentence.
        score: How well it answers, comparable over all questions of one corpus.
        matches: (words,) 0 to 1: how well each word of the question is met in its passage.
        typed: Whether it holds a thing of each kind that is asked for.
        beside: 0 to 1: how like the noun asked for is what stands beside such a thing.
        near: 0 to 1: how well what stands near it meets the rest of the question.
        reading: How it was read; None where it was not.
    """

    article: Article
    passage: Passage
    start: int
    end: int
    text: str
    score: float
    matches: NDArray[np.float32]
    typed: bool
    beside: float = 1.0
    near: float = 1.0
    reading: Reading | None = None


def gather(corpus: Corpus, question: Question, found: Found) -> list[Evidence]:
    """Take the found passages and their articles apart into sentences and score each.

    Returns:
        All their sentences, best first.
    """
    sources = _sources(corpus, found)
    if not sources:
        return []
    compared = compare(found.query, sources)
    scores = np.zeros(len(compared.texts))
    for name, weight in _COMPARED.items():
        scores += weight * compared.columns[name]
    reader = Reader(question, found.query)
    read: dict[int, Fit] = {}
    for place in np.argsort(-scores, kind="stable")[:_READ].tolist():
        published = sources[compared.source[place]].article.published
        read[place] = reader.read(compared, place, published)
        scores[place] += sum(w * getattr(read[place], name) for name, w in _FITTING.items())
    return [
        _evidence(sources[compared.source[place]], compared, place, float(scores[place]), read)
        for place in np.argsort(-scores, kind="stable").tolist()
    ]


def _evidence(
    source: Source, compared: Compared, place: int, score: float, read: dict[int, Fit]
) -> Evidence:
    start, text = int(compared.start[place]), compared.texts[place]
    fit = read.get(place)
    return Evidence(
        article=source.article,
        passage=source.passage,
        start=start,
        end=start + len(text),
        text=text,
        score=score,
        matches=compared.around[place],
        typed=fit is not None and bool(fit.typed),
        beside=fit.beside_noun if fit else 0.0,
        near=fit.near_rest if fit else 0.0,
    )


def _sources(corpus: Corpus, found: Found) -> list[Source]:
    """Take the passages found, then the nearest others of the articles found first."""
    rows = [int(row) for row in found.rows]
    articles = list(dict.fromkeys(int(corpus.article_of[row]) for row in rows))
    known = set(rows)
    more = [
        row
        for article in articles[:_WHOLE_ARTICLES]
        for row in corpus.passage_rows(corpus.articles[article].id)
        if row not in known
    ]
    if len(more) > _MORE_PASSAGES:
        cosines = corpus.cosines(found.query.vector, np.asarray(more))
        more = [more[i] for i in np.argsort(-cosines, kind="stable")[:_MORE_PASSAGES]]
    rows += more
    if not rows:
        return []
    passages = corpus.passages(rows)
    cosines = corpus.cosines(found.query.vector, np.asarray(rows))
    return [
        Source(corpus.articles[corpus.article_of[row]], passages[row], vectors, places, float(cos))
        for row, (vectors, places), cos in zip(
            rows, corpus.token_vectors(rows), cosines, strict=True
        )
        if passages[row].sentences
    ]
