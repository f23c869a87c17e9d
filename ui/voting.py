"""The command `dateline eval votes`: gold cases from the thumbs of the page's visitors."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index import SettingsError
from ui import printing

if TYPE_CHECKING:
    from eval import Candidates


@click.command()
@click.option(
    "--store",
    metavar="DIR",
    help="The store whose page was voted in: a folder, or http://host:port of a Chroma server.",
)
@click.option(
    "--votes",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The votes, by default votes.jsonl in the store's folder.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the cases there instead of printing them; a file that is there is left alone.",
)
def votes(store: str | None, file: Path | None, out: Path | None) -> None:
    """Make candidates for gold of the votes given in the page.

    A good answer gives a whole case, to be checked; of a bad one only the question is known. A
    case with open fields is refused as gold until a person has filled them in.
    """
    import eval as evaluation
    from index import load_settings, open_corpus
    from rag import default_store

    if out and out.exists():
        message = f"{out} is there already, perhaps filled in: name another file"
        raise SettingsError(message)
    settings = load_settings()
    location = store or default_store(settings)[0]
    with closing(open_corpus(location, settings=settings)) as corpus:
        given = evaluation.read_votes(file or corpus.layout.folder / "votes.jsonl")
        wanted = {quoted.article_id for vote in given for quoted in vote.quotes}
        found = {i: article for i in wanted if (article := corpus.article(i)) is not None}
    made = evaluation.candidates_of(given, found)
    if out is None:
        click.echo(printing.harmless(made.lines()), nl=False)
    else:
        _write(out, made)
    for line in _told(made):
        click.echo(f"dateline: {printing.harmless(line)}", err=True)


def _write(out: Path, made: Candidates) -> None:
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(made.lines().encode("utf-8", "replace").decode())
    except OSError as error:
        message = f"{out} cannot be written ({error.strerror}): name a file in a folder of yours"
        raise SettingsError(message) from error


def _told(made: Candidates) -> list[str]:
    """Say how many there are, and what is to be filled in."""
    gaps = [(case["id"], gap) for case, gap in zip(made.cases, made.open, strict=True) if gap]
    whole = len(made.cases) - len(gaps)
    counted = f"{made.votes} votes on {len(made.cases)} questions"
    lines = [f"{counted}: {whole} cases to check, {len(gaps)} to fill in"]
    return lines + [f"{case_id}: fill in {', '.join(gap)}" for case_id, gap in gaps]
