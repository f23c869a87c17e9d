"""Questions to begin with, made from headlines, each one tried before it is offered."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

from index import DatelineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index import Article
    from rag import Answer
    from ui.page.desk import Desk

MOST = 4
_TRIED = 14
_ALIKE = 0.6
_SHORTEST, _LONGEST = 12, 110
_AHEAD = re.compile(
    r"^(?P<who>[^,:;?!]{2,60}?)\s(?:slated\s|set\s|due\s|likely\s|expected\s|scheduled\s)?to\s"
    r"(?P<what>[a-z]+\b[^?!]{3,70})$"
)
# Behind these a headline only places the event; the question reads better without.
_BEHIND = re.compile(
    r"\s(?:ahead of|before|after|amid|as|despite|following|in (?:early |mid-?|late )?(?:January|"
    r"February|March|April|May|June|July|August|September|October|November|December))\b.*$"
)
_PLURAL = re.compile(r"\sand\s|,\s|[a-z](?<!us)(?<!is)(?<!ss)(?<=s)$")
_ABOUT_ALL = "Which articles do you have?"


def questions(article: Article) -> Iterator[str]:
    """Make questions of a headline: `A and B to meet in Paris` → `When do A and B meet in Paris?`."""
    title = " ".join((article.title or "").split()).rstrip(".")
    found = _AHEAD.match(title)
    if found:
        who = found["who"].strip()
        many = _PLURAL.search(who) is not None
        what = _BEHIND.sub("", found["what"]).strip()
        if "be " not in what[:3]:
            yield f"When {'do' if many else 'does'} {who} {what}?"
    if title and not title.endswith("?"):
        yield f"What is known about “{title}”?"


def candidates(articles: Sequence[Article]) -> list[str]:
    """Give questions from the newest articles, the first of each before the second of any."""
    first, second = [], []
    for article in articles:
        made = [q for q in questions(article) if _SHORTEST <= len(q) <= _LONGEST]
        first += made[:1]
        second += made[1:]
    return [*dict.fromkeys([q for q in first if q.startswith("When")])] + [
        q for q in dict.fromkeys([*first, *second]) if not q.startswith("When")
    ]


class Suggester:
    """Tries questions in the background and keeps those that are answered."""

    def __init__(self, desk: Desk) -> None:
        """Begin at once; the first question of a visitor then finds everything loaded."""
        self._desk = desk
        self._tried: dict[str, frozenset[str]] = {}
        self._ready = threading.Event()
        self.renew()

    def renew(self) -> None:
        """Make the suggestions anew, after the articles have changed; nobody waits for it."""
        threading.Thread(target=self._try, name="suggesting", daemon=True).start()

    def _try(self) -> None:
        found: dict[str, frozenset[str]] = {}
        try:
            for question in candidates(self._desk.articles()[:_TRIED])[:_TRIED]:
                if sum(not q.startswith("What is known") for q in found) >= MOST:
                    break
                answer = self._answer(question)
                # What is cited is known by then: what a follow-up may lead to.
                if answer is not None and answer.answered and answer.citations:
                    found[question] = frozenset(c.article_id for c in answer.citations)
        finally:
            self._tried = found
            self._ready.set()

    def _answer(self, question: str) -> Answer | None:
        try:
            return self._desk.quoted(question)
        except DatelineError:
            return None

    def first(self, patience: float = 20.0) -> list[str]:
        """Give questions to begin with."""
        self._ready.wait(patience)
        return [*list(self._tried)[: MOST - 1], _ABOUT_ALL]

    def following(self, answer: Answer, asked: Sequence[str]) -> list[str]:
        """Give questions that articles near an answer are known to answer."""
        near = {hit.passage.article_id for hit in answer.hits}
        seen = [_words(question) for question in asked]
        return [
            question
            for question, cited in self._tried.items()
            if cited & near and not any(_alike(_words(question), words) for words in seen)
        ][:2]


def _words(question: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", question.casefold()))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two questions ask much the same."""
    return len(one & other) >= _ALIKE * min(len(one), len(other))
