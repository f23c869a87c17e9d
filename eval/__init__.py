"""Gold cases, metrics with intervals, and suites that are run against an answerer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.cases import Case, Span, SuiteError, Turn
    from eval.reporting import failures, table, to_dict
    from eval.retrieval import Arm, RetrievalRun, run_retrieval, write_run
    from eval.running import Answerer, Result, run
    from eval.scoring import Score, score
    from eval.speed import Scale, run_speed
    from eval.statistics import Estimate
    from eval.suites import Run, Suite, load_suite, open_suite, run_suite
    from eval.summary import Summary, summarise
    from eval.tables import retrieval_table, retrieval_values, speed_table, speed_values

__all__ = [
    "Answerer",
    "Arm",
    "Case",
    "Estimate",
    "Result",
    "RetrievalRun",
    "Run",
    "Scale",
    "Score",
    "Span",
    "Suite",
    "SuiteError",
    "Summary",
    "Turn",
    "failures",
    "load_suite",
    "open_suite",
    "retrieval_table",
    "retrieval_values",
    "run",
    "run_retrieval",
    "run_speed",
    "run_suite",
    "score",
    "speed_table",
    "speed_values",
    "summarise",
    "table",
    "to_dict",
    "write_run",
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
    "Arm": "retrieval",
    "RetrievalRun": "retrieval",
    "run_retrieval": "retrieval",
    "write_run": "retrieval",
    "Scale": "speed",
    "run_speed": "speed",
    "retrieval_table": "tables",
    "retrieval_values": "tables",
    "speed_table": "tables",
    "speed_values": "tables",
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
