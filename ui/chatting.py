"""`dateline chat`: a conversation in the terminal."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from index import DatelineError
from ui import printing
from ui.edge import complain

if TYPE_CHECKING:
    from datetime import date, datetime

    from rag import Answer
    from rag.chat import Chat

_HELP = (
    "Ask; follow-ups (“and where?”), “shorter, please” and “what did you mean by [2]?” are "
    "understood. /reset forgets the conversation, /quit ends it."
)
_QUIT = ("/quit", "/exit", "/q")


@click.command()
@click.option(
    "--store", metavar="DIR", help="Store to use: a folder, or http://host:port of a Chroma server."
)
@click.option(
    "--llm",
    metavar="NAME",
    help="Model that drafts answers: openai:…, http://…/v1#…, gguf:… or none.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Use only articles published up to this day.",
)
def chat(store: str | None, llm: str | None, as_of: datetime | None) -> None:
    """Ask in a conversation.

    Questions are read from standard input, a line each; a follow-up is understood from what
    was said before, and its whole form is shown.
    """
    from ui.cli import _engine

    with closing(_engine(store, llm)) as engine:
        talk = engine.chat()
        if sys.stdin.isatty():
            click.echo(_HELP)
        while (line := _read()) is not None:
            if line in _QUIT:
                return
            _respond(talk, line, as_of.date() if as_of else None)


def _read() -> str | None:
    """Read the next line that holds anything; None at the end."""
    while True:
        if sys.stdin.isatty():
            click.echo("\n> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            return None
        if line.strip():
            return line.strip()


def _respond(talk: Chat, line: str, as_of: date | None) -> None:
    """Answer one line; what cannot be answered is told, and the conversation goes on."""
    if line == "/reset":
        talk.reset()
        click.echo("The conversation is forgotten.")
    elif line.startswith("/"):
        click.echo(_HELP)
    else:
        try:
            answer = _answer(talk, line, as_of)
        except DatelineError as problem:
            complain(str(problem))
            return
        for shown in answer_lines(answer):
            click.echo(shown)
        click.echo("")


def _answer(talk: Chat, line: str, as_of: date | None) -> Answer:
    """Ask; on a terminal what is being done is shown meanwhile."""
    from rag.streaming import Done, Progress  # other commands need none of it

    watched = sys.stderr.isatty()
    answer: Answer | None = None
    for event in talk.stream(line, as_of=as_of):
        if isinstance(event, Progress) and watched:
            click.echo(f"\r\x1b[K{event.state} …", nl=False, err=True)
        elif isinstance(event, Done):
            answer = event.answer
    if watched:
        click.echo("\r\x1b[K", nl=False, err=True)
    assert answer is not None  # noqa: S101 - Done is always the last event
    return answer


def answer_lines(answer: Answer) -> list[str]:
    """Give an answer as lines, under the question as it was understood."""
    lines = list(printing.answer_lines(answer))
    if answer.standalone:
        lines.insert(0, f"({printing.one_line(answer.standalone)})")
    return lines
