"""The command that measures the verifier."""

from __future__ import annotations

from click.testing import CliRunner

from ui.cli import dateline


def test_the_verifier_is_measured_on_the_practice_articles():
    ran = CliRunner().invoke(dateline, ["eval", "verification"])
    assert ran.exit_code == 0, ran.output
    lines = {line[:9].strip(): line for line in ran.output.splitlines()}
    assert "ALL true" in lines
    assert any(line.startswith("false: number") for line in ran.output.splitlines())


def test_a_folder_that_is_not_there_is_a_usage_error():
    ran = CliRunner().invoke(dateline, ["eval", "verification", "--data", "/nowhere"])
    assert ran.exit_code == 2
    assert "/nowhere" in ran.output
