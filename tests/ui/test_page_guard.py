from __future__ import annotations

import asyncio

import pytest

pytest.importorskip("gradio")

from ui.page.guard import Guard, Pace

PAGE = b"<html><script>let a = 1</script><script type=module src=x></script></html>"


async def _app(scope, receive, send):
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(PAGE)).encode()),
        (b"X-Frame-Options", b"ALLOWALL"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[20:]})


def reply(guard, path="/", *, method="GET", host="127.0.0.1:7860", **headers):
    sent = []

    async def send(message):
        sent.append(message)

    given = [(b"host", host.encode())]
    given += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "path": path,
        "method": method,
        "headers": given,
        "client": ("127.0.0.1", 5),
    }
    asyncio.run(guard(scope, None, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    fields = [(name.decode().lower(), value.decode()) for name, value in sent[0]["headers"]]
    return sent[0]["status"], fields, body


def test_every_reply_carries_its_headers_once():
    _, fields, body = reply(Guard(_app))
    named = dict(fields)
    assert len(named) == len(fields)
    assert named["x-frame-options"] == "DENY"
    assert named["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in named["content-security-policy"]
    assert "'unsafe-inline'" not in named["content-security-policy"].split("style-src")[0]
    assert int(named["content-length"]) == len(body)


def test_the_pages_own_scripts_get_a_nonce_that_is_never_the_same():
    guard = Guard(_app)
    nonces = set()
    for _ in range(3):
        _, fields, body = reply(guard)
        policy = dict(fields)["content-security-policy"]
        nonce = policy.split("'nonce-")[1].split("'")[0]
        assert body.count(f'<script nonce="{nonce}"'.encode()) == 2
        nonces.add(nonce)
    assert len(nonces) == 3


def test_what_is_no_page_keeps_its_bytes():
    assert reply(Guard(_app), "/assets/index.js")[2] == PAGE


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://192.0.2.1/",
        "/gradio_api/proxy=http://192.0.2.1/",
        "/gradio_api/call/ask",
        "/gradio_api/run/predict",
        "/gradio_api/dev/reload",
        "/gradio_api/mcp/sse",
        "/monitoring",
        "/docs",
        "/openapi.json",
        "/static/../../etc/passwd",
        "//etc/passwd",
    ],
)
def test_what_the_page_never_asks_for_is_not_there(path):
    assert reply(Guard(_app), path)[0] == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", ""]
)
def test_another_host_name_is_refused(host):
    assert reply(Guard(_app), host=host)[0] == 421


def test_a_huge_upload_is_refused_before_it_is_read():
    status, _, _ = reply(
        Guard(_app), "/gradio_api/upload", method="POST", content_length="900000000"
    )
    assert status == 413


def test_signing_in_is_slowed_down():
    guard = Guard(_app)
    statuses = [reply(guard, "/login", method="POST")[0] for _ in range(12)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_a_pace_lets_through_a_burst_and_then_so_many_a_second():
    pace = Pace(3, 2.0)
    assert [pace.allows("one", now=0) for _ in range(4)] == [True, True, True, False]
    assert pace.allows("two", now=0)
    assert pace.allows("one", now=0.5)
    assert not pace.allows("one", now=0.5)


def test_a_pace_forgets_clients_rather_than_grow():
    pace = Pace(1, 0.001)
    for client in range(5000):
        pace.allows(str(client), now=0)
    assert len(pace._clients) <= 4096
