"""The command `dateline`: each subcommand loads only what it needs."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ui import printing
from ui.chatting import chat
from ui.edge import EXIT_UNUSABLE, complain, outcome
from ui.measuring import eval_
from ui.serving.running import mcp, serve
from ui.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import rag

_store_option = click.option(
    "--store",
    metavar="DIR",
    help="Store to use: a folder, or http://host:port of a Chroma server.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
_as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Use only articles published up to this day.",
)
_llm_option = click.option(
    "--llm",
    metavar="NAME",
    help="Model that drafts answers: openai:…, http://…/v1#…, gguf:… or none.",
)
_top_k_option = click.option(
    "--top-k",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many passages to look at.",
)


def main() -> NoReturn:
    """Run the command and leave with its exit code: 0 good, 1 below the bar, 2 unusable."""
    sys.exit(outcome(dateline))


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: dateline ask 'When do Bessent and He Lifeng meet in Paris?'",
)
@click.version_option(package_name="dateline", message="dateline %(version)s")
def dateline() -> None:
    """Ask your news articles; every answer is quoted from them, word for word."""


@dateline.command()
@click.argument("words", nargs=-1, required=True, metavar="QUESTION")
@_store_option
@_as_of_option
@_top_k_option
@_llm_option
@_json_option
@click.option("--markdown", is_flag=True, help="Print Markdown.")
def ask(  # noqa: PLR0913 - one parameter an option
    words: tuple[str, ...],
    store: str | None,
    as_of: datetime | None,
    top_k: int,
    llm: str | None,
    *,
    as_json: bool,
    markdown: bool,
) -> None:
    """Answer a question from the articles.

    A QUESTION of "-" is read from standard input.
    """
    question = _question(words)
    with closing(_engine(store, llm)) as engine:
        answer = engine.ask(question, as_of=as_of.date() if as_of else None, top_k=top_k)
    if as_json:
        _print([printing.as_json(answer.to_dict())])
    elif markdown:
        _print(printing.harmless(answer.to_markdown()).splitlines())
    else:
        _print(printing.answer_lines(answer))


@dateline.command()
@click.argument("words", nargs=-1, required=True, metavar="QUESTION")
@_store_option
@_as_of_option
@_top_k_option
@_json_option
def search(
    words: tuple[str, ...], store: str | None, as_of: datetime | None, top_k: int, *, as_json: bool
) -> None:
    """List the passages that match a question.

    A QUESTION of "-" is read from standard input.
    """
    from dataclasses import asdict

    question = _question(words)
    with closing(_engine(store)) as engine:
        hits = engine.search(question, as_of=as_of.date() if as_of else None, top_k=top_k)
    if as_json:
        _print([printing.as_json([asdict(hit) for hit in hits])])
    elif hits:
        _print(printing.hit_lines(hits, whole=True))
    else:
        click.echo("No passage matches.")


@dateline.command("index")
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...")
@_store_option
@click.option("--rebuild", is_flag=True, help="Forget everything in the store first.")
@_json_option
def index_(folders: tuple[str, ...], store: str | None, *, rebuild: bool, as_json: bool) -> int:
    """Index folders of articles.

    Brings the store into line with the .txt and .md files of each FOLDER: only what changed
    is embedded, and articles whose file is gone leave.
    """
    import index
    from index.settings import DEFAULT_STORE

    settings = index.load_settings()
    location = store or settings.store or DEFAULT_STORE
    report = index.sync(
        folders,
        store=location,
        settings=settings,
        rebuild=rebuild,
        progress=sys.stderr.isatty(),
    )
    for warning in report.warnings:
        complain(warning)
    for problem in report.problems:
        complain(str(problem))
    if as_json:
        _print([printing.as_json(printing.report_values(report, location))])
    else:
        click.echo(printing.report_line(report, location))
    return EXIT_UNUSABLE if report.problems else 0


@dateline.command()
@_store_option
@_json_option
def doctor(store: str | None, *, as_json: bool) -> int:
    """Look for what is missing or broken.

    Says what is installed, which model and which store are used, and what to do.
    """
    from ui.doctor import examine, finding_lines, findings_as_values

    findings = examine(store)
    if as_json:
        _print([printing.as_json(findings_as_values(findings))])
    else:
        _print(finding_lines(findings))
    return 0 if all(finding.good for finding in findings) else EXIT_UNUSABLE


@dateline.command()
@_store_option
@click.option("--port", type=click.IntRange(1, 65535), default=7860, show_default=True)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--auth", is_flag=True, help="Ask for a password: DATELINE_UI_TOKEN, or a new one, printed."
)
@click.option(
    "--folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Let the page index DIR and the folders in it; may be given more than once.",
)
@_llm_option
def ui(  # noqa: PLR0913 - one parameter an option
    store: str | None,
    port: int,
    llm: str | None,
    folders: tuple[Path, ...],
    *,
    no_browser: bool,
    auth: bool,
) -> None:
    """Ask in a browser, on 127.0.0.1."""
    from ui.ports import check_free

    check_free(port)
    with closing(_engine(store, llm)) as engine:
        from ui.page import serve

        serve(engine, port=port, browser=not no_browser, auth=auth, folders=folders)


dateline.add_command(chat)
dateline.add_command(serve)
dateline.add_command(mcp)
dateline.add_command(eval_)
dateline.add_command(timeline)


def _question(words: Iterable[str]) -> str:
    """Take the question from the command line or standard input; refuse it before any work.

    Raises:
        SettingsError: It is empty or too long.
    """
    from rag.engine import checked_question

    question = " ".join(words)
    return checked_question(sys.stdin.read() if question == "-" else question)


def _engine(store: str | None, llm: str | None = "none") -> rag.Engine:
    """Open the store named, or the one that stands for none.

    Args:
        store: Where it is.
        llm: The model to draft answers; None for the one that the environment names.
    """
    import rag
    from index import load_settings

    settings = load_settings()
    if store is None:
        location, seeds = rag.default_store(settings)
        store = None if seeds else location
    return rag.open(store, llm=llm, settings=settings)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
