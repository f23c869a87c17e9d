"""Running answerers, good and bad, and what their runs come to."""

from __future__ import annotations

import dataclasses
import json
import time
from datetime import date
from types import SimpleNamespace

import pytest

from eval.cases import SuiteError
from eval.reporting import failures, table, to_dict
from eval.running import run
from eval.scoring import score, spent
from eval.suites import Run
from eval.summary import summarise
from index.passages import cut
from rag.answers import Hit, Sentence


@pytest.fixture
def measured(cases, articles):
    def measured(engine):
        return summarise(score(run(engine, cases), articles)).metrics

    return measured


@pytest.fixture
def scored(cases, articles):
    def scored(engine):
        return {one.result.case.id: one for one in score(run(engine, cases), articles)}

    return scored


def values(metrics, *names):
    return tuple(metrics[name].value for name in names)


def test_an_answerer_that_knows_all_is_right_in_all(hand, cases, measured):
    metrics = measured(hand.knowing(cases))
    names = ("accuracy", "abstention", "citation_precision", "citation_recall", "verbatim")
    assert values(metrics, *names, "crag_score") == (1, 1, 1, 1, 1, 1)
    assert metrics["false_refusals"].value == 0
    assert (metrics["accuracy"].n, metrics["abstention"].n) == (4, 2)


def test_one_that_refuses_all_gets_only_its_refusals(hand, measured):
    metrics = measured(hand.engine(lambda _: hand.refusal()))
    assert values(metrics, "accuracy", "abstention", "false_refusals") == (0, 1, 1)
    assert metrics["citation_recall"].value == 0
    assert metrics["citation_precision"].value is None
    assert metrics["citation_precision"].total == 4
    assert metrics["crag_score"].value == pytest.approx(2 / 6)


def test_one_that_talks_junk_gets_nothing(hand, measured):
    metrics = measured(hand.engine(lambda _: hand.answer("Perhaps it is so, perhaps not.")))
    assert values(metrics, "accuracy", "abstention", "citation_recall") == (0, 0, 0)
    assert metrics["crag_score"].value == -1


def test_one_that_always_crashes_gets_nothing(hand, cases, articles):
    def crash(_):
        message = "no model"
        raise RuntimeError(message)

    summary = summarise(score(run(hand.engine(crash), cases), articles))
    assert summary.errors == len(cases)
    names = ("accuracy", "abstention", "false_refusals", "citation_recall", "crag_score")
    assert values(summary.metrics, *names) == (0, 0, 0, 0, -1)
    assert summary.metrics["accuracy"].total == 4


def test_a_crash_is_kept_and_the_run_goes_on(hand, cases):
    engine = hand.knowing(cases)
    good = engine.reply

    def reply(question):
        return good(question) if "colour" not in question else 1 / 0

    results = run(hand.engine(reply), cases)
    errors = [result.error for result in results]
    assert errors.count(None) == len(cases) - 1
    assert errors[4] == "ZeroDivisionError: division by zero"


def test_what_is_no_answer_is_an_error(hand, cases):
    for thing in (None, "Paris", hand.answer(None), hand.answer("Paris", "no citation")):
        (result,) = run(hand.engine(lambda _, thing=thing: thing), cases[:1])
        assert result.answer is None
        assert result.error.startswith("gave no Answer")


def test_a_citation_with_broken_fields_is_an_error_and_stops_nothing(hand, cases, articles):
    good = hand.cite("harbour", "The vote was nine to two.")
    bad = dataclasses.replace(good, start=None)
    results = run(hand.engine(lambda _: hand.answer("Paris", bad)), cases[:1])
    assert score(results, articles)[0].verdict.loss == "error"


def test_copying_whole_articles_is_never_right(hand, articles, cases, measured):
    copied = "\n".join([article.text for article in articles.values()] * 2)
    whole = [hand.cite(name, article.text) for name, article in articles.items()]
    metrics = measured(hand.engine(lambda _: hand.answer(copied, *whole)))
    assert metrics["accuracy"].value == 0
    assert metrics["verbatim"].value == 1


def test_a_quote_as_long_as_an_article_lies_on_nothing(hand, articles, cases, scored):
    long = articles["harbour"].text + " and so on" * 40
    articles["harbour"] = dataclasses.replace(articles["harbour"], text=long)
    one = scored(hand.engine(lambda _: hand.answer("$418 million", hand.cite("harbour", long))))
    assert (one["cost"].citations, one["cost"].verbatim, one["cost"].on_gold) == (1, 1, 0)


def test_citing_every_sentence_costs_precision(hand, articles, measured):
    every = [
        hand.cite(name, f"{sentence}.")
        for name, article in articles.items()
        for sentence in article.text.rstrip(".").replace("\n", " ").split(". ")
        if f"{sentence}." in article.text
    ]
    metrics = measured(hand.engine(lambda _: hand.answer("$418 million", *every)))
    assert metrics["citation_recall"].value == 1
    assert metrics["citation_precision"].value < 0.3


