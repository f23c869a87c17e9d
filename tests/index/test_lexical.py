from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import K1, STOP_WORDS, B, Postings, build, is_content, terms, words
from index.passages import cut
from index.reading import find, read

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [
    ("U.S. US USA U.S.A.", ["usa", "usa", "usa", "usa"]),
    ("the U.S.-China trade", ["the", "usa", "china", "trade"]),
    ("the U.S.'s and the US's", ["the", "usa", "and", "the", "usa"]),
    ("USTR and USAF, bus, us", ["ustr", "and", "usaf", "bus", "us"]),
    ("in the U.S", ["in", "the", "usa"]),
    ("U.K. U.N. e.g. D.C.", ["uk", "un", "eg", "dc"]),
    ("Trump's China’s leaders' don't", ["trump", "china", "leaders", "don't"]),
    ("don’t", ["don't"]),
    ("O'Brien’s", ["o'brien"]),
    ("1,000 1000 1,000,000 2,5", ["1000", "1000", "1000000", "2,5"]),
    ("3.5% $1.2bn 15-16 145%", ["3.5", "1.2", "bn", "15", "16", "145"]),
    ("Café CAFE\u0301 naïve Zürich", ["cafe", "cafe", "naive", "zurich"]),
    ("rare-earth tit-for-tat", ["rare", "earth", "tit", "for", "tat"]),
    ("COVID-19 G20 2026", ["covid", "19", "g20", "2026"]),
    ("straße ﬁne İstanbul", ["strasse", "fine", "istanbul"]),
    ("snake_case", ["snake", "case"]),
    ("\ud83d lone 👍🏽", ["lone"]),
    ("", []),
    (" … — “” ", []),
]


@pytest.mark.parametrize(("text", "found"), WORDS)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chinese tariffs", "chinese tariff"),
        ("The United States votes", "United States voting"),
        ("Bessent's talks", "BESSENT’S talk"),
        ("1,000 ships", "1000 ship"),
        ("U.S. exports", "US export"),
        ("they paid and bought", "pay, buy"),
        ("it rose and fell", "rising, falling"),
        ("the United States of America", "U.S."),
    ],
)
def test_terms_of_like_texts_are_the_same(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_terms_leave_stop_words_out() -> None:
    assert terms("They were to meet in the city of He Lifeng") == ["meet", "citi", "lifeng"]
    assert terms(" ".join(STOP_WORDS)) == []


@pytest.mark.parametrize(
    ("token", "content"),
    [("Paris", True), ("The", False), (".", False), ("2026", True), ("##", False), ("", False)],
)
def test_content(token: str, content: bool) -> None:
    assert is_content(token) is content


def test_terms_in_many_threads() -> None:
    texts = [f"meetings ministers tariffs negotiations {n} running" for n in range(200)]
    right = [terms(text) for text in texts]
    wrong: list[int] = []

    def work() -> None:
        wrong.extend(i for i, text in enumerate(texts) if terms(text) != right[i])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# --- BM25


def built(corpus: list[list[int]], vocabulary: int, *, dead: int = 0) -> Postings:
    """Build postings in which every passage is followed by some dead rows."""
    rows = [
        (place * (dead + 1), np.asarray(ids, dtype=np.int32).tobytes())
        for place, ids in enumerate(corpus)
    ]
    return build(rows, vocabulary=vocabulary, size=len(corpus) * (dead + 1))


def reference(corpus: list[list[int]], query: list[int]) -> list[float]:
    """Score with bm25s."""
    model = bm25s.BM25(method="lucene", k1=K1, b=B, dtype="float64")
    model.index([[str(i) for i in ids] for ids in corpus], show_progress=False)
    known = [str(i) for i in query if str(i) in model.vocab_dict]
    if not known:
        return [0.0] * len(corpus)
    scores: list[float] = model.get_scores(known).tolist()
    return scores


CORPORA = st.lists(st.lists(st.integers(0, 12), max_size=30), min_size=1, max_size=25).filter(any)


@settings(deadline=None, max_examples=120)
@given(CORPORA, st.sets(st.integers(0, 14), min_size=1, max_size=5), st.integers(0, 2))
def test_scores_are_those_of_bm25s(corpus: list[list[int]], query: set[int], dead: int) -> None:
    found = built(corpus, 15, dead=dead).scores(dict.fromkeys(query, 1.0))
    assert found.dtype == np.float32
    assert found[:: dead + 1].tolist() == pytest.approx(reference(corpus, sorted(query)), abs=1e-5)
    for place in range(1, dead + 1):
        assert not found[place :: dead + 1].any()


def test_scores_are_those_of_bm25s_on_the_seeds(seeds: Path) -> None:
    vocabulary: dict[str, int] = {}
    corpus = [
        [vocabulary.setdefault(term, len(vocabulary)) for term in terms(passage.text)]
        for source in find([seeds])
        for passage in cut(read(source)[0])
    ]
    postings = built(corpus, len(vocabulary))
    for question in ("When do Bessent and He Lifeng meet in Paris?", "U.S. tariffs of 145%"):
        ids = sorted({vocabulary[term] for term in terms(question) if term in vocabulary})
        found = postings.scores(dict.fromkeys(ids, 1.0))
        assert found.tolist() == pytest.approx(reference(corpus, ids), abs=1e-5)
        assert found.max() > 1


def test_weights_of_a_query_count(tmp_path: Path) -> None:
    postings = built([[0, 1], [1, 1, 2], [2]], 3)
    one, other = postings.scores({0: 1.0}), postings.scores({1: 1.0})
    assert postings.scores({0: 2.0, 1: 0.5}) == pytest.approx(2 * one + 0.5 * other)
    assert not postings.scores({}).any()
    assert not postings.scores({-1: 1.0, 99: 1.0}).any()
    assert postings.idf.argsort().tolist()[::-1][0] == 0


@pytest.mark.parametrize("corpus", [[], [[]], [[], []], [[0, 1, 1], [], [2]]])
def test_postings_come_back_from_disk(corpus: list[list[int]], tmp_path: Path) -> None:
    postings = built(corpus, 3)
    postings.save(tmp_path / "p")
    found = Postings.load(tmp_path / "p")
    assert found.size == postings.size == len(corpus)
    for name in ("first", "rows", "weights", "idf"):
        mine, others = getattr(found, name), getattr(postings, name)
        assert mine.dtype == others.dtype
        assert (np.asarray(mine) == others).all()
    query = {0: 1.0, 1: 1.0, 2: 1.0}
    assert (found.scores(query) == postings.scores(query)).all()


@pytest.mark.parametrize("name", ["first", "rows", "weights", "idf", "size"])
@pytest.mark.parametrize("left", [None, 0, 60, -2])
def test_damaged_postings_are_refused(name: str, left: int | None, tmp_path: Path) -> None:
    built([[0, 1, 1], [], [2]], 3).save(tmp_path)
    path = tmp_path / f"{name}.npy"
    content = path.read_bytes()
    path.unlink()
    if left is not None:
        path.write_bytes(content[:left])
    with pytest.raises((OSError, ValueError)):
        Postings.load(tmp_path)
