"""The project as a whole: its seams, its weight, and what its README promises."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from typing import TYPE_CHECKING

import pytest

import index
import rag

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"chromadb", "gradio", "openai", "llama_index", "onnxruntime"}


def python(code: str, folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=120,
        check=True,
    )
    return ran.stdout


def test_import_rag_loads_nothing_heavy(tmp_path):
    loaded = python(
        "import rag, sys; print(*{name.split('.')[0] for name in sys.modules})", tmp_path
    )
    assert not HEAVY & {*loaded.split()}


def test_import_rag_takes_little(tmp_path):
    # Processor time: on a busy machine the clock tells of the others.
    code = "import time; t = time.process_time(); import rag; print(time.process_time() - t)"
    seconds = min(float(python(code, tmp_path)) for _ in range(3))
    assert seconds < 0.15


def test_public_names_are_pinned():
    assert sorted(rag.__all__) == sorted(
        [
            "Answer",
            "ArticleError",
            "Citation",
            "DatelineError",
            "Engine",
            "Hit",
            "ModelError",
            "ModelTimeout",
            "ModelUnavailable",
            "Sentence",
            "SettingsError",
            "StoreError",
            "StoreLocked",
            "StoreMismatch",
            "StoreMissing",
            "ask",
            "default_store",
            "open",
            "seeds_folder",
        ]
    )
    assert sorted(index.__all__) == sorted(
        [
            "Article",
            "ArticleError",
            "Corpus",
            "DatelineError",
            "ModelError",
            "ModelTimeout",
            "ModelUnavailable",
            "Passage",
            "Settings",
            "SettingsError",
            "StoreError",
            "StoreLocked",
            "StoreMismatch",
            "StoreMissing",
            "SyncReport",
            "SyncStep",
            "load_settings",
            "open_corpus",
            "sync",
        ]
    )


@pytest.mark.parametrize("room", [index, rag])
def test_every_public_name_is_there(room):
    for name in room.__all__:
        assert getattr(room, name) is not None
    with pytest.raises(AttributeError):
        _ = room.nothing_of_this_name


def test_every_constraint_is_one_plain_pin(root):
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.!+]+", pin) for pin in pins)
    pinned = {_folded(pin.split("==")[0]) for pin in pins}
    with (root / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert {_folded(re.match(r"[\w.-]+", name).group()) for name in wanted} <= pinned


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# --- what the README says


@pytest.fixture(scope="module")
def readme(root) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def commands(readme: str) -> list[str]:
    """Every line of the README's console blocks that a reader types."""
    blocks = re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_the_readme_opens_with_what_to_type(readme):
    lines = readme.splitlines()
    assert any(line.startswith("$ ") for line in lines[:15])
    assert any("Paris" in line and "[1]" in line for line in lines[:30])


def test_the_readme_names_only_commands_that_exist(readme):
    from ui.cli import dateline

    typed = [shlex.split(line) for line in commands(readme) if line.startswith("dateline ")]
    assert typed
    for _, name, *arguments in typed:
        command = dateline.commands[name]
        commands_of = [command, *getattr(command, "commands", {}).values()]
        options = {o for one in commands_of for parameter in one.params for o in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("--")} <= options


def test_the_readmes_first_question_gets_the_answer_shown(readme, tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    typed = next(line for line in commands(readme) if line.startswith("dateline ask "))
    script = f"import sys; sys.argv = {shlex.split(typed)!r}; from ui.cli import main; main()"
    began = time.perf_counter()
    printed = python(script, tmp_path)
    assert time.perf_counter() - began < 60
    shown = readme.split(f"$ {typed}\n", 1)[1].split("```", 1)[0].split("\n$ ")[0]
    assert " ".join(printed.split()) == " ".join(shown.split())


def test_the_readmes_python_runs(readme, seeds_store, tmp_path):
    shutil.copytree(seeds_store, tmp_path / ".dateline")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert python(code, tmp_path).strip()
