"""Bounds that a run must keep whatever the baseline says, read from a TOML file.

```toml
[at_least]
accuracy = 0.6
"type:date" = 0.5

[at_most]
answer_words = 80
```
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from eval.cases import CASE_TYPES, SuiteError
from eval.metrics import BY_NAME, OTHER_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eval.summary import Summary

Side = Literal["at_least", "at_most"]
_TYPE = "type:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A bound on a metric, and whether the run keeps it.

    Attributes:
        metric: The metric's name; `type:date` is the share of right cases of a type.
        side: Which side of the bound is good.
        bound: The bound.
        value: The run's value; None, where nothing was scored, keeps no bound.
        kept: Whether the run keeps it.
    """

    metric: str
    side: Side
    bound: float
    value: float | None
    kept: bool


def read_bounds(path: Path) -> dict[Side, dict[str, float]]:
    """Read bounds.

    Returns:
        Bounds by side and metric; empty where there is no such file.

    Raises:
        SuiteError: The file cannot be read or names what there is not.
    """
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SuiteError([f"{path}: cannot be read as TOML ({error})"]) from error
    problems: list[str] = []
    bounds: dict[Side, dict[str, float]] = {}
    for side in get_args(Side):
        table = read.pop(side, {})
        if isinstance(table, dict):
            bounds[side] = table
            problems += [_problem(name, bound) for name, bound in table.items()]
        else:
            problems.append(f"{side} must be a table")
    problems += [f"there is no table {name!r}; use at_least or at_most" for name in read]
    wrong = [f"{path}: {problem}" for problem in problems if problem]
    if wrong:
        raise SuiteError(wrong)
    return bounds


def _problem(name: str, bound: object) -> str:
    if isinstance(bound, bool) or not isinstance(bound, int | float) or math.isnan(bound):
        return f"the bound of {name} must be a number, not {bound!r}"
    known = {*BY_NAME, *OTHER_METRICS, *(f"{_TYPE}{one}" for one in CASE_TYPES)}
    return "" if name in known else f"there is no metric {name!r}; use one of {sorted(known)}"


def checked(summary: Summary, bounds: Mapping[Side, Mapping[str, float]]) -> tuple[Bound, ...]:
    """Hold a run's numbers against bounds."""
    return tuple(
        _held(summary, side, name, bound)
        for side, table in bounds.items()
        for name, bound in table.items()
    )


def _held(summary: Summary, side: Side, name: str, bound: float) -> Bound:
    if name.startswith(_TYPE):
        found = summary.types.get(name.removeprefix(_TYPE))
    else:
        found = summary.metrics.get(name)
    value = found.value if found else None
    kept = value is not None and (value >= bound if side == "at_least" else value <= bound)
    return Bound(metric=name, side=side, bound=bound, value=value, kept=kept)
