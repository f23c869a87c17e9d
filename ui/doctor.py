"""What is installed, which model and which store there are, and what to do about them."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import rag
from index import Corpus, DatelineError, SettingsError, load_settings, open_corpus
from index.catalog import FORMAT
from index.copies import extra
from index.layout import Layout
from ui.printing import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index import Settings

Value = str | int | bool | None

_PACKAGES = (
    "chromadb",
    "datasketch",
    "gradio",
    "llama-index-core",
    "numpy",
    "onnxruntime",
    "openai",
    "pydantic",
    "tokenizers",
)
_OLDEST, _FIRST_UNTESTED = (3, 11), (3, 14)
_INSTALL = "install Dateline again in an environment of its own: pip install -e ."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one thing that Dateline needs.

    Attributes:
        name: The thing.
        good: Whether it can be used as it is.
        found: What it is, by name.
        advice: What to do, where there is something to do.
    """

    name: str
    good: bool
    found: dict[str, Value] = field(default_factory=dict)
    advice: str | None = None


def examine(store: str | None = None) -> list[Finding]:
    """Look at everything that a question needs.

    Args:
        store: The store to look at; by default the one that `dateline ask` would use.
    """
    findings = [_python(), _packages()]
    try:
        settings = load_settings()
    except SettingsError as error:
        return [*findings, Finding(name="settings", good=False, advice=str(error))]
    checks: dict[str, Callable[[], Finding]] = {
        "model": lambda: _model(settings),
        "store": lambda: _store(settings, store),
    }
    return findings + [_tried(name, check) for name, check in checks.items()]


def _tried(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except DatelineError as error:
        return Finding(name=name, good=False, advice=str(error))
    except ImportError as error:
        return Finding(name=name, good=False, advice=f"{error}; {_INSTALL}")


def _python() -> Finding:
    good = _OLDEST <= sys.version_info[:2] < _FIRST_UNTESTED
    return Finding(
        name="python",
        good=good,
        found={"version": platform.python_version(), "system": platform.platform(terse=True)},
        advice=None if good else "use Python 3.11, 3.12 or 3.13",
    )


def _packages() -> Finding:
    found: dict[str, Value] = {name: _version(name) for name in ("dateline", *_PACKAGES)}
    missing = [name for name, there in found.items() if there is None]
    advice = f"missing: {', '.join(missing)}; {_INSTALL}" if missing else None
    return Finding(name="packages", good=not missing, found=found, advice=advice)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _model(settings: Settings) -> Finding:
    found: dict[str, Value] = {"embedder": settings.embedder}
    if settings.embedder == "minilm":
        from index.embedding.minilm import MODEL_SHA256, checked_model

        path = checked_model(settings.model_path)
        found |= {"path": str(path), "sha256": MODEL_SHA256, "checked": True}
        return Finding(name="model", good=True, found=found)
    needs_key = settings.embedder.startswith("openai:")
    has_key = bool(os.environ.get("OPENAI_API_KEY"))
    advice = None
    if needs_key and not has_key:
        advice = "set OPENAI_API_KEY, or unset DATELINE_EMBEDDER to use the embedded model"
    return Finding(
        name="model", good=advice is None, found={**found, "key": has_key}, advice=advice
    )


def _store(settings: Settings, store: str | None) -> Finding:
    location, seeds = (store, False) if store else rag.default_store(settings)
    found: dict[str, Value] = {"location": location, "seeds": seeds}
    layout = Layout.at(location, cache=settings.cache)
    if seeds and not layout.exists:
        advice = (
            "no store yet: `dateline index FOLDER` makes one; until then the five seed "
            "articles are asked"
        )
        return Finding(name="store", good=True, found={**found, "articles": 0}, advice=advice)
    corpus = open_corpus(location, settings=settings)
    try:
        return Finding(
            name="store",
            good=True,
            found={**found, **_contents(corpus), "writer": _lock_state(layout)},
            advice=_store_advice(corpus, seeds=seeds),
        )
    finally:
        corpus.close()


def _store_advice(corpus: Corpus, *, seeds: bool) -> str | None:
    count = extra(corpus.copies)
    several = f"{count} articles are copies of others" if count > 1 else "1 article is a copy"
    said = [
        f"{several}; counting sources, copies count once" if count else "",
        "to ask your own articles: `dateline index FOLDER`" if seeds else "",
    ]
    return "; ".join(filter(None, said)) or None


def _contents(corpus: Corpus) -> dict[str, Value]:
    days = sorted(article.published for article in corpus.articles if article.published)
    inferred = sum(article.date_basis == "inferred" for article in corpus.articles)
    return {
        "articles": len(corpus.articles),
        "passages": len(corpus.rows),
        "first_day": days[0].isoformat() if days else None,
        "last_day": days[-1].isoformat() if days else None,
        "undated": len(corpus.articles) - len(days),
        "inferred_dates": inferred,
        "copies_of_others": extra(corpus.copies),
        "embedder": corpus.embedder_name,
        "dimension": corpus.dimension,
        "format": FORMAT,
    }


def _lock_state(layout: Layout) -> str:
    """Say whether a writer is at work: `free`, `locked` or `read-only`."""
    from filelock import FileLock, Timeout

    path = layout.folder / "lock"
    if not path.exists():
        return "free"
    try:
        with FileLock(path, timeout=0):
            return "free"
    except Timeout:
        return "locked"
    except OSError:
        return "read-only"


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Give findings as lines for a person."""
    for finding in findings:
        facts = ", ".join(f"{name} {_shown(value)}" for name, value in finding.found.items())
        yield one_line(f"{'good' if finding.good else 'BAD '}  {finding.name}: {facts}")
        if finding.advice:
            yield one_line(f"→ {finding.advice}")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def findings_as_values(findings: Iterable[Finding]) -> dict[str, object]:
    """Give findings as values for JSON."""
    found = list(findings)
    return {
        "good": all(finding.good for finding in found),
        "findings": {
            finding.name: {
                "good": finding.good,
                "found": finding.found,
                "advice": finding.advice,
            }
            for finding in found
        },
    }
