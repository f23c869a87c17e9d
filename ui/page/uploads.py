"""Files that a visitor hands over: which may become articles, and under which names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index import DatelineError

SUFFIXES = (".txt", ".md")
MOST_FILES = 50
MOST_MEGABYTES = 10
_WIDEST_NAME = 100


def copied(taken: Mapping[str, Path], folder: Path) -> list[Path]:
    """Copy files into a folder, one for each id, and give those that were not there before."""
    folder.mkdir(parents=True, exist_ok=True)
    new = []
    for name, path in taken.items():
        copy = folder / name
        if not any(copy.with_suffix(suffix).exists() for suffix in SUFFIXES):
            new.append(copy)
        for suffix in SUFFIXES:
            copy.with_suffix(suffix).unlink(missing_ok=True)
        shutil.copyfile(path, copy)
    return new


def checked(files: Sequence[Path]) -> tuple[dict[str, Path], list[str]]:
    """Sort out which files may become articles.

    Returns:
        File name → file, and a line for each one refused.
    """
    taken: dict[str, Path] = {}
    problems = []
    for path in files[:MOST_FILES]:
        name = safe_name(path.name)
        if Path(name).suffix not in SUFFIXES:
            problems.append(f"{name}: only .txt and .md files are read; convert it to one")
        elif path.stat().st_size > MOST_MEGABYTES * 1_000_000:
            problems.append(f"{name}: is larger than {MOST_MEGABYTES} MB; split it into articles")
        elif not path.stat().st_size:
            problems.append(f"{name}: is empty; add some text")
        else:
            taken[name] = path
    if len(files) > MOST_FILES:
        left = len(files) - MOST_FILES
        problems.append(f"{left} files more than {MOST_FILES} were left out; add them next")
    return taken, problems


def safe_name(name: str) -> str:
    """Give a file name that stays in its folder and can be read everywhere."""
    last = Path(name.replace("\\", "/")).name
    stem, suffix = Path(last).stem, Path(last).suffix.lower()
    stem = re.sub(r"[^\w .,()–-]", "_", stem).strip(" .")[:_WIDEST_NAME] or "article"
    return stem + re.sub(r"[^\w.]", "", suffix)[:10]


def told(problem: DatelineError | str) -> str:
    """Give the words of an error or warning without the folders of this machine."""
    return re.sub(r"(?<![\w/:.])(?:[A-Za-z]:)?[/\\](?:[^/\\\s:]+[/\\])+", "", str(problem))
