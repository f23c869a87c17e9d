# ruff: noqa: PLR0913, PLR0917 - parameters are fixtures
from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import index
from index.errors import (
    ArticleError,
    ModelUnavailable,
    SettingsError,
    StoreError,
    StoreLocked,
    StoreMismatch,
)
from index.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("fake")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def folder(tmp_path: Path, write: Callable[..., Path]) -> Path:
    return write(tmp_path / "a", 6, one="The ministers met in Paris.", two="Banks paid.")


def ids(store: Path) -> list[str]:
    corpus = index.open_corpus(store)
    found = [article.id for article in corpus.articles]
    corpus.close()
    return found


def state(store: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file but the lock and what SQLite keeps for readers."""
    return {
        str(path.relative_to(store)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in store.rglob("*")
        if path.is_file() and not path.name.endswith(("lock", "-shm", "-wal"))
    }


# --- what changed, and only that


def test_a_second_sync_does_nothing(folder: Path, store: Path, fake: Any) -> None:
    first = index.sync([folder], store=store)
    assert len(first.added) == 8
    assert first.embedded == len(fake.seen) >= 8
    assert (first.updated, first.removed, first.unchanged, first.problems) == ([], [], 0, [])
    before = state(store)
    again = index.sync([folder], store=store)
    assert (again.added, again.updated, again.removed, again.embedded) == ([], [], [], 0)
    assert again.unchanged == 8
    assert len(fake.seen) == first.embedded
    assert state(store) == before


def test_a_second_sync_loads_neither_model_nor_chroma(
    folder: Path, store: Path, fake_script: Path
) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['x', {str(store)!r}, {str(folder)!r}]\n"
        f"runpy.run_path({str(fake_script)!r}, run_name='__main__')\n"
        "print(sorted({'chromadb', 'onnxruntime', 'nltk'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", code]
    assert "chromadb" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_only_what_changed_is_embedded(
    folder: Path, store: Path, fake: Any, contents: Any, assert_same: Any, tmp_path: Path
) -> None:
    index.sync([folder], store=store)
    fake.seen.clear()
    (folder / "one.txt").write_text("The ministers met in Geneva.", "utf-8")
    (folder / "two.txt").unlink()
    (folder / "three.txt").write_text("Floods hit Brezna.", "utf-8")
    report = index.sync([folder], store=store)
    assert (report.added, report.updated, report.removed) == (["three"], ["one"], ["two"])
    assert report.unchanged == 6
    assert sorted(fake.seen) == ["Floods hit Brezna.", "The ministers met in Geneva."]
    index.sync([folder], store=tmp_path / "anew")
    assert_same(contents(store), contents(tmp_path / "anew"))


def test_metadata_alone_is_a_change(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    (folder / "corpus.toml").write_text(
        '[articles."one.txt"]\ntitle = "Talks"\noutlet = "Wire"\npublished = 2026-03-12\n', "utf-8"
    )
    report = index.sync([folder], store=store)
    assert (report.added, report.updated, report.removed) == ([], ["one"], [])
    corpus = index.open_corpus(store)
    found = corpus.article("one")
    assert found is not None
    assert (found.title, found.outlet, found.published) == ("Talks", "Wire", date(2026, 3, 12))
    place = corpus.article_number("one")
    assert corpus.published[place] == date(2026, 3, 12).toordinal()
    assert corpus.term_ids(["wire"])
    corpus.close()


def test_removed_words_leave_the_index(folder: Path, store: Path, contents: Any) -> None:
    index.sync([folder], store=store)
    for path in folder.glob("2026*.txt"):
        path.unlink()
    index.sync([folder], store=store)
    found = contents(store)
    assert set(found.articles) == {"one", "two"}
    assert found.chroma.keys() == found.passages.keys()


def test_all_articles_may_leave(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    for path in folder.glob("*.txt"):
        path.unlink()
    report = index.sync([folder], store=store)
    assert len(report.removed) == 8
    corpus = index.open_corpus(store)
    assert corpus.articles == []
    assert [len(rows) for rows, _ in corpus.nearest(corpus.embedder.embed(["a"]).vectors, 5)] == [0]
    assert not corpus.postings.scores({0: 1.0}).any()
    corpus.close()


def test_files_touched_but_equal_are_unchanged(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    for path in folder.glob("*.txt"):
        os.utime(path, (1, 1))
    assert index.sync([folder], store=store).unchanged == 8


# --- broken files


def test_a_file_that_breaks_keeps_its_old_version(
    folder: Path, store: Path, contents: Any, assert_same: Any
) -> None:
    index.sync([folder], store=store)
    before = contents(store)
    (folder / "one.txt").write_bytes(b"\xff\xfe\x00")
    report = index.sync([folder], store=store)
    assert [error.path.name for error in report.problems] == ["one.txt"]
    assert (report.updated, report.removed, report.unchanged) == ([], [], 7)
    assert_same(contents(store), before)
    (folder / "one.txt").unlink()
    assert index.sync([folder], store=store).removed == ["one"]


def test_bad_files_do_not_stop_the_others(folder: Path, store: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(b"\x00" * 100)
    (folder / "front.md").write_text("---\n[\n---\nText.", "utf-8")
    (folder / "loop.txt").symlink_to("loop.txt")
    report = index.sync([folder], store=store)
    assert len(report.added) == 8
    assert {e.path.name for e in report.problems} == {
        "empty.txt",
        "binary.txt",
        "front.md",
        "loop.txt",
    }
    assert index.sync([folder], store=store).unchanged == 8


def test_nothing_but_bad_files(tmp_path: Path, store: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "empty.txt").touch()
    report = index.sync([tmp_path / "a"], store=store)
    assert len(report.problems) == 1
    corpus = index.open_corpus(store)
    assert corpus.articles == []
    assert len(corpus.nearest(corpus.embedder.embed(["a"]).vectors, 5)[0][0]) == 0
    corpus.close()


def test_a_guessed_encoding_is_a_warning(folder: Path, store: Path) -> None:
    text = "Der Außenminister erklärte gestern in Köln, die Gespräche würden fortgeführt. " * 5
    (folder / "old.txt").write_bytes(text.encode("cp1252"))
    report = index.sync([folder], store=store)
    assert "old" in report.added
    assert len(report.warnings) == 1
    assert "old.txt" in report.warnings[0]


def test_a_broken_corpus_toml_stops_everything(folder: Path, store: Path, contents: Any) -> None:
    index.sync([folder], store=store)
    before = state(store)
    (folder / "corpus.toml").write_text("not toml", "utf-8")
    with pytest.raises(ArticleError, match=r"corpus\.toml"):
        index.sync([folder], store=store)
    assert state(store) == before


# --- two files, one id


def test_two_suffixes_one_id(folder: Path, store: Path) -> None:
    (folder / "one.md").write_text("Another text.", "utf-8")
    report = index.sync([folder], store=store)
    assert len(report.added) == 8
    assert len(report.problems) == 1
    assert "has the id 'one' of" in str(report.problems[0])
    assert "rename one" in str(report.problems[0])


def test_two_folders_one_id(
    folder: Path, store: Path, write: Callable[..., Path], tmp_path: Path
) -> None:
    other = write(tmp_path / "b", one="Another text.", three="Third.")
    report = index.sync([folder, other], store=store)
    assert len(report.added) == 9
    assert [error.path for error in report.problems] == [other / "one.txt"]

    alone = index.sync([other], store=store)
    assert [error.path for error in alone.problems] == [other / "one.txt"]
    assert (alone.updated, alone.unchanged) == ([], 1)
    (folder / "one.txt").unlink()
    assert index.sync([other], store=store).updated == ["one"]


# --- several roots


def test_articles_of_other_folders_stay(
    folder: Path, store: Path, write: Callable[..., Path], tmp_path: Path
) -> None:
    other = write(tmp_path / "b", three="Third.", four="Fourth.")
    index.sync([folder], store=store)
    report = index.sync([other], store=store)
    assert (report.added, report.removed) == (["four", "three"], [])
    (other / "four.txt").unlink()
    (folder / "two.txt").unlink()
    assert index.sync([other], store=store).removed == ["four"]
    assert index.sync([folder, other], store=store).removed == ["two"]
    assert len(ids(store)) == 8


def test_a_folder_that_moved(folder: Path, store: Path, tmp_path: Path, fake: Any) -> None:
    index.sync([folder], store=store)
    fake.seen.clear()
    moved = folder.rename(tmp_path / "moved")
    report = index.sync([moved], store=store)
    assert (report.unchanged, report.removed, fake.seen) == (8, [], [])
    (moved / "one.txt").unlink()
    assert index.sync([moved], store=store).removed == ["one"]


def test_a_file_named_alone(folder: Path, store: Path) -> None:
    assert index.sync([folder / "one.txt"], store=store).added == ["one"]
    (folder / "one.txt").unlink()
    report = index.sync([folder], store=store)
    assert report.removed == ["one"]
    assert len(report.added) == 7


def test_a_folder_within_another(folder: Path, store: Path, write: Callable[..., Path]) -> None:
    write(folder / "sub", three="Third.")
    assert index.sync([folder / "sub"], store=store).added == ["three"]
    report = index.sync([folder], store=store)
    assert "sub/three" in report.added
    assert report.removed == ["three"]


def test_one_folder_by_two_names(folder: Path, store: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    index.sync([folder], store=store)
    report = index.sync([tmp_path / "link", folder], store=store)
    assert (report.unchanged, report.added, report.removed) == (8, [], [])


# --- bad arguments


def test_missing_and_empty_folders(tmp_path: Path, folder: Path, store: Path) -> None:
    (tmp_path / "empty").mkdir()
    for paths in ([tmp_path / "empty"], [tmp_path / "missing"], [folder, tmp_path / "missing"]):
        with pytest.raises(SettingsError):
            index.sync(paths, store=store)
        assert not store.exists()
    index.sync([folder], store=store)
    before = state(store)
    for rebuild in (False, True):
        for path in (tmp_path / "empty", tmp_path / "missing"):
            with pytest.raises(SettingsError):
                index.sync([path], store=store, rebuild=rebuild)
    assert state(store) == before


@pytest.mark.parametrize("below", ["", "sub"])
def test_a_store_that_is_a_file(folder: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(StoreError, match=r"choose another --store") as caught:
        index.sync([folder], store=tmp_path / "file" / below)
    assert str(tmp_path / "file") in str(caught.value)
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_rebuild_leaves_the_files_of_others(folder: Path, tmp_path: Path) -> None:
    """A folder that holds no store may hold a folder of the same name as one of a store's."""
    (tmp_path / "home" / "chroma").mkdir(parents=True)
    (tmp_path / "home" / "chroma" / "mine").write_text("mine", "utf-8")
    index.sync([folder], store=tmp_path / "home", rebuild=True)
    assert (tmp_path / "home" / "chroma" / "mine").read_text("utf-8") == "mine"


def test_the_default_store(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    index.sync(["a"])
    assert len(ids(tmp_path / ".dateline")) == 8
    monkeypatch.setenv("DATELINE_STORE", str(tmp_path / "b"))
    index.sync([str(folder)])
    assert len(ids(tmp_path / "b")) == 8


@pytest.mark.usefixtures("open_tmp_path")
def test_no_right_to_write(tmp_path: Path, folder: Path, root: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    script = (
        "import os, sys, index.syncing\n"
        "from index.errors import StoreError\n"
        "from index.settings import Settings\n"
        "settings = Settings(embedder='openai:fake')\n"
        "os.getuid() or os.setuid(65534)\n"
        "try: index.sync([sys.argv[1]], store=sys.argv[2], settings=settings)\n"
        "except StoreError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), str(tmp_path / "closed" / "store")],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be written (Permission denied): check its permissions" in done.stdout


@pytest.mark.usefixtures("open_tmp_path")
def test_a_store_that_may_only_be_read(
    tmp_path: Path, folder: Path, root: Path, store: Path
) -> None:
    index.sync([folder], store=store)
    script = (
        "import mmap, os, sys, index.corpus\n"
        "from index.settings import Settings\n"
        "settings = Settings(embedder='openai:fake')\n"
        "os.getuid() or os.setuid(65534)\n"
        "corpus = index.open_corpus(sys.argv[1], settings=settings)\n"
        "print(len(corpus.articles), corpus.postings.size == corpus.size)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(store)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "8 True\n"


# --- another embedder, another format


def test_another_embedder_is_refused(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    before = state(store)
    other = Settings(embedder="openai:other", cache=load_settings().cache)
    with pytest.raises(StoreMismatch, match="openai:fake, not openai:other") as caught:
        index.sync([folder], store=store, settings=other)
    assert "--rebuild" in str(caught.value)
    assert "DATELINE_EMBEDDER" in str(caught.value)
    with pytest.raises(StoreMismatch, match="openai:fake, not openai:other"):
        index.open_corpus(store, settings=other)
    assert state(store) == before
    assert index.sync([folder], store=store).unchanged == 8


def test_rebuild_takes_another_embedder(
    folder: Path, store: Path, fake_class: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync([folder], store=store)
    embedder = fake_class("openai:other", dimension=16, tokens=False)
    monkeypatch.setattr("index.opening.open_embedder", lambda _, **__: embedder)
    other = Settings(embedder="openai:other", cache=load_settings().cache)
    report = index.sync([folder], store=store, settings=other, rebuild=True)
    assert len(report.added) == 8
    corpus = index.open_corpus(store, settings=other)
    assert corpus.dimension == 16
    corpus.close()


def test_an_embedder_of_another_dimension_is_refused(
    folder: Path, store: Path, fake_class: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync([folder], store=store)
    embedder = fake_class(dimension=16)
    monkeypatch.setattr("index.opening.open_embedder", lambda _, **__: embedder)
    (folder / "one.txt").write_text("Changed.", "utf-8")
    with pytest.raises(StoreMismatch, match="vectors of 24 numbers"):
        index.sync([folder], store=store)


def test_an_embedder_that_is_not_there(
    folder: Path, store: Path, contents: Any, assert_same: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        message = "no model"
        raise ModelUnavailable(message)

    index.sync([folder], store=store)
    before = contents(store)
    (folder / "one.txt").write_text("Changed.", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("index.opening.open_embedder", missing)
        with pytest.raises(ModelUnavailable):
            index.sync([folder], store=store)
    assert_same(contents(store), before)
    assert index.sync([folder], store=store).updated == ["one"]


def test_an_older_format_is_refused(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    with sqlite3.connect(store / "catalog.sqlite") as catalog:
        catalog.execute("UPDATE meta SET value='0' WHERE key='format'")
        catalog.execute("DROP TABLE pending")
    catalog.close()
    before = state(store)
    for call in (lambda: index.sync([folder], store=store), lambda: index.open_corpus(store)):
        with pytest.raises(StoreMismatch, match="store format 0, this version reads 1") as caught:
            call()
        assert "--rebuild" in str(caught.value)
    assert state(store) == before
    index.sync([folder], store=store, rebuild=True)
    assert len(ids(store)) == 8


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\x00" + b"\x01" * 5000])
def test_a_damaged_catalog_is_named(folder: Path, store: Path, content: bytes) -> None:
    index.sync([folder], store=store)
    (store / "catalog.sqlite").write_bytes(content)
    for call in (lambda: index.sync([folder], store=store), lambda: index.open_corpus(store)):
        with pytest.raises(StoreError, match=r"catalog\.sqlite cannot be opened") as caught:
            call()
        assert "--rebuild" in str(caught.value)
    index.sync([folder], store=store, rebuild=True)
    assert len(ids(store)) == 8


# --- the lock


def test_a_second_writer_is_refused_at_once(folder: Path, store: Path, root: Path) -> None:
    index.sync([folder], store=store)
    hold = (
        "import sys\n"
        "from pathlib import Path\n"
        "from index.layout import Layout\n"
        "from index.locking import locked\n"
        "lock = locked(Layout.at(sys.argv[1], cache=Path()))\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(store)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for rebuild in (False, True):
            start = time.perf_counter()
            with pytest.raises(StoreLocked, match="being written by another process"):
                index.sync([folder], store=store, rebuild=rebuild)
            assert time.perf_counter() - start < 1
        assert len(ids(store)) == 8
        holder.communicate()
    assert index.sync([folder], store=store).unchanged == 8


def test_a_failed_sync_lets_go_of_the_lock(folder: Path, store: Path) -> None:
    index.sync([folder], store=store)
    other = Settings(embedder="openai:other", cache=load_settings().cache)
    with pytest.raises(StoreMismatch):
        index.sync([folder], store=store, settings=other)
    assert index.sync([folder], store=store).unchanged == 8


def test_progress_is_shown_on_standard_error(
    folder: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = index.sync([folder], store=store, progress=True)
    assert len(report.added) == 8
    assert capsys.readouterr().out == ""


def test_every_step_of_a_sync_is_told_in_order(store, tmp_path, write):
    folder = write(tmp_path / "b", one="The ministers met in Paris.", two="Banks paid.")
    steps = []
    report = index.sync([folder], store=store, tell=steps.append)
    reading = [(step.done, step.total) for step in steps if step.state == "reading"]
    assert reading == [(0, 2), (1, 2)]
    embedding = [step for step in steps if step.state == "embedding"]
    assert [(step.done, step.total) for step in embedding] == [(0, report.embedded)]
    assert [step.state for step in steps][-1] == "finishing"
    steps.clear()
    index.sync([folder], store=store, tell=steps.append)
    assert [step.state for step in steps] == ["reading", "reading", "finishing"]
