"""What stands between the browser and Gradio: headers, known addresses, a pace, a nonce."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Gradio's components are compiled in the browser ('unsafe-eval') and carry inline styles.
# A script that got into the page has no nonce and does not run.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; media-src 'none'; "
    "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
# All that the page itself calls. Gradio serves more: files of this machine that were cached,
# a proxy that fetches any address, events of the developers' tools.
_OPEN = re.compile(
    r"^/(?:$|assets/|static/|svelte/|config$|config/|theme\.css|favicon\.ico$|manifest\.json$|"
    r"login/?$|logout|user|gradio_api/(?:info|config|queue/(?:join|data)|upload|upload_progress|"
    r"heartbeat/|startup-events|cancel|reset|app_id|token|login_check|user|theme\.css))"
)
_HOSTS = {"127.0.0.1", "localhost"}
_SCRIPT = re.compile(rb"<script(?=[\s>])")
MOST_BODY = 120_000_000
# How many requests at once, and how many a second after that.
_PACES = {"/gradio_api/queue/join": (240, 8.0), "/gradio_api/upload": (30, 1.0), "/login": (8, 0.2)}
_MOST_CLIENTS = 4096


class Pace:
    """Lets each client do so many things at once, and so many a second after that."""

    def __init__(self, burst: int, rate: float) -> None:
        """Begin with nobody known."""
        self._burst, self._rate = float(burst), rate
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, client: str, now: float | None = None) -> bool:
        """Count one request of a client, and say whether it may be served."""
        now = time.monotonic() if now is None else now
        with self._lock:
            left, last = self._clients.pop(client, (self._burst, now))
            left = min(self._burst, left + (now - last) * self._rate)
            self._clients[client] = (max(left - 1, 0) if left >= 1 else left, now)
            while len(self._clients) > _MOST_CLIENTS:
                self._clients.popitem(last=False)
            return left >= 1


class Guard:
    """Refuses what the page never asks for, and sends every reply with its headers."""

    def __init__(self, app: App) -> None:
        """Take the application to stand before."""
        self._app = app
        self._paces = {path: Pace(*pace) for path, pace in _PACES.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(send, *refusal, nonce)
            return
        page = scope["path"] in ("/", "/login", "/login/")
        await self._app(scope, receive, _Sender(send, nonce, page=page))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = {name: value for name, value in scope["headers"] if name in _READ}
        host = headers.get(b"host", b"").decode("latin-1").rsplit(":", 1)[0]
        path = scope["path"]
        if host not in _HOSTS:
            # Another name for this address is a foreign page that had its own name moved here.
            return 421, "this page answers to 127.0.0.1 and localhost only"
        if not _OPEN.match(path) or ".." in path or "\\" in path:
            return 404, "there is nothing here"
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > MOST_BODY:
            return 413, "too large: add smaller files"
        pace = self._paces.get(path.rstrip("/"))
        client = scope["client"][0] if scope.get("client") else "unknown"
        if pace is not None and scope["method"] == "POST" and not pace.allows(client):
            return 429, "too many requests: wait a moment"
        return None


_READ = {b"host", b"content-length"}


class _Sender:
    """Adds the headers to a reply; a page's own scripts get the nonce."""

    def __init__(self, send: Send, nonce: str, *, page: bool) -> None:
        self._send = send
        self._nonce = nonce
        self._page = page
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*_kept(message["headers"]), *_added(self._nonce)]
            html = (b"content-type", b"text/html") in [
                (name.lower(), value[:9]) for name, value in message["headers"]
            ]
            if self._page and html:
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        marked = _SCRIPT.sub(b'<script nonce="' + self._nonce.encode() + b'"', self._body)
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        headers += [
            (b"content-length", str(len(marked)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": marked})


def _kept(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    ours = {name for name, _ in _HEADERS} | {b"content-security-policy", b"server"}
    return [pair for pair in headers if pair[0].lower() not in ours]


def _added(nonce: str) -> list[tuple[bytes, bytes]]:
    return [*_HEADERS, (b"content-security-policy", _POLICY.format(nonce=nonce).encode())]


async def _refuse(send: Send, status: int, text: str, nonce: str) -> None:
    body = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *([(b"retry-after", b"5")] if status == 429 else []),  # noqa: PLR2004 - too many requests
        *_added(nonce),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
