"""Choose a chat model by its name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import ModelUnavailable, SettingsError
from rag.chat_models.base import Price
from rag.chat_models.prices import price_of

if TYPE_CHECKING:
    from rag.chat_models.base import ChatModel
    from rag.chat_models.settings import ChatSettings

_FORMS = "openai:<model>, http://host:port/v1#<model> or gguf:<file>"
_NONE = ("", "none")
_SECONDS, _LOCAL_SECONDS = 60.0, 180.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")  # no proxy leads there


def chosen_name(name: str | None = None, *, settings: ChatSettings | None = None) -> str | None:
    """Say which model is wanted: the one named, or the one that DATELINE_LLM names.

    Args:
        name: The name given by hand; `none` asks for no model whatever the settings say.
        settings: Settings to use instead of the environment's.

    Returns:
        The name, or None where no model is wanted.

    Raises:
        SettingsError: A variable has a value that cannot be used.
    """
    if name is None:
        from rag.chat_models.settings import load_chat_settings

        name = (settings or load_chat_settings()).llm
    name = (name or "").strip()
    return None if name.lower() in _NONE else name


def open_chat_model(name: str, *, settings: ChatSettings | None = None) -> ChatModel:
    """Open a model; a server is not asked anything yet, a GGUF file is loaded.

    Args:
        name: `openai:<model>` (key from OPENAI_API_KEY), `http(s)://host:port/v1#<model>`
            (key, where there is one, from DATELINE_LLM_API_KEY), or `gguf:<file>`, a path
            or owner/repository/file of the Hugging Face hub.
        settings: Settings to use instead of the environment's.

    Raises:
        SettingsError: The name is none of these, or holds what it must not.
        ModelUnavailable: There is no key, no file, or no xllamacpp.
    """
    from rag.chat_models.settings import load_chat_settings

    settings = settings or load_chat_settings()
    kind, _, rest = name.partition(":")
    if kind == "gguf":
        from rag.chat_models.local import LocalChatModel

        seconds = settings.llm_timeout or _LOCAL_SECONDS
        return LocalChatModel(rest, timeout=seconds, context=settings.llm_context)
    if kind not in ("openai", "http", "https"):
        message = f"unknown model {name!r}: use {_FORMS}"
        raise SettingsError(message)
    from rag.chat_models.remote import RemoteChatModel

    url, model = (None, rest.strip()) if kind == "openai" else _address(name)
    if not model:
        message = f"{name}: name the model too, as openai:<model> or http://host:port/v1#<model>"
        raise SettingsError(message)
    return RemoteChatModel(
        name,
        model=model,
        url=url,
        key=_openai_key() if url is None else _server_key(settings),
        timeout=settings.llm_timeout or _SECONDS,
        context_window=settings.llm_context,
        price=_own_price(settings) or (price_of(model) if url is None else None),
        through_proxies=url is None or urlsplit(url).hostname not in _LOOPBACK,
    )


def _address(name: str) -> tuple[str, str]:
    """Split a server's name into its URL and the model.

    Raises:
        SettingsError: It is no plain address; one with a password would be shown.
    """
    url, _, model = name.partition("#")
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query:
        host = parts.hostname or "the server"
        message = (
            f"the address of {host} holds a name, password or query: leave these out, and set "
            "DATELINE_LLM_API_KEY to the key"
        )
        raise SettingsError(message)
    if not parts.hostname:
        message = f"{name}: holds no host; use http://host:port/v1#<model>"
        raise SettingsError(message)
    return url, model.strip()


def _openai_key() -> str:
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if not key:
        message = (
            "OPENAI_API_KEY is not set: set it to your key, or leave the model out to be "
            "answered in quotes alone"
        )
        raise ModelUnavailable(message)
    return key


def _server_key(settings: ChatSettings) -> str | None:
    return settings.llm_api_key.get_secret_value() if settings.llm_api_key else None


def _own_price(settings: ChatSettings) -> Price | None:
    if settings.llm_price is None:
        return None
    prompt, completion = settings.llm_price.split(",")
    return Price(prompt=float(prompt), completion=float(completion))