def test_a_citation_lies_on_gold_when_half_of_the_shorter_is_shared(hand, scored):
    def lies(quote):
        reply = hand.answer("$418 million", hand.cite("harbour", quote))
        return scored(hand.engine(lambda _: reply))["cost"].on_gold == 1

    assert lies("It approved a new crane for $418 million.")
    assert lies("met on Friday. It approved a new crane for $418 million. The vote was")
    assert lies("a new crane")
    assert lies("for $418 million. The vote")
    assert not lies("million. The vote was nine to two.")
    assert not lies("The harbour board met on Friday.")


def test_quotes_that_are_not_the_articles_words_count_for_nothing(hand, scored):
    quote = "It approved a new crane for $418 million."
    good = hand.cite("harbour", quote)
    bad = [
        dataclasses.replace(good, quote=quote.replace("418", "419")),
        dataclasses.replace(good, start=good.start + 1),
        dataclasses.replace(good, article_id="nowhere"),
        dataclasses.replace(good, quote="", start=5, end=5),
        dataclasses.replace(good, start=-1),
        dataclasses.replace(good, end=10**9),
    ]
    one = scored(hand.engine(lambda _: hand.answer("$418 million", *bad)))["cost"]
    assert (one.citations, one.verbatim, one.on_gold, one.cited) == (6, 0, 0, False)
    assert one.verdict.right


def test_every_part_needs_its_citation(hand, scored):
    reply = hand.answer(
        "Gdansk, March 15", hand.cite("crane", "The crane is to be built in Gdansk.")
    )
    one = scored(hand.engine(lambda _: reply))["where-and-when"]
    assert (one.verdict.right, one.on_gold, one.cited) == (True, 1, False)


def test_a_quote_that_stands_twice_may_be_cited_at_either_place(hand, articles, cases, scored):
    text = articles["harbour"].text
    articles["harbour"] = dataclasses.replace(articles["harbour"], text=f"{text}\n{text}")
    quote = "It approved a new crane for $418 million."
    second = hand.cite("harbour", quote, start=len(text) + 1 + text.index(quote))
    one = scored(hand.engine(lambda _: hand.answer("$418 million", second)))["cost"]
    assert one.on_gold == 1


def test_history_and_day_reach_the_answerer(hand, cases):
    engine = hand.knowing(cases)
    run(engine, cases)
    asked = {question: history for question, history, _ in engine.asked}
    assert asked["How much of it?"] == [
        {"question": "What will boats lose?", "answer": "Part of the quay."}
    ]
    assert asked["How much is the crane?"] is None


def test_types_count_refusals_where_none_can_answer(hand, cases, articles):
    summary = summarise(score(run(hand.knowing(cases), cases), articles))
    assert summary.types["unanswerable"].value == 1
    assert set(summary.types) == {case.type for case in cases}


@pytest.fixture
def mixed(hand, cases, articles):
    """A run in which the cost is wrong and one case crashes."""
    good = hand.knowing(cases).reply

    def reply(question):
        if "How much is" in question:
            return hand.answer("$41 million [1]\nor so", hand.cite("harbour", "nine to two"))
        return good(question) if "colour" not in question else 1 / 0

    scores = score(run(hand.engine(reply), cases), articles)
    return Run(suite="harbour", scores=tuple(scores), summary=summarise(scores))


def test_the_table_is_aligned_and_tells_n(mixed):
    lines = table(mixed).split("\n")
    assert lines[0] == "harbour: 6 cases, 1 error"
    body = [line for line in lines[2:] if "/" in line]
    assert len({len(line) for line in body}) == 1
    (accuracy,) = [line for line in body if line.startswith("right answers")]
    assert " ".join(accuracy.split()) == "right answers 75.0 % 30.1 % – 95.4 % 4/4"


def test_the_failures_show_question_gold_and_answer(mixed):
    first, second = failures(mixed).split("\n\n")
    assert first.split("\n") == [
        "cost (fact): does not say '$418 million'",
        "  question: How much is the crane?",
        "  gold:     $418 million | 418 million",
        "  answer:   $41 million [1] or so",
    ]
    assert second.split("\n") == [
        "colour (unanswerable): ZeroDivisionError: division by zero",
        "  question: What colour is it?",
        "  gold:     the articles do not answer this",
    ]


def test_json_holds_all_numbers_and_every_case(mixed):
    plain = json.loads(json.dumps(to_dict(mixed)))
    assert (plain["suite"], plain["cases"], plain["errors"]) == ("harbour", 6, 1)
    assert set(plain["metrics"]["accuracy"]) == {"value", "low", "high", "n", "total"}
    assert plain["metrics"]["accuracy"]["value"] == 0.75
    cost = plain["results"][0]
    assert (cost["id"], cost["right"], cost["loss"]) == ("cost", False, "missing")
    assert plain["results"][4]["error"] == "ZeroDivisionError: division by zero"


# --- what is measured besides


