"""Benchmarks in the format of MultiHop-RAG: a corpus of articles, and questions with facts.

MultiHop-RAG (Tang and Yang 2024, https://arxiv.org/abs/2401.15391) gives for each question
the sentences of the articles that answer it; a null question has none.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from eval.cases import SuiteError

if TYPE_CHECKING:
    from index import Settings, SyncReport

CORPUS_FILE = "corpus.json"
QUESTIONS_FILE = "MultiHopRAG.json"

# Raise it when the files written of a corpus change.
_FORMAT = 1
_MISSING = ("", "none", "null", "n/a", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question and what answers it.

    Attributes:
        query: The question.
        type: What the benchmark calls its kind.
        facts: Sentences of the articles that answer it, together; none for a null question.
        urls: Addresses of the articles that hold them, each once.
    """

    query: str
    type: str
    facts: tuple[str, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A folder in the format of MultiHop-RAG.

    Attributes:
        name: The folder's name.
        articles: Each article as the text of a `.md` file with front matter.
        digest: Hash of the corpus.
        questions: Those that have facts, in the order of the file.
    """

    name: str
    articles: tuple[str, ...]
    digest: str
    questions: tuple[Question, ...]


def load_benchmark(folder: str | Path) -> Benchmark:
    """Read a benchmark and check it.

    Args:
        folder: Holds corpus.json and MultiHopRAG.json.

    Raises:
        SuiteError: A file is missing or has another form; each problem names the row.
    """
    folder = Path(folder)
    corpus, questions = folder / CORPUS_FILE, folder / QUESTIONS_FILE
    articles = _each(corpus, _article)
    found = [one for one in _each(questions, _question) if one.facts]
    if not found:
        raise SuiteError([f"{questions}: no question has facts, so there is nothing to find"])
    digest = hashlib.sha256(f"{_FORMAT}\0{len(articles)}\0".encode())
    for article in articles:
        digest.update(article.encode("utf-8", "surrogatepass") + b"\0")
    return Benchmark(
        name=folder.resolve().name,
        articles=tuple(articles),
        digest=digest.hexdigest()[:12],
        questions=tuple(found),
    )


def _each(path: Path, made: Any) -> list[Any]:
    """Make something of each row of a file.

    Raises:
        SuiteError: The file or a row cannot be used.
    """
    problems: list[str] = []
    results = []
    for number, row in enumerate(_rows(path)):
        try:
            results.append(made(row))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            said = f"has no {error}" if isinstance(error, KeyError) else str(error)
            problems.append(f"{path}: row {number} {said}")
    if problems:
        raise SuiteError(problems)
    return results


def _rows(path: Path) -> list[Any]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = (
            f"{path}: cannot be read ({error.strerror}); --data names a folder that holds "
            f"{CORPUS_FILE} and {QUESTIONS_FILE}"
        )
        raise SuiteError([message]) from error
    except ValueError as error:
        raise SuiteError([f"{path}: is no JSON ({error})"]) from error
    if not isinstance(rows, list) or not rows:
        raise SuiteError([f"{path}: must be a JSON list of at least one object"])
    return rows


def _article(row: dict[str, Any]) -> str:
    """Write an article as the text of a file."""
    published = _known(row.get("published_at"))
    values = {
        "title": _known(row["title"]),
        "outlet": _known(row.get("source")),
        "author": _known(row.get("author")),
        "url": _known(row["url"]),
        "published": published and date.fromisoformat(published[:10]).isoformat(),
    }
    front = yaml.safe_dump(
        {key: value for key, value in values.items() if value}, allow_unicode=True, sort_keys=False
    )
    return f"---\n{front}---\n{_text(row['body'])}\n"


def _known(value: object) -> str | None:
    text = " ".join(str(value if value is not None else "").split())
    return None if text.lower() in _MISSING else text


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        message = "has an empty body, fact or query"
        raise ValueError(message)
    return value


def _question(row: dict[str, Any]) -> Question:
    evidence = row["evidence_list"]
    return Question(
        query=_text(row["query"]),
        type=str(row.get("question_type", "all")),
        facts=tuple(_text(one["fact"]) for one in evidence),
        urls=tuple(dict.fromkeys(str(one["url"]) for one in evidence)),
    )


def index_benchmark(
    benchmark: Benchmark, *, settings: Settings, progress: bool = False
) -> tuple[Path, SyncReport]:
    """Index a benchmark's articles by the code that users run.

    Files and store lie in the cache under the corpus' hash; the next run finds both in place.

    Returns:
        The store, and what the sync did.

    Raises:
        SuiteError: An article cannot be read.
        DatelineError: They cannot be indexed.
    """
    from index import sync

    files = write_articles(benchmark, settings.cache / "benchmarks" / benchmark.digest)
    name = hashlib.sha256(settings.embedder.encode()).hexdigest()[:6]
    store = files.parent / f"store-{name}"
    report = sync([files], store=store, settings=settings, progress=progress)
    if report.problems:
        raise SuiteError([str(problem) for problem in report.problems])
    return store, report


def write_articles(benchmark: Benchmark, folder: Path) -> Path:
    """Write the articles as files, unless they are there; give the folder that holds them."""
    files = folder / "articles"
    if not files.is_dir():
        unfinished = folder / "articles.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for number, text in enumerate(benchmark.articles):
            path = unfinished / f"{number:06d}.md"
            path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        unfinished.rename(files)
    return files
