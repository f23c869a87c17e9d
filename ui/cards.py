"""An answer and its sources as HTML in which no text of an article can act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ui.printing import day, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag import Answer, Citation, Hit

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_NEAREST = 3


def inert(text: str) -> str:
    """Fold text to one line that neither HTML nor Markdown reads as its own.

    Every ASCII punctuation mark becomes a character reference, which both show as the mark
    itself and neither takes for a tag, a link or an image.
    """
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found.group())};", one_line(text))


def answer_html(answer: Answer) -> str:
    """Give an answer with its source cards, or with the nearest passages."""
    lines = [inert(line) for line in answer.text.splitlines() if line.strip()]
    text = "".join(f"<p>{line}</p>" for line in lines)
    if answer.answered:
        return f"<div>{text}{_list([_card(citation) for citation in answer.citations])}</div>"
    nearest = _list([_nearest(hit) for hit in answer.hits[:_NEAREST]])
    return f"<div>{text}{'<p>Nearest passages:</p>' if nearest else ''}{nearest}</div>"


def message_html(text: str) -> str:
    """Give one message, such as an error's, as a paragraph."""
    return f"<div><p>{inert(text)}</p></div>"


def _list(items: Sequence[str]) -> str:
    return f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>" if items else ""


def _card(citation: Citation) -> str:
    return (
        _source(citation, citation.article_id) + f"<blockquote>{inert(citation.quote)}</blockquote>"
    )


def _nearest(hit: Hit) -> str:
    return (
        _source(hit, hit.passage.article_id) + f"<blockquote>{inert(hit.passage.text)}</blockquote>"
    )


def _source(thing: Citation | Hit, article_id: str) -> str:
    title = f"<strong>{inert(thing.title or article_id)}</strong>"
    rest = [inert(part) for part in (thing.outlet, day(thing)) if part]
    return " · ".join([title, *rest])
