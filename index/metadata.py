"""What is known of an article besides its text: front matter, `corpus.toml`, dates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml
from dateutil import parser as date_parser

from index.articles import Article
from index.errors import ArticleError

if TYPE_CHECKING:
    from index.articles import DateBasis

METADATA_FILE = "corpus.toml"
# Deeper nesting than this can hold would crash the YAML parser, not merely fail in it.
_MOST_FRONT_MATTER = 10_000

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")
_STATED_DATE = re.compile(
    r"^\W*(?:date|published|updated|posted)\W{1,3}"
    r"((?:19|20)\d\d-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2},? (?:19|20)\d\d|"
    r"\d{1,2} [A-Z][a-z]{2,8}\.? (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
# When a day has begun anywhere on earth, an article may be of it.
_FURTHEST_ZONE = timedelta(hours=14)
_KNOWN = {"title", "outlet", "author", "url", "published", "date_basis", "date_note"}


def known_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Give file name → fields from a folder's `corpus.toml`; nothing where there is none.

    Raises:
        ArticleError: The file cannot be read.
    """
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


def front_matter(path: Path, text: str) -> tuple[dict[str, Any], str]:
    """Part the front matter of a Markdown file from its text.

    Returns:
        The fields, by names in lower case, and the text without them.

    Raises:
        ArticleError: The front matter is broken or too long.
    """
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
    named = {k.lower(): v for k, v in fields.items() if isinstance(k, str)}
    return named, text[found.end() :]


def described(
    path: Path, article_id: str, fields: Mapping[str, Any], text: str
) -> tuple[Article, list[str]]:
    """Make an article of a text and what is said of it.

    Returns:
        The article, and a warning for a day of publication that is yet to come: it counts as
        unknown, since an article of the future would be the newest for ever.

    Raises:
        ArticleError: A field cannot be used.
    """
    values = {name: fields[name] for name in _KNOWN if fields.get(name) not in (None, "")}
    published, basis, note = _published(path, values, text)
    warnings = []
    if published is not None and published > _latest():
        warnings.append(
            f"{path}: published {published.isoformat()} is yet to come, taken as unknown; mend the date"
        )
        published, basis, note = None, None, None
    article = Article(
        id=article_id,
        text=text,
        title=_line(path, values, "title"),
        outlet=_line(path, values, "outlet"),
        author=_line(path, values, "author"),
        url=_line(path, values, "url"),
        published=published,
        date_basis=basis,
        date_note=note,
    )
    return article, warnings


def _latest() -> date:
    """Give the last day that has begun somewhere on earth."""
    return (datetime.now(UTC) + _FURTHEST_ZONE).date()


def _published(
    path: Path, values: Mapping[str, Any], text: str
) -> tuple[date | None, DateBasis | None, str | None]:
    """Give the day of publication, how it is known, and the note on that."""
    if "published" in values:
        basis = values.get("date_basis", "stated")
        if basis not in ("stated", "inferred"):
            raise ArticleError(path, f"date_basis is {basis!r}; use stated or inferred")
        note = _line(path, values, "date_note")
        try:
            return _day(values["published"]), basis, note
        except ValueError as error:
            message = f"has a published date that cannot be used ({error}); write it as 2026-03-12"
            raise ArticleError(path, message) from error
    stated = _STATED_DATE.match(text.lstrip()[:200])
    named = _NAME_DATE.search(path.name)
    try:
        if stated and (day := _day(stated.group(1))) <= _latest():
            return day, "stated", "from the article's first line"
        if named and (day := date.fromisoformat(named.group(1))) <= _latest():
            return day, "inferred", "from the file's name"
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
    line = " ".join(CONTROLS.sub("", line).split())
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
