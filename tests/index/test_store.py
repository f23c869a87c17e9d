# ruff: noqa: PLR0913, PLR0917 - parameters are fixtures
from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import index
from index.catalog import Catalog
from index.errors import StoreError, StoreLocked, StoreMismatch, StoreMissing
from index.layout import Layout
from index.lexical import terms
from index.locking import locked
from index.scanning import best
from index.store import ChromaStore
from index.vectors import VectorFiles
from index.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("fake")


class Died(BaseException):
    """Stands for the end of the process: nothing may catch it."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def folder(tmp_path: Path, write: Callable[..., Path]) -> Path:
    return write(tmp_path / "a", 8, one="The ministers met in Paris.", two="Banks paid.")


def change(folder: Path, write: Callable[..., Path]) -> None:
    """Change some articles, add some, remove one."""
    write(folder, 3, seed=5, one="The ministers met in Geneva.", three="Floods.")
    (folder / "two.txt").unlink()


# --- reading


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="nothing has been indexed at") as caught:
        index.open_corpus(tmp_path / "none")
    assert "dateline index FOLDER --store" in str(caught.value)
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").touch()
    with pytest.raises(StoreMissing):
        index.open_corpus(tmp_path / "file")


def test_a_first_run_that_died_early(folder: Path, store: Path) -> None:
    store.mkdir()
    (store / "catalog.sqlite").touch()
    with pytest.raises(StoreMissing):
        index.open_corpus(store)
    (store / "catalog.sqlite").unlink()
    Catalog(store, write=True).close()
    with pytest.raises(StoreMissing):
        index.open_corpus(store)
    assert len(index.sync([folder], store=store).added) == 10


def test_reads_articles_and_passages(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    corpus = index.open_corpus(store)
    assert [a.id for a in corpus.articles] == sorted(a.id for a in corpus.articles)
    for place, article in enumerate(corpus.articles):
        assert corpus.article_number(article.id) == place
        whole = corpus.article(article.id)
        assert whole is not None
        rows = corpus.passage_rows(article.id)
        passages = corpus.passages(rows)
        assert [passages[row].ordinal for row in rows] == list(range(len(rows)))
        for row in rows:
            passage = passages[row]
            assert whole.text[passage.start : passage.end] == passage.text
            assert corpus.article_of[row] == place
    assert corpus.article("none") is None
    assert corpus.article_number("none") == corpus.article_number("zzz") == -1
    assert corpus.passages([]) == {}
    assert corpus.passages([10**6]) == {}
    assert corpus.token_vectors([]) == []
    assert corpus.term_ids(["nothing-like-it"]) == {}
    corpus.close()


def test_nearest_is_exact(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index.sync([folder], store=store)
    (folder / "one.txt").write_text("Changed.", "utf-8")
    index.sync([folder], store=store)
    corpus = index.open_corpus(store)
    vectors = corpus.embedder.embed(["tariffs in Paris", "Changed."]).vectors
    scanned = corpus.nearest(vectors, 5)
    for vector, (rows, cosines) in zip(vectors, scanned, strict=True):
        right = sorted((float(corpus._pooled[r] @ vector) for r in corpus.rows), reverse=True)
        assert cosines.tolist() == pytest.approx(right[:5], abs=1e-5)
        assert corpus.cosines(vector, rows).tolist() == pytest.approx(cosines.tolist(), abs=1e-5)
    assert scanned[1][1][0] == pytest.approx(1, abs=1e-5)

    everything = corpus.nearest(vectors, 10_000)
    assert [len(rows) for rows, _ in everything] == [len(corpus.rows)] * 2
    monkeypatch.setattr("index.corpus.EXACT_SCAN_ROWS", 0)
    for (rows, cosines), (others, chroma) in zip(scanned, corpus.nearest(vectors, 5), strict=True):
        assert rows.tolist() == others.tolist()
        assert cosines.tolist() == pytest.approx(chroma.tolist(), abs=1e-4)
    corpus.close()


def test_best_breaks_ties_by_place() -> None:
    scores = np.asarray([0.5, 0.9, 0.5, 0.1, 0.9], dtype=np.float32)
    places, found = best(scores, 10)
    assert places.tolist() == [1, 4, 0, 2, 3]
    assert found.tolist() == scores[places].tolist()
    assert best(scores, 2)[0].tolist() == [1, 4]
    assert best(scores[:0], 3)[0].tolist() == []


# --- one moment


def test_a_reader_sees_one_moment(folder: Path, store: Path, write: Callable[..., Path]) -> None:
    index.sync([folder], store=store)
    reader = index.open_corpus(store)
    text = reader.article("one")
    change(folder, write)
    index.sync([folder], store=store)
    # Everything below is read only now.
    assert reader.article("one") == text
    assert reader.article("three") is None
    assert reader.article("two") is not None
    assert len(reader.articles) == 10
    assert (reader.article_of[reader.rows] >= 0).all()
    passages = reader.passages(reader.rows.tolist())
    assert len(passages) == len(reader.rows)
    vectors = reader.embedder.embed(["The ministers met in Paris."]).vectors
    row = int(reader.nearest(vectors, 1)[0][0][0])
    assert passages[row].text == "The ministers met in Paris."
    query = dict.fromkeys(reader.term_ids(terms("Banks paid")).values(), 1.0)
    assert passages[int(reader.postings.scores(query).argmax())].text == "Banks paid."

    later = reader.refreshed()
    assert later is not reader
    assert later.article("two") is None
    assert later.article("three") is not None
    assert later.refreshed() is later
    reader.close()
    later.close()


def test_a_reader_during_a_sync(
    folder: Path,
    store: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index.sync([folder], store=store)
    before = contents(store)
    put = ChromaStore.put
    seen = []

    def watched(self: ChromaStore, records: Any) -> None:
        put(self, records)
        reader = index.open_corpus(store)
        seen.append({a.id: reader.article(a.id) for a in reader.articles})
        reader.close()

    monkeypatch.setattr(ChromaStore, "put", watched)
    change(folder, write)
    index.sync([folder], store=store)
    assert seen == [before.articles]


def test_readers_and_a_writer_at_once(
    tmp_path: Path, folder: Path, store: Path, write: Callable[..., Path]
) -> None:
    """Open and search over and over while another thread syncs."""
    index.sync([folder], store=store)
    wrong: list[str] = []
    done = threading.Event()

    def read() -> None:
        corpus = index.open_corpus(store)
        while not done.is_set():
            corpus = corpus.refreshed()
            rows = corpus.rows.tolist()
            passages = corpus.passages(rows)
            if len(passages) != len(rows):
                wrong.append("a row without a passage")
            query = dict.fromkeys(corpus.term_ids(terms("tariffs Paris banks")).values(), 1.0)
            found = np.flatnonzero(corpus.postings.scores(query)).tolist()
            if set(found) - set(rows):
                wrong.append("a score of a removed passage")
            corpus.token_vectors(found)
            corpus.nearest(corpus.embedder.embed(["Paris"]).vectors, 3)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for seed in range(6):
        write(folder, 8 if seed % 2 else 4, seed=seed)
        index.sync([folder], store=store)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_reader_outlives_a_rebuild(folder: Path, store: Path, write: Callable[..., Path]) -> None:
    index.sync([folder], store=store)
    reader = index.open_corpus(store)
    change(folder, write)
    index.sync([folder], store=store, rebuild=True)
    assert reader.article("two") is not None
    assert len(reader.postings.scores({0: 1.0})) == reader.size
    later = reader.refreshed()
    assert later.article("two") is None
    reader.close()
    later.close()


# --- damage and death


@pytest.mark.parametrize("name", ["vectors.f32", "tokens.q4", "folder", "postings", "chroma"])
def test_damage_is_mended(
    name: str, folder: Path, store: Path, contents: Any, assert_same: Any
) -> None:
    index.sync([folder], store=store)
    before = contents(store)
    if name == "folder":
        shutil.rmtree(store / "vectors-0")
    elif name == "chroma":
        shutil.rmtree(store / "chroma")
        index.sync([folder], store=store)
    elif name == "postings":
        for path in store.glob("postings-*/*"):
            path.write_bytes(path.read_bytes()[:-4])
    else:
        path = store / "vectors-0" / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert_same(contents(store), before)
    assert index.sync([folder], store=store).unchanged == 10
    assert_same(contents(store), before)


def test_damage_is_mended_by_a_sync_too(
    folder: Path,
    store: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
) -> None:
    index.sync([folder], store=store)
    path = store / "vectors-0" / "tokens.q4"
    path.write_bytes(path.read_bytes()[:1000])
    change(folder, write)
    index.sync([folder], store=store)
    index.sync([folder], store=tmp_path / "anew")
    assert_same(contents(store), contents(tmp_path / "anew"))


def test_a_lost_catalog(
    folder: Path,
    store: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
) -> None:
    index.sync([folder], store=store)
    (store / "catalog.sqlite").unlink()
    change(folder, write)
    assert len(index.sync([folder], store=store).added) == 10
    index.sync([folder], store=tmp_path / "anew")
    assert_same(contents(store), contents(tmp_path / "anew"))


DEATHS = [
    "index.vectors.VectorFiles.write_tokens",
    "index.store.ChromaStore.put",
    "index.store.ChromaStore.drop",
    "index.catalog.Catalog.add_passages",
    "index.catalog.Catalog.mark_pending",
    "index.catalog.Catalog.clear_pending",
    "index.catalog.Catalog.remove",
    "index.lexical.Postings.save",
    "index.writing.Writer._sweep",
]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("where", DEATHS)
def test_death_at_every_step(
    where: str,
    after: bool,
    folder: Path,
    store: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index.sync([folder], store=store)
    old = contents(store)
    change(folder, write)
    owner, _, name = where.rpartition(".")
    with monkeypatch.context() as patch:
        target = pytest.importorskip(owner.rpartition(".")[0])
        kind = getattr(target, owner.rpartition(".")[2])
        real = getattr(kind, name)

        def dying(self: Any, *args: Any, **options: Any) -> None:
            if after:
                real(self, *args, **options)
            raise Died

        patch.setattr(kind, name, dying)
        with pytest.raises(Died):
            index.sync([folder], store=store)
    index.sync([folder], store=tmp_path / "anew")
    new = contents(tmp_path / "anew")

    reader = index.open_corpus(store)
    for article in reader.articles:
        found = reader.article(article.id)
        assert found in (old.articles.get(article.id), new.articles.get(article.id))
    assert {a.id for a in reader.articles} >= set(old.articles) & set(new.articles)
    reader.close()

    index.sync([folder], store=store)
    assert_same(contents(store), new)
    assert index.sync([folder], store=store).unchanged == 10


@pytest.mark.parametrize("where", ["VectorFiles.write_tokens", "ChromaStore.put"])
def test_death_and_then_other_changes(
    where: str,
    folder: Path,
    store: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the dead run was about to write is not what the next run finds."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    index.sync([folder], store=store)
    change(folder, write)
    kind = {"VectorFiles": VectorFiles, "ChromaStore": ChromaStore}[where.partition(".")[0]]
    real = getattr(kind, where.partition(".")[2])

    def dying(self: Any, *args: Any) -> None:
        real(self, *args)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(kind, where.partition(".")[2], dying)
        with pytest.raises(Died):
            index.sync([folder], store=store)
    for path in [*folder.iterdir()]:
        path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    (folder / "four.txt").write_text("Courts called Busan over 12 ships.", "utf-8")
    index.sync([folder], store=store)
    index.sync([folder], store=tmp_path / "anew")
    assert_same(contents(store), contents(tmp_path / "anew"))


def test_death_after_a_mere_removal(
    folder: Path, store: Path, contents: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync([folder], store=store)
    (folder / "two.txt").unlink()

    def dying(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("index.lexical.Postings.save", dying)
        with pytest.raises(Died):
            index.sync([folder], store=store)
    # Were the old postings used, a removed passage would have a score.
    assert "two" not in contents(store).articles
    assert index.sync([folder], store=store).unchanged == 9
    with Catalog(store) as catalog:
        assert not catalog.number("changed")
    assert "two" not in contents(store).articles


@pytest.mark.parametrize("where", ["shutil.rmtree", "pathlib.Path.unlink"])
@pytest.mark.parametrize("calls", [0, 1, 2])
def test_death_while_erasing(
    where: str,
    calls: int,
    folder: Path,
    store: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index.sync([folder], store=store)
    change(folder, write)
    left = [calls]
    real = shutil.rmtree if where == "shutil.rmtree" else type(store).unlink

    def dying(path: Path, *args: Any, **options: Any) -> None:
        if not left[0]:
            raise Died
        left[0] -= 1
        real(path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(where, dying)
        with suppress(Died):
            index.sync([folder], store=store, rebuild=True)
    index.sync([folder], store=store)
    assert not (store / "erasing").exists()
    index.sync([folder], store=tmp_path / "anew")
    assert_same(contents(store), contents(tmp_path / "anew"))


# --- compaction


@pytest.mark.parametrize("death", ["", "before", "after"])
def test_compaction(
    death: str,
    folder: Path,
    store: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.writing._COMPACT_ROWS", 10)
    monkeypatch.setattr("index.writing._COPY_ROWS", 7)
    index.sync([folder], store=store)
    reader = index.open_corpus(store)
    words = "The ministers met in Paris."
    vectors = reader.embedder.embed([words]).vectors
    move = Catalog.move

    def dying(self: Catalog, rows: Any) -> None:
        if death == "after":
            move(self, rows)
        raise Died

    for seed in range(3):
        write(folder, 8, seed=seed + 20)
        with monkeypatch.context() as patch:
            if death:
                patch.setattr(Catalog, "move", dying)
            with suppress(Died):
                index.sync([folder], store=store)
    index.sync([folder], store=store)
    with Catalog(store) as catalog:
        assert catalog.number("vectors") >= 1
        assert catalog.number("rows") < 2 * len(catalog.places())
    assert len(list(store.glob("vectors-*"))) == 1
    assert len(list(store.glob("postings-*"))) == 1
    index.sync([folder], store=tmp_path / "anew")
    assert_same(contents(store), contents(tmp_path / "anew"))

    row = int(reader.nearest(vectors, 1)[0][0][0])
    assert reader.passages([row])[row].text == words
    assert len(reader.token_vectors([row])[0][0]) == 3
    reader.close()
    assert index.sync([folder], store=store).unchanged == 10


# --- large articles


def test_slices_of_large_groups(
    folder: Path,
    store: Path,
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index.sync([folder], store=tmp_path / "whole")
    monkeypatch.setattr("index.preparing._SLICE", 3)
    monkeypatch.setattr("index.syncing._GROUP_CHARACTERS", 500)
    index.sync([folder], store=store)
    assert_same(contents(store), contents(tmp_path / "whole"))


def test_odd_texts_go_round(store: Path, tmp_path: Path, contents: Any, write: Any) -> None:
    folder = write(
        tmp_path / "odd",
        zero="\u200b",
        emoji="👍🏽 " * 200,
        chinese="中华人民共和国外交部发言人今天回答了提问。" * 50,
        stops="The of and. " * 40,
        line="x" * 5_000,
        long="Banks paid. " * 2_000,
    )
    report = index.sync([folder], store=store)
    assert report.problems == []
    found = contents(store)
    assert len(found.articles) == 6
    assert found.passages.keys() == found.chroma.keys()


# --- a Chroma server


def test_a_server_is_the_store(
    chroma_server: str,
    folder: Path,
    write: Callable[..., Path],
    contents: Any,
    assert_same: Any,
    tmp_path: Path,
    machine: Any,
    fake: Any,
) -> None:
    here, there = machine("here"), machine("there")
    with pytest.raises(StoreMissing, match="nothing has been indexed at http"):
        index.open_corpus(chroma_server, settings=there)
    first = index.sync([folder], store=chroma_server, settings=here)
    assert len(first.added) == 10
    index.sync([folder], store=tmp_path / "local")
    assert_same(contents(chroma_server, here), contents(tmp_path / "local"))
    # The second machine has none of the files and copies the articles.
    assert_same(contents(chroma_server, there), contents(tmp_path / "local"))

    change(folder, write)
    index.sync([folder], store=chroma_server, settings=here)
    index.sync([folder], store=tmp_path / "local")
    assert_same(contents(chroma_server, there), contents(tmp_path / "local"))
    fake.seen.clear()
    assert_same(contents(chroma_server, there), contents(tmp_path / "local"))
    assert fake.seen == []

    # Both may write, one after the other; each keeps what the other wrote.
    other = write(tmp_path / "b", extra="Floods hit Brezna.")
    assert index.sync([other], store=chroma_server, settings=there).added == ["extra"]
    assert index.sync([folder], store=chroma_server, settings=here).unchanged == 10
    index.sync([other], store=tmp_path / "local")
    assert_same(contents(chroma_server, here), contents(tmp_path / "local"))

    # A machine that lost its copy copies it again, and still knows which articles are its own.
    shutil.rmtree(here.cache)
    assert index.sync([folder], store=chroma_server, settings=here).unchanged == 10
    (folder / "one.txt").unlink()
    assert index.sync([folder], store=chroma_server, settings=here).removed == ["one"]


def test_death_of_a_reader_takes_nothing_from_the_server(
    chroma_server: str,
    folder: Path,
    contents: Any,
    assert_same: Any,
    machine: Any,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[..., Path],
) -> None:
    here, there = machine("here"), machine("there")
    index.sync([folder], store=chroma_server, settings=here)
    index.open_corpus(chroma_server, settings=there).close()
    change(folder, write)
    index.sync([folder], store=chroma_server, settings=here)
    right = contents(chroma_server, here)

    def dying(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "add_passages", dying)
        with pytest.raises(Died):
            index.open_corpus(chroma_server, settings=there)
    assert_same(contents(chroma_server, there), right)
    assert_same(contents(chroma_server, here), right)
    # Nor does mending damaged files.
    path = next(there.cache.rglob("tokens.q4"))
    path.write_bytes(path.read_bytes()[:100])
    assert_same(contents(chroma_server, there), right)
    assert_same(contents(chroma_server, here), right)


def test_death_of_a_writer_to_a_server(
    chroma_server: str,
    folder: Path,
    contents: Any,
    assert_same: Any,
    machine: Any,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[..., Path],
    tmp_path: Path,
) -> None:
    here, there = machine("here"), machine("there")
    index.sync([folder], store=chroma_server, settings=here)
    change(folder, write)

    def dying(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("index.catalog.Catalog.add_passages", dying)
        with pytest.raises(Died):
            index.sync([folder], store=chroma_server, settings=here)
    index.open_corpus(chroma_server, settings=there).close()
    index.sync([folder], store=chroma_server, settings=here)
    index.sync([folder], store=tmp_path / "local")
    assert_same(contents(chroma_server, here), contents(tmp_path / "local"))
    assert_same(contents(chroma_server, there), contents(tmp_path / "local"))


def test_a_server_built_by_another_embedder(
    chroma_server: str, folder: Path, machine: Any, contents: Any, assert_same: Any
) -> None:
    here = machine("here")
    index.sync([folder], store=chroma_server, settings=here)
    right = contents(chroma_server, here)
    for other in (
        machine("there", embedder="openai:other"),
        machine("here", embedder="openai:other"),
    ):
        with pytest.raises(StoreMismatch, match="embedder openai:fake"):
            index.open_corpus(chroma_server, settings=other)
        with pytest.raises(StoreMismatch, match="embedder openai:fake"):
            index.sync([folder], store=chroma_server, settings=other)
    # The wrong setting mended, the same machine goes on.
    assert_same(contents(chroma_server, machine("there")), right)
    assert_same(contents(chroma_server, here), right)
    rebuilt = machine("there", embedder="openai:other")
    assert (
        len(index.sync([folder], store=chroma_server, settings=rebuilt, rebuild=True).added) == 10
    )
    assert len(contents(chroma_server, rebuilt).chroma_articles) == 10


def test_a_reader_waits_for_no_writer(
    chroma_server: str, folder: Path, machine: Any, tmp_path: Path
) -> None:
    here = machine("here")
    index.sync([folder], store=chroma_server, settings=here)
    lock = locked(Layout.at(chroma_server, cache=here.cache))
    corpus = index.open_corpus(chroma_server, settings=here)
    assert len(corpus.articles) == 10
    corpus.close()
    with pytest.raises(StoreLocked):
        index.sync([folder], store=chroma_server, settings=here)
    lock.release()


def test_no_server(settings: index.Settings, folder: Path) -> None:
    for call in (
        lambda: index.open_corpus("http://127.0.0.1:9", settings=settings),
        lambda: index.sync([folder], store="http://127.0.0.1:9", settings=settings),
        lambda: index.open_corpus("http://127.0.0.1:99999", settings=settings),
    ):
        with pytest.raises(StoreError, match="Chroma server runs at this address"):
            call()


def test_another_kind_of_server(openai_stub: Any, settings: index.Settings, folder: Path) -> None:
    url = openai_stub.url.removesuffix("/v1")
    with pytest.raises(StoreError, match="check that the Chroma server runs"):
        index.sync([folder], store=url, settings=settings)


def test_a_server_that_stops(
    stoppable_server: Any, folder: Path, machine: Any, write: Callable[..., Path]
) -> None:
    here = machine("here")
    index.sync([folder], store=stoppable_server.url, settings=here)
    layout = Layout.at(stoppable_server.url, cache=here.cache)
    store = ChromaStore(layout.chroma, embedder="openai:fake", dimension=24)
    stoppable_server.stop()
    with pytest.raises(StoreError, match="check that the Chroma server runs"):
        store.fingerprints()
    with pytest.raises(StoreError, match="check that the Chroma server runs"):
        index.sync([folder], store=stoppable_server.url, settings=here)


# --- what a process loads


def test_reading_imports_nothing_heavy(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    code = (
        "import sys, index\n"
        "from index.settings import Settings\n"
        "corpus = index.open_corpus(sys.argv[1], settings=Settings(embedder='openai:fake'))\n"
        "corpus.postings; corpus.nearest(corpus._pooled[:1], 3)\n"
        "print(sorted({'chromadb', 'openai', 'nltk', 'onnxruntime', 'yaml'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_writer_opens_nothing_before_it_must(folder: Path, store: Path) -> None:
    def never() -> Any:
        raise AssertionError

    index.sync([folder], store=store)
    layout = Layout.at(str(store), cache=store)
    with Writer(layout, embedder_name="openai:fake", embedder=never) as writer:
        writer.repair()
        writer.finish()
        assert "chroma" not in writer.__dict__
