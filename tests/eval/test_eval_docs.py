"""docs/eval.md says what the code does."""

import json
import re
from dataclasses import fields

import pytest
import yaml
from click.testing import CliRunner

from eval.attribution import STAGE_LABELS
from eval.cases import CASE_TYPES, Case, SuiteError
from eval.metrics import METRICS, OTHER_METRICS
from eval.power import smallest_drop
from eval.public import load_public
from eval.suites import load_suite
from ui.cli import dateline

ARTICLE = "The board met. It approved a new crane for $418 million."


@pytest.fixture
def text(root):
    return (root / "docs" / "eval.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(text, tmp_path):
    """A suite of the cases that the page shows."""
    cases = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    assert len(cases) == 2
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "2026-03-02-harbour.txt").write_text(ARTICLE, encoding="utf-8")
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    (tmp_path / "gold.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_the_cases_shown_make_a_suite(folder):
    assert [case.id for case in load_suite(folder).cases] == ["crane-001", "crane-002"]


def test_the_message_shown_is_the_message(folder, text):
    gold = folder / "gold.jsonl"
    broken = gold.read_text(encoding="utf-8").replace("It approved a", "It aproved a")
    gold.write_text("\n" * 6 + broken, encoding="utf-8")
    (shown,) = re.findall(r"gold\.jsonl:7: (the quote .*)", text)
    with pytest.raises(SuiteError) as caught:
        load_suite(folder)
    quote = r"'([^…']*)"
    told = re.findall(quote, str(caught.value).split("gold.jsonl:7: ")[1])
    # The page cuts the quotes short.
    assert all(a.startswith(b) for a, b in zip(told, re.findall(quote, shown), strict=True))


def test_every_field_and_type_is_told(text):
    table = text.split("## When an answer is right")[0]
    told = {*re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)}
    assert told == {field.name for field in fields(Case)}
    for name in CASE_TYPES:
        assert f"`{name}`" in text


def test_every_metric_is_told(text):
    table = text.split("## Metrics")[1].split("## ")[0]
    for name in [*(metric.name for metric in METRICS), *OTHER_METRICS]:
        assert f"`{name}`" in table


def test_every_stage_is_told_in_order(text):
    listed = re.findall(r"^\d\. (.*)", text.split("## Where a case was lost")[1], re.MULTILINE)
    labels = [label for stage, label in STAGE_LABELS.items() if stage != "sound"]
    assert [one.startswith(label) for one, label in zip(listed, labels, strict=True)] == [True] * 7


def test_the_power_shown_is_the_power(text):
    family = sum(metric.gated for metric in METRICS)
    assert f"at {family}\n  metrics" in text
    shown = re.findall(r"\| ([\d,]+) \| ([\d.]+) points \|", text)
    assert len(shown) > 4
    for cases, points in shown:
        drop = smallest_drop(int(cases.replace(",", "")), level=0.05 / family)
        assert 100 * drop == pytest.approx(float(points), abs=0.06)


def test_the_files_of_public_sets_are_told(text, tmp_path):
    with pytest.raises(SuiteError) as caught:
        load_public(tmp_path)
    for name in re.findall(r"[\w.]+\.jsonl?", str(caught.value).split("one holds")[1]):
        assert f"`{name}`" in text


def test_the_workflow_uses_flags_that_there_are(root):
    flow = yaml.safe_load((root / "docs" / "gate.yml").read_text(encoding="utf-8"))
    (command,) = [
        step["run"] for step in flow["jobs"]["gate"]["steps"] if "dateline eval" in str(step)
    ]
    told = CliRunner().invoke(dateline, ["eval", "suite", "--help"]).output
    flags = re.findall(r"--[a-z]+", command)
    assert flags == ["--gate", "--detect", "--report"]
    assert all(flag in told for flag in flags)


def test_commands_shown_have_flags_that_there_are(text):
    told = CliRunner().invoke(dateline, ["eval", "suite", "--help"]).output
    votes = CliRunner().invoke(dateline, ["eval", "votes", "--help"]).output
    shown = re.findall(r"^\$ dateline eval (.*)", text, re.MULTILINE)
    for line in [line for line in shown if line.startswith("votes ")]:
        assert all(flag in votes for flag in re.findall(r"--[a-z]+", line))
        shown.remove(line)
    assert shown
    for flag in re.findall(r"--[a-z]+", " ".join(line.split("#")[0] for line in shown)):
        assert flag in told
