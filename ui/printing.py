"""Plain text for a terminal: answers, hits and reports, with nothing in them that acts."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from dataclasses import fields
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Protocol

from rag.brackets import set_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from index import SyncReport
    from rag import Answer, Citation, Hit

_WIDEST = 100
_SHOWN = 280
# The bare answer to a yes/no question on which the articles leave it open.
_OPEN = "Not settled"

# Control characters, bidirectional overrides, line separators and lone surrogates: in a
# terminal they move the cursor, recolour, reorder or break what stands around them.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_PICTURES = 0x2400


class _Dated(Protocol):
    @property
    def title(self) -> str | None: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def published(self) -> date | None: ...
    @property
    def date_basis(self) -> str | None: ...


def harmless(text: str) -> str:
    """Put a visible sign in the place of every character that would act on a terminal."""
    return _ACTING.sub(_sign, text.replace("\r\n", "\n").replace("\t", " "))


def _sign(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(_PICTURES + code) if code < ord(" ") else "\ufffd"


def one_line(text: str) -> str:
    """Fold text to one harmless line."""
    return harmless(" ".join(text.split()))


def as_json(value: object) -> str:
    r"""Write JSON whose acting characters are escaped (`\u001b`), dates as ISO 8601."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return re.sub(_ACTING, lambda found: f"\\u{ord(found.group()):04x}", text)


def day(thing: _Dated) -> str:
    """Give a source's day: `2026-03-12`, `2026-03-12 (inferred)` or `undated`."""
    if thing.published is None:
        return "undated"
    mark = " (inferred)" if thing.date_basis == "inferred" else ""
    return f"{thing.published.isoformat()}{mark}"


def source_line(thing: _Dated, article_id: str) -> str:
    """Give title, outlet and day of a source in one line."""
    parts = [thing.title or article_id, thing.outlet, day(thing)]
    return " · ".join(one_line(part) for part in parts if part)


def answer_lines(answer: Answer) -> Iterator[str]:
    """Give an answer as lines: its text, then its sources with their quotes."""
    for line in harmless(answer.text).splitlines():
        yield from _wrapped(line, "")
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    for cited in by_article.values():
        yield ""
        yield from _source_lines(cited, told=answer.text)
    if answer.answered:
        yield from _as_of_lines(answer)
        return
    # Where a sentence sets the question right, the answer has said why.
    if answer.reason and not answer.sentences:
        yield from _wrapped(f"({one_line(answer.reason)})", "")
    if answer.hits:
        yield ""
        yield "Nearest passages:"
        yield from hit_lines(answer.hits[:3])


def _as_of_lines(answer: Answer) -> Iterator[str]:
    """Say as of when this is known, and from how many independent articles."""
    if answer.newest is None or not answer.citations:
        return
    several = answer.sources > 1 and not answer.conflicts
    told = "agree" if answer.short and answer.short != _OPEN else "are quoted"
    agree = f"; {answer.sources} independent articles {told}" if several else ""
    yield ""
    yield f"As of {answer.newest.isoformat()}, the day of the newest article{agree}."


def _source_lines(cited: Sequence[Citation], *, told: str) -> Iterator[str]:
    """Give an article cited once or more; its quotes too, unless the answer's text has them."""
    first = cited[0]
    mark = "".join(f"[{citation.number}]" for citation in cited) + " "
    indent = " " * len(mark)
    yield from _wrapped(mark + source_line(first, first.article_id), indent)
    if first.url:
        yield indent + one_line(first.url)
    also = dict.fromkeys(other for citation in cited for other in citation.also)
    if also:
        yield indent + f"also carried by {one_line(', '.join(also))}"
    for citation in cited:
        if citation.glossed not in told:
            number = f"[{citation.number}] " if len(cited) > 1 else ""
            yield from _wrapped(number + one_line(citation.framed), indent, first=indent)


def hit_lines(hits: Sequence[Hit], *, whole: bool = False) -> Iterator[str]:
    """Give passages as lines, numbered, each under its source; in full, or their openings."""
    for place, hit in enumerate(hits, start=1):
        if place > 1:
            yield ""
        mark = f"{place}. "
        indent = " " * len(mark)
        said = set_apart(hit.passage.text)
        text = one_line(said) if whole else shortened(said)
        yield from _wrapped(mark + source_line(hit, hit.passage.article_id), indent)
        yield from _wrapped(text, indent, first=indent)


def shortened(text: str) -> str:
    """Give the opening of a text in one harmless line."""
    return one_line(textwrap.shorten(text, _SHOWN, placeholder=" …"))


def _wrapped(text: str, indent: str, *, first: str = "") -> Iterator[str]:
    """Break a line at the terminal's width; into a pipe or a file it goes whole."""
    if not sys.stdout.isatty():
        yield first + text
        return
    width = min(get_terminal_size().columns, _WIDEST)
    yield from textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def report_line(report: SyncReport, location: str) -> str:
    """Sum up what a sync did, in one line."""
    counts = f"{len(report.added)} added, {len(report.updated)} updated, {len(report.removed)} removed, {report.unchanged} unchanged"
    problems = f", {len(report.problems)} not read" if report.problems else ""
    return one_line(f"{location}: {counts}{problems}; {report.embedded} passages embedded")


def report_values(report: SyncReport, location: str) -> dict[str, object]:
    """Give what a sync did as values for JSON."""
    return {"store": location} | {
        field.name: getattr(report, field.name) for field in fields(report)
    }
