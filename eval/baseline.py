"""The baseline: what an accepted run came to, case by case, in a file that is committed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from eval.attribution import Stage  # noqa: TC001 - pydantic reads the annotations
from eval.fingerprint import Fingerprint  # noqa: TC001
from eval.metrics import METRICS
from index import DatelineError

if TYPE_CHECKING:
    from eval.scoring import Score
    from eval.suites import Run

FOLDER = Path(__file__).parent / "baselines"

_SHOWN = 240
_DIGITS = 6


class BaselineError(DatelineError):
    """A baseline is not there, cannot be read, or is another suite's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """What a case came to.

    Attributes:
        stage: Its stage of the funnel.
        answer: What was answered, perhaps cut short.
        values: Numerator and denominator by metric; absent where it gave nothing to score.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid"}

    stage: Stage
    answer: str
    values: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """An accepted run.

    Attributes:
        fingerprint: What it was made of.
        metrics: Its values by metric, for people to read.
        cases: What each case came to, by id.
        format: Version of this format.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid"}

    fingerprint: Fingerprint
    metrics: dict[str, float | None]
    cases: dict[str, CaseRecord]
    format: Literal[1] = 1


def baseline_path(suite: str) -> Path:
    """Give the file where the baseline of a suite of the package lies."""
    return FOLDER / f"{suite}.json"


def baseline_of(run: Run) -> Baseline:
    """Make a baseline of a run.

    Raises:
        BaselineError: The run does not cover its suite, or its fingerprint is not known.
    """
    if run.failed or len(run.scores) < run.total:
        message = (
            f"a run in which {run.total - len(run.scores) + len(run.failed)} of {run.total} "
            "cases got no answer cannot be a baseline; run all cases and mend what fails"
        )
        raise BaselineError(message)
    if run.fingerprint is None:
        message = "a run without a fingerprint cannot be a baseline"
        raise BaselineError(message)
    return Baseline(
        fingerprint=run.fingerprint,
        metrics={
            name: None if one.value is None else round(one.value, _DIGITS)
            for name, one in run.summary.metrics.items()
            if not name.startswith("latency")
        },
        cases={one.result.case.id: record(one) for one in run.scores},
    )


def record(score: Score) -> CaseRecord:
    """Put down what a case came to."""
    pairs = {metric.name: metric.of(score) for metric in METRICS}
    answer = score.result.answer
    return CaseRecord(
        stage=score.stage,
        answer=" ".join(answer.text.split())[:_SHOWN] if answer else "",
        values={name: pair for name, pair in pairs.items() if pair is not None},
    )


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, one case a line, so that versions of it can be compared.

    Raises:
        OSError: The file cannot be written.
    """
    whole = asdict(baseline)
    cases = whole.pop("cases")
    head = json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True).removesuffix("\n}")
    lines = [f"  {_line(name)}: {_line(cases[name])}" for name in sorted(cases)]
    text = head + ',\n "cases": {\n' + ",\n".join(lines) + "\n }\n}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def read_baseline(path: Path, *, suite: str) -> Baseline:
    """Read the baseline of a suite.

    Raises:
        BaselineError: There is none, it cannot be read, or it is another suite's.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"there is no baseline {path}: write it with `dateline eval {suite} --accept`"
        raise BaselineError(message) from error
    except (OSError, UnicodeDecodeError) as error:
        message = f"the baseline {path} cannot be read ({error})"
        raise BaselineError(message) from error
    try:
        baseline = TypeAdapter(Baseline).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        message = f"{path} is no baseline: {place}: {first['msg']}; write a new one with --accept"
        raise BaselineError(message) from error
    if baseline.fingerprint.suite != suite:
        message = (
            f"{path} is the baseline of the suite {baseline.fingerprint.suite!r}, "
            f"not of {suite!r}: name the right one with --baseline"
        )
        raise BaselineError(message)
    return baseline
