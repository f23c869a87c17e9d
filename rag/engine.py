"""The engine: one store, opened, and every way to ask it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import SettingsError
from rag.about import asks_about_the_corpus
from rag.answering import answered
from rag.answers import Answer, Hit
from rag.asking import (
    MOST_QUESTION_CHARACTERS,
    MOST_TOP_K,
    MOST_WIDEN,
    Use,
    checked_question,
    checked_top_k,
)
from rag.hits import hits_of
from rag.languages import foreign
from rag.last_answer import asks_of_last, of_last
from rag.reading import ReadingModel
from rag.retrieval import Retriever
from rag.streaming import drained, ready, told
from rag.widening import LEADING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Generator, Mapping, Sequence
    from datetime import date

    from index import Article
    from index.corpus import Corpus
    from rag.chat import Chat
    from rag.chat_models import ChatModel
    from rag.retrieval import Found
    from rag.streaming import Event, Steps
    from rag.timeline import Timeline

    History = Sequence[Mapping[str, str] | Answer] | None

__all__ = ["MOST_QUESTION_CHARACTERS", "Engine", "checked_question"]

_ASKED_AGAIN = 8


class Engine:
    """Answers questions from one store; it may be used from several threads in turn."""

    def __init__(
        self, corpus: Corpus, *, model: ChatModel | None = None, own_model: bool = False
    ) -> None:
        """Take an open corpus, and a model to draft answers if one is wanted; see `rag.open`.

        Args:
            corpus: The corpus, which is closed with the engine.
            model: The model.
            own_model: Whether the model, too, is closed with the engine.
        """
        self.corpus = corpus
        self.model = model
        self._own_model = model if own_model else None
        self._retriever = Retriever(corpus)
        self._reader = ReadingModel()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the store, and the model where it was opened by its name."""
        self.corpus.close()
        if self._own_model is not None:
            self._own_model.close()

    def ask(
        self,
        question: str,
        *,
        history: History = None,
        as_of: date | None = None,
        top_k: int = 10,
        only: Collection[str] | None = None,
    ) -> Answer:
        """Answer a question with verbatim quotes, or say that the articles do not answer.

        Args:
            question: A question in English, at most 4,000 characters.
            history: Earlier turns of the conversation, oldest first: answers, or mappings
                with `question` and `answer`. They tell what the question means, never what
                the answer is.
            as_of: Use only articles published up to this day; and undated ones.
            top_k: How many passages to give with the answer.
            only: Ids of the articles that may be used; by default all.

        Raises:
            SettingsError: The question is empty or too long, `top_k` is out of range, or the
                history holds what is no turn.
            StoreError: The store cannot be read.
            ModelError: The embedder failed.
        """
        use = Use(as_of=as_of, only=only, top_k=top_k)
        return drained(self._steps(question, history, use))

    def stream(
        self,
        question: str,
        *,
        history: History = None,
        as_of: date | None = None,
        top_k: int = 10,
        only: Collection[str] | None = None,
    ) -> Generator[Event, None, None]:
        """Answer a question and tell what is done meanwhile; see `ask`.

        Yields:
            `Progress`, a `SentenceReady` for each sentence that has passed every check, and
            `Done` with the answer. Closing the generator ends the call of the model, if any.
        """
        use = Use(as_of=as_of, only=only, top_k=top_k)
        return told(self._steps(question, history, use))

    def astream(
        self,
        question: str,
        *,
        history: History = None,
        as_of: date | None = None,
        top_k: int = 10,
        only: Collection[str] | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Do as `stream` without holding up the event loop."""
        from rag.streaming_async import told_async  # asyncio is slow to load

        use = Use(as_of=as_of, only=only, top_k=top_k)
        return told_async(self._steps(question, history, use))

    def chat(self) -> Chat:
        """Begin a conversation that keeps its own history."""
        from rag.chat import Chat

        return Chat(self)

    def _steps(self, question: str, history: History, use: Use) -> Steps:
        """Answer a question, step by step."""
        begun = time.perf_counter()
        text = checked_question(question)
        checked_top_k(use.top_k)
        articles = self._usable(use)
        meant = None
        if history is not None and asks_of_last(text):
            answer = of_last(self.corpus, text, lambda: self._last(history, use))
            yield from ready(answer)
        else:
            if history is not None and not asks_about_the_corpus(text) and not foreign(text):
                from rag.chat import understood  # other questions need none of it

                meant = understood(text, history, self.model)
            answer = yield from answered(
                self._current(), self._reader, self.model, meant or text, use, articles
            )
        seconds = {**answer.seconds, "total": time.perf_counter() - begun}
        newest = max((a.published for a in articles if a.published), default=None)
        return replace(
            answer,
            question=text,
            as_of=use.as_of,
            newest=newest,
            seconds=seconds,
            standalone=answer.standalone or meant,
        )

    def _last(self, history: Sequence[Mapping[str, str] | Answer], use: Use) -> Answer | None:
        """Give the last answer; one of which only the words are known is asked again."""
        from rag.following import turns_of

        if not turns_of(history):
            return None
        last = history[-1]
        if isinstance(last, Answer):
            return last
        question = last.get("question") or ""
        if not any(c.isalnum() for c in question):
            return None
        return drained(self._steps(question, history[-_ASKED_AGAIN:-1], use))

    def _usable(self, use: Use) -> list[Article]:
        """Give the articles that an answer may be drawn from."""
        chosen = None if use.only is None else set(use.only)
        return [
            article
            for article in self._current().corpus.articles
            if (chosen is None or article.id in chosen)
            and not (use.as_of and article.published and article.published > use.as_of)
        ]

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
        return hits_of(self.corpus, found, widen=widen)[:top_k]

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
        checked_top_k(top_k)
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
