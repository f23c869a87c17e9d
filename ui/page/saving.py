"""What a visitor takes along, and what is kept of a visitor's opinion."""

from __future__ import annotations

import base64
import json
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from rag.markdown import plain
from ui.printing import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rag import Answer
    from ui.page.session import Turn, Vote

_writing = threading.Lock()


def exported(turns: Sequence[Turn], kind: Literal["md", "json"]) -> str:
    """Give a conversation as Markdown, or as JSON with every quote and its place."""
    if kind == "json":
        answers = [turn.answer.to_dict() for turn in turns if turn.answer is not None]
        return as_json({"exported": _now(), "answers": answers})
    parts = ["# Dateline"]
    for turn in turns:
        parts.append(f"## {plain(turn.question)}")
        parts.append(turn.answer.to_markdown().strip() if turn.answer else plain(turn.error or ""))
    return "\n\n".join(parts) + "\n"


def download_html(text: str, name: str) -> str:
    """Give a text that the page's script hands to the browser as a file.

    The address of a file on the server would be open to whoever knows it; this is not.
    """
    packed = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    return f'<span data-name="{name}" data-at="{_now()}" data-packed="{packed}"></span>'


def record(path: Path, answer: Answer, vote: Vote) -> None:
    """Add an opinion of an answer to a file, one JSON object a line.

    Raises:
        OSError: The file cannot be written.
    """
    line = {
        "at": _now(),
        "vote": vote,
        "question": answer.question,
        "standalone": answer.standalone,
        "answered": answer.answered,
        "short": answer.short,
        "text": answer.text,
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
        "answerer": answer.answerer,
        "quotes": [
            {"article_id": c.article_id, "start": c.start, "end": c.end, "quote": c.quote}
            for c in answer.citations
        ],
    }
    with _writing, path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
