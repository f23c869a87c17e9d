"""How well a model tells whether the passages answer: what the gate of drafts is set by.

    python -m eval.answerable gguf:/models/model.gguf --limit 120 --keep told.jsonl

asks a model its one question, Yes or No, on cases of a suite, and prints how well its log-odds,
our own confidence, and both together separate what the articles answer from what they do not,
the weights that a logistic regression gives them, and what a cut costs. What is kept in a file
is not asked again, so that a run may be broken off.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from eval.judging_measure import auc
from eval.suites import load_suite, open_suite, sample
from index import ModelError
from rag.chat_models import open_chat_model
from rag.drafting.gate import chance_of_answer, chance_of_yes

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from numpy.typing import NDArray

    from eval.cases import Case
    from rag import Engine
    from rag.chat_models import ChatModel, Completion

Told = dict[str, Any]
_RIDGE, _STEPS = 0.1, 30
_LEAST = 1e-4
_REFUSING = (0.02, 0.05, 0.1, 0.15, 0.2)


class GateOnly:
    """A model that is asked Yes or No, and drafts nothing."""

    def __init__(self, model: ChatModel) -> None:
        """Take the model."""
        self._model = model
        self.yes: float | None = None

    def __getattr__(self, name: str) -> Any:
        """Be the model in all else."""
        return getattr(self._model, name)

    def complete(self, *args: Any, **options: Any) -> Completion:
        """Let the model answer, and keep what it holds of Yes."""
        said = self._model.complete(*args, **options)
        self.yes = chance_of_yes(said)
        return said

    def stream(self, *_: Any, **__: Any) -> Generator[str, None, Completion]:
        """Draft nothing."""
        message = "only whether the answer is there is measured"
        raise ModelError(message)


def ask(engine: Engine, model: ChatModel, cases: Sequence[Case]) -> Iterator[Told]:
    """Ask whether each case is answered, and give what the model and we hold of it."""
    for case in cases:
        engine.model = None
        own = engine.ask(case.question, as_of=case.as_of).confidence
        asked = GateOnly(model)
        engine.model = cast("ChatModel", asked)
        engine.ask(case.question, as_of=case.as_of)
        engine.model = None
        yield {"id": case.id, "there": case.answerable, "yes": asked.yes, "own": own}


def report(told: Sequence[Told]) -> Iterator[str]:
    """Put what was told into lines to read; cases that the model was not asked of are left out."""
    asked = [one for one in told if one["yes"] is not None]
    there = np.array([one["there"] for one in asked], dtype=bool)
    signs = np.array([[_log_odds(one["yes"]), _log_odds(one["own"])] for one in asked])
    together = np.array([chance_of_answer(one["yes"], one["own"]) for one in asked])
    yield f"{len(asked)} cases, {there.sum()} of them answerable; {len(told) - len(asked)} not asked"
    if not 0 < there.sum() < len(asked):
        return
    for name, values in (("model", signs[:, 0]), ("own", signs[:, 1]), ("as set", together)):
        yield f"AUC {name:8} {auc(values, there):.3f}"
    weights = fitted(signs, there)
    yield f"fitted: bias {weights[0]:.2f}, model {weights[1]:.2f}, own {weights[2]:.2f}"
    left_out = np.empty(len(asked))
    for fold in range(10):
        out = np.arange(len(asked)) % 10 == fold
        bias, *rest = fitted(signs[~out], there[~out])
        left_out[out] = 1 / (1 + np.exp(-(bias + signs[out] @ np.array(rest))))
    yield f"AUC fitted, each tenth left out in turn: {auc(left_out, there):.3f}"
    for name, values in (("as set", together), ("left out", left_out)):
        for most in _REFUSING:
            cut = float(np.quantile(values[~there], 1 - most))
            refused = float(np.mean(values[there] <= cut))
            yield f"{name}, {most:.0%} let through: cut {cut:.2f}, {refused:.0%} refused falsely"


def fitted(signs: NDArray[np.float64], there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Fit a logistic regression, in which both classes weigh alike; bias first."""
    columns = np.column_stack([np.ones(len(signs)), signs])
    share = np.where(there, 0.5 / max(there.mean(), _LEAST), 0.5 / max(1 - there.mean(), _LEAST))
    weights = np.zeros(columns.shape[1])
    ridge = _RIDGE * np.diag([0.0] + [1.0] * signs.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(columns @ weights)))
        slope = columns.T @ (share * (there - chance)) - ridge @ weights
        curve = (columns * (share * chance * (1 - chance))[:, None]).T @ columns + ridge
        weights += np.linalg.solve(curve + 1e-9 * np.eye(len(curve)), slope)
    return weights


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def _balanced(cases: Sequence[Case], limit: int | None) -> list[Case]:
    """Take as many answerable cases as others, in turn."""
    alone = [case for case in cases if not case.history]
    half = None if limit is None else max(1, limit // 2)
    there = sample([case for case in alone if case.answerable], half)
    missing = sample([case for case in alone if not case.answerable], half)
    pairs = [case for pair in zip(there, missing, strict=False) for case in pair]
    return [*pairs, *there[len(missing) :], *missing[len(there) :]]


def main(arguments: Sequence[str]) -> None:
    """Ask and print."""
    reader = argparse.ArgumentParser(prog="python -m eval.answerable", description=__doc__)
    reader.add_argument("model")
    reader.add_argument("--suite", default="practice")
    reader.add_argument("--limit", type=int)
    reader.add_argument("--keep", type=Path)
    given = reader.parse_args(arguments)
    suite = load_suite(given.suite)
    told: list[Told] = []
    if given.keep and given.keep.is_file():
        told = [json.loads(line) for line in given.keep.read_text(encoding="utf-8").splitlines()]
    known = {one["id"] for one in told}
    cases = [case for case in _balanced(suite.cases, given.limit) if case.id not in known]
    with (
        closing(open_suite(suite, llm="none")) as engine,
        closing(open_chat_model(given.model)) as m,
    ):
        for one in ask(engine, m, cases):
            told.append(one)
            if given.keep:
                with given.keep.open("a", encoding="utf-8") as kept:
                    kept.write(f"{json.dumps(one)}\n")
    print("\n".join(report(told)))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main(sys.argv[1:])
