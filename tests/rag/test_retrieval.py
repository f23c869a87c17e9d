"""Retrieval on a small corpus with a real model and a real store."""

from __future__ import annotations

from datetime import date

import pytest

import index
import rag

ARTICLES = {
    "a-verge": ("The Verge", "2023-11-05", "Google search trial", "Google paid Apple billions of dollars to stay the default search engine on phones, a court heard."),
    "b-crunch": ("TechCrunch", "2023-12-15", "Publisher sues Google", "An Arkansas publisher filed an antitrust suit that accuses Google of siphoning off readers and advertising revenue."),
    "c-crunch": ("TechCrunch", "2023-10-01", "Startup raises money", "A payroll startup raised forty million dollars from three investors in Berlin."),
    "d-copy": ("Wire", "2023-11-06", "Google search trial", "Google paid Apple billions of dollars to stay the default search engine on phones, a court heard."),
    "e-undated": (None, None, None, "The museum on the hill closed its doors after the spring flood ruined the archive."),
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    for name, (outlet, published, title, text) in ARTICLES.items():
        head = {"outlet": outlet, "published": published, "title": title}
        lines = [f"{key}: {value}" for key, value in head.items() if value]
        (folder / f"{name}.md").write_text("\n".join(["---", *lines, "---", text]))
    store = tmp_path_factory.mktemp("stores") / "store"
    index.sync([folder], store=store)
    engine = rag.open(store=store)
    yield engine
    engine.close()


def ids(hits):
    return [hit.passage.article_id for hit in hits]


def test_every_part_of_a_question_is_served(engine):
    question = (
        "Does The Verge report on payments between Google and Apple, while TechCrunch "
        "covers a publisher's antitrust suit?"
    )
    assert set(ids(engine.search(question, top_k=2))) == {"a-verge", "b-crunch"}


def test_an_outlet_is_a_preference_and_no_filter(engine):
    hits = engine.search("What does TechCrunch say about the museum flood?", top_k=5)
    assert "e-undated" in ids(hits)
    assert len(hits) == 5


def test_a_named_outlet_goes_first(engine):
    hits = engine.search("According to Wire, what did Google pay Apple for?", top_k=2)
    assert ids(hits)[0] == "d-copy"


def test_copies_do_not_crowd_out_other_sources(engine):
    found = ids(engine.search("What is Google accused of over search engines?", top_k=5))
    first, second = sorted(found.index(name) for name in ("a-verge", "d-copy"))
    assert second == len(found) - 1 > first


def test_a_paraphrase_is_found(engine):
    hits = engine.search("Which gallery shut because of high water?", top_k=1)
    assert ids(hits) == ["e-undated"]


@pytest.mark.parametrize(
    "question",
    [
        "Which gallery shut because of high water damage to its records, someone in Berlin asked?",
        "Which gallery on a slope shut after a deluge, asked a man on the phones?",
    ],
)
def test_a_word_met_by_chance_does_not_outweigh_a_paraphrase(engine, question):
    assert ids(engine.search(question, top_k=1)) == ["e-undated"]


def test_only_the_named_articles_are_searched(engine):
    every = ids(engine.search("Google and the museum", top_k=5))
    found = engine.search("Google and the museum", top_k=5, only={every[-1], "no such article"})
    assert {hit.passage.article_id for hit in found} == {every[-1]}
    assert engine.search("Google and the museum", only=set()) == []


def test_as_of_hides_what_came_later_and_keeps_the_undated(engine):
    found = ids(engine.search("Google and the museum", top_k=5, as_of=date(2023, 11, 5)))
    assert set(found) == {"a-verge", "c-crunch", "e-undated"}


def test_scores_fall(engine):
    scores = [hit.score for hit in engine.search("Google antitrust suit", top_k=5)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("top_k", [0, -1, 10_000_000])
def test_top_k_out_of_range_is_refused(engine, top_k):
    with pytest.raises(rag.SettingsError, match="top_k"):
        engine.search("Google", top_k=top_k)


@pytest.mark.parametrize(
    "question", ["the of and", "谷歌 为什么 被起诉", "Γιατί;", "?!?a", "google " * 500]
)
def test_odd_questions_are_searched(engine, question):
    assert len(engine.search(question, top_k=3)) == 3


def test_same_question_same_hits(engine):
    question = "What does The Verge say about Google, and what does TechCrunch say?"
    assert engine.search(question) == engine.search(question)


def test_an_empty_store_gives_nothing(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("One short article about a bridge.")
    index.sync([folder], store=tmp_path / "store")
    (folder / "a.txt").unlink()
    index.sync([folder], store=tmp_path / "store")
    engine = rag.open(store=tmp_path / "store")
    assert engine.search("bridge") == []
    answer = engine.ask("What about the bridge?")
    assert not answer.answered
    engine.close()
