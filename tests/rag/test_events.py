"""Events as times, on a small corpus with a real model and a real store."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import index
import rag
from rag.events import event_times

ARTICLES = {
    "a": ("2024-03-05", "Ministers to meet", "The fisheries ministers will meet in Bergen on Friday. The cod quota is 9,000 tonnes."),
    "b": ("2024-03-12", "After Bergen", "The ministers left the Bergen talks without a deal. The cod quota is 7,000 tonnes now."),
    "c": ("2024-06-20", "Looking back", "Years after the storm of Vardo, the harbour is whole. The cod quota is 4,000 tonnes since June 1."),
    "d": (None, "Undated", "The Bergen talks were about cod, and the quota may change."),
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    for name, (published, title, text) in ARTICLES.items():
        lines = [f"title: {title}", *([f"published: {published}"] if published else [])]
        (folder / f"{name}.md").write_text("\n".join(["---", *lines, "---", text]))
    store = tmp_path_factory.mktemp("stores") / "store"
    index.sync([folder], store=store)
    engine = rag.open(store=store)
    yield engine
    engine.close()


def times(engine, question, allowed=None):
    everything = np.ones(engine.corpus.size, dtype=bool)
    return event_times(engine.corpus, question, everything if allowed is None else allowed)


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("What was the cod quota before the Bergen talks?", "before"),
        ("What was the quota after the Bergen talks?", "after"),
        ("What was said during the Bergen talks?", "during"),
    ],
)
def test_an_event_has_the_day_that_an_article_gives_it(engine, question, side):
    (event,) = times(engine, question)
    assert (event.side, event.first, event.last) == (side, date(2024, 3, 8), date(2024, 3, 8))


def test_an_event_without_a_date_is_of_the_day_of_its_earliest_report(engine):
    (event,) = times(engine, "What happened after the storm of Vardo?")
    assert event.first == date(2024, 6, 20)


@pytest.mark.parametrize(
    "question",
    [
        "What happened after the moon landing?",  # no article has it
        "What was the quota before March 8, 2024?",  # a date, not an event
        "What was the quota before 2024?",
        "What is the cod quota?",
        "What comes after the?",
        "before",
    ],
)
def test_nothing_is_made_up(engine, question):
    assert times(engine, question) == []


def test_articles_that_may_not_be_used_do_not_date_an_event(engine):
    nothing = np.zeros(engine.corpus.size, dtype=bool)
    assert times(engine, "What was the quota before the Bergen talks?", nothing) == []


def test_articles_of_that_time_are_preferred_and_no_other_is_lost(engine):
    def scores(side):
        hits = engine.search(f"What was the cod quota {side} the Bergen talks?", top_k=4)
        return {hit.passage.article_id: hit.score for hit in hits}

    before, after = scores("before"), scores("after")
    assert before.keys() == after.keys() == {"a", "b", "c", "d"}
    assert before["a"] - before["b"] > after["a"] - after["b"] + 0.1
