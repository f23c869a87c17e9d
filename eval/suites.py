"""Find a suite, read its cases and articles, index them, and run an answerer on it."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from eval.baseline import baseline_path
from eval.caching import ResultCache
from eval.cases import Case, SuiteError
from eval.closed_book import ClosedBook
from eval.fingerprint import Fingerprint, engine_fingerprint, suite_fingerprint
from eval.floors import floors
from eval.loading import load_cases
from eval.running import TIMEOUT, run
from eval.scoring import Score, score
from eval.summary import Summary, summarise
from index import SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.running import Answerer, Memory, Result
    from index import Article, Settings
    from rag import Engine
    from rag.chat_models import ChatModel

T = TypeVar("T")
SUITES = ("seeds", "practice")
GOLD_FILE = "gold.jsonl"
ARTICLES_FOLDER = "articles"
BOUNDS_FILE = "bounds.toml"
BASELINE_FILE = "baseline.json"

_GOLD = Path(__file__).parent / "gold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Cases and the articles that they ask about.

    Attributes:
        name: `seeds`, `practice`, or the name of the user's folder.
        corpus: The folder of the articles.
        cases: The gold cases.
        articles: The articles by id, as read from their files.
        bounds: The file of bounds that a run must keep; it need not be there.
        baseline: The file of the accepted run; it need not be there.
    """

    name: str
    corpus: Path
    cases: tuple[Case, ...]
    articles: Mapping[str, Article]
    bounds: Path | None = None
    baseline: Path | None = None


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
    if name_or_folder in SUITES:
        bounds, baseline = _GOLD / f"{name}.toml", baseline_path(name)
    else:
        bounds, baseline = gold.parent / BOUNDS_FILE, gold.parent / BASELINE_FILE
    return Suite(
        name=name,
        corpus=corpus,
        cases=tuple(load_cases(gold, articles)),
        articles=articles,
        bounds=bounds,
        baseline=baseline,
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
    from index import sync

    settings = settings or load_settings()
    place = str(store or _store_of(suite, settings))
    sync([suite.corpus], store=place, settings=settings, progress=progress)
    return rag.open(place, llm=llm, settings=settings)


def _store_of(suite: Suite, settings: Settings) -> Path:
    key = f"{suite.corpus.resolve()}\n{settings.embedder}"
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return settings.cache / "suites" / f"{suite.name}-{digest}"


def run_suite(  # noqa: PLR0913 - keywords, each with a default
    name_or_folder: str | Path | Suite,
    *,
    settings: Settings | None = None,
    llm: str | None = None,
    store: str | Path | None = None,
    engine: Answerer | None = None,
    limit: int | None = None,
    timeout: float = TIMEOUT,
    cache: bool = True,
    progress: bool = False,
) -> Run:
    """Run a suite and score it.

    Args:
        name_or_folder: See `load_suite`; or a suite that was loaded.
        settings: Settings to use instead of the environment's.
        llm: See `rag.open`.
        store: See `open_suite`.
        engine: Another answerer to try instead of opening one.
        limit: Ask only so many cases, at least 1, evenly spread over the suite.
        timeout: Seconds that a case may take.
        cache: Take the answers of cases of which nothing has changed from an earlier run;
            not those of a model, nor of another answerer.
        progress: Show bars on standard error.

    Raises:
        SuiteError: The suite cannot be used.
        DatelineError: Its articles cannot be read or indexed.
    """
    suite = name_or_folder if isinstance(name_or_folder, Suite) else load_suite(name_or_folder)
    cases = sample(suite.cases, limit)
    print_of = suite_fingerprint(suite.name, suite.cases, suite.articles)
    if engine is not None:
        results, seconds = _timed(engine, cases, timeout=timeout, progress=progress)
        return _scored(suite, results, print_of, seconds)
    settings = settings or load_settings()
    print_of = engine_fingerprint(print_of, settings=settings, llm=llm)
    opened = open_suite(suite, settings=settings, llm=llm, store=store, progress=progress)
    with closing(opened), ExitStack() as stack:
        # What a model behind an address answers may change though nothing here does.
        keeps = cache and llm is None
        folder = settings.cache / "eval"
        memory = stack.enter_context(ResultCache(folder, print_of)) if keeps else None
        results, seconds = _timed(opened, cases, timeout=timeout, memory=memory, progress=progress)
        return _scored(suite, results, print_of, seconds, model=opened.model)


def _timed(
    engine: Answerer,
    cases: Sequence[Case],
    *,
    timeout: float,
    memory: Memory | None = None,
    progress: bool,
) -> tuple[list[Result], float]:
    start = perf_counter()
    results = run(engine, cases, timeout=timeout, memory=memory, progress=progress)
    return results, perf_counter() - start


def _scored(
    suite: Suite,
    results: Sequence[Result],
    fingerprint: Fingerprint,
    seconds: float,
    *,
    model: ChatModel | None = None,
) -> Run:
    scores = score(results, suite.articles)
    more = {"closed_book": ClosedBook(model)} if model else None
    return Run(
        suite=suite.name,
        scores=tuple(scores),
        summary=summarise(scores),
        fingerprint=fingerprint,
        total=len(suite.cases),
        floors=floors([one.case for one in results], suite.articles, more=more),
        seconds=seconds,
    )


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
