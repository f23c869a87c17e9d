from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

MODELS = Path(__file__).parents[2] / "rag" / "chat_models"
WORDS = "ferry union harbour strike captain tax mayor bridge bank vote flood court".split()  # noqa: SIM905


def _loaded(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"judging_{name}", MODELS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def fake_chat_model() -> Any:
    """The class of the fake."""
    return _loaded("fake_chat_model").FakeChatModel


@pytest.fixture(scope="session")
def tiny_gguf() -> Any:
    """The module that writes GGUF files."""
    return _loaded("tiny_gguf")


@pytest.fixture
def chat_stub() -> Iterator[Any]:
    """A server that speaks OpenAI's chat API."""
    stub = _loaded("chat_stub").ChatStub()
    yield stub
    stub.close()


@pytest.fixture(scope="session")
def rows() -> list[dict[str, Any]]:
    """240 labelled pairs, of which words tell a few: where numbers are exchanged they do not."""
    dice = random.Random(5)  # noqa: S311 - no secret
    made = []
    for number in range(120):
        words = dice.sample(WORDS, 5)
        count = dice.randrange(10, 99)
        quote = f"The {words[0]} and the {words[1]} of the {words[2]} met {count} times, "
        quote += f"and {count + 1} others waited."
        true = f"The {words[0]} of the {words[2]} met {count} times."
        false = true.replace(str(count), str(count + 1))
        if number % 4 == 0:
            false = f"The {words[3]} sank near the {words[4]}, twice."
        for sentence, label in ((true, True), (false, False)):
            made.append({"sentence": sentence, "quote": quote, "label": label, "group": number})
    return made


@pytest.fixture(scope="session")
def folder(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds these pairs."""
    path = tmp_path_factory.mktemp("pairs")
    lines = "\n".join(json.dumps(row) for row in rows)
    (path / "pairs.jsonl").write_text(lines, encoding="utf-8")
    return path
