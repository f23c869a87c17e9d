"""Find a suite, read its cases and articles, index them, and run an answerer on it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from eval.cases import Case, SuiteError
from eval.loading import load_cases
from eval.running import run
from eval.scoring import Score, score
from eval.summary import Summary, summarise
from index import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.fingerprint import Fingerprint
    from eval.running import Answerer
    from index import Article, Settings
    from rag import Engine

T = TypeVar("T")
SUITES = ("seeds", "practice")
GOLD_FILE = "gold.jsonl"
ARTICLES_FOLDER = "articles"

_GOLD = Path(__file__).parent / "gold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Cases and the articles that they ask about.

    Attributes:
        name: `seeds`, `practice`, or the name of the user's folder.
        corpus: The folder of the articles.
        cases: The gold cases.
        articles: The articles by id, as read from their files.
    """

    name: str
    corpus: Path
    cases: tuple[Case, ...]
    articles: Mapping[str, Article]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one suite.

    Attributes:
        suite: The suite's name.
        scores: One for each case that was asked.
        summary: What they come to.
        fingerprint: What the run was made of.
        total: How many cases the suite has; more than `scores` where a limit was set.
        floors: What answerers come to that need no skill, by name: `refusing`, `constant`,
            `bm25`; and `oracle`, which is shown the gold.
        seconds: Time that the run took.
    """

    suite: str
    scores: tuple[Score, ...]
    summary: Summary
    fingerprint: Fingerprint | None = None
    total: int = 0
    floors: Mapping[str, Summary] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[Score, ...]:
        """The cases that got no answer: with one of them the run is invalid."""
        return tuple(one for one in self.scores if one.result.error is not None)


def load_suite(name_or_folder: str | Path) -> Suite:
    """Read a suite and check it.

    Args:
        name_or_folder: `seeds`, `practice`, or a folder that holds gold.jsonl and articles/.

    Raises:
        SuiteError: There is no such suite, or a case of it is broken.
        ArticleError: An article of it cannot be read.
    """
    name, gold, corpus = _located(name_or_folder)
    articles = _articles(corpus)
    return Suite(
        name=name, corpus=corpus, cases=tuple(load_cases(gold, articles)), articles=articles
    )


def _located(name_or_folder: str | Path) -> tuple[str, Path, Path]:
    """Give name, gold file and folder of articles."""
    if name_or_folder == "seeds":
        import rag

        return "seeds", _GOLD / "seeds.jsonl", rag.seeds_folder()
    folder = _GOLD / "practice" if name_or_folder == "practice" else Path(name_or_folder)
    gold, corpus = folder / GOLD_FILE, folder / ARTICLES_FOLDER
    if not gold.is_file() or not corpus.is_dir():
        message = (
            f"there is no suite {str(name_or_folder)!r}: name {' or '.join(SUITES)}, or a folder "
            f"that holds {GOLD_FILE} and {ARTICLES_FOLDER}/"
        )
        raise SuiteError([message])
    return folder.resolve().name, gold, corpus


def _articles(corpus: Path) -> dict[str, Article]:
    from index.reading import find, read

    articles: dict[str, Article] = {}
    for source in find([corpus]):
        if source.id in articles:
            message = f"{source.path}: another file has the id {source.id!r} too; rename one"
            raise SuiteError([message])
        articles[source.id], _ = read(source)
    return articles


def open_suite(
    suite: Suite,
    *,
    settings: Settings | None = None,
    llm: str | None = None,
    store: str | Path | None = None,
    progress: bool = False,
) -> Engine:
    """Index the articles of a suite and open an engine over them alone.

    Args:
        suite: The suite.
        settings: Settings to use instead of the environment's.
        llm: See `rag.open`.
        store: Where to index; by default a folder of the suite's own in the cache, where
            the next run finds everything in place.
        progress: Show a bar on standard error.

    Raises:
        StoreError: The store cannot be written, is locked, or was built otherwise.
        ModelError: The embedder failed.
    """
    import rag
    from index import load_settings, sync

    settings = settings or load_settings()
    place = str(store or _store_of(suite, settings))
    sync([suite.corpus], store=place, settings=settings, progress=progress)
    return rag.open(place, llm=llm, settings=settings)


def _store_of(suite: Suite, settings: Settings) -> Path:
    key = f"{suite.corpus.resolve()}\n{settings.embedder}"
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return settings.cache / "suites" / f"{suite.name}-{digest}"


def run_suite(  # noqa: PLR0913 - keywords, each with a default
    name_or_folder: str | Path,
    *,
    settings: Settings | None = None,
    llm: str | None = None,
    store: str | Path | None = None,
    engine: Answerer | None = None,
    limit: int | None = None,
    progress: bool = False,
) -> Run:
    """Run a suite and score it.

    Args:
        name_or_folder: See `load_suite`.
        settings: Settings to use instead of the environment's.
        llm: See `rag.open`.
        store: See `open_suite`.
        engine: Another answerer to try instead of opening one.
        limit: Ask only so many cases, at least 1, evenly spread over the suite.
        progress: Show bars on standard error.

    Raises:
        SuiteError: The suite cannot be used.
        DatelineError: Its articles cannot be read or indexed.
    """
    suite = load_suite(name_or_folder)
    cases = sample(suite.cases, limit)
    if engine is not None:
        return _scored(suite, engine, cases, progress=progress)
    opened = open_suite(suite, settings=settings, llm=llm, store=store, progress=progress)
    try:
        return _scored(suite, opened, cases, progress=progress)
    finally:
        opened.close()


def _scored(suite: Suite, engine: Answerer, cases: Sequence[Case], *, progress: bool) -> Run:
    scores = score(run(engine, cases, progress=progress), suite.articles)
    return Run(suite=suite.name, scores=tuple(scores), summary=summarise(scores))


def sample(cases: Sequence[T], limit: int | None) -> list[T]:
    """Take at most `limit` cases, evenly spread over the suite; the same ones each time.

    Raises:
        SettingsError: The limit is below 1.
    """
    if limit is None or limit >= len(cases):
        return list(cases)
    if limit < 1:
        message = f"a run of {limit} cases measures nothing; ask at least 1"
        raise SettingsError(message)
    return [cases[place * len(cases) // limit] for place in range(limit)]
