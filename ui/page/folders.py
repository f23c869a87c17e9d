"""Folders of the machine that may be indexed from the page: those that its operator named.

A visitor never types a path. Whoever reaches the page could else read every text of this
machine through the reader; and whether only its owner reaches it, the page cannot know: a
tunnel or a proxy makes every visitor look like one of 127.0.0.1.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import SettingsError
from index.reading import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

MOST_FOLDERS = 100
_DEEPEST = 2
_MOST_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder that may be indexed.

    Attributes:
        name: What the page calls it: its path from the named folder on, never from the root.
        path: Where it is.
        files: How many files below it may be articles.
        indexed: Whether the store holds articles of it.
    """

    name: str
    path: Path
    files: int
    indexed: bool


def named(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Check the folders that the operator named.

    Raises:
        SettingsError: One is no folder, or two have one name.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        path = folder.resolve()
        if not path.is_dir():
            message = f"{folder}: is no folder; name one that holds articles"
            raise SettingsError(message)
        if found.setdefault(path.name, path) != path:
            message = (
                f"{folder}: another folder is called {path.name!r} too, and the page shows "
                "names alone; rename one, or name the folder above both"
            )
            raise SettingsError(message)
    return tuple(found.values())


def listed(roots: Sequence[Path], held: Collection[str]) -> list[Folder]:
    """Give the folders that hold articles, the named ones and those shortly below.

    Args:
        roots: The named folders.
        held: Paths of what the store was indexed from.
    """
    found = []
    for root in roots:
        counts = _counts(root)
        # One that has been emptied must be indexed again for its articles to go.
        for path in map(Path, held):
            if path.is_relative_to(root) and path.is_dir():
                counts.setdefault(path, 0)
        for path in sorted(counts):
            name = (Path(root.name) / path.relative_to(root)).as_posix()
            indexed = str(path) in held
            found.append(Folder(name=name, path=path, files=counts[path], indexed=indexed))
    return found[:MOST_FOLDERS]


def _counts(root: Path) -> dict[Path, int]:
    """Count the article files below a folder and the folders near it; empty ones are left out."""
    counts: dict[Path, int] = {}
    for folder, files in _walked(root):
        if not files:
            continue
        depth = len(folder.relative_to(root).parts)
        line = [folder, *folder.parents][: depth + 1]
        for path in line[max(0, depth - _DEEPEST) :]:
            counts[path] = counts.get(path, 0) + files
    return counts


def _walked(root: Path) -> Iterator[tuple[Path, int]]:
    """Give every folder with its number of article files; hidden and linked ones left out."""
    looked_at = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield (
            Path(folder),
            sum(
                Path(name).suffix.lower() in SUFFIXES and not name.startswith(".") for name in names
            ),
        )
        looked_at += len(names) + 1
        if looked_at > _MOST_LOOKED_AT:
            return
