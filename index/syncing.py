"""Bring a store into line with files: embed what changed, drop what left."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.entries import RECIPE
from index.errors import ArticleError, SettingsError, StoreError
from index.layout import Layout, is_url
from index.opening import embedder_name, embedder_opener
from index.passages import PASSAGE_WORDS
from index.reading import SUFFIXES, find, read
from index.settings import DEFAULT_STORE, Settings, load_settings
from index.writing import Change, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index.articles import Article
    from index.reading import Source

_GROUP_CHARACTERS = 200_000


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """What one sync did.

    Attributes:
        added: Articles that are new.
        updated: Articles whose file or metadata changed.
        removed: Articles whose file is gone.
        unchanged: How many articles were left alone.
        embedded: How many passages were embedded.
        problems: Files that could not be read; what the store held of them stays.
        warnings: One line for each file that was read with a guess.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    embedded: int = 0
    problems: list[ArticleError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStep:
    """How far a sync has come.

    Attributes:
        state: What is being done: files are read, passages are embedded, the index is renewed.
        done: How many are done.
        total: Of how many; 0 where they are not counted.
    """

    state: Literal["reading", "embedding", "finishing"]
    done: int = 0
    total: int = 0


def sync(  # noqa: PLR0913 - keywords, each with a default
    paths: Sequence[Path | str],
    *,
    store: str | Path | None = None,
    settings: Settings | None = None,
    rebuild: bool = False,
    progress: bool = False,
    tell: Callable[[SyncStep], object] | None = None,
) -> SyncReport:
    """Bring a store into line with files and folders.

    Only new and changed articles are embedded; articles that came from one of these paths,
    or from below one, and are there no more leave the store; those from other paths stay.
    The same call again does nothing, and after a crash it repairs.

    Args:
        paths: Files and folders of articles.
        store: A folder or a Chroma server's URL; by default DATELINE_STORE or `.dateline`.
        settings: Settings to use instead of the environment's.
        rebuild: Forget everything in the store first.
        progress: Show a bar on standard error.
        tell: Called with every step, some of them from another thread.

    Returns:
        What was done, with a problem for each file that could not be read.

    Raises:
        SettingsError: A path does not exist or holds no articles.
        ArticleError: A `corpus.toml` cannot be read; nothing was done.
        StoreError: The store cannot be written, is locked, or was built otherwise.
        ModelError: The embedder failed; what was committed before stays.
    """
    settings = settings or load_settings()
    location = str(store or settings.store or DEFAULT_STORE)
    layout = Layout.at(location, cache=settings.cache)
    sources = find([Path(path) for path in paths])
    roots = {str(Path(path).resolve()) for path in paths}
    if not sources and (rebuild or not layout.exists):
        raise _nothing(paths)
    try:
        with Writer(
            layout,
            embedder_name=embedder_name(settings),
            embedder=embedder_opener(settings),
            rebuild=rebuild,
        ) as writer:
            if not sources and not _held(writer, roots):
                raise _nothing(paths)
            writer.repair()
            if is_url(location):
                writer.pull()
            return _Sync(writer, roots, tell).run(sources, progress=progress)
    except (sqlite3.Error, OSError) as error:
        message = (
            f"{location} cannot be written ({error}): check its permissions and the space left"
        )
        raise StoreError(message) from error


def _nothing(paths: Sequence[Path | str]) -> SettingsError:
    return SettingsError(f"{', '.join(map(str, paths))}: no .txt or .md files; name another folder")


def _held(writer: Writer, roots: set[str]) -> set[str]:
    """Give the ids of the articles that came from these folders or files, or from below."""
    return {i for i, root in writer.catalog.sources().items() if _within(root, roots)}


def _within(source: str, roots: set[str]) -> bool:
    return source in roots or any(str(parent) in roots for parent in Path(source).parents)


class _Sync:
    """One run: what it has seen so far, and its report."""

    def __init__(
        self, writer: Writer, roots: set[str], tell: Callable[[SyncStep], object] | None
    ) -> None:
        self._writer = writer
        self._roots = roots
        self._tell = tell
        self._known = writer.catalog.fingerprints()
        self._sources = writer.catalog.sources()
        self._adopted: dict[str, str] = {}
        self._seen: dict[str, Path] = {}
        self.report = SyncReport()

    def run(self, sources: Sequence[Source], *, progress: bool) -> SyncReport:
        watched = _watched(sources, progress=progress)
        groups = _groups(self._changed(self._read(watched, len(sources))))
        for embedded in self._writer.replace_all(groups, tell=self._embedding):
            self.report.embedded += embedded
        self._writer.adopt(self._adopted)
        gone = sorted(_held(self._writer, self._roots) - self._seen.keys())
        if gone:
            self._writer.remove(gone)
        self.report.removed = gone
        self._say(SyncStep(state="finishing"))
        self._writer.finish()
        return self.report

    def _read(self, sources: Iterable[Source], total: int) -> Iterator[Source]:
        for done, source in enumerate(sources):
            self._say(SyncStep(state="reading", done=done, total=total))
            yield source

    def _embedding(self, done: int, total: int) -> None:
        self._say(SyncStep(state="embedding", done=done, total=total))

    def _say(self, step: SyncStep) -> None:
        if self._tell is not None:
            self._tell(step)

    def _changed(self, sources: Iterable[Source]) -> Iterator[Change]:
        for source in sources:
            other = self._seen.get(source.id) or self._elsewhere(source)
            if other is not None:
                message = f"has the id {source.id!r} of {other}; rename one"
                self.report.problems.append(ArticleError(source.path, message))
                continue
            self._seen[source.id] = source.path
            try:
                article, warnings = read(source)
            except ArticleError as error:
                self.report.problems.append(error)
                continue
            self.report.warnings += warnings
            yield from self._compared(article, source)

    def _elsewhere(self, source: Source) -> Path | None:
        """Find the file of another folder that gave the store an article of this id."""
        root = self._sources.get(source.id)
        if root is None or is_url(root) or _within(root, self._roots):
            return None
        files = (Path(root), *(Path(root, f"{source.id}{suffix}") for suffix in SUFFIXES))
        return next((f for f in files if f.is_file() and not f.samefile(source.path)), None)

    def _compared(self, article: Article, source: Source) -> Iterator[Change]:
        found = fingerprint(article)
        was = self._known.get(article.id)
        if was == found:
            self.report.unchanged += 1
            if self._sources[article.id] != str(source.root):
                self._adopted[article.id] = str(source.root)
            return
        (self.report.updated if was else self.report.added).append(article.id)
        yield Change(article=article, source=str(source.root), fingerprint=found)


def fingerprint(article: Article) -> str:
    """Hash all that an article's entries in the store depend on."""
    parts = [RECIPE, PASSAGE_WORDS, asdict(article)]
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _groups(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Group changes so that a group's passages fill many batches of like length."""
    group: list[Change] = []
    size = 0
    for change in changes:
        group.append(change)
        size += len(change.article.text)
        if size >= _GROUP_CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _watched(sources: Sequence[Source], *, progress: bool) -> Iterable[Source]:
    if not progress:
        return sources
    from tqdm import tqdm

    return tqdm(sources, unit="article", desc="indexing", delay=1, leave=False)
