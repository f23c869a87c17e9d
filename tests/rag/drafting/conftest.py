from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index import Passage
from rag.answers import Hit

FAKE = Path(__file__).parent.parent / "chat_models" / "fake_chat_model.py"


@pytest.fixture(scope="session")
def fake_chat_model() -> Any:
    """The class of the fake."""
    spec = importlib.util.spec_from_file_location("drafting_fake_chat_model", FAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.FakeChatModel


@pytest.fixture(scope="session")
def hit() -> Any:
    """Makes a hit of a text."""

    def made(text: str, number: int = 0, *, at: int = 0, **known: Any) -> Hit:
        passage = Passage(
            id=f"a{number}#{at}",
            article_id=f"a{number}",
            ordinal=at,
            text=text,
            start=at,
            end=at + len(text),
            sentences=((0, len(text)),),
        )
        known = {"title": "Ferry strike", "outlet": "Wire", "published": date(2025, 3, 6), **known}
        return Hit(passage=passage, score=1.0 / (number + 1), **known)

    return made
