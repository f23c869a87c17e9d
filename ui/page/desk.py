"""The desk: the engine that all visitors share, and what the page does to its store."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import rag
from index import StoreMissing, load_settings
from index.catalog import Catalog
from rag.engine import Engine
from rag.opening import seeds_store
from rag.streaming import Progress
from ui.page.filing import Filing

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from index import Article
    from index.layout import Layout
    from rag import Answer
    from rag.streaming import Event
    from rag.timeline import Timeline
    from ui.page.session import Use

# How long a question waits before its visitor is told so, and again; in seconds.
_PATIENCE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to say of the store.

    Attributes:
        name: Its name, without the folders above it.
        seeds: Whether it is that of the sample articles.
        articles: How many articles it holds.
        passages: How many passages they are cut into.
        embedder: What embedded them.
        model: What the page calls the model that drafts answers, where there is one.
        changed: When its articles last changed.
        whole: Whether no indexing is under way, nor has broken off.
    """

    name: str
    seeds: bool
    articles: int
    passages: int
    embedder: str
    model: str | None
    changed: datetime | None
    whole: bool


class Desk:
    """One engine for all visitors; questions take turns."""

    def __init__(self, engine: Engine, *, folders: Sequence[Path] = ()) -> None:
        """Take an open engine, which stays the caller's to close, and folders to offer."""
        self.engine = engine
        self._given = engine
        self._settings = load_settings()
        self._asking = threading.Lock()
        self._plain: Engine | None = None
        self.filing = Filing(
            settings=self._settings,
            location=lambda: (self._layout.location, self._seeds),
            reopen=self._reopen,
            folders=folders,
        )

    def close(self) -> None:
        """Close an engine that was opened here."""
        if self.engine is not self._given:
            self.engine.close()

    # --- reading

    def answer(
        self, question: str, told: Sequence[Answer], use: Use
    ) -> Generator[Event, None, None]:
        """Answer a question when its turn has come; closing this ends the work.

        Yields:
            The events of `Engine.stream`, and before them that others are being served.

        Raises:
            DatelineError: It cannot be answered.
        """
        yield Progress(state="searching")
        while not self._asking.acquire(timeout=_PATIENCE):
            yield Progress(state="waiting for other visitors' questions")
        try:
            engine = self._without_model() if use.quoted else self.engine
            events = engine.stream(
                question, history=told, as_of=use.as_of, top_k=use.top_k, only=self.only(use)
            )
            with closing(events):
                yield from events
        finally:
            self._asking.release()

    def quoted(self, question: str) -> Answer:
        """Answer a question without the model, even where there is one.

        Raises:
            DatelineError: It cannot be answered.
        """
        with self._asking:
            return self._without_model().ask(question)

    def _without_model(self) -> Engine:
        """Give an engine over the same articles that only quotes."""
        if self.engine.model is None:
            return self.engine
        if self._plain is None:
            self._plain = Engine(self.engine.corpus)
        return self._plain

    def timeline(self, topic: str, use: Use) -> Timeline:
        """Draw up a timeline; see `Engine.timeline`."""
        with self._asking:
            return self.engine.timeline(topic, as_of=use.as_of, only=self.only(use))

    def only(self, use: Use) -> list[str] | None:
        """Give the ids of the articles that may be used; None for all."""
        if not use.narrow:
            return None
        return [article.id for article in use.chosen(self.articles())]

    def articles(self) -> list[Article]:
        """Give all articles without their texts, newest first, undated ones last."""
        found = sorted(self.engine.corpus.articles, key=lambda article: article.id)
        return sorted(
            found, key=lambda a: a.published.toordinal() if a.published else 0, reverse=True
        )

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text."""
        return self.engine.corpus.article(article_id)

    def outlets(self) -> list[str]:
        """Give the names of all outlets."""
        return sorted({a.outlet for a in self.engine.corpus.articles if a.outlet})

    @property
    def facts(self) -> Facts:
        """What there is to say of the store."""
        corpus = self.engine.corpus
        moment, whole = self._moment()
        return Facts(
            name="the sample articles" if self._seeds else self._name,
            seeds=self._seeds,
            articles=len(corpus.articles),
            passages=len(corpus.rows),
            embedder=corpus.embedder_name,
            model=model_name(self.engine.model.name) if self.engine.model else None,
            changed=datetime.fromtimestamp(moment / 1000).astimezone() if moment else None,
            whole=whole and not self.filing.busy,
        )

    def _moment(self) -> tuple[int, bool]:
        """Give when the store last changed, in milliseconds, and whether it is whole."""
        try:
            with Catalog(self._layout.folder) as catalog:
                return catalog.number("generation"), not catalog.number("changed")
        except StoreMissing:  # a rebuild is under way
            return 0, False

    @property
    def _layout(self) -> Layout:
        return self.engine.corpus.layout

    @property
    def _seeds(self) -> bool:
        return self._layout.location == seeds_store(self._settings)

    @property
    def _name(self) -> str:
        """The store's name without the folders above it."""
        return Path(self._layout.location.rstrip("/")).name or self._layout.location

    @property
    def votes(self) -> Path:
        """Where the visitors' votes are kept."""
        return self._layout.folder / "votes.jsonl"

    # --- after writing

    def _reopen(self, location: str) -> None:
        """See the store as it is now."""
        was = self.engine
        with self._asking:
            now = rag.open(location, llm="none", settings=self._settings)
            now.model = self._given.model
            self.engine, self._plain = now, None
        if was is not self._given:
            was.close()


def model_name(name: str) -> str:
    """Give what the page calls a model: no address, no folder of this machine."""
    kind, _, rest = name.partition(":")
    if kind == "gguf":
        return Path(rest.replace("\\", "/")).name
    if kind in ("http", "https"):
        return rest.partition("#")[2] or "a model of this machine's choice"
    return rest or name
