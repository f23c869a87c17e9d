"""The command `dateline eval suite`: answers to gold questions, and the gate for releases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui import printing
from ui.edge import complain

if TYPE_CHECKING:
    from eval import Baseline, GateResult, PublicRun, Run, Suite

_INVALID = 4


@click.command()
@click.argument("name", default="seeds", metavar="[SUITE]")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A public set of questions, or a folder like SUITE, to ask instead.",
)
@click.option("--limit", type=click.IntRange(1), help="Ask only so many, evenly spread.")
@click.option("--failures", is_flag=True, help="Show every case that went wrong.")
@click.option("--gate", "gated", is_flag=True, help="Compare with the baseline; see exit codes.")
@click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The accepted run to compare with, or to write; by default the suite's own.",
)
@click.option("--accept", is_flag=True, help="Make this run the baseline.")
@click.option(
    "--detect",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SHARE",
    help="With --gate: the drop of sound cases that must be visible, such as 0.05.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a case may take.",
)
@click.option(
    "--llm",
    metavar="NAME",
    help="Let a chat model draft the answers; beside them it is asked without articles, too.",
)
@click.option("--no-cache", is_flag=True, help="Ask again what nothing has changed of.")
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write report.html, report.json and junit.xml there.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def suite(  # noqa: PLR0913 - one a flag
    *,
    name: str,
    data: Path | None,
    limit: int | None,
    baseline_file: Path | None,
    detect: float | None,
    timeout: float,
    llm: str | None,
    report: Path | None,
    failures: bool,
    gated: bool,
    accept: bool,
    no_cache: bool,
    as_json: bool,
) -> int:
    """Measure the answers on gold questions.

    SUITE is seeds (the default), practice, or a folder that holds gold.jsonl and articles/.

    Exit codes: 0 good; with --gate 1 where something got worse or is out of bounds, and 3
    where the comparison could not have seen --detect; 2 usage; 4 where the run is invalid:
    a case got no answer, or the suite is not the baseline's.
    """
    import eval as evaluation

    _check_usage(gated=gated, accept=accept, limit=limit, detect=detect, file=baseline_file)
    if data is not None and evaluation.recognised(data):
        if gated or accept or report:
            message = "public sets have no baseline; leave --gate, --accept and --report out"
            raise click.UsageError(message)
        public = evaluation.run_public(data, limit=limit, progress=sys.stderr.isatty())
        return _print_public(public, as_json=as_json)
    asked = evaluation.load_suite(data or name)
    baseline = _baseline(asked, baseline_file) if gated else None
    if baseline and not _comparable(asked, baseline):
        return _INVALID
    bounds = evaluation.read_bounds(asked.bounds) if gated and asked.bounds else {}
    run = evaluation.run_suite(
        asked,
        llm=llm,
        limit=limit,
        timeout=timeout,
        cache=not no_cache,
        progress=sys.stderr.isatty(),
    )
    result = None
    if baseline:
        result = evaluation.gate(run, baseline, bounds=bounds, detect=detect)
    if report:
        for path in evaluation.write_report(report, run, asked, gate=result):
            click.echo(f"dateline: wrote {path}", err=True)
    _print(run, result, failures=failures, as_json=as_json)
    return _code(run, asked, result, accept=accept, file=baseline_file)


def _check_usage(
    *,
    gated: bool,
    accept: bool,
    limit: int | None,
    detect: float | None,
    file: Path | None,
) -> None:
    if gated and accept:
        message = "--gate asks whether a run may ship, --accept says that it may: use one of them"
        raise click.UsageError(message)
    if limit and (gated or accept):
        message = "a baseline is of all cases: leave --limit out"
        raise click.UsageError(message)
    if detect is not None and not gated:
        message = "--detect asks what --gate could see: use both"
        raise click.UsageError(message)
    if file and not (gated or accept):
        message = "--baseline needs --gate, to compare with it, or --accept, to write it"
        raise click.UsageError(message)


def _baseline(asked: Suite, file: Path | None) -> Baseline:
    import eval as evaluation

    return evaluation.read_baseline(_file(asked, file), suite=asked.name)


def _file(asked: Suite, file: Path | None) -> Path:
    found = file or asked.baseline
    if found is None:
        message = f"the suite {asked.name} has no baseline of its own: name one with --baseline"
        raise click.UsageError(message)
    return found


def _comparable(asked: Suite, baseline: Baseline) -> bool:
    """Find out before the run, not after it, and say it."""
    import eval as evaluation

    now = evaluation.suite_fingerprint(asked.name, asked.cases, asked.articles)
    changed = evaluation.other_suite(now, baseline.fingerprint)
    for line in changed:
        complain(line)
    return not changed


def _print(run: Run, result: GateResult | None, *, failures: bool, as_json: bool) -> None:
    import eval as evaluation

    if as_json:
        click.echo(printing.as_json(evaluation.to_dict(run, gate=result)))
        return
    click.echo(printing.harmless(evaluation.table(run)))
    if failures:
        click.echo("\n" + printing.harmless(evaluation.failures(run)))
    if result is not None:
        click.echo("\n" + printing.harmless(evaluation.gate_text(result)))


def _code(
    run: Run, asked: Suite, result: GateResult | None, *, accept: bool, file: Path | None
) -> int:
    """Write the baseline where asked to; give the exit code."""
    import eval as evaluation

    if result is not None:
        return result.code
    invalid = evaluation.invalidities(run)
    for line in invalid:
        complain(line)
    if invalid:
        return _INVALID
    if accept:
        path = _file(asked, file)
        evaluation.write_baseline(evaluation.baseline_of(run), path)
        click.echo(f"dateline: {path} is the baseline now: commit it", err=True)
    return 0


def _print_public(run: PublicRun, *, as_json: bool) -> int:
    values = printing.as_json(run.to_dict()) if as_json else printing.harmless(run.table())
    click.echo(values)
    return _INVALID if run.errors else 0