def test_a_refusal_is_searched_for_what_was_retrieved(hand, cases, articles):
    class Searching:
        def __init__(self):
            self.searched = []

        def ask(self, question, **_):
            answer = hand.refusal()
            return dataclasses.replace(answer, standalone=f"{question} Indeed?")

        def search(self, question, *, top_k, as_of):
            self.searched.append((question, top_k, as_of))
            return [Hit(passage=one, score=1.0) for one in cut(articles["harbour"])]

    engine = Searching()
    one, two = score(run(engine, cases[:2]), articles)
    assert engine.searched[0] == ("How much is the crane? Indeed?", 10, None)
    assert (one.stage, one.retrieved) == ("wrong_refusal", True)
    # Its other part lies in an article that was not found.
    assert (two.stage, two.retrieved) == ("not_retrieved", False)


def test_a_search_that_fails_or_lies_leaves_the_answers_own_hits(hand, cases, articles):
    class Broken:
        def ask(self, *_, **__):
            return hand.refusal()

        def search(self, question, **_):
            return 1 / 0 if "crane" in question else ["no hit"]

    for one in run(Broken(), cases):
        assert (one.error, one.hits) == (None, ())


def test_a_sentence_is_supported_by_verbatim_citations_alone(hand, cases, articles):
    good = hand.cite("harbour", "The vote was nine to two.")
    bad = dataclasses.replace(good, number=2, start=good.start + 1)

    def sentence(*numbers, support="supported"):
        return Sentence(text="x", citations=numbers, support=support)

    sentences = (
        sentence(1),
        sentence(2),
        sentence(1, 2),
        sentence(3),
        sentence(),
        sentence(1, support="partly"),
    )
    answer = dataclasses.replace(hand.answer("x", good, bad), sentences=sentences)
    (one,) = score(run(hand.engine(lambda _: answer), cases[:1]), articles)
    assert (one.sentences, one.supported) == (6, 1)
    assert summarise([one]).metrics["supported"].value == pytest.approx(1 / 6)


def test_as_of_is_obeyed_by_the_dates_of_the_articles_files(hand, cases, articles):
    day = date(2026, 3, 1)
    articles["crane"] = dataclasses.replace(articles["crane"], published=date(2026, 3, 2))
    case = dataclasses.replace(cases[0], type="as_of", as_of=day)
    later = hand.cite("crane", "The crane is to be built in Gdansk.")
    # The answer says that the article is older than it is.
    dressed_up = dataclasses.replace(later, published=date(2026, 2, 1))
    undated = hand.cite("harbour", "The vote was nine to two.")
    for citations, obeyed in (((undated,), True), ((undated, dressed_up), False), ((), True)):
        answer = hand.answer("x", *citations)
        (one,) = score(run(hand.engine(lambda _, answer=answer: answer), [case]), articles)
        assert one.obeyed is obeyed
        assert summarise([one]).metrics["as_of_obeyed"].value == obeyed
    assert (
        summarise(score(run(hand.engine(lambda _: 1 / 0), [case]), articles))
        .metrics["as_of_obeyed"]
        .value
        == 0
    )


def test_a_conflict_is_surfaced_when_every_value_is_cited(hand, cases, articles):
    case = dataclasses.replace(cases[1], type="conflict")
    both = [hand.cite(part[0].article, part[0].quote) for part in case.evidence]
    for text, citations, value in (
        ("Gdansk, or March 15", both, 1),
        ("Gdansk, or March 15", both[:1], 0),
        ("Gdansk", both, 0),
    ):
        answer = hand.answer(text, *citations)
        found = summarise(score(run(hand.engine(lambda _, a=answer: a), [case]), articles))
        assert found.metrics["conflict_surfaced"].value == value


def test_tokens_and_cost_are_counted_where_an_answer_tells(cases, articles):
    usage = SimpleNamespace(prompt_tokens=900, completion_tokens=100, cost=0.002)
    assert spent(SimpleNamespace(usage=usage)) == (1000, 0.002)
    assert spent(SimpleNamespace(usage=None)) == spent(SimpleNamespace()) == (None, None)
    assert spent(None) == (None, None)


def test_what_cites_more_than_can_be_read_cites_nothing(hand, cases, articles):
    long = articles["harbour"].text + "\n" + "and so on " * 240
    articles["harbour"] = dataclasses.replace(articles["harbour"], text=long)
    gold = hand.cite("harbour", "It approved a new crane for $418 million.")
    padding = [hand.cite("harbour", "and so on " * 30) for _ in range(3)]
    for cited, held in (((gold,), True), ((gold, *padding), False)):
        answer = hand.answer("$418 million", *cited)
        (one,) = score(run(hand.engine(lambda _, a=answer: a), cases[:1]), articles)
        assert (one.cited, one.on_gold) == (held, int(held))


def test_no_time_at_all_is_refused(hand, cases):
    for timeout in (0, -1, float("nan")):
        with pytest.raises(SuiteError, match="leaves no time to answer"):
            run(hand.knowing(cases), cases, timeout=timeout)


def test_one_slow_case_fails_alone(hand, cases):
    good = hand.knowing(cases).reply

    def reply(question):
        if "colour" in question:
            time.sleep(3)
        return good(question)

    results = run(hand.engine(reply), cases, timeout=0.3)
    assert [one.timed_out for one in results] == [False] * 4 + [True, False]
    assert results[4].error == "took longer than 0.3 s"
