"""Gold cases, metrics with intervals, and suites that are run against an answerer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.cases import Case, Span, SuiteError, Turn
    from eval.reporting import failures, table, to_dict
    from eval.running import Answerer, Result, run
    from eval.scoring import Score, score
    from eval.statistics import Estimate
    from eval.suites import Run, Suite, load_suite, open_suite, run_suite
    from eval.summary import Summary, summarise

__all__ = [
    "Answerer",
    "Case",
    "Estimate",
    "Result",
    "Run",
    "Score",
    "Span",
    "Suite",
    "SuiteError",
    "Summary",
    "Turn",
    "failures",
    "load_suite",
    "open_suite",
    "run",
    "run_suite",
    "score",
    "summarise",
    "table",
    "to_dict",
]

# Loaded on first use: numpy and scipy would slow every command of the line down.
_LATE = {
    "Case": "cases",
    "Span": "cases",
    "SuiteError": "cases",
    "Turn": "cases",
    "failures": "reporting",
    "table": "reporting",
    "to_dict": "reporting",
    "Answerer": "running",
    "Result": "running",
    "run": "running",
    "Score": "scoring",
    "score": "scoring",
    "Estimate": "statistics",
    "Run": "suites",
    "Suite": "suites",
    "load_suite": "suites",
    "open_suite": "suites",
    "run_suite": "suites",
    "Summary": "summary",
    "summarise": "summary",
}


def __getattr__(name: str) -> object:
    """Load one of the public names."""
    from importlib import import_module

    if name not in _LATE:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"eval.{_LATE[name]}"), name)
