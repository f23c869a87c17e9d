"""The retrieval runner, on a benchmark made up here."""

from __future__ import annotations

import json

import pytest

from eval.cases import SuiteError
from eval.multihop import index_benchmark, load_benchmark, write_articles
from eval.retrieval import run_retrieval, write_run
from eval.tables import retrieval_table, retrieval_values
from index import SettingsError, load_settings, open_corpus

ARTICLES = [
    {
        "title": 'Harbour: a crane — "at last"',
        "author": "None",
        "source": "The Quay",
        "published_at": "2023-11-27 08:45:59.000000000Z",
        "category": "business",
        "url": "https://quay.example/1",
        "body": "The harbour board met on Friday.\n\nIt approved a new crane for $418 million.",
    },
    {
        "title": "Crane",
        "author": None,
        "source": "Gdansk Post",
        "published_at": "2023-12-01T10:00:00+00:00",
        "url": "https://post.example/2",
        "body": "---\nThe crane is to be built in Gdansk. It will lift 2,400 tonnes.",
    },
]
COST = {"fact": "It approved a new crane for $418 million.", "url": "https://quay.example/1"}
WHERE = {"fact": "The crane is to be built in Gdansk.", "url": "https://post.example/2"}
QUESTIONS = [
    {
        "query": "How much is the crane?",
        "question_type": "inference_query",
        "evidence_list": [COST],
    },
    {
        "query": "Where is the crane of $418 million built?",
        "question_type": "comparison_query",
        "evidence_list": [COST, WHERE],
    },
    {"query": "What colour is it?", "question_type": "null_query", "evidence_list": []},
]


