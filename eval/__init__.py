"""Gold cases, metrics with intervals, suites that are run, and the gate that they feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.baseline import Baseline, BaselineError, baseline_of, read_baseline, write_baseline
    from eval.bounds import Bound, read_bounds
    from eval.candidates import Candidates, candidates_of, read_votes
    from eval.cases import Case, Span, SuiteError, Turn
    from eval.comparing import Comparison, compare
    from eval.deciding import gate_text
    from eval.fingerprint import Fingerprint, suite_fingerprint
    from eval.gating import GateResult, gate, invalidities, other_suite
    from eval.junit import write_junit
    from eval.pages import write_report
    from eval.public import PublicRun, load_public, recognised, run_public
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
    "Baseline",
    "BaselineError",
    "Bound",
    "Candidates",
    "Case",
    "Comparison",
    "Estimate",
    "Fingerprint",
    "GateResult",
    "PublicRun",
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
    "baseline_of",
    "candidates_of",
    "compare",
    "failures",
    "gate",
    "gate_text",
    "invalidities",
    "load_public",
    "load_suite",
    "open_suite",
    "other_suite",
    "read_baseline",
    "read_bounds",
    "read_votes",
    "recognised",
    "retrieval_table",
    "retrieval_values",
    "run",
    "run_public",
    "run_retrieval",
    "run_speed",
    "run_suite",
    "score",
    "speed_table",
    "speed_values",
    "suite_fingerprint",
    "summarise",
    "table",
    "to_dict",
    "write_baseline",
    "write_junit",
    "write_report",
    "write_run",
]

# Loaded on first use: numpy and scipy would slow every command of the line down.
_LATE = {
    "Baseline": "baseline",
    "BaselineError": "baseline",
    "baseline_of": "baseline",
    "read_baseline": "baseline",
    "write_baseline": "baseline",
    "Bound": "bounds",
    "read_bounds": "bounds",
    "Candidates": "candidates",
    "candidates_of": "candidates",
    "read_votes": "candidates",
    "Case": "cases",
    "Span": "cases",
    "SuiteError": "cases",
    "Turn": "cases",
    "Comparison": "comparing",
    "compare": "comparing",
    "gate_text": "deciding",
    "Fingerprint": "fingerprint",
    "suite_fingerprint": "fingerprint",
    "GateResult": "gating",
    "gate": "gating",
    "invalidities": "gating",
    "other_suite": "gating",
    "write_junit": "junit",
    "write_report": "pages",
    "PublicRun": "public",
    "load_public": "public",
    "recognised": "public",
    "run_public": "public",
    "failures": "reporting",
    "table": "reporting",
    "to_dict": "reporting",
    "Arm": "retrieval",
    "RetrievalRun": "retrieval",
    "run_retrieval": "retrieval",
    "write_run": "retrieval",
    "Answerer": "running",
    "Result": "running",
    "run": "running",
    "Score": "scoring",
    "score": "scoring",
    "Scale": "speed",
    "run_speed": "speed",
    "Estimate": "statistics",
    "Run": "suites",
    "Suite": "suites",
    "load_suite": "suites",
    "open_suite": "suites",
    "run_suite": "suites",
    "Summary": "summary",
    "summarise": "summary",
    "retrieval_table": "tables",
    "retrieval_values": "tables",
    "speed_table": "tables",
    "speed_values": "tables",
}


def __getattr__(name: str) -> object:
    """Load one of the public names."""
    from importlib import import_module

    if name not in _LATE:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"eval.{_LATE[name]}"), name)
