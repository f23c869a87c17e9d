"""GGUF files in this process, by llama.cpp: the one door to xllamacpp.

llama.cpp is loaded into this process and listens on the loopback, under a key that only
this process knows; it is spoken to as any other server is. Its calls without a socket
could not be timed out or cancelled while it reads a prompt, and count no tokens.
"""

from __future__ import annotations

import json
import re
import secrets
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError, ModelUnavailable
from rag.chat_models.counting import estimate
from rag.chat_models.remote import RemoteChatModel

if TYPE_CHECKING:
    from types import ModuleType

# Ten passages and an answer take 2,000 tokens; each thousand more takes memory (30 MB for
# a model of 1.5 billion parameters).
_WINDOW = 8192
# What llama.cpp keeps of prompts that it has read; by itself it takes up to 8 GiB.
_CACHE_MIB = 512
_QUIET = -1
_COUNT_SECONDS = 10.0
_HUB = re.compile(r"([\w.-]+/[\w.-]+)/(.+\.gguf)", re.IGNORECASE)
_MAGIC = b"GGUF"


class LocalChatModel(RemoteChatModel):
    """A GGUF file served by llama.cpp in this process; see `ChatModel`."""

    def __init__(
        self, file: str, *, timeout: float = 60.0, tries: int = 3, context: int | None = None
    ) -> None:
        """Load a file; what it needs of memory is about its size.

        Args:
            file: A path, or owner/repository/file.gguf of the Hugging Face hub.
            timeout: Seconds for one call, unless the call says.
            tries: How often a call is tried.
            context: Tokens of the context window to make room for; by default 8,192 and
                no more than the model was trained with.

        Raises:
            ModelUnavailable: The file or xllamacpp is not there.
            ModelError: llama.cpp cannot use the file.
        """
        path = _found(file)
        key = secrets.token_urlsafe(32)
        # Kept: the server ends with its object.
        self._llama = _loaded(path, key, context or _WINDOW)
        self._address = str(self._llama.listening_address)
        self._secret = key
        super().__init__(
            f"gguf:{path.name}",
            model=path.stem,
            url=f"{self._address}/v1",
            key=key,
            timeout=timeout,
            tries=tries,
            context_window=self._room() or context or _WINDOW,
            through_proxies=False,
            place=f"llama.cpp ({path.name})",
        )

    def close(self) -> None:
        """Close the connections and give the model's memory back; it serves no more."""
        super().close()
        self._llama = None

    def count_tokens(self, text: str) -> int:
        """Count with the model's own vocabulary."""
        said = self._asked("/tokenize", {"content": text.encode("utf-8", "replace").decode()})
        tokens = said.get("tokens") if isinstance(said, dict) else None
        return len(tokens) if isinstance(tokens, list) else estimate(text)

    def _room(self) -> int | None:
        said = self._asked("/props", None)
        settings = said.get("default_generation_settings") if isinstance(said, dict) else None
        room = settings.get("n_ctx") if isinstance(settings, dict) else None
        return room if isinstance(room, int) and room > 0 else None

    def _asked(self, path: str, body: object) -> Any:
        """Ask the server what OpenAI's API has no call for; give None where it does not say."""
        request = urllib.request.Request(  # noqa: S310 - the address is our own server's
            self._address + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._secret}",
                "Content-Type": "application/json",
            },
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=_COUNT_SECONDS) as response:
                return json.load(response)
        except (OSError, ValueError):
            return None


def _loaded(path: Path, key: str, context: int) -> Any:
    """Load a model and start its server.

    Raises:
        ModelError: llama.cpp cannot use the file.
    """
    llama = _xllamacpp()
    wanted = llama.CommonParams()
    wanted.model.path = str(path)
    wanted.n_ctx = context
    wanted.n_parallel = 1
    wanted.cache_ram_mib = _CACHE_MIB
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.api_keys = [key]
    wanted.ui = False
    wanted.endpoint_slots = False
    wanted.offline = True
    wanted.verbosity = _QUIET
    try:
        return llama.Server(wanted)
    except (RuntimeError, ValueError, OSError) as error:
        message = (
            f"{path}: llama.cpp cannot load it ({' '.join(str(error).split())[:200]}): it may be "
            "cut short, of a newer kind, or too large for this machine's memory"
        )
        raise ModelError(message) from error


def _xllamacpp() -> ModuleType:
    try:
        import xllamacpp
    except ImportError as error:
        message = "GGUF files need xllamacpp: install it with pip install 'dateline[local]'"
        raise ModelUnavailable(message) from error
    found: ModuleType = xllamacpp
    return found


def _found(file: str) -> Path:
    """Find a file on this machine, else on the hub, and see that it is a GGUF file.

    Raises:
        ModelUnavailable: It is not there, or is something else.
    """
    path = Path(file).expanduser()
    if not path.is_file():
        hub = _HUB.fullmatch(file)
        if hub is None or path.is_absolute():
            message = (
                f"{path}: there is no such file; name a GGUF file by its path, or by "
                "owner/repository/file.gguf of the Hugging Face hub"
            )
            raise ModelUnavailable(message)
        path = _fetched(hub[1], hub[2])
    try:
        with path.open("rb") as opened:
            magic = opened.read(len(_MAGIC))
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise ModelUnavailable(message) from error
    if magic != _MAGIC:
        message = f"{path}: is no GGUF file; a download may have been cut short"
        raise ModelUnavailable(message)
    return path


def _fetched(repository: str, file: str) -> Path:
    """Give a file of the hub, from its cache where it is there.

    Raises:
        ModelUnavailable: It cannot be had.
    """
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        return Path(hf_hub_download(repository, file))
    except (HfHubHTTPError, HFValidationError, OSError, ValueError) as error:
        message = (
            f"{repository}/{file}: is neither a file here nor to be had from the Hugging Face "
            f"hub ({type(error).__name__}): check the name, or fetch the file and name its path"
        )
        raise ModelUnavailable(message) from error
