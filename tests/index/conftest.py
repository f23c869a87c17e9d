"""What the tests of index/ share: a fake embedder, small corpora, and a look into stores."""

from __future__ import annotations

import importlib.util
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import numpy as np
import pytest

from index.corpus import open_corpus
from index.embedding.minilm import MiniLM
from index.lexical import terms
from index.settings import Settings
from index.store import ChromaStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from numpy.typing import NDArray

    from index.corpus import Corpus

HERE = Path(__file__).parent
PLACES = ["Paris", "Geneva", "London", "Madrid", "Beijing", "Busan", "Davos", "Washington"]
VERBS = ["met", "called", "praised", "warned", "joined", "refused", "asked", "visited"]
THINGS = ["tariffs", "soybeans", "magnets", "ships", "banks", "elections", "floods", "courts"]
QUESTIONS = ["tariffs Paris", "Who warned Beijing of floods?", "ships", "the 7 banks of Madrid"]


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


FAKE_MODULE = _loaded("fake_embedder")


@pytest.fixture(scope="session")
def fake_script() -> Path:
    """A script that syncs with the fake embedder: STORE PATH…"""
    return HERE / "fake_embedder.py"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The fake embedder, which every sync and every corpus of this test uses."""
    embedder = FAKE_MODULE.FakeEmbedder()
    monkeypatch.setattr("index.opening.open_embedder", lambda _, **__: embedder)
    monkeypatch.setenv("DATELINE_EMBEDDER", FAKE_MODULE.FAKE)
    return embedder


@pytest.fixture(scope="session")
def fake_class() -> Any:
    return FAKE_MODULE.FakeEmbedder


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="session")
def write() -> Callable[..., Path]:
    """Write articles: `write(folder, 3)` or `write(folder, name="text")`."""

    def written(folder: Path, count: int = 0, *, seed: int = 0, **texts: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        chance = random.Random(seed)  # noqa: S311 - no secret
        for number in range(count):
            lines = [
                f"On day {chance.randrange(1, 30)} of {chance.choice(THINGS)}, "
                f"{chance.choice(PLACES)} {chance.choice(VERBS)} {chance.choice(PLACES)} over "
                f"{chance.randrange(2000)} {chance.choice(THINGS)} and {chance.choice(THINGS)}."
                for _ in range(chance.randrange(2, 24))
            ]
            path = folder / f"2026-01-{number % 28 + 1:02}-n{number:03}.txt"
            path.write_text(" ".join(lines), encoding="utf-8")
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        return folder

    return written


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a store holds, by passage id, wherever in its files it lies."""

    articles: dict[str, object]
    passages: dict[str, object]
    vectors: dict[str, NDArray[np.float32]]
    tokens: dict[str, NDArray[np.float32]]
    sentences: dict[str, list[int]]
    scores: list[dict[str, float]]
    chroma: dict[str, NDArray[np.float32]]
    chroma_articles: dict[str, str]


@pytest.fixture(scope="session")
def contents() -> Callable[..., Contents]:
    def looked(location: str | Path, settings: Settings | None = None) -> Contents:
        corpus = open_corpus(location, settings=settings)
        rows = [int(row) for row in corpus.rows]
        passages = corpus.passages(rows)
        names = [passages[row].id for row in rows]
        token_vectors = corpus.token_vectors(rows)
        store = ChromaStore(
            corpus.layout.chroma, embedder=corpus.embedder_name, dimension=corpus.dimension
        )
        kept = store._passages.get(include=["embeddings"])
        found = Contents(
            articles={a.id: corpus.article(a.id) for a in corpus.articles},
            passages={passages[row].id: passages[row] for row in rows},
            vectors={
                name: corpus._pooled[row].copy() for name, row in zip(names, rows, strict=True)
            },
            tokens={name: pair[0] for name, pair in zip(names, token_vectors, strict=True)},
            sentences={n: pair[1].tolist() for n, pair in zip(names, token_vectors, strict=True)},
            scores=[
                _scored(corpus, question, dict(zip(rows, names, strict=True)))
                for question in QUESTIONS
            ],
            chroma=dict(zip(kept["ids"], np.asarray(kept["embeddings"]), strict=True)),
            chroma_articles=store.fingerprints(),
        )
        store.close()
        corpus.close()
        return found

    return looked


def _scored(corpus: Corpus, question: str, names: dict[int, str]) -> dict[str, float]:
    query = dict.fromkeys(corpus.term_ids(terms(question)).values(), 1.0)
    scores = corpus.postings.scores(query)
    found = {row: float(scores[row]) for row in np.flatnonzero(scores).tolist()}
    assert found.keys() <= names.keys(), "a removed passage has a score"
    return {names[row]: score for row, score in found.items()}


@pytest.fixture(scope="session")
def assert_same() -> Callable[[Contents, Contents], None]:
    def compared(one: Contents, other: Contents) -> None:
        assert one.articles == other.articles
        assert one.passages == other.passages
        assert one.sentences == other.sentences
        assert one.chroma_articles == other.chroma_articles
        assert one.articles.keys() == one.chroma_articles.keys()
        assert one.passages.keys() == one.chroma.keys()
        for part in ("vectors", "tokens", "chroma"):
            mine, others = getattr(one, part), getattr(other, part)
            assert mine.keys() == others.keys()
            for name, vectors in mine.items():
                # A step of the 4-bit numbers is about 0.03: a neighbour in the batch may tip one.
                near = 0.06 if part == "tokens" else 2e-3
                assert vectors.shape == others[name].shape, name
                assert np.abs(vectors - others[name]).max(initial=0) < near, (part, name)
        for name, vector in one.vectors.items():
            assert np.abs(vector - one.chroma[name]).max() < 2e-3, name
        for mine, others in zip(one.scores, other.scores, strict=True):
            assert mine == pytest.approx(others, abs=1e-5)

    return compared


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a machine of its own."""
    return Settings(embedder=FAKE_MODULE.FAKE, cache=tmp_path / "cache")


@pytest.fixture
def openai_stub() -> Iterator[Any]:
    """A server that speaks OpenAI's embeddings API."""
    stub = _loaded("openai_stub").OpenAIStub(FAKE_MODULE.FakeEmbedder(dimension=48))
    yield stub
    stub.close()


class ChromaServer:
    """A real `chroma run` on a free port of the loopback."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = shutil.which("chroma", path=Path(sys.executable).parent) or "chroma"
        options = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
        self._process = subprocess.Popen(
            [command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self.url}/api/v2/heartbeat", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        self.stop()
        pytest.fail("the Chroma server did not start")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


@pytest.fixture(scope="session")
def _chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture
def chroma_server(_chroma_server: ChromaServer) -> str:
    """URL of an empty Chroma server."""
    ChromaStore.erase(_chroma_server.url)
    return _chroma_server.url


@pytest.fixture
def stoppable_server(tmp_path: Path) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path / "chroma")
    yield server
    server.stop()


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of machines of their own, by name: each has another cache."""

    def made(name: str, *, embedder: str = FAKE_MODULE.FAKE) -> Settings:
        return Settings(embedder=embedder, cache=tmp_path / "machines" / name)

    return made


@pytest.fixture
def open_tmp_path(tmp_path: Path) -> None:
    """Let other users into the test's folder: pytest closes those above it to them."""
    for folder in [tmp_path, *tmp_path.parents]:
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)
