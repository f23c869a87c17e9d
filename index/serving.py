"""What Chroma leaves open: whether a server answers, how long to wait, what to do on failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import StoreError
from index.layout import is_url

if TYPE_CHECKING:
    from httpx import Client as HTTPClient

_KNOCK_SECONDS = 10
_ANSWER_SECONDS = 120


def knock(address: str) -> None:
    """Ask a server for its heartbeat: Chroma's own client would wait for ever."""
    from urllib.request import urlopen

    with urlopen(f"{address}/api/v2/heartbeat", timeout=_KNOCK_SECONDS) as answer:  # noqa: S310 - http or https by is_url
        if b"heartbeat" not in answer.read(1000):
            message = "this is no Chroma server"
            raise ValueError(message)


def be_patient(client: object) -> None:
    """Set how long to wait for an answer, which Chroma gives no setting for."""
    connection = session(client)
    if connection is not None:
        connection.timeout = _ANSWER_SECONDS


def session(client: object) -> HTTPClient | None:
    """Give the connection to a server, which each client has for itself; None for a folder."""
    return getattr(getattr(client, "_server", None), "_session", None)


def failure(location: str, error: Exception) -> StoreError:
    """Make the error that says what failed at a location, and what to do."""
    said = " ".join(str(error).split())[:300] or type(error).__name__
    remedy = (
        "check that the Chroma server runs at this address"
        if is_url(location)
        else "check the folder's permissions and the space left, or use `dateline index --rebuild`"
    )
    return StoreError(f"Chroma failed at {location} ({said}): {remedy}")
