from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from rag.chat_models import Message, counting
from rag.chat_models.counting import count_messages, count_openai, estimate

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def as_new(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No encoding is loaded, and the cache is empty."""
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path))
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    counting._encoding.cache_clear()
    yield tmp_path
    counting._encoding.cache_clear()


def test_no_network_is_needed(as_new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        pytest.fail("tiktoken went to fetch a vocabulary")

    monkeypatch.setattr(tiktoken.load, "read_file", refuse)
    before = dict(os.environ)
    # As OpenAI's tokenizer page counts them.
    assert count_openai("tiktoken is great!", "gpt-4") == 6
    assert count_openai("tiktoken is great!", "gpt-4o") == 6
    assert count_openai("tiktoken is great!", "gpt-9-of-tomorrow") == 6
    assert dict(os.environ) == before
    assert len([*(as_new / "tiktoken").iterdir()]) == 2


def test_without_a_vocabulary_bytes_are_counted(
    as_new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_bundled", lambda _: None)
    assert count_openai("émigré", "gpt-4o") == 8


def test_a_cache_that_cannot_be_written(as_new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (as_new / "file").write_text("")
    monkeypatch.setenv("DATELINE_CACHE", str(as_new / "file"))
    assert count_openai("four", "gpt-4o") == 4


@given(st.text(max_size=60))
def test_an_estimate_is_above_the_count_and_below_the_bytes(text: str) -> None:
    counted = count_openai(text, "gpt-4o")
    assert counted <= estimate(text) <= 1 + 1.25 * len(text.encode())


def test_special_tokens_are_plain_text() -> None:
    assert count_openai("<|endoftext|>", "gpt-4o") > 3


def test_messages_are_counted_with_their_frames(fake_chat_model: Any) -> None:
    messages = [Message(role="system", text="one two"), Message(role="user", text="three")]
    assert 3 < count_messages(fake_chat_model(), messages) <= 40
