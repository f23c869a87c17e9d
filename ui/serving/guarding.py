"""Who may ask: a bearer token, hosts, and how much a request may weigh."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING

from index import SettingsError
from ui.serving.replies import error

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    from ui.serving.metrics import Metrics

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_BYTES = 4_000_000
_OPEN = ("/health",)


def check_exposure(host: str, token: str | None) -> None:
    """Refuse to serve other machines without a token.

    Raises:
        SettingsError: The host is no loopback address, and there is no token.
    """
    if host not in LOOPBACK and not token:
        message = (
            f"serving on {host} lets other machines in: set DATELINE_TOKEN to a token that they "
            "must send, or leave --host out"
        )
        raise SettingsError(message)


class Guard:
    """Lets requests through that may be answered; counts all of them."""

    def __init__(self, app: App, *, token: str | None, host: str, metrics: Metrics) -> None:
        """Guard an application.

        Args:
            app: The application.
            token: What a request must bear, if anything.
            host: Where it is served. On the loopback without a token, only requests to it by
                its own name pass: a page of the Internet that lets its name lead here
                (DNS rebinding) is refused.
            metrics: Counts.
        """
        self._app = app
        self._token = token.encode() if token else None
        self._own_names = host in LOOPBACK and not token
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v for k, v in scope["headers"]}
        refusal = self._refusal(scope["path"], headers)
        if refusal is not None:
            await self._refuse(*refusal, scope, send)
            return
        left = MOST_BYTES

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            # The rest of a body that is too long is not read; what came is no JSON any more.
            return (
                message if left >= 0 else {"type": "http.request", "body": b"", "more_body": False}
            )

        await self._app(scope, bounded, self._counted(scope, send))

    def _refusal(self, path: str, headers: dict[str, bytes]) -> tuple[int, str, str] | None:
        if self._own_names and not _is_own(headers.get("host", b"")):
            return 403, "this server answers to its own address only", "invalid_request_error"
        length = headers.get("content-length", b"0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return 413, f"a request may weigh {MOST_BYTES:,} bytes", "invalid_request_error"
        if self._token is None or path in _OPEN:
            return None
        kind, _, given = headers.get("authorization", b"").partition(b" ")
        if kind.lower() == b"bearer" and hmac.compare_digest(given.strip(), self._token):
            return None
        return (
            401,
            "send the header “Authorization: Bearer …” with this server's token",
            "invalid_api_key",
        )

    async def _refuse(self, status: int, message: str, code: str, scope: Scope, send: Send) -> None:
        self._metrics.request(_route(scope), status)
        body = json.dumps(error(message, kind="invalid_request_error", code=code)).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        if status == 401:  # noqa: PLR2004 - HTTP's own number
            headers.append((b"www-authenticate", b"Bearer"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _counted(self, scope: Scope, send: Send) -> Send:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.request(_route(scope), message["status"])
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        return counted


def _route(scope: Scope) -> str:
    """Give the route of a request, or "other": a label that anyone could choose would flood."""
    known = ("/v1/chat/completions", "/v1/ask", "/v1/models", "/health", "/metrics")
    return scope["path"] if scope["path"] in known else "other"


def _is_own(host: bytes) -> bool:
    name = host.decode("latin-1").strip().lower()
    bare = name[: name.rfind("]") + 1].strip("[]") if name.startswith("[") else name.split(":")[0]
    return bare in LOOPBACK
