"""`dateline chat`, and the model of `dateline ask`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from ui.cli import dateline

RESUME = "When do Bessent and He Lifeng meet in Paris?"


@pytest.fixture
def chat(seeds_store):
    def said(*lines, options=()):
        arguments = ["chat", "--store", str(seeds_store), *options]
        return CliRunner().invoke(dateline, arguments, input="".join(f"{line}\n" for line in lines))

    return said


def test_a_follow_up_is_shown_whole_and_answered(chat):
    ran = chat(RESUME, "And where?")
    assert ran.exit_code == 0
    assert "(Where do Bessent and He Lifeng meet in Paris?)" in ran.output


def test_a_number_and_shorter_are_about_the_last_answer(chat):
    ran = chat(RESUME, "What did you mean by [1]?", "/quit", "never read")
    assert "[1] is from:" in ran.output
    assert "never read" not in ran.output


def test_a_bad_line_is_told_and_the_conversation_goes_on(chat):
    ran = chat("?", "", "/help", RESUME)
    assert ran.exit_code == 0
    assert "the question is empty" in ran.output
    assert "/reset" in ran.output
    assert "2026" in ran.output


def test_what_is_reset_is_forgotten(chat):
    ran = chat(RESUME, "/reset", "shorter, please")
    assert "forgotten" in ran.output
    assert "nothing has been asked before" in ran.output


def test_a_model_that_cannot_be_is_refused(chat, seeds_store):
    for ran in (
        chat(RESUME, options=["--llm", "oracle"]),
        CliRunner().invoke(
            dateline, ["ask", "--store", str(seeds_store), "--llm", "oracle", RESUME]
        ),
    ):
        assert ran.exit_code != 0
        assert "unknown model 'oracle'" in str(ran.exception)


def test_a_server_that_is_down_ends_in_quotes(seeds_store):
    arguments = ["ask", "--store", str(seeds_store), "--llm", "http://127.0.0.1:9/v1#m", RESUME]
    ran = CliRunner().invoke(dateline, arguments, env={"DATELINE_LLM_TIMEOUT": "2"})
    assert ran.exit_code == 0
    assert "The language model failed" in ran.output
    assert "Paris" in ran.output


def test_none_is_no_model_whatever_the_environment_says(seeds_store):
    arguments = ["ask", "--store", str(seeds_store), "--llm", "none", RESUME]
    ran = CliRunner().invoke(dateline, arguments, env={"DATELINE_LLM": "http://127.0.0.1:9/v1#m"})
    assert ran.exit_code == 0
    assert "language model" not in ran.output
