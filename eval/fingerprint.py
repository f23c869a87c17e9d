"""What a run was made of: two runs are compared only where gold and articles are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.cases import Case
    from index import Article, Settings

_ROOT = Path(__file__).resolve().parent.parent
_SCORERS = ("matching", "normalising", "dates", "scoring", "metrics", "attribution")
_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a run was made of.

    Attributes:
        suite: The suite's name.
        gold: Hash of its cases.
        corpus: Hash of its articles: ids, texts, dates, headlines.
        scorer: Hash of the code that decides what is right.
        code: Hash of the code that answers, `rag` and `index`; empty for another answerer.
        version: Version of the package.
        prompts: Hash of the words that are sent to a model; empty where there are none.
        models: Embedder and model by rôle.
        settings: All else that may change an answer.
    """

    suite: str
    gold: str
    corpus: str
    scorer: str
    code: str = ""
    version: str = ""
    prompts: str = ""
    models: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)


def suite_fingerprint(
    name: str, cases: Sequence[Case], articles: Mapping[str, Article]
) -> Fingerprint:
    """Take the fingerprint of a suite alone, whatever answers it."""
    return Fingerprint(
        suite=name,
        gold=digest(repr(sorted(cases, key=lambda case: case.id))),
        corpus=corpus_hash(articles.values()),
        scorer=files_hash([_ROOT / "eval" / f"{module}.py" for module in _SCORERS]),
        version=metadata.version("dateline"),
    )


def engine_fingerprint(base: Fingerprint, *, settings: Settings, llm: str | None) -> Fingerprint:
    """Add what the package's own engine is made of to the fingerprint of a suite."""
    from dataclasses import replace

    from index.opening import embedder_name

    libraries = {name: metadata.version(name) for name in ("numpy", "onnxruntime")}
    model = {"model_path": str(settings.model_path)} if settings.model_path else {}
    return replace(
        base,
        code=code_hash(),
        prompts=prompts_hash(),
        models={"embedder": embedder_name(settings), **({"llm": llm} if llm else {})},
        settings={**libraries, **model},
    )


def corpus_hash(articles: Iterable[Article]) -> str:
    """Hash articles: the order in which they come does not count."""
    return digest(*(repr(article) for article in sorted(articles, key=lambda one: one.id)))


@cache
def code_hash() -> str:
    """Hash all files of `rag` and `index` but compiled ones."""
    paths = [
        path
        for room in ("rag", "index")
        for path in (_ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return files_hash(sorted(paths))


def prompts_hash() -> str:
    """Hash the words that are sent to a model; empty where this version has none."""
    path = _ROOT / "rag" / "prompts.py"
    return files_hash([path]) if path.is_file() else ""


def files_hash(paths: Iterable[Path]) -> str:
    """Hash files by their paths under the package and their bytes."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.relative_to(_ROOT).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:_DIGITS]


def digest(*parts: str) -> str:
    """Hash some texts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return whole.hexdigest()[:_DIGITS]


def as_key(fingerprint: Fingerprint) -> str:
    """Write a fingerprint in one way, to be hashed."""
    return json.dumps(asdict(fingerprint), sort_keys=True)
