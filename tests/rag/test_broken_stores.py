"""Stores that are damaged or old: searched rightly after a repair, or refused in clear words."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

import index
import rag

QUESTION = "Where do Bessent and He Lifeng meet?"


@pytest.fixture
def copy(seeds_store, tmp_path):
    return shutil.copytree(seeds_store, tmp_path / "store")


def hits(store):
    with closing(rag.open(store)) as engine:
        return [(hit.passage.id, round(hit.score, 4)) for hit in engine.search(QUESTION, top_k=20)]


@pytest.mark.parametrize("name", ["tokens.q4", "vectors.f32"])
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.999])
def test_a_half_written_vector_file_is_rebuilt(copy, seeds_store, name, kept):
    (path,) = copy.rglob(name)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert hits(copy) == hits(seeds_store)
    assert path.stat().st_size >= len(whole)


def test_a_store_of_an_older_format_is_refused_with_what_to_do(copy):
    with closing(sqlite3.connect(copy / "catalog.sqlite")) as catalog:
        catalog.execute("UPDATE meta SET value='0' WHERE key='format'")
        catalog.commit()
    with pytest.raises(rag.StoreMismatch, match="dateline index --rebuild"):
        rag.open(copy)


def test_it_can_be_rebuilt(copy, seeds, seeds_store):
    with closing(sqlite3.connect(copy / "catalog.sqlite")) as catalog:
        catalog.execute("UPDATE meta SET value='0' WHERE key='format'")
        catalog.commit()
    assert index.sync([seeds], store=copy, rebuild=True).embedded > 0
    assert hits(copy) == hits(seeds_store)
