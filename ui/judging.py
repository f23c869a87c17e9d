"""The command `dateline eval judge`: may a language model judge answers?"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index import SettingsError
from ui import printing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eval.judging_measure import Measured
    from eval.statistics import Estimate

EXIT_BELOW = 1


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="A folder that holds pairs.jsonl, or CLAPNQ's answerable questions.",
)
@click.option(
    "--llm",
    metavar="NAME",
    help="The judge: openai:<model>, http://host:port/v1#<model> or gguf:<file>; "
    "by default DATELINE_LLM.",
)
@click.option("--limit", type=click.IntRange(1), help="Judge only so many pairs, evenly spread.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def judge(data: Path, llm: str | None, limit: int | None, *, as_json: bool) -> int:
    """Measure a judge on labelled pairs, beside lexical coverage.

    A line of pairs.jsonl is {"sentence": "…", "quote": "…", "label": true}; label says
    whether the quote states all of the sentence. The exit code is 1 where the judge may
    not gate a release.
    """
    from eval.judging import Judge
    from eval.judging_measure import measure
    from eval.judging_pairs import load_pairs
    from rag.chat_models import chosen_name, open_chat_model

    name = chosen_name(llm)
    if name is None:
        message = "no judge is named: use --llm NAME, or set DATELINE_LLM"
        raise SettingsError(message)
    pairs = load_pairs(data)
    if limit is not None and limit < len(pairs):
        pairs = [pairs[place * len(pairs) // limit] for place in range(limit)]
    tell = _progress(len(pairs)) if sys.stderr.isatty() else lambda _: None
    with closing(open_chat_model(name)) as model:
        measured = measure(Judge(model), pairs, tell=tell)
    if as_json:
        click.echo(printing.as_json(measured.to_dict()))
    else:
        click.echo(printing.harmless("\n".join(_lines(measured))))
    return 0 if measured.may_gate else EXIT_BELOW


def _progress(total: int) -> Callable[[int], object]:
    from tqdm import tqdm

    bar = tqdm(total=total, unit="pair", leave=False)
    return lambda _: bar.update(1)


def _lines(measured: Measured) -> Iterator[str]:
    yield (
        f"Judge: {measured.judge}, on {measured.pairs} pairs, of which {measured.supported} are "
        f"borne out; it said Yes or No on {measured.verdicts:.0%}."
    )
    yield ""
    yield f"{'':20}{'accuracy (95 %)':>27}{'kappa (95 %)':>27}"
    yield _row("judge", measured.judge_accuracy, measured.judge_kappa)
    yield _row("lexical coverage", measured.floor_accuracy, measured.floor_kappa)
    yield f"{'difference':20}{_estimate(measured.difference, sign=True):>27}"
    if measured.floor_auc is not None:
        yield f"Area under the curve of lexical coverage: {measured.floor_auc:.3f}"
    yield ""
    yield f"{'pairs':20}{'n':>6}{'judge right':>14}{'floor right':>14}"
    for kind, (many, judged, floor) in measured.by_kind.items():
        yield f"{kind:20}{many:>6}{judged:>14.1%}{floor:>14.1%}"
    yield ""
    cost = "" if measured.cost is None else f", ${measured.cost:.4f}"
    yield f"{measured.tokens:,} tokens{cost}."
    verdict = "may gate" if measured.may_gate else "may NOT gate"
    yield f"This judge {verdict}: {measured.why}."


def _row(name: str, accuracy: Estimate, kappa: Estimate) -> str:
    return f"{name:20}{_estimate(accuracy):>27}{_estimate(kappa):>27}"


def _estimate(estimate: Estimate, *, sign: bool = False) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "-"
    form = "+.3f" if sign else ".3f"
    return f"{estimate.value:{form}} ({estimate.low:{form}} to {estimate.high:{form}})"
