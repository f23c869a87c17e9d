"""An answer as Markdown: bold short answer, quotes with their sources, what is not certain."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.answers import Answer, Citation

_SPECIAL = re.compile(r"([\\`*_{}\[\]|~])")
_OPENING = re.compile(r"^(\d+(?=[.)])|[-+#=>])")


def plain(text: str) -> str:
    """Escape a text so that Markdown shows its characters and acts on none of them."""
    shown = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    escaped = _SPECIAL.sub(r"\\\1", html.escape(shown, quote=False))
    escaped = _OPENING.sub(
        lambda m: f"&#{ord(m[1][0])};{m[1][1:]}" if m[1].isdigit() else f"\\{m[1]}", escaped
    )
    # Renderers make links of bare addresses.
    return re.sub(r"(?i)\b(https?|ftp|www)(:|\.)", lambda m: f"{m[1]}&#{ord(m[2])};", escaped)


def as_markdown(answer: Answer) -> str:
    """Write an answer for a reader; nothing that an article says is rendered."""
    return "\n\n".join(_blocks(answer)) + "\n"


def _blocks(answer: Answer) -> Iterator[str]:
    by_number = {citation.number: citation for citation in answer.citations}
    if not answer.sentences:
        yield "\n".join(f"{plain(line)}  " for line in answer.text.splitlines())
    for place, sentence in enumerate(answer.sentences):
        marks = " ".join(f"[{number}]" for number in sentence.citations)
        cited = [by_number[number] for number in sentence.citations if number in by_number]
        quotes = len(cited) == 1 and sentence.text == cited[0].framed
        mark = "" if sentence.support == "supported" else f" *({sentence.support})*"
        if quotes:
            yield f"> {plain(sentence.text)} {marks}{mark}"
        else:
            bold = f"**{plain(sentence.text)}**" if place == 0 else plain(sentence.text)
            yield f"{bold} {marks}{mark}"
    if not answer.answered and answer.reason:
        yield f"*{plain(answer.reason)}*"
    yield from (f"⚠ {plain(warning)}" for warning in answer.warnings)
    if answer.citations:
        yield "\n".join(_source(citation) for citation in answer.citations)
    if answer.newest is not None:
        yield f"*As of {answer.newest.isoformat()}, the day of the newest article.*"


def _source(citation: Citation) -> str:
    title = plain(citation.title or citation.article_id)
    link = citation.url
    if link and re.fullmatch(r"https?://[^\s()<>\"']+", link):
        title = f"[{title}]({link})"
    day = citation.published.isoformat() if citation.published else "undated"
    inferred = " (inferred)" if citation.published and citation.date_basis == "inferred" else ""
    outlet = f", {plain(citation.outlet)}" if citation.outlet else ""
    also = f"; also carried by {len(citation.also)} more" if citation.also else ""
    return f"{citation.number}. {title}{outlet}, {day}{inferred}{also}"
