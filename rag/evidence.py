"""Score sentences, rather than passages, as evidence for a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.entries import heading
from index.lexical import terms
from rag.expected import holds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index import Article, Corpus, Passage
    from rag.matching import Query
    from rag.questions import Question
    from rag.retrieval import Found

# How much each comparison counts. Set on the fictional practice corpus (eval/gold/practice)
# by hand, round numbers; the optimum is flat.
_PASSAGE, _COSINE, _TYPED, _FRAGMENT = 0.5, 0.5, 0.2, -0.15
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


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
    """

    article: Article
    passage: Passage
    start: int
    end: int
    text: str
    score: float
    matches: NDArray[np.float32]
    typed: bool


def gather(corpus: Corpus, question: Question, found: Found) -> list[Evidence]:
    """Take the found passages apart into sentences and score each.

    Returns:
        All their sentences, best first.
    """
    rows = [int(row) for row in found.rows]
    passages = corpus.passages(rows)
    tokens = corpus.token_vectors(rows)
    scorer = _Scorer(question, found.query)
    evidence = [
        sentence
        for row, (vectors, places) in zip(rows, tokens, strict=True)
        for sentence in scorer.sentences(
            corpus.articles[corpus.article_of[row]], passages[row], vectors, places
        )
    ]
    return sorted(evidence, key=lambda e: -e.score)


class _Scorer:
    """Scores the sentences of one passage after the other for one question."""

    def __init__(self, question: Question, query: Query) -> None:
        self._question = question
        self._query = query
        self._stems = [(terms(word) or [word])[0] for word in query.words]

    def sentences(
        self,
        article: Article,
        passage: Passage,
        vectors: NDArray[np.float32],
        places: NDArray[np.uint8],
    ) -> list[Evidence]:
        whole = np.maximum(
            self._similar(vectors), self._holds(terms(f"{heading(article)} {passage.text}"))
        )
        found = []
        for place, (start, end) in enumerate(passage.sentences):
            text = passage.text[start - passage.start : end - passage.start]
            own = vectors[places == min(place, 255)]
            matches = np.maximum(self._similar(own), self._holds(terms(text)))
            around = np.maximum(whole, matches)
            typed = holds(self._question, text, article.published)
            score = self._score(matches, around, own, typed=typed)
            if not _ENDED.search(text):  # a headline, a caption, a byline
                score += _FRAGMENT
            found.append(
                Evidence(
                    article=article,
                    passage=passage,
                    start=start,
                    end=end,
                    text=text,
                    score=score,
                    matches=around,
                    typed=typed,
                )
            )
        return found

    def _score(
        self,
        matches: NDArray[np.float32],
        around: NDArray[np.float32],
        own: NDArray[np.float32],
        *,
        typed: bool,
    ) -> float:
        weights = self._query.weights
        mean = own.mean(axis=0) if len(own) else np.zeros_like(self._query.vector)
        cosine = float(mean @ self._query.vector) / max(float(np.linalg.norm(mean)), 1e-6)
        compared = float(matches @ weights) + _PASSAGE * float(around @ weights)
        return compared + _COSINE * cosine + _TYPED * typed

    def _similar(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(vectors):
            return np.zeros(len(self._query.words), np.float32)
        similar: NDArray[np.float32] = self._query.similarities(vectors, np.zeros(1, np.int64))[0]
        return similar

    def _holds(self, there: list[str]) -> NDArray[np.float32]:
        known = set(there)
        return np.asarray([stem in known for stem in self._stems], dtype=np.float32)