@pytest.fixture
def data(tmp_path):
    def write(articles=ARTICLES, questions=QUESTIONS):
        folder = tmp_path / "harbours"
        folder.mkdir(exist_ok=True)
        (folder / "corpus.json").write_text(json.dumps(articles), encoding="utf-8")
        (folder / "MultiHopRAG.json").write_text(json.dumps(questions), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def settings(tmp_path):
    return load_settings().model_copy(update={"cache": tmp_path / "cache"})


def test_a_run_measures_every_question_that_has_facts(data, settings):
    run = run_retrieval(data(), settings=settings)
    assert [one.query for one in run.questions] == [q["query"] for q in QUESTIONS[:2]]
    assert run.articles == 2
    assert run.embedded >= 2
    for arm in run.arms:
        assert arm.metrics["hits@10"].value == 1
        assert arm.metrics["all_facts@2000tok"].value == 1
        assert arm.metrics["hits@10"].n == 2
        assert set(arm.types) == {"inference_query", "comparison_query"}


def test_the_second_run_embeds_nothing(data, settings):
    assert run_retrieval(data(), settings=settings).embedded > 0
    assert run_retrieval(data(), settings=settings).embedded == 0


def test_articles_are_indexed_with_what_the_corpus_says_of_them(data, settings):
    store, _ = index_benchmark(load_benchmark(data()), settings=settings)
    corpus = open_corpus(store, settings=settings)
    first, second = (corpus.article(one.id) for one in corpus.articles)
    assert (first.title, first.outlet) == (ARTICLES[0]["title"], "The Quay")
    assert (first.url, str(first.published)) == ("https://quay.example/1", "2023-11-27")
    assert first.author is None
    assert first.text.strip() == ARTICLES[0]["body"]
    assert second.text.strip() == ARTICLES[1]["body"]
    assert str(second.published) == "2023-12-01"
    corpus.close()


def test_half_written_files_are_written_anew(data, tmp_path):
    benchmark = load_benchmark(data())
    (tmp_path / "here" / "articles.part").mkdir(parents=True)
    (tmp_path / "here" / "articles.part" / "stray.md").write_text("x", encoding="utf-8")
    files = write_articles(benchmark, tmp_path / "here")
    assert sorted(path.name for path in files.iterdir()) == ["000000.md", "000001.md"]


def test_the_run_file_is_what_an_outside_scorer_reads(data, settings, tmp_path):
    run = run_retrieval(data(), settings=settings)
    write_run(run, tmp_path / "run.jsonl")
    lines = (tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["query"] for row in rows] == [q["query"] for q in QUESTIONS[:2]]
    assert all({*passage} == {"text", "url"} for row in rows for passage in row["passages"])
    assert rows[0]["passages"][0]["url"] in {one["url"] for one in ARTICLES}


def test_table_and_values_show_every_metric(data, settings):
    run = run_retrieval(data(), settings=settings)
    shown = retrieval_table(run)
    values = json.loads(json.dumps(retrieval_values(run)))
    for name in ("hits@4", "map@10", "fact_recall@2000tok", "article_recall@10"):
        assert f"\n{name} " in shown
        assert values["arms"]["passages"]["metrics"][name]["n"] == 2
        assert values["arms"]["passages"]["types"]["comparison_query"][name]["n"] == 1
    lines = [line for line in shown.splitlines() if "@" in line]
    assert len({len(line) for line in lines[:8]}) == 1


class Widening:
    """An engine that widens."""

    def __init__(self):
        self.options = []

    def search(self, _question, *, top_k, widen=0):
        from index import Passage
        from rag import Hit

        self.options.append((top_k, widen))
        text = "crane " * 900
        passage = Passage(
            id="a", article_id="a", ordinal=0, text=text, start=0, end=len(text), sentences=()
        )
        return [Hit(passage=passage, score=1.0, url=None)] * min(top_k, 10)


def test_the_widened_ten_hold_at_most_5000_tokens(data, settings):
    engine = Widening()
    run = run_retrieval(data(), settings=settings, engine=engine)
    assert [arm.name for arm in run.arms] == ["passages", "widened"]
    assert run.arms[0].metrics["tokens@10"].value > 8000
    assert run.arms[1].metrics["tokens@10"].value <= 5000
    assert {top_k for top_k, widen in engine.options if widen} == {10}


def test_intervals_by_article_draw_questions_together(data, settings):
    same = [QUESTIONS[0]] * 6
    run = run_retrieval(data(questions=same), settings=settings, engine=Widening())
    one = run.arms[0].clustered["hits@10"]
    assert (one.n, one.total) == (1, 1)


def test_a_limit_takes_questions_evenly(data, settings):
    many = [{**QUESTIONS[0], "query": f"How much is crane {n}?"} for n in range(10)]
    run = run_retrieval(data(questions=many), settings=settings, engine=Widening(), limit=2)
    assert [one.query for one in run.questions] == [many[0]["query"], many[5]["query"]]
    with pytest.raises(SettingsError):
        run_retrieval(data(questions=many), settings=settings, engine=Widening(), limit=0)


@pytest.mark.parametrize(
    ("articles", "questions", "said"),
    [
        (ARTICLES, QUESTIONS[2:], "no question has facts"),
        ([{"title": "x"}], QUESTIONS, "row 0 has no 'url'"),
        ([{**ARTICLES[0], "body": " "}], QUESTIONS, "row 0 has an empty body"),
        ([{**ARTICLES[0], "published_at": "soon"}], QUESTIONS, "row 0 Invalid isoformat"),
        ({}, QUESTIONS, "must be a JSON list"),
        (ARTICLES, [{"query": "q"}], "row 0 has no 'evidence_list'"),
        (["x"], QUESTIONS, "row 0 "),
    ],
)
def test_a_broken_benchmark_is_refused(data, articles, questions, said):
    with pytest.raises(SuiteError, match=said):
        load_benchmark(data(articles, questions))


def test_a_folder_without_a_benchmark_is_refused(tmp_path):
    with pytest.raises(SuiteError, match="--data names a folder"):
        load_benchmark(tmp_path)
    (tmp_path / "corpus.json").write_text("{", encoding="utf-8")
    with pytest.raises(SuiteError, match="is no JSON"):
        load_benchmark(tmp_path)
