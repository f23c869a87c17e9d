"""Votes of the page's visitors become candidates for gold."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("gradio")

import index
import rag
from eval import SuiteError
from eval.loading import load_cases
from ui.cli import dateline
from ui.page.saving import record

TEXT = (
    "Ferries return to Eastmere on 4 March 2026, the harbour master said. "
    "The new crane costs $418 million. The bridge of Westford stays closed."
)


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given")
    articles = folder / "suite" / "articles"
    articles.mkdir(parents=True)
    (articles / "harbour.md").write_text(
        f"---\ntitle: Ferries return\npublished: 2026-03-01\n---\n{TEXT}\n"
    )
    store = folder / "store"
    index.sync([articles], store=store)
    engine = rag.open(store)
    votes = store / "votes.jsonl"
    crane = engine.ask("How much does the new crane cost?")
    record(votes, crane, "down")
    record(votes, engine.ask("When do ferries return to Eastmere?"), "down")
    record(votes, engine.ask("Who won the football match in Lisbon?"), "up")
    record(votes, crane, "up")
    record(votes, engine.ask("What does the crane cost?", as_of=date(2026, 3, 2)), "up")
    engine.close()
    return folder


@pytest.fixture
def voted(given, tmp_path):
    """A store of one article, and what visitors of its page thought of four answers."""
    return Path(shutil.copytree(given, tmp_path / "voted"))


def run(*arguments):
    return CliRunner().invoke(dateline, ["eval", "votes", *map(str, arguments)])


def test_candidates_load_once_a_person_has_filled_in_what_is_open(voted):
    gold = voted / "suite" / "gold.jsonl"
    done = run("--store", voted / "store", "--out", gold)
    assert done.exit_code == 0, done.output
    assert "5 votes on 4 questions: 3 cases to check, 1 to fill in" in done.stderr
    articles = {"harbour": index.open_corpus(voted / "store").article("harbour")}
    with pytest.raises(SuiteError, match="answerable: input should be a valid boolean"):
        load_cases(gold, articles)

    cases = [json.loads(line) for line in gold.read_text().splitlines()]
    [bad] = [case for case in cases if case["answerable"] is None]
    assert bad["type"] == "date"
    assert "FILL IN" in bad["note"]
    bad["answerable"] = True
    bad["answers"] = [["4 March"]]
    quote = "Ferries return to Eastmere on 4 March 2026, the harbour master said."
    bad["evidence"] = [[{"article": "harbour", "quote": quote}]]
    gold.write_text("".join(json.dumps(case) + "\n" for case in cases))
    loaded = {case.question: case for case in load_cases(gold, articles)}
    assert loaded["How much does the new crane cost?"].answers == (("$418 million",),)
    [[span]] = loaded["How much does the new crane cost?"].evidence
    assert span.quote == "The new crane costs $418 million."
    assert loaded["Who won the football match in Lisbon?"].type == "unanswerable"
    dated = loaded["What does the crane cost?"]
    assert (dated.type, dated.as_of) == ("as_of", date(2026, 3, 2))


def test_a_quote_that_has_left_the_store_is_left_out_and_the_case_open(voted):
    (voted / "suite" / "articles" / "harbour.md").write_text("Nothing is said here any more.")
    index.sync([voted / "suite" / "articles"], store=voted / "store", rebuild=True)
    done = run("--store", voted / "store")
    cases = {case["question"]: case for case in map(json.loads, done.stdout.splitlines())}
    crane = cases["How much does the new crane cost?"]
    assert crane["evidence"] == []
    assert "1 of its quotes are no longer in the store" in crane["note"]
    assert f"{crane['id']}: fill in evidence" in done.stderr


def test_a_file_that_a_person_may_have_filled_in_is_left_alone(voted):
    out = voted / "candidates.jsonl"
    out.write_text("mine")
    done = run("--store", voted / "store", "--out", out)
    assert done.exit_code != 0
    assert "is there already" in str(done.exception)
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "1: "),
        ('{"vote": "sideways"}', "vote: "),
        ("", "holds no votes"),
    ],
)
def test_broken_votes_are_told_with_their_line(voted, line, fault):
    votes = voted / "broken.jsonl"
    votes.write_text(line)
    done = run("--store", voted / "store", "--votes", votes)
    assert fault in str(done.exception)
    assert "broken.jsonl" in str(done.exception)


def test_without_votes_it_is_said_how_to_get_them(voted):
    (voted / "store" / "votes.jsonl").unlink()
    done = run("--store", voted / "store")
    assert "votes.jsonl: cannot be read" in str(done.exception)


def test_a_follow_up_becomes_the_question_as_it_was_understood(voted):
    votes = voted / "votes.jsonl"
    votes.write_text(
        json.dumps(
            {
                "at": "2026-11-01T00:00:00",
                "vote": "up",
                "question": "And the crane?",
                "standalone": "How much does the new crane cost?",
                "answered": True,
                "short": "Yes, it does.",
                "text": "Yes, it does.",
                "quotes": [],
                "answerer": "later versions may add fields",
            }
        )
    )
    [case] = map(json.loads, run("--store", voted / "store", "--votes", votes).stdout.splitlines())
    assert case["question"] == "How much does the new crane cost?"
    assert (case["type"], case["answers"]) == ("yesno", [["yes"]])
    assert "Asked as: And the crane?" in case["note"]
