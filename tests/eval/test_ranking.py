"""Metrics of ranked passages, on made-up lists and beside the definitions' own program."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from eval.budget import TokenCounter
from eval.multihop import Question, load_benchmark
from eval.ranking import Ranked, rank_scores
from eval.retrieval import run_retrieval

SHARED = Path(__file__).resolve().parents[3] / "shared"
TOOL = SHARED / "tools" / "multihop_metrics.py"
DATA = SHARED / "benchmarks" / "multihop-rag"

ONE = Question(
    query="q",
    type="inference_query",
    facts=("the cat sat", "dog barks"),
    urls=("a", "b"),
)


@pytest.fixture(scope="module")
def counter(tmp_path_factory):
    return TokenCounter(tmp_path_factory.mktemp("tiktoken"))


@pytest.fixture
def scored(counter):
    def of(*passages, question=ONE):
        ranked = [Ranked(text=text, url=url) for text, url in passages]
        (row,) = rank_scores([question], [ranked], counter)
        return row

    return of


def test_facts_are_found_whatever_the_white_space(scored):
    row = scored(
        ("nothing", "z"), ("x the\ncat  sat y", "a"), ("the cat sat", "c"), ("a dog barks", "b")
    )
    assert row["hits@4"] == row["hits@10"] == row["hit@2000tok"] == 1
    assert row["mrr@10"] == row["mrr@2000tok"] == 0.5
    assert row["map@10"] == pytest.approx((1 / 2 + 1 / 4) / 2)
    assert row["fact_recall@10"] == row["all_facts@10"] == row["article_recall@10"] == 1


def test_case_and_tabs_matter(scored):
    assert scored(("The Cat Sat", "a"))["hits@10"] == 0
    assert scored(("the\tcat sat", "a"))["hits@10"] == 0


@pytest.mark.parametrize(("rank", "four", "ten"), [(4, 1, 1), (5, 0, 1), (10, 0, 1), (11, 0, 0)])
def test_ranks_are_cut_where_they_should_be(scored, rank, four, ten):
    row = scored(*[("no", "z")] * (rank - 1), ("dog barks", "b"))
    assert (row["hits@4"], row["hits@10"]) == (four, ten)
    assert row["mrr@10"] == pytest.approx(ten / rank)
    assert row["fact_recall@10"] == ten / 2
    assert row["fact_recall@2000tok"] == 0.5
    assert row["mrr@2000tok"] == pytest.approx(1 / rank)


def test_two_facts_in_one_passage_count_at_its_rank(scored):
    row = scored(("the cat sat. dog barks", "a"))
    assert row["map@10"] == 1
    assert row["article_recall@10"] == 0.5


def test_a_fact_that_gold_names_twice_is_found_once(scored):
    twice = Question(query="q", type="t", facts=("dog barks", "dog barks"), urls=("b",))
    row = scored(("dog barks", "b"), ("dog barks", "b"), question=twice)
    assert row["all_facts@10"] == 1
    assert row["map@10"] == 0.5


def test_the_passage_that_crosses_the_budget_is_cut(scored):
    row = scored(("word " * 1990, "a"), ("alpha " * 50 + "the cat sat", "b"), ("dog barks", "c"))
    assert row["fact_recall@10"] == 1
    assert row["fact_recall@2000tok"] == 0
    assert row["article_recall@2000tok"] == 1
    assert row["tokens@2000tok"] == 2000
    assert row["passages@2000tok"] == 2


def test_nothing_found_scores_nothing(scored):
    row = scored()
    assert {name for name, value in row.items() if value} == set()


def test_the_counter_needs_no_network_and_leaves_the_environment(counter, monkeypatch):
    import os

    assert len(counter.tokens("Paris, <|endoftext|>!")) > 3
    assert "TIKTOKEN_CACHE_DIR" not in os.environ


class Shuffled:
    """Finds passages without any sense, but among them those that answer."""

    def __init__(self, folder):
        self.rows = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
        self.asked = 0

    def search(self, _question, *, top_k):
        from index import Passage
        from rag import Hit

        self.asked += 1
        hits = []
        for place in range(top_k):
            row = self.rows[(self.asked * 7 + place * 31) % len(self.rows)]
            text = row["body"][: 200 * (1 + place % 9)]
            passage = Passage(
                id=str(place),
                article_id="a",
                ordinal=0,
                text=text,
                start=0,
                end=len(text),
                sentences=(),
            )
            hits.append(Hit(passage=passage, score=-place, url=row["url"]))
        return hits


@pytest.mark.skipif(not TOOL.exists(), reason="the definitions' own program is not here")
def test_numbers_equal_those_of_the_definitions_own_program(tmp_path):
    spec = importlib.util.spec_from_file_location("multihop_metrics", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool._ENC = TokenCounter(tmp_path)._encoding
    engine = Shuffled(DATA)
    benchmark = load_benchmark(DATA)
    # Half of the lists hold the facts themselves, at ranks that differ.
    by_query = {one.query: one for one in benchmark.questions}
    plain = engine.search

    def search(question, *, top_k):
        from dataclasses import replace

        hits = plain(question, top_k=top_k)
        for place, (fact, url) in enumerate(
            zip(by_query[question].facts, by_query[question].urls, strict=False)
        ):
            at = (engine.asked * 5 + place * 7) % 25
            text = f"{hits[at].passage.text[:900]} {fact}"
            hits[at] = replace(hits[at], passage=replace(hits[at].passage, text=text), url=url)
        return hits

    engine.search = search
    run = run_retrieval(DATA, engine=engine, limit=60)
    rows = {
        row["query"]: row
        for row in json.loads((DATA / "MultiHopRAG.json").read_text(encoding="utf-8"))
    }
    (arm,) = run.arms
    official = [
        tool.score_question(
            rows[question.query], [{"text": one.text, "url": one.url} for one in found]
        )
        for question, found in zip(run.questions, arm.runs, strict=True)
    ]
    assert 0 < arm.metrics["hits@10"].value < 1
    for name in official[0]:
        mean = sum(row[name] for row in official) / len(official)
        assert arm.metrics[name].value == pytest.approx(mean, abs=1e-6), name
    for kind, metrics in arm.types.items():
        places = [i for i, question in enumerate(run.questions) if question.type == kind]
        for name, one in metrics.items():
            mean = sum(official[i][name] for i in places) / len(places)
            assert one.value == pytest.approx(mean, abs=1e-6), (kind, name)
