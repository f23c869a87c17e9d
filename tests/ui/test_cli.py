from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from ui.cli import dateline, main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARIS = "When and where do Bessent and He Lifeng meet in March 2026?"
CALM = "Fishermen had asked for this since the storm of last autumn, the newspaper wrote.\n" * 5
TEXT = "The harbour of Eastmere opens again on Monday, the port authority said on Friday.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Ran]:
    """Run a command in this process, through the entry point, in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        assert isinstance(left.value.code, int)
        return Ran(code=left.value.code, out=out, err=err)

    return run


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with one good article."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "harbour.txt").write_text(TEXT, encoding="utf-8")
    return folder


def one_line(ran: Ran) -> str:
    """The one line of an error, which must be all that was said."""
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    (line,) = ran.err.splitlines()
    assert line.startswith("dateline: ")
    return line


# --- the commands themselves


def test_version_and_help_name_every_command():
    runner = CliRunner()
    assert runner.invoke(dateline, ["--version"]).output == "dateline 0.1.0\n"
    shown = runner.invoke(dateline, ["--help"]).output
    for name in ("ask", "search", "index", "doctor", "ui", "eval"):
        assert f"\n  {name} " in shown
        assert runner.invoke(dateline, [name, "--help"]).exit_code == 0


def test_unknown_commands_and_options_leave_with_2(run):
    assert run("asks").code == 2
    assert run("ask", "--stores", "x", "Where?").code == 2
    assert run("ask", "--as-of", "yesterday", "Where?").code == 2
    assert run("ask", "--top-k", "0", "Where?").code == 2
    assert run("ask").code == 2


@pytest.mark.parametrize("arguments", [["--version"], ["ask", "--help"], ["ask", PARIS]])
def test_a_command_loads_only_what_it_needs(arguments, seeds_store, tmp_path):
    script = (
        "import sys\n"
        f"sys.argv = ['dateline', *{arguments!r}]\n"
        "from ui.cli import main\n"
        "try:\n    main()\n"
        "finally:\n"
        "    heavy = {'gradio', 'eval', 'chromadb', 'llama_index', 'openai'} & {*sys.modules}\n"
        "    print('HEAVY', sorted(heavy))\n"
    )
    environment = {**os.environ, "DATELINE_STORE": str(seeds_store)}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "HEAVY []"


def test_interrupted_it_ends_quietly(run, monkeypatch):
    monkeypatch.setattr("ui.cli._engine", _interrupt)
    ran = run("ask", PARIS)
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "")


def _interrupt(*_):
    raise KeyboardInterrupt


def test_a_fault_of_its_own_is_one_line(run, monkeypatch):
    monkeypatch.setattr("ui.cli._engine", _fault)
    assert "unexpected ZeroDivisionError" in one_line(run("ask", PARIS))


def _fault(*_):
    return 1 // 0


# --- ask and search


def test_ask_prints_the_answer_over_its_sources(run, seeds_store):
    ran = run("ask", PARIS, "--store", seeds_store)
    assert ran.code == 0
    assert ran.err == ""
    answer, sources = ran.out.split("\n\n", 1)
    assert "[1]" in answer
    assert "Paris" in ran.out
    assert "March 15" in ran.out
    assert sources.startswith("[1] ")
    assert "2026-03-12 (inferred)" in sources


def test_ask_quotes_the_articles_verbatim(run, seeds_store, seeds):
    ran = run("ask", PARIS, "--store", seeds_store, "--json")
    answer = json.loads(ran.out)
    assert answer["answered"] is True
    assert answer["citations"]
    for citation in answer["citations"]:
        text = (seeds / f"{citation['article_id']}.txt").read_text(encoding="utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_abstains_and_shows_the_nearest_passages(run, seeds_store):
    ran = run("ask", "Who won the football match in Lisbon?", "--store", seeds_store)
    assert ran.code == 0
    assert "Nearest passages:" in ran.out


def test_as_of_hides_later_articles(run, seeds_store):
    ran = run("ask", PARIS, "--as-of", "2025-06-01", "--store", seeds_store, "--json")
    answer = json.loads(ran.out)
    assert answer["as_of"] == "2025-06-01"
    ids = {hit["passage"]["article_id"] for hit in answer["hits"]}
    assert ids <= {"2025-05-06-first-talks-in-geneva"}


def test_without_a_store_the_seeds_are_indexed_once_and_said_so(run, monkeypatch, tmp_path):
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    first = run("ask", PARIS)
    assert first.code == 0
    (line,) = first.err.splitlines()
    assert "the five seed articles" in line
    assert "first use" in line
    second = run("ask", PARIS)
    assert second == Ran(code=0, out=first.out, err="")


def test_ask_reads_the_question_from_standard_input(seeds_store):
    ran = CliRunner().invoke(dateline, ["ask", "-", "--store", str(seeds_store)], input=PARIS)
    assert ran.exit_code == 0
    assert "Paris" in ran.stdout


def test_search_lists_passages_best_first(run, seeds_store):
    ran = run("search", "rare earth export controls", "--store", seeds_store, "--top-k", "3")
    assert ran.code == 0
    assert "1. " in ran.out
    assert "4. " not in ran.out
    hits = json.loads(run("search", "rare earths", "--store", seeds_store, "--json").out)
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert {"text", "article_id", "start", "end"} <= hits[0]["passage"].keys()


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", ["", "   \n", "\x00\x1b\x07?", "why " * 25_000])
def test_questions_that_cannot_be_used_are_refused_in_one_line(
    command, question, run, seeds_store, monkeypatch
):
    monkeypatch.setattr(sys, "stdin", io.StringIO(question))
    assert len(one_line(run(command, "-", "--store", seeds_store))) < 300


def test_control_characters_in_a_question_are_left_out(run, seeds_store):
    plain = run("search", "rare earths", "--store", seeds_store)
    assert run("search", "\x1brare\x00 \u202eearths\x07", "--store", seeds_store) == plain


def test_corpus_text_cannot_act_on_the_terminal(run, articles, tmp_path):
    hostile = "The harbour of Eastmere opens \x1b[31mon Monday\x07 \u202eeht\u202c, it said.\n"
    (articles / "harbour.txt").write_text(hostile + CALM, encoding="utf-8")
    store = tmp_path / "store"
    assert run("index", articles, "--store", store).code == 0
    for arguments in (["ask"], ["search"], ["ask", "--json"], ["search", "--json"]):
        ran = run(*arguments, "When does the harbour of Eastmere open?", "--store", store)
        assert ran.code == 0
        assert "Monday" in ran.out
        assert not {"\x1b", "\x07", "\u202e"} & {*ran.out}
    hits = json.loads(ran.out)
    assert any("\x1b[31m" in hit["passage"]["text"] for hit in hits)


# --- index


def test_index_adds_leaves_updates_and_removes(run, articles, tmp_path):
    store = tmp_path / "store"
    assert (
        "1 added, 0 updated, 0 removed, 0 unchanged" in run("index", articles, "--store", store).out
    )
    assert (
        "0 added, 0 updated, 0 removed, 1 unchanged" in run("index", articles, "--store", store).out
    )
    (articles / "harbour.txt").write_text(TEXT * 2, encoding="utf-8")
    (articles / "bridge.md").write_text("---\ntitle: Bridge\n---\nThe bridge is shut.\n")
    assert (
        "1 added, 1 updated, 0 removed, 0 unchanged" in run("index", articles, "--store", store).out
    )
    (articles / "harbour.txt").unlink()
    report = json.loads(run("index", articles, "--store", store, "--json").out)
    assert report["removed"] == ["harbour"]
    assert report["unchanged"] == 1


def test_index_makes_the_default_store_and_ask_uses_it(run, articles):
    assert run("index", articles).out.startswith(".dateline: 1 added")
    ran = run("ask", "When does the harbour of Eastmere open?")
    assert ran.err == ""
    assert "Monday" in ran.out


BAD_FILES = {
    "empty.txt": (b"", "no text"),
    "blank.md": (b" \n\n", "no text"),
    "binary.txt": (bytes(range(256)) * 20, "binary"),
    "broken.txt": ("Der Hafen öffnet am Montag.\n".encode() + b"\xff caf\xc3", "valid utf-8"),
    "zeros.txt": (b"Some\x00text\x00here", "binary"),
    "front.md": (b"---\ntitle: [\n---\nText.\n", "front matter"),
    "dated.md": (b"---\npublished: soon\n---\nText.\n", "published date"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_line_and_the_others_are_indexed(name, run, articles, tmp_path):
    content, said = BAD_FILES[name]
    (articles / name).write_bytes(content)
    ran = run("index", articles, "--store", tmp_path / "store")
    assert ran.code == 2
    (line,) = ran.err.splitlines()
    assert line.startswith("dateline: ")
    assert name in line
    assert said in line
    assert "1 added" in ran.out
    assert "1 not read" in ran.out


def test_a_folder_named_like_a_file_is_no_article(run, articles, tmp_path):
    (articles / "folder.txt").mkdir()
    ran = run("index", articles, "--store", tmp_path / "store")
    assert ran.code == 0
    assert "1 added" in ran.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_one_line(run, articles, tmp_path):
    hidden = articles / "hidden.txt"
    hidden.write_text(TEXT)
    hidden.chmod(0)
    ran = run("index", articles, "--store", tmp_path / "store")
    assert ran.code == 2
    assert "hidden.txt: cannot be read" in ran.err
    assert "1 added" in ran.out


def test_a_link_to_nowhere_is_one_line(run, articles, tmp_path):
    (articles / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    ran = run("index", articles, "--store", tmp_path / "store")
    assert ran.code == 2
    assert "gone.txt: cannot be read" in ran.err
    assert "1 added" in ran.out


def test_two_files_with_one_id(run, articles, tmp_path):
    (articles / "harbour.md").write_text("Another text altogether.\n")
    ran = run("index", articles, "--store", tmp_path / "store")
    assert ran.code == 2
    (line,) = ran.err.splitlines()
    assert "has the id 'harbour'" in line
    assert "1 added" in ran.out


def test_paths_that_hold_no_articles(run, tmp_path):
    store = tmp_path / "store"
    (tmp_path / "empty").mkdir()
    (tmp_path / "page.html").write_text("<p>no</p>")
    assert "no such file or folder" in one_line(run("index", tmp_path / "gone", "--store", store))
    assert "no .txt or .md files" in one_line(run("index", tmp_path / "empty", "--store", store))
    assert "reads .txt and .md" in one_line(run("index", tmp_path / "page.html", "--store", store))


# --- stores that cannot be used


def test_a_store_that_is_not_there(run, tmp_path):
    for command in ("ask", "search"):
        line = one_line(run(command, PARIS, "--store", tmp_path / "gone"))
        assert "dateline index FOLDER" in line
    assert not (tmp_path / "gone").exists()


def test_a_store_that_is_a_file(run, articles, tmp_path):
    store = tmp_path / "store"
    store.write_text("mine")
    assert "is a file" in one_line(run("index", articles, "--store", store))
    one_line(run("ask", PARIS, "--store", store))
    assert store.read_text() == "mine"


def test_a_store_built_with_another_embedder_is_left_alone(run, articles, seeds_store, monkeypatch):
    before = sorted((path, path.stat().st_mtime_ns) for path in seeds_store.rglob("*.sqlite"))
    monkeypatch.setenv("DATELINE_EMBEDDER", "openai:text-embedding-3-small")
    for arguments in (["ask", PARIS], ["search", PARIS], ["index", str(articles)]):
        line = one_line(run(*arguments, "--store", seeds_store))
        assert "DATELINE_EMBEDDER" in line
    assert before == sorted(
        (path, path.stat().st_mtime_ns) for path in seeds_store.rglob("*.sqlite")
    )


def test_a_store_that_another_process_writes(run, articles, tmp_path):
    from filelock import FileLock

    store = tmp_path / "store"
    assert run("index", articles, "--store", store).code == 0
    with FileLock(store / "lock"):
        assert "another process" in one_line(run("index", articles, "--store", store))
        assert run("ask", "When does the harbour open?", "--store", store).code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission_to_write(run, articles, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "cannot be written" in one_line(run("index", articles, "--store", closed / "store"))


def test_a_setting_that_cannot_be_used(run, monkeypatch):
    monkeypatch.setenv("DATELINE_EMBEDDER", "word2vec")
    monkeypatch.setenv("DATELINE_CACHE", "cache")
    ran = run("ask", PARIS)
    assert ran.code == 2
    assert "unknown embedder" in ran.err.splitlines()[-1]


# --- doctor


def test_doctor_finds_all_good(run, seeds_store):
    ran = run("doctor", "--store", seeds_store)
    assert ran.code == 0
    assert "BAD" not in ran.out
    found = json.loads(run("doctor", "--store", seeds_store, "--json").out)
    assert found["good"] is True
    store = found["findings"]["store"]["found"]
    assert (store["articles"], store["undated"]) == (5, 0)
    assert (store["first_day"], store["last_day"]) == ("2025-05-06", "2026-03-12")
    assert store["writer"] == "free"


def test_doctor_says_what_to_do(run, tmp_path, monkeypatch):
    ran = run("doctor", "--store", tmp_path / "gone")
    assert ran.code == 2
    assert "→ nothing has been indexed" in ran.out
    other = tmp_path / "model.onnx"
    other.write_bytes(b"not a model")
    monkeypatch.setenv("DATELINE_MODEL_PATH", str(other))
    ran = run("doctor")
    assert ran.code == 2
    assert "is not the pinned embedding model" in ran.out


# --- eval


def test_eval_prints_each_number_with_its_interval_and_n(run):
    ran = run("eval", "practice", "--limit", "2", "--failures")
    assert ran.code == 0
    assert ran.out.startswith("practice: 2 cases, 0 errors")
    assert "95 % interval" in ran.out
    values = json.loads(run("eval", "practice", "--limit", "2", "--json").out)
    assert values["cases"] == 2
    assert {"accuracy", "verbatim", "abstention"} <= values["metrics"].keys()


def test_eval_of_an_unknown_suite(run):
    assert "no suite 'nothing'" in one_line(run("eval", "nothing"))


def test_eval_takes_a_suite_or_a_command(run):
    assert run("eval", "suite", "practice", "--limit", "1").out.startswith("practice: 1 case,")
    assert run("eval", "--limit", "1").out.startswith("seeds: 1 case,")
    for name in ("retrieval", "speed", "suite"):
        assert "Usage: dateline eval " in run("eval", name, "--help").out
    assert run("eval", "retrieval").code == 2
    assert run("eval", "retrieval", "--failures").code == 2


def test_eval_retrieval_prints_writes_and_keeps(run, tmp_path):
    rows = [{"title": "Crane", "url": "u", "body": "The crane is built in Gdansk.", "source": "Q"}]
    fact = {"fact": "The crane is built in Gdansk.", "url": "u"}
    asked = [{"query": "Where is the crane built?", "question_type": "t", "evidence_list": [fact]}]
    (tmp_path / "corpus.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "MultiHopRAG.json").write_text(json.dumps(asked), encoding="utf-8")
    out, found = tmp_path / "out.json", tmp_path / "found.jsonl"
    arguments = ("eval", "retrieval", "--data", tmp_path, "--out", out, "--run", found)
    ran = run(*map(str, arguments))
    assert ran.code == 0
    assert "fact_recall@2000tok" in ran.out
    assert json.loads(out.read_text())["arms"]["passages"]["metrics"]["hits@4"]["value"] == 1
    assert json.loads(found.read_text())["passages"][0]["url"] == "u"
    values = json.loads(run("eval", "retrieval", "--data", str(tmp_path), "--json").out)
    assert values["embedded"] == 0


def test_eval_retrieval_says_what_is_missing(run, tmp_path):
    assert "corpus.json" in one_line(run("eval", "retrieval", "--data", str(tmp_path)))
    ran = run("eval", "retrieval", "--data", str(tmp_path), "--out", str(tmp_path / "no" / "f"))
    assert ran.code == 2
    assert "cannot be written" in ran.err


# --- ui


def test_ui_names_a_taken_port_and_a_free_one(run, seeds_store):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = one_line(run("ui", "--port", str(port), "--store", seeds_store))
    assert f"port {port} " in line
    assert "dateline ui --port" in line
