"""The speed runner: the large corpus made of a small one, and what is measured of each."""

from __future__ import annotations

import json

import pytest

from eval import speed
from eval.multihop import load_benchmark
from eval.peers import bare
from eval.recalled import Recalled, build
from eval.recombined import Bank, Recombiner
from eval.speed import run_speed
from eval.tables import speed_table, speed_values
from eval.timed import peak_mb, query, resync
from index import load_settings, open_corpus
from index.passages import cut
from index.sentences import sentence_spans


@pytest.fixture(scope="module")
def bank(seeds_store):
    corpus = open_corpus(seeds_store)
    yield Bank(corpus)
    corpus.close()


def test_an_article_of_one_number_is_always_the_same(bank):
    first, second = Recombiner(bank), Recombiner(bank)
    assert first.article(3) == second.article(3)
    assert first.article(3).text != first.article(4).text


def test_articles_are_sentences_of_the_corpus_in_other_names(bank):
    article = Recombiner(bank).article(0)
    lines = article.text.split("\n")
    known = {one.text for some in bank.sentences for one in some}
    assert any(line not in known for line in lines)
    for line in lines:
        origin = bank.origin(line)
        assert len(origin.text.split()) == len(line.split())
    assert len(sentence_spans(article.text)) >= len(lines)
    assert article.published is not None
    assert len(cut(article)) > 10


def test_questions_are_put_in_the_names_of_the_articles(bank):
    recombiner = Recombiner(bank)
    last = len(bank.articles) - 1
    number = next(n for n in range(100) if last in recombiner.bases(n))
    named, other = recombiner.questions(
        [("Where do they meet Bessent?", bank.articles[last].url), ("Who is Bessent?", "no url")],
        100,
    )
    assert named == recombiner.renaming(number)("Where do they meet Bessent?")
    assert "Bessent" not in named
    assert other == "Who is Bessent?"


def test_recalled_vectors_are_near_those_of_the_model(bank, seeds_store):
    embedder = Recalled(bank)
    corpus = bank.corpus
    passage = corpus.passages([0])[0]
    text = "\n".join(
        passage.text[s - passage.start : e - passage.start] for s, e in passage.sentences
    )
    found = embedder.embed([text])
    (real,) = corpus.embedder.embed([passage.text]).vectors
    assert found.vectors[0] @ real > 0.8
    assert found.vectors[0] @ found.vectors[0] == pytest.approx(1, abs=1e-5)
    spans = found.tokens[0].spans
    assert len(spans) == len(found.tokens[0].vectors) > 10
    assert all(text[start:end].isalnum() for start, end in spans)


def test_the_large_corpus_is_a_real_store(seeds_store, tmp_path):
    made = build(
        small=str(seeds_store),
        folder=tmp_path / "files",
        store=str(tmp_path / "store"),
        passages=60,
        asked=[("Where do they meet?", "x")],
    )
    assert 30 < made["passages"] < 120
    assert 0 < made["recalling"] < made["seconds"]
    assert resync(folder=str(tmp_path / "files"), store=str(tmp_path / "store"))["embedded"] == 0
    found = query(store=str(tmp_path / "store"), questions=[*made["questions"], "Who met?"])
    assert found["passages"] == made["passages"]
    assert len(found["seconds"]) == len(found["floor"]) == len(found["beside"]) == 2
    assert found["memory_mb"] <= peak_mb()


def test_the_bare_limit_runs_the_batches_of_a_sync(tmp_path):
    (tmp_path / "one.txt").write_text("The board met. " * 200, encoding="utf-8")
    found = bare.index(folder=str(tmp_path))
    assert found["passages"] > 5
    assert found["tokens"] > 600
    assert found["seconds"] > 0


@pytest.fixture
def data(tmp_path):
    rows = [
        {"title": f"Crane {n}", "url": f"u{n}", "body": "It was built. " * 40} for n in range(3)
    ]
    asked = [
        {"query": "What was built?", "evidence_list": [{"fact": "It was built.", "url": "u1"}]}
    ]
    (tmp_path / "corpus.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "MultiHopRAG.json").write_text(json.dumps(asked), encoding="utf-8")
    return tmp_path


def _made_up(_bench, module, task, **options):
    """Stand in for the processes that measure."""
    if task == "query":
        times = [0.001 * n for n in range(1, 101)]
        both = {"beside": times, "floor": [one / 2 for one in times]}
        return {"first": 1.0, "seconds": times, "passages": 4, "memory_mb": 300.0, **both}
    if task == "recombine":
        assert options["asked"] == [("What was built?", "u1")]
        (store := speed.Path(options["store"])).mkdir()
        (store / "file").write_bytes(b"x" * 4000)
        return {"articles": 2, "passages": 4, "seconds": 3.0, "recalling": 1.0, "questions": ["Q?"]}
    if task == "resync":
        return {"seconds": 0.5, "embedded": 0}
    if "store" in options:
        speed.Path(options["store"]).mkdir()
    seconds = 1.0 if module.endswith("bare") else 2.0
    return {"seconds": seconds, "passages": 10, "memory_mb": 200.0}


def test_three_scales_are_measured(data, tmp_path, monkeypatch):
    monkeypatch.setattr(speed._Bench, "_run", _made_up)
    settings = load_settings().model_copy(update={"cache": tmp_path / "cache"})
    told = []
    scales = run_speed(data, passages=4, settings=settings, tell=told.append)
    assert [scale.name for scale in scales] == ["seeds", data.name, "recombined"]
    values = scales[1].values
    assert values["share_of_bare"] == 0.5
    assert values["times_floor"] == 2
    assert values["query_p95_ms"] == pytest.approx(96)
    assert scales[2].values["write_ms_per_passage"] == 500
    assert scales[2].values["disk_kb_per_passage"] == 1
    assert any("round 3 of 3" in line for line in told)
    assert [path.name for path in settings.cache.glob("speed-*")] == ["speed-seeds"]
    shown = speed_table(scales)
    assert "Dateline / onnxruntime alone" in shown
    assert json.loads(json.dumps(speed_values(scales)))["recombined"]["passages"] == 4


def test_without_data_only_the_seeds_are_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(speed._Bench, "_run", _made_up)
    settings = load_settings().model_copy(update={"cache": tmp_path})
    assert [scale.name for scale in run_speed(settings=settings)] == ["seeds"]


def test_a_measurement_that_fails_says_what_failed(tmp_path):
    bench = speed._Bench(load_settings(), tmp_path, lambda _: None)
    with pytest.raises(
        speed.SuiteError, match=r"measuring resync by eval\.timed failed: .*nowhere"
    ):
        bench._run("eval.timed", "resync", folder=str(tmp_path / "nowhere"), store=str(tmp_path))


def test_the_benchmark_of_these_tests_is_one(data):
    assert len(load_benchmark(data).questions) == 1
