"""Answerers that need no skill, beside which every score is read; and one that is shown the gold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eval.matching import MOST_WORDS, judge, word_count
from eval.running import run
from eval.scoring import score
from eval.summary import summarise
from index.lexical import build, terms
from index.sentences import sentence_spans
from rag.answers import Answer, Citation, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from eval.cases import Case
    from eval.running import Answerer
    from eval.summary import Summary
    from index import Article

# BM25 scores have no bound; this many make a confidence of one half.
_HALF_SURE = 10.0


def floors(
    cases: Sequence[Case],
    articles: Mapping[str, Article],
    *,
    more: Mapping[str, Answerer] | None = None,
) -> dict[str, Summary]:
    """Run the floors over some cases.

    refusing: refuses every question.
    constant: gives the one text, of the gold's forms, that is right most often.
    bm25: quotes the sentence that matches the question best, and never refuses.
    copying: quotes as many such sentences as an answer may be long.
    oracle: quotes a gold span of each part, and refuses what has none: what quoting alone
        can come to.

    Args:
        cases: The cases.
        articles: The articles of the suite by id.
        more: Other floors by name, such as a model that is shown no article.
    """
    answerers: dict[str, Answerer] = {
        "refusing": Refusing(),
        "constant": Constant(best_constant(cases)),
        "bm25": BestSentences(articles, most_words=0),
        "copying": BestSentences(articles, most_words=MOST_WORDS),
        **(more or {}),
        "oracle": Oracle(cases, articles),
    }
    return {
        name: summarise(score(run(answerer, cases), articles))
        for name, answerer in answerers.items()
    }


class Refusing:
    """Refuses every question."""

    def ask(
        self,
        question: str,
        *,
        history: list[dict[str, str]] | None,  # noqa: ARG002
        as_of: date | None,  # noqa: ARG002
    ) -> Answer:
        """Refuse."""
        return Answer(question=question, text="The articles do not say.", answered=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """Answers every question with the same text."""

    text: str

    def ask(
        self,
        question: str,
        *,
        history: list[dict[str, str]] | None,  # noqa: ARG002
        as_of: date | None,  # noqa: ARG002
    ) -> Answer:
        """Give the text."""
        return Answer(question=question, text=self.text, answered=True, short=self.text)


def best_constant(cases: Iterable[Case]) -> str:
    """Give the form of the gold that is right most often as the answer to everything."""
    asked = [case for case in cases if case.answerable]
    forms = dict.fromkeys(["yes", "no", *(case.answers[0][0] for case in asked)])

    def rights(form: str) -> int:
        answer = Answer(question="", text=form, answered=True, short=form)
        return sum(judge(case, answer).right for case in asked)

    return max(forms, key=rights)


class BestSentences:
    """Quotes the sentences that match the words of the question best, by BM25."""

    def __init__(self, articles: Mapping[str, Article], *, most_words: int) -> None:
        """Index the sentences of some articles.

        Args:
            articles: The articles by id.
            most_words: After the best sentence, quote others as long as all have no more
                words than this.
        """
        self._most_words = most_words
        self._places = [
            (article, start, end)
            for article in articles.values()
            for start, end in sentence_spans(article.text)
        ]
        said = [terms(article.text[start:end]) for article, start, end in self._places]
        self._ids = {
            term: i for i, term in enumerate(dict.fromkeys(t for one in said for t in one))
        }
        rows = (
            (row, np.asarray([self._ids[term] for term in one], dtype=np.int32).tobytes())
            for row, one in enumerate(said)
        )
        self._postings = build(rows, vocabulary=len(self._ids), size=len(said))

    def ask(
        self,
        question: str,
        *,
        history: list[dict[str, str]] | None,  # noqa: ARG002
        as_of: date | None,
    ) -> Answer:
        """Quote the best sentences of the articles up to a day; refuse where no word is found."""
        query = {self._ids[term]: 1.0 for term in terms(question) if term in self._ids}
        scores = self._postings.scores(query)
        for row, (article, _, _) in enumerate(self._places):
            if as_of and article.published and article.published > as_of:
                scores[row] = 0.0
        ranked = [int(row) for row in np.argsort(-scores, kind="stable") if scores[row] > 0]
        if not ranked:
            return Answer(question=question, text="The articles do not say.", answered=False)
        best = float(scores[ranked[0]])
        places = [self._places[row] for row in self._fitting(ranked)]
        return quoting(question, places, confidence=best / (best + _HALF_SURE))

    def _fitting(self, ranked: Iterable[int]) -> list[int]:
        """Take the first sentence, and of the others those that still fit."""
        taken: list[int] = []
        words = 0
        for row in ranked:
            article, start, end = self._places[row]
            more = word_count(article.text[start:end])
            if not taken or words + more <= self._most_words:
                taken.append(row)
                words += more
        return taken


class Oracle:
    """Quotes the gold."""

    def __init__(self, cases: Iterable[Case], articles: Mapping[str, Article]) -> None:
        """Take the gold of some cases."""
        self._cases = {_key(case): case for case in cases}
        self._articles = articles

    def ask(
        self, question: str, *, history: list[dict[str, str]] | None, as_of: date | None
    ) -> Answer:
        """Quote the first gold span of each part."""
        turns = tuple((turn["question"], turn["answer"]) for turn in history or ())
        case = self._cases[question, turns, as_of]
        places = []
        for part in case.evidence:
            article = self._articles[part[0].article]
            start = article.text.index(part[0].quote)
            places.append((article, start, start + len(part[0].quote)))
        if not places:
            return Answer(question=question, text="The articles do not say.", answered=False)
        return quoting(question, list(dict.fromkeys(places)), confidence=1.0)


def _key(case: Case) -> tuple[str, tuple[tuple[str, str], ...], date | None]:
    turns = tuple((turn.question, turn.answer) for turn in case.history)
    return case.question, turns, case.as_of


def quoting(
    question: str, places: Iterable[tuple[Article, int, int]], *, confidence: float
) -> Answer:
    """Make an answer of stretches of articles, each a sentence with its citation."""
    citations = tuple(
        Citation(
            number=number,
            article_id=article.id,
            title=article.title,
            outlet=article.outlet,
            url=article.url,
            published=article.published,
            date_basis=article.date_basis,
            quote=article.text[start:end],
            start=start,
            end=end,
        )
        for number, (article, start, end) in enumerate(places, 1)
    )
    return Answer(
        question=question,
        text="\n".join(f"{one.quote} [{one.number}]" for one in citations),
        answered=True,
        sentences=tuple(
            Sentence(text=one.quote, citations=(one.number,), support="supported")
            for one in citations
        ),
        citations=citations,
        confidence=confidence,
    )
