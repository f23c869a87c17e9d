"""Score sentences, rather than passages, as evidence for a question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
# by hand, round numbers; the optimum is flat. An article's first sentence names nearly all
# that the article is about, so it meets the words of questions that it does not answer.
_PASSAGE, _COSINE, _TYPED, _FRAGMENT, _OPENING = 0.5, 0.5, 0.2, -0.15, -0.2
_OPENING_CHARACTERS = 60
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
    drafts = [
        sentence
        for row, (vectors, places) in zip(rows, tokens, strict=True)
        for sentence in scorer.sentences(
            corpus.articles[corpus.article_of[row]], passages[row], vectors, places
        )
    ]
    return sorted(scorer.scored(drafts), key=lambda e: -e.score)


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
    ) -> list[tuple[Evidence, NDArray[np.float32]]]:
        """Compare each sentence; the second of each pair is how it meets each word itself."""
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
            score = self._whole(around, own) + _TYPED * typed
            fragment = not _ENDED.search(text) or text.startswith("(")
            score += _FRAGMENT * fragment  # a headline, a caption, a byline
            # "When and where" is just what an opening sentence tells.
            opening = start < _OPENING_CHARACTERS and len(self._question.kinds) == 1
            score += _OPENING * opening
            sentence = Evidence(
                article=article,
                passage=passage,
                start=start,
                end=end,
                text=text,
                score=score,
                matches=around,
                typed=typed,
            )
            found.append((sentence, matches))
        return found

    def scored(self, drafts: list[tuple[Evidence, NDArray[np.float32]]]) -> list[Evidence]:
        """Add what each sentence meets by itself, a word counting more where few meet it.

        The idf tells how rare a word is in the corpus; among the candidates, which are all
        on the question's topic, the words of the topic no longer tell sentences apart.
        """
        if not drafts:
            return []
        met = np.clip((np.stack([matches for _, matches in drafts]) - 0.3) / 0.4, 0, 1)
        telling = self._query.idf * -np.log((met.mean(axis=0) + 0.03) / 1.03)
        telling = telling / max(float(telling.sum()), 1e-9)
        return [replace(e, score=e.score + float(matches @ telling)) for e, matches in drafts]

    def _whole(self, around: NDArray[np.float32], own: NDArray[np.float32]) -> float:
        mean = own.mean(axis=0) if len(own) else np.zeros_like(self._query.vector)
        cosine = float(mean @ self._query.vector) / max(float(np.linalg.norm(mean)), 1e-6)
        return _PASSAGE * float(around @ self._query.weights) + _COSINE * cosine

    def _similar(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(vectors):
            return np.zeros(len(self._query.words), np.float32)
        similar: NDArray[np.float32] = self._query.similarities(vectors, np.zeros(1, np.int64))[0]
        return similar

    def _holds(self, there: list[str]) -> NDArray[np.float32]:
        known = set(there)
        return np.asarray([stem in known for stem in self._stems], dtype=np.float32)
