"""The official MCP client against `dateline mcp`, over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

mcp = pytest.importorskip("mcp")

from mcp.client.session import ClientSession  # noqa: E402 - only where mcp is
from mcp.client.stdio import StdioServerParameters, stdio_client  # noqa: E402 - as above

QUESTION = "Where will the talks about the ferry strike resume?"
DATELINE = Path(sys.executable).parent / "dateline"


def talk(store, calls):
    """Call tools of one server in turn; give the names of all, and each result."""

    async def spoken():
        server = StdioServerParameters(
            command=str(DATELINE), args=["mcp", "--store", str(store)], env=dict(os.environ)
        )
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            names = {tool.name for tool in (await session.list_tools()).tools}
            return names, [await session.call_tool(name, given) for name, given in calls]

    return asyncio.run(asyncio.wait_for(spoken(), timeout=90))


@pytest.fixture(scope="module")
def spoken(ferry_store):
    turns = [{"question": QUESTION, "answer": "In Bergen."}]
    return talk(
        ferry_store,
        [
            ("ask", {"question": QUESTION}),
            ("ask", {"question": "And when?", "history": turns}),
            ("search", {"question": QUESTION, "top_k": 2}),
            ("timeline", {"topic": "ferry strike"}),
            ("ask", {"question": "  "}),
            ("ask", {"question": QUESTION, "as_of": "2025-01-01"}),
        ],
    )


def values(result):
    return getattr(result, "structured_content", None) or result.structuredContent


def failed(result):
    return getattr(result, "is_error", None) or getattr(result, "isError", False)


def test_it_has_three_tools(spoken):
    assert spoken[0] == {"search", "ask", "timeline"}


def test_it_answers_with_quotes_and_understands_follow_ups(spoken):
    first, second = (values(result) for result in spoken[1][:2])
    assert first["answered"] is True
    assert "Bergen" in first["citations"][0]["quote"]
    assert second["standalone"].startswith("When will the talks")


def test_it_finds_passages_and_draws_timelines(spoken):
    found, drawn = (values(result) for result in spoken[1][2:4])
    assert found["hits"][0]["passage"]["article_id"] == "2025-03-06-ferry"
    assert drawn["topic"] == "ferry strike"


def test_a_bad_call_is_told_and_the_server_goes_on(spoken):
    bad, after = spoken[1][4:]
    assert failed(bad)
    assert "the question is empty" in bad.content[0].text
    assert not failed(after)
    assert values(after)["answered"] is False
