"""The engine: one store, opened, and every way to ask it."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from index.corpus import Corpus, open_corpus
from index.entries import RECIPE
from index.errors import SettingsError, StoreMissing
from index.layout import Layout
from index.settings import DEFAULT_STORE, Settings, load_settings
from rag.answers import Answer, Hit
from rag.confidence import ANSWER_ABOVE, judge
from rag.evidence import gather
from rag.questions import analyse
from rag.quoting import decline, quote
from rag.retrieval import Retriever
from rag.widening import LEADING, all_widened, leading_widened, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from index import Passage
    from rag.retrieval import Found
    from rag.timeline import Timeline

MOST_QUESTION_CHARACTERS = 4000
MOST_TOP_K = 1000
MOST_WIDEN = 2000
_READ_PASSAGES = 12
_NEAREST_PASSAGES = 3


class Engine:
    """Answers questions from one store; it may be used from several threads in turn."""

    def __init__(self, corpus: Corpus) -> None:
        """Take an open corpus; see `rag.open`."""
        self.corpus = corpus
        self._retriever = Retriever(corpus)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the store."""
        self.corpus.close()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str] | Answer] | None = None,  # noqa: ARG002 - follow-ups are not resolved yet
        as_of: date | None = None,
        top_k: int = 10,
        only: Collection[str] | None = None,
    ) -> Answer:
        """Answer a question with verbatim quotes, or say that the articles do not answer.

        Args:
            question: A question in English, at most 4,000 characters.
            history: Earlier turns of the conversation.
            as_of: Use only articles published up to this day; and undated ones.
            top_k: How many passages to give with the answer.
            only: Ids of the articles that may be used; by default all.

        Raises:
            SettingsError: The question is empty or too long, or `top_k` is out of range.
            StoreError: The store cannot be read.
            ModelError: The embedder failed.
        """
        begun = time.perf_counter()
        text = checked_question(question)
        asked = analyse(text)
        found = self._find(
            text,
            top_k=max(top_k, _READ_PASSAGES) if top_k > 0 else top_k,
            as_of=as_of,
            only=only,
        )
        searched = time.perf_counter()
        evidence = gather(self.corpus, asked, found)
        confidence = judge(asked, found.query, evidence)
        answered = bool(evidence) and confidence.value >= ANSWER_ABOVE
        answer = (quote if answered else decline)(asked, evidence, confidence)
        done = time.perf_counter()
        seconds = {"search": searched - begun, "answer": done - searched, "total": done - begun}
        hits = self._hits(found)[: top_k if answered else min(top_k, _NEAREST_PASSAGES)]
        return replaced(answer, hits=tuple(hits), as_of=as_of, seconds=seconds)

    def search(
        self,
        question: str,
        *,
        top_k: int = 10,
        as_of: date | None = None,
        widen: int | None = None,
        only: Collection[str] | None = None,
    ) -> list[Hit]:
        """Find the passages that best match a question.

        Args:
            question: A question that stands on its own.
            top_k: How many hits to return, 1 to 1,000.
            as_of: Use only articles published up to this day, and undated ones.
            widen: Widen every hit on both sides to about so many words; 0 leaves all as
                they are. By default the first three come with their neighbours.
            only: Ids of the articles that may be used; by default all.

        Returns:
            At most `top_k` hits, best first; `score` is comparable within one call only.

        Raises:
            SettingsError: The question is empty or too long, or `top_k` is out of range.
        """
        text = checked_question(question)
        found = self._find(text, top_k=top_k, as_of=as_of, widen=widen, only=only)
        return self._hits(found, widen=widen)[:top_k]

    def timeline(
        self,
        topic: str,
        *,
        as_of: date | None = None,
        only: Collection[str] | None = None,
        most: int = 30,
    ) -> Timeline:
        """Draw up a timeline: what happened on which day, and what is still planned.

        Args:
            topic: What it is to be about, in a few words.
            as_of: Use only articles published up to this day, and undated ones.
            only: Ids of the articles that may be used; by default all.
            most: Most events to give, at least 1; the ones most about the topic are kept.

        Returns:
            Its events by date; none, and the reason, where the articles tell of none.

        Raises:
            SettingsError: The topic is empty or too long, or `most` is out of range.
        """
        from rag.timeline import draw  # other questions need none of it

        if not 1 <= most <= MOST_TOP_K:
            message = f"most is {most}; use 1 to {MOST_TOP_K}"
            raise SettingsError(message)
        text = checked_question(topic)
        retriever = self._current()
        return draw(self.corpus, retriever, text, as_of=as_of, only=only, most=most)

    def _find(
        self,
        text: str,
        *,
        top_k: int,
        as_of: date | None,
        widen: int | None = 0,
        only: Collection[str] | None = None,
    ) -> Found:
        if not 1 <= top_k <= MOST_TOP_K:
            message = f"top_k is {top_k}; use 1 to {MOST_TOP_K}"
            raise SettingsError(message)
        if widen is not None and not 0 <= widen <= MOST_WIDEN:
            message = f"widen is {widen}; use 0 to {MOST_WIDEN} words"
            raise SettingsError(message)
        # Hits that fall into a wider one before them are left out: find some more.
        spare = 0 if widen == 0 else 2 * LEADING if widen is None else 2 * top_k
        return self._current().search(text, top_k=top_k + spare, as_of=as_of, only=only)

    def _current(self) -> Retriever:
        """Give the retriever, a new one where the store has changed since."""
        with self._lock:
            corpus = self.corpus.refreshed()
            if corpus is not self.corpus:
                self.corpus, self._retriever = corpus, Retriever(corpus)
            return self._retriever

    def _hits(self, found: Found, *, widen: int | None = 0) -> list[Hit]:
        rows = [int(row) for row in found.rows]
        if widen is None:
            shown = leading_widened(self.corpus, rows)
        elif widen == 0:
            shown = plain(self.corpus, rows)
        else:
            shown = all_widened(self.corpus, rows, widen)
        score_of = dict(zip(rows, found.scores, strict=True))
        return [self._hit(row, passage, float(score_of[row])) for row, passage in shown]

    def _hit(self, row: int, passage: Passage, score: float) -> Hit:
        article = self.corpus.articles[self.corpus.article_of[row]]
        return Hit(
            passage=passage,
            score=score,
            title=article.title,
            outlet=article.outlet,
            url=article.url,
            published=article.published,
            date_basis=article.date_basis,
        )


