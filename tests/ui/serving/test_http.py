"""The server's own routes, and requests that must not pass."""

from __future__ import annotations

import json
import threading

import httpx
import pytest

from index import SettingsError
from ui.serving.guarding import MOST_BYTES, check_exposure

QUESTION = "Where will the talks about the ferry strike resume?"
TOKEN = "a-token-of-the-tests"  # noqa: S105 - it opens nothing else


def post(server, path, body, **options):
    return httpx.post(f"{server.url}{path}", json=body, timeout=30, **options)


def test_ask_gives_the_whole_answer(server, ferries):
    reply = post(server, "/v1/ask", {"question": QUESTION, "top_k": 3})
    assert reply.status_code == 200
    said = reply.json()
    expected = json.loads(json.dumps(ferries.ask(QUESTION, top_k=3).to_dict()))
    del said["seconds"], expected["seconds"]
    assert said == expected


def test_history_is_understood(server):
    turns = [{"question": QUESTION, "answer": "In Bergen."}]
    said = post(server, "/v1/ask", {"question": "And when?", "history": turns}).json()
    assert said["standalone"].startswith("When will the talks")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "question"),
        ({"question": 3}, "question"),
        ({"question": "?"}, "the question is empty"),
        ({"question": QUESTION, "top_k": 0}, "top_k is 0"),
        ({"question": QUESTION, "as_of": "soon"}, "as_of"),
        ({"question": QUESTION, "colour": "red"}, "colour"),
        ({"question": QUESTION, "history": [{"answer": 3}]}, "history"),
        ({"question": QUESTION, "history": [{"who": "me"}]}, "history[0] has neither"),
        ([QUESTION], "valid"),
    ],
)
def test_a_broken_request_says_what_is_wrong(server, body, told):
    reply = post(server, "/v1/ask", body)
    assert reply.status_code == 400
    assert told in reply.json()["error"]["message"]


def test_what_is_no_json_is_a_bad_request(server):
    reply = httpx.post(f"{server.url}/v1/ask", content=b"{not json", timeout=30)
    assert reply.status_code == 400


def test_a_request_that_is_too_heavy_is_refused(server):
    reply = httpx.post(f"{server.url}/v1/ask", content=b" " * (MOST_BYTES + 1), timeout=30)
    assert reply.status_code == 413

    def dripping():
        for _ in range(9):
            yield b" " * (MOST_BYTES // 8)

    assert httpx.post(f"{server.url}/v1/ask", content=dripping(), timeout=30).status_code >= 400


def test_health_needs_no_token_and_all_else_does(guarded):
    assert httpx.get(f"{guarded.url}/health").json()["status"] == "ok"
    for path in ("/metrics", "/v1/models", "/nowhere"):
        refused = httpx.get(f"{guarded.url}{path}")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert TOKEN not in refused.text
    right = {"Authorization": f"bearer {TOKEN}"}
    assert httpx.get(f"{guarded.url}/metrics", headers=right).status_code == 200
    for wrong in ("Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe9"):
        headers = [(b"Authorization", wrong.encode("latin-1"))]
        assert httpx.get(f"{guarded.url}/metrics", headers=headers).status_code == 401


def test_metrics_count_requests_and_answers(server):
    def counted():
        text = httpx.get(f"{server.url}/metrics").text
        lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}

    before = counted()
    post(server, "/v1/ask", {"question": QUESTION})
    httpx.get(f"{server.url}/<script>")
    after = counted()
    answers = 'dateline_answers_total{answerer="quotes",outcome="answered"}'
    assert after[answers] == before.get(answers, 0) + 1
    asked = 'dateline_requests_total{route="/v1/ask",status="200"}'
    assert after[asked] == before.get(asked, 0) + 1
    assert after['dateline_requests_total{route="other",status="404"}'] >= 1
    assert after["dateline_answer_seconds_count"] == before["dateline_answer_seconds_count"] + 1
    buckets = [v for k, v in after.items() if k.startswith("dateline_answer_seconds_bucket")]
    assert buckets == sorted(buckets)
    assert buckets[-1] == after["dateline_answer_seconds_count"]
    assert after["dateline_articles"] == 1


def test_a_page_whose_name_leads_here_is_refused(server):
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""):
        assert httpx.get(f"{server.url}/health", headers={"host": host}).status_code in (400, 403)
    for host in ("localhost:9", "127.0.0.1", "[::1]:80"):
        assert httpx.get(f"{server.url}/health", headers={"host": host}).status_code == 200


def test_other_machines_need_a_token():
    with pytest.raises(SettingsError, match="DATELINE_TOKEN"):
        check_exposure("0.0.0.0", None)  # noqa: S104 - nothing is bound
    check_exposure("0.0.0.0", TOKEN)  # noqa: S104 - as above
    check_exposure("127.0.0.1", None)


def test_questions_at_the_same_time_are_all_answered(server):
    replies = []

    def ask():
        replies.append(post(server, "/v1/ask", {"question": QUESTION}).json()["answered"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert replies == [True] * 8


def test_a_client_that_leaves_ends_the_model_call(drafting):
    written = []

    def says(messages):
        written.append(messages)
        return " ".join(["Talks will resume on Monday in Bergen, and"] * 2000)

    server, _ = drafting(says)
    body = {"messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with httpx.stream("POST", f"{server.url}/v1/chat/completions", json=body, timeout=30) as reply:
        next(reply.iter_bytes())
    assert post(server, "/v1/ask", {"question": QUESTION}).status_code == 200
