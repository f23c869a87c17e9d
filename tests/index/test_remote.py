from __future__ import annotations

import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import index
from index.embedding import open_embedder
from index.embedding.remote import RemoteEmbedder
from index.errors import ModelError, ModelTimeout, ModelUnavailable, SettingsError
from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def remote(stub: Any, **options: Any) -> RemoteEmbedder:
    return RemoteEmbedder(f"{stub.url}#tiny", **options)


def test_gives_what_the_server_gives(openai_stub: Any, fake_class: Any) -> None:
    embedder = remote(openai_stub)
    texts = ["The ministers met.", "Banks paid.", ""]
    right = fake_class(dimension=48).embed(["The ministers met.", "Banks paid.", " "]).vectors
    assert embedder.name == f"{openai_stub.url}#tiny"
    assert embedder.dimension == 48
    assert np.abs(embedder.embed(texts).vectors - right).max() < 1e-6
    assert {body["model"] for body in openai_stub.asked} == {"tiny"}
    assert {body["encoding_format"] for body in openai_stub.asked} == {"base64"}


@pytest.mark.parametrize("told", ["floats", "reversed"])
def test_understands_other_servers(openai_stub: Any, told: str) -> None:
    embedder = remote(openai_stub)
    right = embedder.embed(["one", "two", "three"]).vectors
    openai_stub.script = [told]
    assert np.abs(embedder.embed(["one", "two", "three"]).vectors - right).max() < 1e-6


def test_asks_for_at_most_256_texts(openai_stub: Any) -> None:
    embedder = remote(openai_stub)
    assert embedder.embed([f"text {n}" for n in range(600)]).vectors.shape == (600, 48)
    assert [len(body["input"]) for body in openai_stub.asked] == [1, 256, 256, 88]


@pytest.mark.parametrize("code", ["429", "500", "503"])
def test_tries_again(openai_stub: Any, code: str) -> None:
    openai_stub.script = [code]
    assert remote(openai_stub).dimension == 48
    assert len(openai_stub.asked) == 2


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("401", ModelUnavailable, "DATELINE_API_KEY"),
        ("403", ModelUnavailable, "may not use"),
        ("404", ModelUnavailable, "model's name, tiny"),
        ("429", ModelUnavailable, "too many requests"),
        ("500", ModelUnavailable, "status 500"),
        ("400", ModelError, "told to say 400"),
    ],
)
def test_refusals_say_what_to_do(openai_stub: Any, code: str, kind: type, words: str) -> None:
    openai_stub.script = [code] * 2
    with pytest.raises(ModelError, match=words) as caught:
        remote(openai_stub, max_retries=1).embed(["a"])
    assert type(caught.value) is kind
    assert openai_stub.url in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "told",
    ["text", "json", "no data", "short", "twice", "ragged", "words", "base63", "nan", "zeros"],
)
def test_malformed_answers(openai_stub: Any, told: str) -> None:
    embedder = remote(openai_stub)
    assert embedder.dimension == 48
    openai_stub.script = [told]
    with pytest.raises(ModelError, match="no usable embeddings for tiny") as caught:
        embedder.embed(["a", "b"])
    assert type(caught.value) is ModelError


def test_a_model_that_changes(openai_stub: Any) -> None:
    embedder = remote(openai_stub)
    assert embedder.dimension == 48
    openai_stub.script = ["narrow"]
    with pytest.raises(ModelError, match="vectors of 47 numbers"):
        embedder.embed(["a"])


def test_a_server_that_hangs(openai_stub: Any) -> None:
    openai_stub.script = ["hang"]
    start = time.perf_counter()
    with pytest.raises(ModelTimeout, match=r"did not answer in 0\.2 s"):
        remote(openai_stub, timeout=0.2, max_retries=0).embed(["a"])
    assert time.perf_counter() - start < 1.4


def test_no_server() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ModelUnavailable, match=f"http://127.0.0.1:{port}/v1 cannot be reached"):
        RemoteEmbedder(f"http://127.0.0.1:{port}/v1#m", max_retries=0).embed(["a"])


@pytest.mark.parametrize("name", ["openai:", "openai: ", "http://localhost/v1", "https://x/v1#"])
def test_names_without_a_model(name: str) -> None:
    with pytest.raises(SettingsError, match="name the model too"):
        open_embedder(name)


# --- keys


def test_openai_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY is not set"):
        open_embedder("openai:text-embedding-3-small")


def test_openai_gets_its_key(openai_stub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_stub.url)
    assert open_embedder("openai:tiny").embed(["a"]).vectors.shape == (1, 48)
    assert set(openai_stub.keys) == {"Bearer sk-secret"}
    openai_stub.script = ["401"]
    with pytest.raises(ModelUnavailable, match="check the key in OPENAI_API_KEY"):
        open_embedder("openai:tiny").embed(["a"])


def test_other_servers_never_get_the_key_for_openai(
    openai_stub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    remote(openai_stub).embed(["a"])
    monkeypatch.setenv("DATELINE_API_KEY", "own")
    remote(openai_stub).embed(["a"])
    assert set(openai_stub.keys) == {"Bearer none", "Bearer own"}


# --- in a store


def test_a_store_of_remote_vectors(
    openai_stub: Any, write: Callable[..., Path], tmp_path: Path
) -> None:
    settings = Settings(embedder=f"{openai_stub.url}#tiny", cache=tmp_path / "cache")
    folder = write(tmp_path / "a", 6)
    report = index.sync([folder], store=tmp_path / "s", settings=settings)
    assert report.embedded > 6
    corpus = index.open_corpus(tmp_path / "s", settings=settings)
    assert corpus.dimension == 48
    assert corpus.embedder_name == settings.embedder
    row = int(corpus.rows[3])
    vectors = corpus.embedder.embed([corpus.passages([row])[row].text]).vectors
    rows, cosines = corpus.nearest(vectors, 3)[0]
    assert rows[0] == row
    assert cosines[0] == pytest.approx(1, abs=1e-4)
    tokens, sentences = corpus.token_vectors([row])[0]
    assert tokens.shape == (0, 48)
    assert sentences.shape == (0,)
    corpus.close()


def test_a_server_that_fails_leaves_the_store_as_it_was(
    openai_stub: Any, write: Callable[..., Path], contents: Any, assert_same: Any, tmp_path: Path
) -> None:
    settings = Settings(embedder=f"{openai_stub.url}#tiny", cache=tmp_path / "cache")
    folder = write(tmp_path / "a", 4)
    index.sync([folder], store=tmp_path / "s", settings=settings)
    before = contents(tmp_path / "s", settings)
    write(folder, 4, seed=9)
    openai_stub.script = ["400"]
    with pytest.raises(ModelError):
        index.sync([folder], store=tmp_path / "s", settings=settings)
    assert_same(contents(tmp_path / "s", settings), before)
    assert len(index.sync([folder], store=tmp_path / "s", settings=settings).updated) == 4


def test_the_client_is_imported_late() -> None:
    code = "import index.embedding.remote, sys; sys.exit('openai' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
