"""Hits shown in their context."""

from __future__ import annotations

import pytest

import rag


@pytest.fixture(scope="module")
def engine(seeds_store):
    engine = rag.open(store=seeds_store)
    yield engine
    engine.close()


QUESTIONS = ["When do Bessent and He meet in Paris?", "What did Wang Yi say?", "tariffs"]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("widen", [None, 0, 120, 2000])
def test_hits_are_stretches_of_their_articles_and_do_not_overlap(engine, question, widen):
    hits = engine.search(question, top_k=12, widen=widen)
    assert hits
    shown = set()
    for hit in hits:
        article = engine.corpus.article(hit.passage.article_id)
        assert article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        place = {(article.id, i) for i in range(hit.passage.start, hit.passage.end)}
        assert not shown & place
        shown |= place
        first, last = hit.passage.sentences[0], hit.passage.sentences[-1]
        assert (first[0], last[1]) == (hit.passage.start, hit.passage.end)


def test_the_leading_hits_are_wider(engine):
    plain = engine.search(QUESTIONS[0], top_k=5, widen=0)
    wide = engine.search(QUESTIONS[0], top_k=5)
    assert wide[0].passage.id == plain[0].passage.id
    assert plain[0].passage.text in wide[0].passage.text
    assert len(wide[0].passage.text) > len(plain[0].passage.text)


def test_widening_stops_near_the_asked_words(engine):
    for hit in engine.search(QUESTIONS[0], top_k=5, widen=120):
        assert len(hit.passage.text.split()) < 120 + 2 * 60


@pytest.mark.parametrize("widen", [-1, 1_000_000])
def test_widen_out_of_range_is_refused(engine, widen):
    with pytest.raises(rag.SettingsError, match="widen"):
        engine.search("tariffs", widen=widen)
