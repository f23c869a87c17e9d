"""The command `dateline eval`: gold questions, retrieval benchmarks, and speed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ui import printing
from ui.evaluating import suite
from ui.judging import judge
from ui.voting import votes

_Command = TypeVar("_Command", bound=Callable[..., Any])

_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
_limit_option = click.option(
    "--limit", type=click.IntRange(1), help="Ask only so many questions, evenly spread."
)


def _data_option(*, required: bool) -> Callable[[_Command], _Command]:
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        required=required,
        help="A folder that holds corpus.json and MultiHopRAG.json.",
    )


class _Measurements(click.Group):
    """A group whose first word may be a suite instead of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `eval practice` and `eval` as `eval suite practice` and `eval suite`."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["suite", *args]
        return super().parse_args(ctx, args)


@click.group("eval", cls=_Measurements)
def eval_() -> None:
    """Measure answers, retrieval and speed.

    `dateline eval SUITE` is short for `dateline eval suite SUITE`.
    """


eval_.add_command(judge)
eval_.add_command(suite)
eval_.add_command(votes)


@eval_.command()
@_data_option(required=True)
@_limit_option
@_json_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON there, too."
)
@click.option(
    "--run",
    "run_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was found there, one JSON object a question: query, and passages with "
    "text and url.",
)
def retrieval(
    data: Path, limit: int | None, *, as_json: bool, out: Path | None, run_file: Path | None
) -> None:
    """Measure what is found for the questions of a benchmark.

    The folder has the format of MultiHop-RAG. Its articles are indexed on first use, and kept
    in the cache; questions that the articles do not answer are left out.
    """
    import eval as evaluation

    for path in filter(None, (out, run_file)):
        _check_writable(path)
    run = evaluation.run_retrieval(data, limit=limit, progress=sys.stderr.isatty())
    values = printing.as_json(evaluation.retrieval_values(run))
    if out:
        out.write_text(values + "\n", encoding="utf-8")
    if run_file:
        evaluation.write_run(run, run_file)
    click.echo(values if as_json else printing.harmless(evaluation.retrieval_table(run)))


@eval_.command()
@_data_option(required=False)
@click.option(
    "--passages",
    type=click.IntRange(0),
    default=100_000,
    show_default=True,
    help="How many passages the large corpus has that is made of the given one; 0 for none.",
)
@_json_option
def speed(data: Path | None, passages: int, *, as_json: bool) -> None:
    """Measure indexing and searching beside a stock pipeline.

    Without --data only the seeds are measured. The large corpus takes some minutes and, while
    it is measured, 25 KB of disk a passage.
    """
    import eval as evaluation

    scales = evaluation.run_speed(
        data, passages=passages, tell=lambda line: click.echo(f"dateline: {line}", err=True)
    )
    if as_json:
        click.echo(printing.as_json(evaluation.speed_values(scales)))
    else:
        click.echo(printing.harmless(evaluation.speed_table(scales)))


@eval_.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="A folder that holds multihop-rag, clapnq and ramdocs; without it the practice articles "
    "alone are used.",
)
def verification(data: Path | None) -> None:
    """Measure the verifier on true sentences and on mutations of them."""
    from eval.mutations import measure, sets, table
    from index.embedding import open_embedder
    from rag.verifying import Verifier

    verifier = Verifier(open_embedder())
    for name, pairs in sets(data).items():
        click.echo(printing.harmless(table(name, measure(pairs, verifier))) + "\n")


def _check_writable(path: Path) -> None:
    """Refuse before an hour's work what could not be written after it."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        message = f"{path} cannot be written: name a file in a folder that is there"
        raise click.UsageError(message)
