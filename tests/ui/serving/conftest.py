"""A server over the small store, on a real socket, and a model that says what it is told."""

from __future__ import annotations

import importlib.util
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

import index
import rag
from ui.serving.app import build

if TYPE_CHECKING:
    from collections.abc import Iterator

FAKE = Path(__file__).parents[2] / "rag" / "chat_models" / "fake_chat_model.py"
TOKEN = "a-token-of-the-tests"  # noqa: S105 - it opens nothing else
ARTICLE = """---
title: "Ferry strike drags on"
outlet: Northern Wire
published: 2025-03-06
---
PORT ELLIN — The ferry strike in Port Ellin entered its fourth week on Thursday.

About 1,200 sailors are on strike, the union said. Talks about the ferry strike will resume on Monday in Bergen, the mediator said. The company rejected the union's demand for a 9% raise.
"""


class Server:
    """Serves an application until closed."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def close(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=10)


@pytest.fixture(scope="session")
def fake_chat_model() -> Any:
    """The class of the fake."""
    spec = importlib.util.spec_from_file_location("serving_fake_chat_model", FAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.FakeChatModel


@pytest.fixture(scope="session")
def ferry_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "2025-03-06-ferry.md").write_text(ARTICLE, encoding="utf-8")
    store = tmp_path_factory.mktemp("ferry-store") / "store"
    assert index.sync([folder], store=store).problems == []
    return store


@pytest.fixture(scope="session")
def ferries(ferry_store: Path) -> Iterator[rag.Engine]:
    engine = rag.open(ferry_store)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def server(ferries: rag.Engine) -> Iterator[Server]:
    """Without a token."""
    running = Server(build(ferries))
    yield running
    running.close()


@pytest.fixture(scope="session")
def guarded(ferries: rag.Engine) -> Iterator[Server]:
    """With a token."""
    running = Server(build(ferries, token=TOKEN))
    yield running
    running.close()


@pytest.fixture
def drafting(ferry_store: Path, fake_chat_model: Any) -> Iterator[Any]:
    """Makes a server whose model says what it is told."""
    made: list[Any] = []

    def make(says: Any, **known: Any) -> tuple[Server, Any]:
        model = fake_chat_model(says, **known)
        engine = rag.open(ferry_store, llm=model)
        running = Server(build(engine))
        made.append((running, engine))
        return running, model

    yield make
    for running, engine in made:
        running.close()
        engine.close()
