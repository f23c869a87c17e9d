"""Results that are kept, found again, and not found where anything differs."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest

from eval.caching import ResultCache
from eval.fingerprint import Fingerprint, corpus_hash, suite_fingerprint
from eval.running import run
from eval.scoring import score
from eval.suites import run_suite
from eval.summary import summarise

PRINT = Fingerprint(suite="s", gold="g", corpus="c", scorer="x", code="1")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "eval"


def test_a_second_run_asks_nothing_and_counts_no_time(folder, hand, cases, articles):
    first, second = hand.knowing(cases), hand.knowing(cases)
    with ResultCache(folder, PRINT) as memory:
        asked = run(first, cases, memory=memory)
    with ResultCache(folder, PRINT) as memory:
        recalled = run(second, cases, memory=memory)
    assert len(first.asked) == len(cases)
    assert second.asked == []
    assert [one.answer for one in recalled] == [one.answer for one in asked]
    assert all(one.cached for one in recalled)
    before, after = (summarise(score(results, articles)) for results in (asked, recalled))
    assert after.metrics["accuracy"] == before.metrics["accuracy"]
    assert after.metrics["latency_p50"].value is None
    assert (after.metrics["latency_p50"].n, after.metrics["latency_p50"].total) == (0, len(cases))


@pytest.mark.parametrize(
    "changed",
    [
        {"corpus": "d"},
        {"code": "2"},
        {"prompts": "p"},
        {"models": {"embedder": "e"}},
        {"settings": {"a": "b"}},
    ],
)
def test_whatever_an_answer_depends_on_makes_it_new(changed, folder, hand, cases):
    (result,) = run(hand.knowing(cases), cases[:1])
    with ResultCache(folder, PRINT) as memory:
        memory.keep(result)
        assert memory.recall(cases[0]) is not None
    with ResultCache(folder, dataclasses.replace(PRINT, **changed)) as memory:
        assert memory.recall(cases[0]) is None


def test_gold_and_scorer_change_no_answer(folder, hand, cases):
    (result,) = run(hand.knowing(cases), cases[:1])
    with ResultCache(folder, PRINT) as memory:
        memory.keep(result)
    with ResultCache(folder, dataclasses.replace(PRINT, gold="h", scorer="y")) as memory:
        renamed = dataclasses.replace(cases[0], id="other", answers=(("418 million",),))
        assert memory.recall(renamed).answer == result.answer


def test_question_history_and_day_are_part_of_the_key(folder, hand, cases):
    from datetime import date

    dialog = cases[3]
    (result,) = run(hand.knowing(cases), [dialog])
    with ResultCache(folder, PRINT) as memory:
        memory.keep(result)
        assert memory.recall(dialog) is not None
        for fields in ({"question": "How?"}, {"history": ()}, {"as_of": date(2026, 1, 1)}):
            assert memory.recall(dataclasses.replace(dialog, **fields)) is None


def test_failures_are_not_kept(folder, hand, cases):
    with ResultCache(folder, PRINT) as memory:
        run(hand.engine(lambda _: 1 / 0), cases, memory=memory)
        assert all(memory.recall(case) is None for case in cases)


def test_a_broken_file_is_an_empty_one(folder, hand, cases):
    folder.mkdir()
    (folder / "results.sqlite").write_bytes(b"no database" * 200)
    with ResultCache(folder, PRINT) as memory:
        (result,) = run(hand.knowing(cases), cases[:1], memory=memory)
        assert memory.recall(cases[0]).answer == result.answer


def test_a_broken_entry_is_none(folder, hand, cases):
    with ResultCache(folder, PRINT) as memory:
        run(hand.knowing(cases), cases, memory=memory)
    with sqlite3.connect(folder / "results.sqlite") as connection:
        connection.execute("UPDATE results SET result = '{\"answer\": 3}'")
    with ResultCache(folder, PRINT) as memory:
        assert all(memory.recall(case) is None for case in cases)


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path, hand, cases):
    (tmp_path / "file").write_text("")
    with ResultCache(tmp_path / "file" / "eval", PRINT) as memory:
        (result,) = run(hand.knowing(cases), cases[:1], memory=memory)
    assert result.answer is not None


def test_a_suite_is_asked_once_unless_told_otherwise(suite_folder):
    def cached(**options):
        return [one.result.cached for one in run_suite(suite_folder, **options).scores]

    assert cached() == [False, False]
    assert cached() == [True, True]
    assert cached(cache=False) == [False, False]
    article = suite_folder / "articles" / "harbour.txt"
    article.write_text(article.read_text(encoding="utf-8") + "\nIt rained.", encoding="utf-8")
    assert cached() == [False, False]


# --- fingerprints


def test_the_order_of_articles_and_cases_does_not_count(cases, articles):
    one = suite_fingerprint("s", cases, articles)
    other = suite_fingerprint("s", cases[::-1], dict(reversed(list(articles.items()))))
    assert one == other


def test_a_letter_or_a_date_changes_the_corpus(articles):
    from datetime import date

    before = corpus_hash(articles.values())
    crane = articles["crane"]
    for changed in (
        dataclasses.replace(crane, text=crane.text.replace("2,400", "2,401")),
        dataclasses.replace(crane, published=date(2026, 1, 1)),
    ):
        assert corpus_hash([articles["harbour"], changed]) != before


def test_a_changed_form_changes_the_gold(cases, articles):
    changed = [dataclasses.replace(cases[0], answers=(("419 million",),)), *cases[1:]]
    before, after = (suite_fingerprint("s", some, articles) for some in (cases, changed))
    assert before.gold != after.gold
    assert before.corpus == after.corpus
