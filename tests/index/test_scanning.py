from __future__ import annotations

import numpy as np
import pytest

from index.scanning import Scan, best


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def clustered():
    """5,000 vectors that differ mostly in some directions, as those of a language model do."""
    random = np.random.default_rng(7)
    spread = np.geomspace(1, 0.05, 384)
    centres = random.normal(size=(60, 384)) * spread
    return unit(
        centres[random.integers(0, 60, 5000)] + 0.6 * random.normal(size=(5000, 384)) * spread
    )


@pytest.fixture(scope="module")
def queries(clustered):
    random = np.random.default_rng(8)
    return unit(clustered[::500] + 0.02 * random.normal(size=(10, 384)))


def exact(vectors, query, top_k, allowed):
    cosines = np.where(allowed, vectors @ query, -2)
    return list(np.argsort(-cosines, kind="stable")[:top_k])


def test_a_small_corpus_is_searched_exactly(clustered, queries):
    everything = np.ones(len(clustered), dtype=bool)
    found = Scan(clustered).nearest(queries, 12, everything)
    for query, (rows, cosines) in zip(queries, found, strict=True):
        assert list(rows) == exact(clustered, query, 12, everything)
        np.testing.assert_allclose(cosines, clustered[rows] @ query, atol=1e-5)


def test_a_large_corpus_loses_next_to_nothing(clustered, queries):
    everything = np.ones(len(clustered), dtype=bool)
    found = Scan(clustered, coarse_rows=1).nearest(queries, 10, everything)
    kept = [
        len(set(rows) & set(exact(clustered, query, 10, everything))) / 10
        for query, (rows, _) in zip(queries, found, strict=True)
    ]
    assert np.mean(kept) >= 0.97
    for query, (rows, cosines) in zip(queries, found, strict=True):
        np.testing.assert_allclose(cosines, clustered[rows] @ query, atol=1e-5)
        assert list(cosines) == sorted(cosines, reverse=True)


@pytest.mark.parametrize("coarse_rows", [1, 1_000_000])
@pytest.mark.parametrize("count", [0, 3, 700])
def test_only_allowed_rows_are_found(clustered, queries, coarse_rows, count):
    allowed = np.zeros(len(clustered), dtype=bool)
    allowed[np.random.default_rng(9).choice(len(clustered), count, replace=False)] = True
    for rows, _ in Scan(clustered, coarse_rows=coarse_rows).nearest(queries, 5, allowed):
        assert len(rows) == min(5, count)
        assert allowed[rows].all()


def test_one_query_and_many_give_the_same(clustered, queries):
    everything = np.ones(len(clustered), dtype=bool)
    scan = Scan(clustered, coarse_rows=1)
    together = scan.nearest(queries, 5, everything)
    for place, (rows, _) in enumerate(together):
        assert list(scan.nearest(queries[place : place + 1], 5, everything)[0][0]) == list(rows)


def test_ties_go_to_the_first():
    places, scores = best(np.asarray([0.5, 0.9, 0.9, 0.1], dtype=np.float32), 3)
    assert list(places) == [1, 2, 0]
    assert list(scores) == pytest.approx([0.9, 0.9, 0.5])
