"""Read articles from files and folders.

A `.md` file may open with YAML front matter (title, outlet, author, url, published); a
folder may hold `corpus.toml`, which gives the same for each of its files, and `date_basis`
and `date_note` besides. Text is kept as it stands, but for line ends (CRLF → LF).
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml
from dateutil import parser as date_parser

from index.articles import Article
from index.errors import ArticleError, SettingsError

if TYPE_CHECKING:
    from index.articles import DateBasis

SUFFIXES = (".txt", ".md")
METADATA_FILE = "corpus.toml"
MOST_BYTES = 20_000_000
# Deeper nesting than this can hold would crash the YAML parser, not merely fail in it.
_MOST_FRONT_MATTER = 10_000

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")
_STATED_DATE = re.compile(
    r"^\W*(?:date|published|updated|posted)\W{1,3}"
    r"((?:19|20)\d\d-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2},? (?:19|20)\d\d|"
    r"\d{1,2} [A-Z][a-z]{2,8}\.? (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_KNOWN = {"title", "outlet", "author", "url", "published", "date_basis", "date_note"}


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
            known = _known(root.parent).get(root.name, {})
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
            tables[path.parent] = _known(path.parent)
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


def _known(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    path = folder / METADATA_FILE
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ArticleError(path, f"cannot be read ({error}); mend or remove it") from error
    articles = found.get("articles", {})
    if not isinstance(articles, dict) or not all(isinstance(v, dict) for v in articles.values()):
        raise ArticleError(path, 'give one table a file: [articles."file name"]')
    return cast("Mapping[str, Mapping[str, Any]]", articles)


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
    fields, text = _front_matter(source.path, text)
    if not text.strip():
        raise ArticleError(source.path, "has no text; add some or remove the file")
    return _article(source, {**source.known, **fields}, text), warnings


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
    if "\x00" in text or len(_CONTROLS.findall(text)) > len(text) / 100:
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


def _front_matter(path: Path, text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT_MATTER.match(text) if path.suffix.lower() == ".md" else None
    if found is None:
        return {}, text
    if len(found.group(1)) > _MOST_FRONT_MATTER:
        message = f"has front matter of over {_MOST_FRONT_MATTER} characters; shorten it"
        raise ArticleError(path, message)
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        fields = yaml.load(found.group(1), Loader=loader)  # noqa: S506 - both are the safe loader
    except (yaml.YAMLError, RecursionError) as error:
        message = f"has broken front matter ({_fault(error)}); mend the YAML between the ---"
        raise ArticleError(path, message) from error
    except ValueError as error:
        message = f"has an impossible date in its front matter ({error}); mend it"
        raise ArticleError(path, message) from error
    if fields is None:
        fields = {}
    if not isinstance(fields, dict):
        raise ArticleError(path, "has front matter that is no list of `name: value` lines")
    return {str(k).lower(): v for k, v in fields.items()}, text[found.end() :]


def _article(source: Source, fields: Mapping[str, Any], text: str) -> Article:
    values = {name: fields[name] for name in _KNOWN if fields.get(name) not in (None, "")}
    published, basis, note = _published(source, values, text)
    return Article(
        id=source.id,
        text=text,
        title=_line(source.path, values, "title"),
        outlet=_line(source.path, values, "outlet"),
        author=_line(source.path, values, "author"),
        url=_line(source.path, values, "url"),
        published=published,
        date_basis=basis,
        date_note=note,
    )


def _published(
    source: Source, values: Mapping[str, Any], text: str
) -> tuple[date | None, DateBasis | None, str | None]:
    """Give the day of publication, how it is known, and the note on that."""
    if "published" in values:
        basis = values.get("date_basis", "stated")
        if basis not in ("stated", "inferred"):
            raise ArticleError(source.path, f"date_basis is {basis!r}; use stated or inferred")
        note = _line(source.path, values, "date_note")
        try:
            return _day(values["published"]), basis, note
        except ValueError as error:
            message = f"has a published date that cannot be used ({error}); write it as 2026-03-12"
            raise ArticleError(source.path, message) from error
    stated = _STATED_DATE.match(text.lstrip()[:200])
    named = _NAME_DATE.search(source.path.name)
    try:
        if stated:
            return _day(stated.group(1)), "stated", "from the article's first line"
        if named:
            return date.fromisoformat(named.group(1)), "inferred", "from the file's name"
    except ValueError:
        pass  # such as a 31 February: then the text states no date
    return None, None, None


def _day(value: object) -> date:
    """Read a day as its source writes it, in the source's own time zone.

    Raises:
        ValueError: It is no date, or a part of it is missing.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value)[:100]
    # What is missing is taken from the default: two of them tell it from what is there.
    found = {_parsed(text, default) for default in (datetime(1, 1, 1), datetime(4, 2, 2))}  # noqa: DTZ001 - only its day is used
    if len(found) > 1:
        message = f"{text!r} leaves out the year, the month or the day"
        raise ValueError(message)
    return found.pop()


def _parsed(text: str, default: datetime) -> date:
    try:
        return date_parser.parse(text, default=default, ignoretz=True).date()
    except (ValueError, OverflowError) as error:
        message = f"{text!r} is no date"
        raise ValueError(message) from error


def _line(path: Path, values: Mapping[str, Any], name: str) -> str | None:
    """Fold a value, or a list of them, to one line without control characters.

    Raises:
        ArticleError: It is neither a value nor a list of values.
    """
    value = values.get(name)
    parts = value if isinstance(value, list) else [value]
    try:
        line = ", ".join(_plain(part) for part in parts if part is not None)
    except ValueError as error:
        message = f"has a {name} that is no text ({error}); write it in one line"
        raise ArticleError(path, message) from error
    line = " ".join(_CONTROLS.sub("", line).split())
    return line.encode("utf-8", "replace").decode("utf-8") or None


def _plain(value: object) -> str:
    if isinstance(value, str | int | float | date):
        return str(value)
    message = f"a {type(value).__name__}"
    raise ValueError(message)


def _fault(error: Exception) -> str:
    """Say in one line what is wrong with some YAML, and where in the file."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        # The first line of the file is the --- before the YAML.
        return f"{error.problem}, line {error.problem_mark.line + 2}"
    return next(iter(str(error).splitlines()), type(error).__name__)
