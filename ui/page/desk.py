"""The desk: the engine that all visitors share, and what the page does to its store."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import rag
from index import DatelineError, SettingsError, load_settings, sync
from index.layout import Layout
from index.settings import DEFAULT_STORE
from rag.engine import Engine
from rag.opening import seeds_store
from rag.streaming import Progress
from ui.page.uploads import SUFFIXES, checked, copied, told

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from index import Article, SyncReport
    from rag import Answer
    from rag.streaming import Event
    from rag.timeline import Timeline
    from ui.page.session import Use

_ADDED = "added"
# How long a question waits before its visitor is told so, and again; in seconds.
_PATIENCE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What there is to say of the store."""

    name: str
    seeds: bool
    articles: int
    passages: int
    embedder: str
    model: str | None


class Desk:
    """One engine for all visitors; questions take turns."""

    def __init__(self, engine: Engine) -> None:
        """Take an open engine; it stays the caller's to close."""
        self.engine = engine
        self._given = engine
        self._settings = load_settings()
        self._asking = threading.Lock()
        self._writing = threading.Lock()

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
            events = self.engine.stream(
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
            engine = Engine(self.engine.corpus) if self.engine.model else self.engine
            return engine.ask(question)

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
        return Facts(
            name="the sample articles" if self._seeds else self._name,
            seeds=self._seeds,
            articles=len(corpus.articles),
            passages=len(corpus.rows),
            embedder=corpus.embedder_name,
            model=self.engine.model.name if self.engine.model else None,
        )

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

    # --- writing

    @property
    def added(self) -> Path:
        """The folder of the articles that were added through the page."""
        return self._layout.folder / _ADDED

    def removable(self) -> set[str]:
        """Give the ids of the articles that were added through the page."""
        if not self.added.is_dir():
            return set()
        return {path.stem for path in self.added.iterdir() if path.suffix in SUFFIXES}

    def add(self, files: Sequence[Path]) -> tuple[SyncReport | None, list[str]]:
        """Put files into the store, the seeds' articles aside.

        The sample articles are nobody's own: what is added while they are asked goes into the
        working folder's store, which every later command asks too.

        Returns:
            What was done, and a line for each file that was not taken, or with a guess.

        Raises:
            DatelineError: The store cannot be written.
        """
        taken, problems = checked(files)
        if not taken:
            return None, problems
        with self._writing:
            location = DEFAULT_STORE if self._seeds else self._layout.location
            folder = Layout.at(location, cache=self._settings.cache).folder / _ADDED
            try:
                new = copied(taken, folder)
                try:
                    report = sync([folder], store=location, settings=self._settings)
                except DatelineError:
                    for path in new:
                        path.unlink(missing_ok=True)
                    raise
            except OSError as error:
                raise _unwritten(error) from error
            for problem in report.problems:
                problem.path.unlink(missing_ok=True)
            self._reopen(location)
        guessed = [w for w in report.warnings if w.startswith(tuple(f"{path}: " for path in new))]
        return report, [*problems, *map(told, report.problems), *map(told, guessed)]

    def remove(self, article_id: str) -> None:
        """Take an article out that was added through the page.

        Raises:
            DatelineError: It was not, or the store cannot be written.
        """
        with self._writing:
            if article_id not in self.removable():
                message = "only articles that were added here can be removed here"
                raise SettingsError(message)
            try:
                for suffix in SUFFIXES:
                    (self.added / f"{article_id}{suffix}").unlink(missing_ok=True)
                sync([self.added], store=self._layout.location, settings=self._settings)
            except OSError as error:
                raise _unwritten(error) from error
            self._reopen(self._layout.location)

    def _reopen(self, location: str) -> None:
        """See the store as it is now."""
        was = self.engine
        with self._asking:
            now = rag.open(location, llm="none", settings=self._settings)
            now.model = self._given.model
            self.engine = now
        if was is not self._given:
            was.close()

    def refresh(self) -> None:
        """See what another process has put into the store meanwhile."""
        with self._asking:
            # Searching is what makes an engine look.
            self.engine.search("news", top_k=1)


def _unwritten(error: OSError) -> SettingsError:
    return SettingsError(f"the store cannot be written ({error.strerror}): check the space left")
