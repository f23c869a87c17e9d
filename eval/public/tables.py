"""A run of a public set as text for a terminal and as plain values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.public.sets import Measure, Outcome, PublicRun, Unit

_HEAD = ("", "value", "95 % interval", "n", "beside it")


def table(run: PublicRun) -> str:
    """Lay a run out as a table: value, 95 % interval, scored of all, and the floors."""
    asked, total = len(run.outcomes), run.suite.total
    of = f"{asked:,} of {total:,} questions" if asked < total else f"{total:,} questions"
    title = f"{run.suite.name}: {of}, {len(run.suite.articles):,} articles, {_errors(run)}"
    rows = [_HEAD]
    group = ""
    for one in run.measures:
        if one.group != group:
            rows += [("", "", "", "", ""), (one.group, "", "", "", "")]
            group = one.group
        rows.append(_row(one))
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD) - 1)]
    return "\n".join([title, run.suite.source, "", *(_aligned(row, widths) for row in rows)])


def _errors(run: PublicRun) -> str:
    return "1 error" if run.errors == 1 else f"{run.errors} errors"


def _row(one: Measure) -> tuple[str, str, str, str, str]:
    found = one.estimate
    interval = "–"
    if found.low is not None and found.high is not None:
        interval = f"{_shown(found.low, one.unit)} – {_shown(found.high, one.unit)}"
    beside = ", ".join(f"{name} {_shown(value, one.unit)}" for name, value in one.floors.items())
    return (
        f"  {one.label}",
        _shown(found.value, one.unit),
        interval,
        f"{found.n}/{found.total}",
        beside,
    )


def _shown(value: float | None, unit: Unit) -> str:
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return {"score": f"{value:.3f}", "characters": f"{value:.0f}", "seconds": f"{value:.3f}"}[unit]


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    first, *others = row[: len(widths)]
    cells = [first.ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
    return "  ".join([*cells, row[-1]]).rstrip()


def to_dict(run: PublicRun) -> dict[str, object]:
    """Give a run as JSON-ready values."""
    return {
        "set": run.suite.name,
        "source": run.suite.source,
        "questions": len(run.outcomes),
        "of": run.suite.total,
        "articles": len(run.suite.articles),
        "errors": run.errors,
        "measures": {
            one.name: {
                "label": one.label.strip(),
                "group": one.group,
                "unit": one.unit,
                **asdict(one.estimate),
                "floors": dict(one.floors),
            }
            for one in run.measures
        },
        "results": [_result(one) for one in run.outcomes],
    }


def _result(one: Outcome) -> dict[str, object]:
    answer = one.result.answer
    return {
        "id": one.asked.case.id,
        "kind": one.asked.kind,
        "question": one.asked.case.question,
        "answerable": one.asked.case.answerable,
        "answered": one.answered,
        "answer": answer.text if answer else None,
        "short": answer.short if answer else None,
        "error": one.result.error,
        "seconds": round(one.result.seconds, 4),
    }
