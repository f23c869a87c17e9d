"""A run as JUnit XML, as build servers read it.

There is no standard; the elements, attributes and their order are those of the schema that
Jenkins publishes (https://github.com/jenkinsci/xunit-plugin, junit-10.xsd), which what
pytest, Maven and GitLab write keeps as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from eval.attribution import STAGE_LABELS
from eval.reporting import gold

if TYPE_CHECKING:
    from pathlib import Path

    from eval.bounds import Bound
    from eval.comparing import Change
    from eval.gating import GateResult
    from eval.scoring import Score
    from eval.suites import Run

# What XML 1.0 cannot hold, even escaped.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(run: Run, path: Path, *, gate: GateResult | None = None) -> None:
    """Write a run as JUnit XML.

    The first test suite has a test for each case, which fails unless the case is sound. The
    second, there where the gate was asked, has one for each gated metric and each bound:
    let a build be decided by that one.

    Args:
        run: The run.
        path: The file to write.
        gate: What the gate said.
    """
    suites = [_cases(run)]
    if gate is not None:
        suites.append(_gate(run.suite, gate))
    root = ET.Element("testsuites", {"name": f"dateline eval {_clean(run.suite)}"})
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    root.set("time", f"{run.seconds:.3f}")
    root.extend(suites)
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _suite(name: str, tests: list[ET.Element], seconds: float) -> ET.Element:
    counts = {
        f"{kind}s": str(sum(one.find(kind) is not None for one in tests))
        for kind in ("failure", "error")
    }
    suite = ET.Element("testsuite", {"name": _clean(name), "tests": str(len(tests)), **counts})
    suite.set("skipped", "0")
    suite.set("time", f"{seconds:.3f}")
    return suite


def _cases(run: Run) -> ET.Element:
    tests = [_test(run.suite, one) for one in run.scores]
    suite = _suite(run.suite, tests, sum(one.result.seconds for one in run.scores))
    properties = ET.SubElement(suite, "properties")
    for name, one in run.summary.metrics.items():
        if one.value is not None:
            ET.SubElement(properties, "property", {"name": name, "value": f"{one.value:.6g}"})
    suite.extend(tests)
    return suite


def _test(suite: str, one: Score) -> ET.Element:
    case, answer = one.result.case, one.result.answer
    test = ET.Element(
        "testcase",
        {
            "name": _clean(case.id),
            "classname": _clean(f"{suite}.{case.type}"),
            "time": f"{one.result.seconds:.3f}",
        },
    )
    if one.stage != "sound":
        kind = "error" if one.stage == "error" else "failure"
        message = _clean(one.verdict.detail or STAGE_LABELS[one.stage])
        fault = ET.SubElement(test, kind, {"message": message, "type": one.stage})
        said = answer.text if answer else one.result.error or ""
        fault.text = _clean(f"question: {case.question}\ngold: {gold(case)}\nanswer: {said}")
    return test


def _gate(suite: str, gate: GateResult) -> ET.Element:
    name = f"{suite}.gate"
    changes = gate.comparison.changes if gate.comparison else ()
    tests = [
        _check(name, "the gate passes", None if gate.passed else "; ".join(gate.reasons)),
        *(_check(name, f"{one.metric} is not worse", _worse(one)) for one in changes),
        *(_check(name, _bound(one), _broken(one)) for one in gate.bounds),
    ]
    found = _suite(name, tests, 0.0)
    found.extend(tests)
    return found


def _worse(change: Change) -> str | None:
    if change.verdict != "worse":
        return None
    p = min(change.adjusted, change.adjusted_plain)
    return f"{_number(change.before)} before, {_number(change.after)} now (p = {p:.4f} after Holm)"


def _bound(bound: Bound) -> str:
    return f"{bound.metric} is {bound.side.replace('_', ' ')} {bound.bound:g}"


def _broken(bound: Bound) -> str | None:
    return None if bound.kept else f"it is {_number(bound.value)}"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"


def _check(suite: str, name: str, fault: str | None) -> ET.Element:
    test = ET.Element("testcase", {"name": _clean(name), "classname": _clean(suite), "time": "0"})
    if fault is not None:
        ET.SubElement(test, "failure", {"message": _clean(fault), "type": "gate"})
    return test


def _clean(text: str) -> str:
    """Take out what XML cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)
