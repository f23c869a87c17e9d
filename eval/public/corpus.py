"""The articles of a public set: as the index will read them, and as the files it reads."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from eval.multihop import Benchmark, index_benchmark
from index import Article

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from eval.public.sets import PublicSuite
    from index import Settings, SyncReport

# Wrongly decoded pages have them; the index takes a file with many for a binary one.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a set, before it is an article.

    Attributes:
        text: Its words.
        title: Its title, if the set gives one.
    """

    text: str
    title: str | None = None


def article_id(place: int) -> str:
    """Give the id of the article at a place of the corpus, from 0."""
    return f"{place:06d}"


def articles_of(texts: Iterable[Text]) -> tuple[dict[str, Article], tuple[str, ...]]:
    """Make articles of texts.

    Returns:
        The articles by id, in order, and for each the text of its file.
    """
    articles: dict[str, Article] = {}
    files = []
    for place, one in enumerate(texts):
        title = " ".join((one.title or "").split()) or None
        front = yaml.safe_dump({"title": title}, allow_unicode=True) if title else ""
        files.append(f"---\n{front}---\n{_plain(one.text)}")
        articles[article_id(place)] = Article(
            id=article_id(place), title=title, text=_plain(one.text)
        )
    return articles, tuple(files)


def _plain(text: str) -> str:
    """Write a text as a file can hold it and the index gives it back."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n"))
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def index_public(
    suite: PublicSuite, *, settings: Settings, progress: bool = False
) -> tuple[Path, SyncReport]:
    """Index the articles of a set by the code that users run, once; see `index_benchmark`."""
    digest = hashlib.sha256(f"public\0{len(suite.files)}\0".encode())
    for text in suite.files:
        digest.update(text.encode() + b"\0")
    benchmark = Benchmark(
        name=suite.name,
        articles=suite.files,
        digest=suite.digest or f"{suite.name}-{digest.hexdigest()[:12]}",
        questions=(),
    )
    return index_benchmark(benchmark, settings=settings, progress=progress)
