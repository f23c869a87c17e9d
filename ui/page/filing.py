"""What the page does to the store: files and folders in, articles out."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from index import DatelineError, SettingsError, sync
from index.catalog import Catalog
from index.layout import Layout
from index.settings import DEFAULT_STORE
from ui.page.folders import Folder, listed
from ui.page.uploads import SUFFIXES, checked, copied, told

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from index import Settings, SyncReport, SyncStep

    Filed = Generator[SyncStep, None, tuple[SyncReport | None, list[str]]]

T = TypeVar("T")
_ADDED = "added"


class Filing:
    """The one way into the store; what is written by one visitor, all visitors see."""

    def __init__(
        self,
        *,
        settings: Settings,
        location: Callable[[], tuple[str, bool]],
        reopen: Callable[[str], None],
        folders: Sequence[Path] = (),
    ) -> None:
        """Take what is known of the store.

        Args:
            settings: The settings.
            location: Gives where the store is, and whether it is that of the samples.
            reopen: Called with where it is once it has changed.
            folders: The folders that the operator named; no other can be indexed.
        """
        self._settings = settings
        self._location = location
        self._reopen = reopen
        self._roots = tuple(folders)
        self._writing = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether a visitor's articles are being indexed right now."""
        return self._writing.locked()

    @property
    def added(self) -> Path:
        """The folder of the articles that were added through the page."""
        return self._layout(self._location()[0]).folder / _ADDED

    def removable(self) -> set[str]:
        """Give the ids of the articles that were added through the page."""
        if not self.added.is_dir():
            return set()
        return {path.stem for path in self.added.iterdir() if path.suffix in SUFFIXES}

    def folders(self) -> list[Folder]:
        """Give the folders that may be indexed, as they are now.

        One below a folder that is indexed already is left out: its articles would be there
        twice, under two names.
        """
        held = self._sources()
        return [
            folder
            for folder in listed(self._roots, held)
            if folder.indexed or not any(str(parent) in held for parent in folder.path.parents)
        ]

    def _sources(self) -> set[str]:
        layout = self._layout(self._location()[0])
        if not layout.exists:
            return set()
        with Catalog(layout.folder) as catalog:
            return set(catalog.sources().values())

    # --- writing

    def add(self, files: Sequence[Path]) -> Filed:
        """Put files into the store, the seeds' articles aside.

        The sample articles are nobody's own: what is added while they are asked goes into the
        working folder's store, which every later command asks too.

        Yields:
            How far it has come.

        Returns:
            What was done, and a line for each file that was not taken, or with a guess.

        Raises:
            DatelineError: The store cannot be written.
        """
        taken, problems = checked(files)
        if not taken:
            return None, problems
        with self._writing:
            location = self._own()
            folder = self._layout(location).folder / _ADDED
            try:
                new = copied(taken, folder)
                try:
                    report = yield from self._synced(folder, location)
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

    def add_folder(self, name: str) -> Filed:
        """Index one of the folders, or index it again; see `add`.

        Args:
            name: Its name among `folders`.

        Yields:
            How far it has come.

        Returns:
            What was done, and a line for each file that could not be read.

        Raises:
            DatelineError: There is no such folder, or the store cannot be written.
        """
        with self._writing:
            found = next((folder for folder in self.folders() if folder.name == name), None)
            if found is None:
                message = "this folder is not offered any more: choose one of the list"
                raise SettingsError(message)
            location = self._own()
            report = yield from self._synced(found.path, location)
            self._reopen(location)
        return report, [told(problem) for problem in report.problems]

    def remove(self, article_id: str) -> None:
        """Take an article out that was added through the page.

        Raises:
            DatelineError: It was not, or the store cannot be written.
        """
        with self._writing:
            if article_id not in self.removable():
                message = "only articles that were added here can be removed here"
                raise SettingsError(message)
            location, _ = self._location()
            try:
                for suffix in SUFFIXES:
                    (self.added / f"{article_id}{suffix}").unlink(missing_ok=True)
                sync([self.added], store=location, settings=self._settings)
            except OSError as error:
                raise _unwritten(error) from error
            self._reopen(location)

    def _own(self) -> str:
        """Give the store that articles go into: never that of the samples."""
        location, seeds = self._location()
        return DEFAULT_STORE if seeds else location

    def _layout(self, location: str) -> Layout:
        return Layout.at(location, cache=self._settings.cache)

    def _synced(self, folder: Path, location: str) -> Generator[SyncStep, None, SyncReport]:
        return stepped(
            lambda tell: sync([folder], store=location, settings=self._settings, tell=tell)
        )


def stepped(
    work: Callable[[Callable[[SyncStep], object]], T],
) -> Generator[SyncStep, None, T]:
    """Do work in a thread of its own and give its steps as they come, the newest only.

    Work that nobody waits for any more is done to its end: the store is then whole.
    """
    steps: queue.SimpleQueue[SyncStep | None] = queue.SimpleQueue()
    with ThreadPoolExecutor(1, thread_name_prefix="filing") as pool:
        doing = pool.submit(work, steps.put)
        doing.add_done_callback(lambda _: steps.put(None))
        while (step := _newest(steps)) is not None:
            yield step
        return doing.result()


def _newest(steps: queue.SimpleQueue[SyncStep | None]) -> SyncStep | None:
    """Wait for a step; where several wait already, take the last."""
    step = steps.get()
    while step is not None and not steps.empty():
        step = steps.get()
    return step


def _unwritten(error: OSError) -> SettingsError:
    return SettingsError(f"the store cannot be written ({error.strerror}): check the space left")
