"""Finding suites, the gold that is shipped, and a whole run."""

from __future__ import annotations

import subprocess
import sys

import pytest

import eval as evaluation
from eval.suites import load_suite, run_suite, sample
from index import ArticleError, SettingsError


@pytest.fixture(scope="module")
def seeds_suite():
    return load_suite("seeds")


def test_the_gold_of_the_seeds_is_sound_and_large_enough(seeds_suite):
    cases = seeds_suite.cases
    assert len(cases) >= 80
    assert sum(not case.answerable for case in cases) >= 20
    types = {case.type for case in cases}
    assert types >= {"fact", "paraphrase", "list", "date", "sequence", "unanswerable"}
    assert len(seeds_suite.articles) == 5


def test_the_practice_suite_is_sound():
    suite = load_suite("practice")
    assert sum(case.answerable for case in suite.cases) >= 80
    assert sum(not case.answerable for case in suite.cases) >= 20


def test_every_gold_quote_is_verbatim(seeds_suite):
    for suite in (seeds_suite, load_suite("practice")):
        for case in suite.cases:
            for span in case.spans:
                assert span.quote in suite.articles[span.article].text


def test_no_question_gives_its_answer_away(seeds_suite):
    from eval.matching import contains

    for case in seeds_suite.cases:
        if case.type == "yesno" or not case.answerable:
            continue
        given = [any(contains(case.question, form) for form in part) for part in case.answers]
        assert not all(given), case.id


def test_a_folder_is_a_suite(suite_folder):
    suite = load_suite(suite_folder)
    assert suite.name == "harbour-suite"
    assert [case.id for case in suite.cases] == ["cost", "colour"]
    assert list(suite.articles) == ["harbour"]


def test_an_unknown_suite_says_which_there_are(tmp_path):
    with pytest.raises(evaluation.SuiteError, match="name seeds or practice, or a folder"):
        load_suite("nonsense")
    with pytest.raises(evaluation.SuiteError, match="there is no suite"):
        load_suite(tmp_path)


def test_an_article_that_cannot_be_read_stops_the_suite(suite_folder):
    (suite_folder / "articles" / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(ArticleError, match="has no text"):
        load_suite(suite_folder)


def test_two_articles_of_one_id_stop_the_suite(suite_folder):
    (suite_folder / "articles" / "harbour.md").write_text("Twice.", encoding="utf-8")
    with pytest.raises(evaluation.SuiteError, match="the id 'harbour' too"):
        load_suite(suite_folder)


def test_a_sample_is_spread_over_the_suite(cases):
    assert [case.id for case in sample(cases, 3)] == ["cost", "approved", "colour"]
    assert sample(cases, None) == sample(cases, 99) == cases
    with pytest.raises(SettingsError, match="at least 1"):
        sample(cases, 0)


def test_any_answerer_can_be_run(suite_folder, hand):
    ran = run_suite(suite_folder, engine=hand.engine(lambda _: hand.refusal()))
    assert ran.suite == "harbour-suite"
    assert [one.verdict.right for one in ran.scores] == [False, True]
    assert run_suite(suite_folder, engine=hand.engine(lambda _: 1), limit=1).summary.cases == 1


def test_a_suite_is_indexed_and_asked_and_its_store_is_kept(suite_folder):
    first = run_suite(suite_folder)
    assert first.summary.errors == 0
    assert first.summary.metrics["verbatim"].value in (None, 1.0)
    again = run_suite(suite_folder)
    assert [one.verdict for one in again.scores] == [one.verdict for one in first.scores]


def test_the_package_is_light_and_hands_on_its_names():
    heavy = ("numpy", "scipy", "pydantic", "rag", "chromadb")
    code = f"import sys, eval; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
    for name in evaluation.__all__:
        assert getattr(evaluation, name) is not None
    with pytest.raises(AttributeError):
        _ = evaluation.absent
