"""The report of a run: one page that needs no network, JUnit XML, and JSON."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from eval.cases import SuiteError
from eval.junit import write_junit
from eval.pages.casebook import groups, parts_of
from eval.pages.curve import HEIGHT, WIDTH, curve
from eval.pages.figures import FLOORS, LEADING, rows, type_rows
from eval.reporting import to_dict

if TYPE_CHECKING:
    from eval.gating import GateResult
    from eval.suites import Run, Suite

__all__ = ["page", "write_report"]

_HERE = Path(__file__).parent
_VERDICTS = {
    0: ("pass", "May ship"),
    1: ("fail", "Must not ship: a regression, or out of bounds"),
    2: ("warn", "Not decided: the gate could not be used"),
    3: ("warn", "Not decided: too few cases to see what was asked"),
    4: ("fail", "Invalid run"),
}


def write_report(
    folder: Path, run: Run, suite: Suite, *, gate: GateResult | None = None
) -> list[Path]:
    """Write report.html, junit.xml and report.json.

    Args:
        folder: Where to; made where it is not there. Earlier reports in it are replaced.
        run: The run.
        suite: Its suite: the words shown as an article's come from its files.
        gate: What the gate said, with the comparison with the baseline.

    Returns:
        The files written.

    Raises:
        SuiteError: The folder cannot be written.
    """
    comparison = gate.comparison if gate else None
    html, xml, plain = (folder / name for name in ("report.html", "junit.xml", "report.json"))
    values = json.dumps(
        to_dict(run, comparison=comparison, gate=gate), ensure_ascii=False, indent=2
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        html.write_text(page(run, suite, gate=gate), encoding="utf-8", errors="replace")
        write_junit(run, xml, gate=gate)
        plain.write_text(values + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        message = f"{folder}: no report can be written there ({error.strerror}); name another"
        raise SuiteError([message]) from error
    return [html, xml, plain]


def page(run: Run, suite: Suite, *, gate: GateResult | None = None) -> str:
    """Give a run as one page of HTML.

    Whatever comes from an article, a question or an answer is escaped, and the page's own
    policy lets no script run but its own, which it names by hash.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    style, script = (
        (_HERE / name).read_text(encoding="utf-8") for name in ("report.css", "report.js")
    )
    comparison = gate.comparison if gate else None
    figures = rows(run, gate)
    entries = groups(run, suite.articles, comparison)
    return environment.get_template("report.html.j2").render(
        run=run,
        gate=gate,
        verdict=_VERDICTS.get(gate.code, _VERDICTS[2]) if gate else None,
        comparison=comparison,
        rows=figures,
        floors=[FLOORS.get(name, name) for name in run.floors],
        bounded=bool(gate and gate.bounds),
        leading=[row for row in figures if row.name in LEADING],
        changes=[row.change for row in figures if row.change],
        types=type_rows(run, gate),
        curve=curve(run.summary.risk),
        box=(WIDTH, HEIGHT),
        groups=entries,
        counts=parts_of(entries),
        made=_made(run),
        written=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        style=style,
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _made(run: Run) -> list[tuple[str, str]]:
    """List what the run was made of."""
    if run.fingerprint is None:
        return []
    listed = []
    for name, value in asdict(run.fingerprint).items():
        if isinstance(value, dict):
            listed += [(key, str(one)) for key, one in value.items()]
        elif value:
            listed.append((name, str(value)))
    return listed