def replaced(answer: Answer, **changes: object) -> Answer:
    """Give an answer with some fields changed."""
    from dataclasses import replace

    return replace(answer, **changes)  # type: ignore[arg-type] # the callers name real fields


def checked_question(question: str) -> str:
    """Give a question without control characters, white space folded.

    Raises:
        SettingsError: Nothing is left of it, or it is too long.
    """
    text = "".join(c if c.isprintable() else " " for c in question)
    text = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    if not any(c.isalnum() for c in text):
        message = "the question is empty: ask something, for example “Where do they meet?”"
        raise SettingsError(message)
    if len(text) > MOST_QUESTION_CHARACTERS:
        message = (
            f"the question has {len(text):,} characters; ask it in at most "
            f"{MOST_QUESTION_CHARACTERS:,}"
        )
        raise SettingsError(message)
    return text


def open_engine(store: str | Path | None = None, *, settings: Settings | None = None) -> Engine:
    """Open a store, or the seed articles where none is named; see `rag.open`."""
    settings = settings or load_settings()
    if store is not None:
        return Engine(open_corpus(store, settings=settings))
    return Engine(_open_seeds(settings))


def _open_seeds(settings: Settings) -> Corpus:
    location = seeds_store(settings)
    try:
        return open_corpus(location, settings=settings)
    except StoreMissing:
        from index.syncing import sync  # reading files and Chroma are slow to load

        line = f"dateline: indexing the five seed articles into {location} (first use only)"
        print(line, file=sys.stderr)  # noqa: T201 - the one line that a first use owes its user
        sync([seeds_folder()], store=location, settings=settings)
        return open_corpus(location, settings=settings)


def default_store(settings: Settings) -> tuple[str, bool]:
    """Say which store to use when the user names none, and whether it is the seeds'.

    DATELINE_STORE first, then `.dateline` in the working folder, then the seeds.
    """
    if settings.store:
        return settings.store, False
    if Layout.at(DEFAULT_STORE, cache=settings.cache).exists:
        return DEFAULT_STORE, False
    return seeds_store(settings), True


def seeds_folder() -> Path:
    """Give the folder of the seed articles."""
    return Path(__file__).resolve().parent.parent / "seeds"


def seeds_store(settings: Settings) -> str:
    """Give the folder in the cache where these very seeds are indexed by this embedder."""
    digest = hashlib.sha256(f"{RECIPE} {settings.embedder}".encode())
    for path in sorted(seeds_folder().iterdir()):
        digest.update(path.read_bytes())
    return str(settings.cache / f"seeds-{digest.hexdigest()[:12]}")
