"""The model of a run, asked without any article."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from eval.closed_book import ClosedBook
from ui.cli import dateline


def test_it_is_shown_no_article_and_told_the_day(fake_chat_model):
    model = fake_chat_model(["Geneva."])
    history = [{"question": "Who met?", "answer": "Envoys."}]
    answer = ClosedBook(model).ask("Where?", history=history, as_of=date(2025, 5, 7))
    assert (answer.text, answer.answered, answer.citations) == ("Geneva.", True, ())
    (messages,) = model.asked
    assert [m.text for m in messages[1:]] == ["Who met?", "Envoys.", "As of 2025-05-07: Where?"]
    assert "from memory" in messages[0].text


@pytest.mark.parametrize("said", ["I do not know.", "I don’t know", "“I don't know that.”"])
def test_not_knowing_is_a_refusal(fake_chat_model, said):
    answer = ClosedBook(fake_chat_model([said])).ask("Where?")
    assert not answer.answered
    assert answer.reason


def test_a_run_with_a_model_shows_what_it_knows_without_the_articles(chat_stub):
    chat_stub.says = lambda _: "I do not know."
    words = ["eval", "practice", "--limit", "3", "--json", "--llm", f"{chat_stub.url}#echo"]
    ran = CliRunner().invoke(dateline, words)
    assert ran.exit_code in {0, 4}, ran.output
    floors = json.loads(ran.stdout)["floors"]
    assert floors["closed_book"]["accuracy"]["value"] == 0
    alone = [a for a in chat_stub.asked if "from memory" in a["messages"][0]["content"]]
    assert len(alone) == 3
