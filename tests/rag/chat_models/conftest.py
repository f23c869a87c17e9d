"""The models that the contract is held against: a fake, a server, and GGUF files."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.chat_models import open_chat_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

HERE = Path(__file__).parent
MODELS = ["fake", "server", "tiny gguf", "named gguf"]


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def fake_chat_model() -> Any:
    """The class of the fake."""
    return _loaded("fake_chat_model").FakeChatModel


@pytest.fixture(scope="session")
def served() -> Iterator[Any]:
    stub = _loaded("chat_stub").ChatStub()
    yield stub
    stub.close()


@pytest.fixture
def chat_stub(served: Any) -> Any:
    """A server that speaks OpenAI's chat API, as new."""
    says, models = served.says, served.models
    served.script, served.hang = [], 1.5
    for kept in (served.asked, served.keys, served.organizations, served.times):
        kept.clear()
    yield served
    served.says, served.models = says, models


@pytest.fixture(scope="session")
def tiny_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GGUF file of random weights."""
    return _loaded("tiny_gguf").write_tiny_gguf(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture(scope="session")
def tiny_model(tiny_gguf: Path) -> Any:
    """That file, served by llama.cpp."""
    pytest.importorskip("xllamacpp")
    return open_chat_model(f"gguf:{tiny_gguf}")


@pytest.fixture(scope="session")
def named_model() -> Any:
    """The GGUF file that DATELINE_TEST_GGUF names."""
    if not GGUF:
        pytest.skip("DATELINE_TEST_GGUF names no file")
    return open_chat_model(f"gguf:{GGUF}")


# Read before the settings of the developer are hidden from the tests.
GGUF = os.environ.get("DATELINE_TEST_GGUF")


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> Any:
    """Each kind of chat model."""
    if request.param == "fake":
        return request.getfixturevalue("fake_chat_model")()
    if request.param == "server":
        return open_chat_model(f"{request.getfixturevalue('chat_stub').url}#stub")
    return request.getfixturevalue("tiny_model" if "tiny" in request.param else "named_model")
