from __future__ import annotations

import builtins
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import ModelError, ModelTimeout, ModelUnavailable, SettingsError
from rag.chat_models import Message, chosen_name, open_chat_model
from rag.chat_models.settings import load_chat_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_model_is_chosen_by_hand_or_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_name() is None
    monkeypatch.setenv("DATELINE_LLM", "openai:gpt-4o")
    assert chosen_name() == "openai:gpt-4o"
    assert chosen_name("gguf:a.gguf") == "gguf:a.gguf"
    assert chosen_name("none") is None
    monkeypatch.setenv("DATELINE_LLM", " None ")
    assert chosen_name() is None


@pytest.mark.parametrize("name", ["gpt-4o", "", "ollama:qwen", "ftp://host/v1#m", "openai"])
def test_names_of_no_kind(name: str) -> None:
    with pytest.raises(SettingsError, match=r"unknown model .*use openai:|OPENAI|name the model"):
        open_chat_model(name)


@pytest.mark.parametrize("name", ["openai:", "openai: ", "http://localhost/v1", "https://x/v1#"])
def test_names_without_a_model(name: str) -> None:
    with pytest.raises(SettingsError, match="name the model too"):
        open_chat_model(name)


@pytest.mark.parametrize("name", ["http://#m", "http:#m", "https:///v1#m"])
def test_names_without_a_host(name: str) -> None:
    with pytest.raises(SettingsError, match="holds no host"):
        open_chat_model(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATELINE_LLM_TIMEOUT", "soon"),
        ("DATELINE_LLM_TIMEOUT", "0"),
        ("DATELINE_LLM_CONTEXT", "100"),
        ("DATELINE_LLM_PRICE", "cheap"),
        ("DATELINE_LLM_PRICE", "-1,2"),
    ],
)
def test_settings_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_chat_settings()


def test_settings_show_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_LLM_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(load_chat_settings())


# --- GGUF files


@pytest.mark.parametrize("name", ["gguf:nowhere.gguf", "gguf:/no/such/file.gguf", "gguf:"])
def test_a_file_that_is_not_there(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="there is no such file"):
        open_chat_model(name)


def test_a_file_that_the_hub_does_not_give(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelUnavailable, match=r"nobody/nothing/some\.gguf: is neither"):
        open_chat_model("gguf:nobody/nothing/some.gguf")


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    page = tmp_path / "model.gguf"
    page.write_text("<html>not found</html>")
    with pytest.raises(ModelUnavailable, match="is no GGUF file"):
        open_chat_model(f"gguf:{page}")


def test_a_file_cut_short(tiny_gguf: Path, tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    short = tmp_path / "short.gguf"
    short.write_bytes(tiny_gguf.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"short\.gguf: llama\.cpp cannot load it"):
        open_chat_model(f"gguf:{short}")


def test_without_xllamacpp(tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "xllamacpp":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModelUnavailable, match=r"pip install 'dateline\[local\]'"):
        open_chat_model(f"gguf:{tiny_gguf}")


def test_no_one_else_may_use_its_server(tiny_model: Any) -> None:
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    body = b'{"messages": [{"role": "user", "content": "hello"}]}'
    with pytest.raises(HTTPError, match="401"):
        urlopen(Request(f"{tiny_model._address}/v1/chat/completions", data=body), timeout=5)


def test_a_local_model_knows_its_own_window_and_tokens(tiny_model: Any) -> None:
    assert tiny_model.name == "gguf:tiny.gguf"
    assert tiny_model.context_window == 1024
    # Its vocabulary is bytes; a space, of three bytes, is put before.
    assert tiny_model.count_tokens("ten bytes!") == 10 + 2 + 3


def test_a_closed_file_serves_no_more(tiny_gguf: Path) -> None:
    pytest.importorskip("xllamacpp")
    model = open_chat_model(f"gguf:{tiny_gguf}")
    prompt = [Message(role="user", text="Hello.")]
    assert model.complete(prompt, max_tokens=2).text
    model.close()
    model.close()
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        model.complete(prompt, max_tokens=2)


def test_a_file_heeds_the_timeout(tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xllamacpp")
    monkeypatch.setenv("DATELINE_LLM_TIMEOUT", "0.00001")
    with (
        closing(open_chat_model(f"gguf:{tiny_gguf}")) as model,
        pytest.raises(ModelTimeout, match="in 1e-05 s"),
    ):
        model.complete([Message(role="user", text="Hello.")], max_tokens=2)
