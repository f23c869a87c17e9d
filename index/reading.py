"""Read articles from files and folders.

A `.md` file may open with YAML front matter (title, outlet, author, url, published); a
folder may hold `corpus.toml`, which gives the same for each of its files, and `date_basis`
and `date_note` besides. Text is kept as it stands, but for line ends (CRLF → LF).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ArticleError, SettingsError
from index.metadata import CONTROLS, described, front_matter, known_of

if TYPE_CHECKING:
    from index.articles import Article

SUFFIXES = (".txt", ".md")
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file that an article is to be read from.

    Attributes:
        path: The file.
        root: The file or folder that the user named.
        id: The article's id.
        known: What `corpus.toml` says of it.
    """

    path: Path
    root: Path
    id: str
    known: Mapping[str, Any]


def find(paths: Sequence[Path]) -> list[Source]:
    """List the article files in files and folders, by name.

    Raises:
        SettingsError: A path does not exist, or a file has another suffix.
        ArticleError: A `corpus.toml` cannot be read.
    """
    sources: list[Source] = []
    for path in paths:
        root = _resolved(path)
        if root.is_dir():
            sources.extend(_in_folder(root))
        elif root.is_file() and root.suffix.lower() in SUFFIXES:
            known = known_of(root.parent).get(root.name, {})
            sources.append(Source(path=root, root=root, id=root.stem, known=known))
        elif root.is_file():
            message = f"{path}: Dateline reads {' and '.join(SUFFIXES)} files; convert it to one"
            raise SettingsError(message)
        else:
            message = f"{path}: there is no such file or folder; check the path"
            raise SettingsError(message)
    return sources


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        message = f"{path}: cannot be followed ({error}); check for a loop of links"
        raise SettingsError(message) from error


def _in_folder(root: Path) -> Iterator[Source]:
    tables: dict[Path, Mapping[str, Mapping[str, Any]]] = {}
    for path in sorted(_files(root)):
        if path.parent not in tables:
            tables[path.parent] = known_of(path.parent)
        yield Source(
            path=path,
            root=root,
            id=path.relative_to(root).with_suffix("").as_posix(),
            known=tables[path.parent].get(path.name, {}),
        )


def _files(root: Path) -> Iterator[Path]:
    """Give the article files below a folder; hidden ones and linked folders are left out."""
    for folder, folders, names in os.walk(root, onerror=_unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith("."):
                yield path


def _unlisted(error: OSError) -> None:
    # Taking an unreadable folder for an empty one would drop its articles from the store.
    message = f"{error.filename}: cannot be listed ({error.strerror}); check its permissions"
    raise SettingsError(message) from error


def read(source: Source) -> tuple[Article, list[str]]:
    """Read one article.

    Returns:
        The article, and a warning for each thing that was read with a guess.

    Raises:
        ArticleError: The file is unreadable, empty, binary, too large or wrongly encoded,
            or its front matter is broken.
    """
    try:
        source.id.encode()
        about = source.path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ArticleError(source.path, "is no ordinary file; remove it")
        if about.st_size > MOST_BYTES:
            message = f"is larger than {MOST_BYTES // 1_000_000} MB; split it into articles"
            raise ArticleError(source.path, message)
        raw = source.path.read_bytes()
    except UnicodeEncodeError as error:
        raise ArticleError(source.path, "has a name that is not UTF-8; rename it") from error
    except OSError as error:
        message = f"cannot be read ({error.strerror}); check its permissions"
        raise ArticleError(source.path, message) from error
    text, warnings = _decoded(source.path, raw)
    fields, text = front_matter(source.path, text)
    if not text.strip():
        raise ArticleError(source.path, "has no text; add some or remove the file")
    known = {**source.known, **fields}
    article, doubts = described(source.path, source.id, known, text)
    return article, warnings + doubts


def _decoded(path: Path, raw: bytes) -> tuple[str, list[str]]:
    warnings = []
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "utf-16" if wide else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        guess = None if wide else _legacy_encoding(raw)
        if guess is None:
            message = (
                f"is not valid {encoding.removesuffix('-sig')} (byte {error.start}); "
                "save it as UTF-8"
            )
            raise ArticleError(path, message) from error
        text = raw.decode(guess)
        warnings.append(f"{path}: not UTF-8, read as {guess}; save it as UTF-8 if that is wrong")
    if "\x00" in text or len(CONTROLS.findall(text)) > len(text) / 100:
        raise ArticleError(path, "looks like a binary file; remove it or save it as text")
    return text.replace("\r\n", "\n"), warnings


def _legacy_encoding(raw: bytes) -> str | None:
    """Guess an 8-bit encoding; None where the bytes look like damaged UTF-8."""
    from charset_normalizer import from_bytes

    if re.search(rb"[\xc2-\xf4][\x80-\xbf]", raw):
        return None
    best = from_bytes(raw).best()
    if best is None or best.chaos > 0.1:  # noqa: PLR2004 - share of odd characters, charset-normalizer's own scale
        return None
    return best.encoding
