"""Comparing with a baseline, and what the gate says of it."""

from __future__ import annotations

import dataclasses
import json

import pytest

from eval.baseline import (
    BaselineError,
    baseline_of,
    baseline_path,
    read_baseline,
    write_baseline,
)
from eval.bounds import checked, read_bounds
from eval.cases import Case, Span, SuiteError
from eval.comparing import cluster_of, compare
from eval.deciding import gate_text
from eval.fingerprint import Fingerprint
from eval.floors import floors
from eval.gating import INVALID, PASS, REGRESSION, UNDERPOWERED, gate
from eval.reporting import table, to_dict
from eval.running import run
from eval.scoring import score
from eval.suites import Run
from eval.summary import summarise
from index import Article

PRINT = Fingerprint(suite="many", gold="g", corpus="c", scorer="s", code="1", version="9")
MANY = 120
CLUSTERS = 30


@pytest.fixture(scope="module")
def articles():
    """Thirty articles of four facts each."""
    lines = [
        [f"Town {4 * a + f} has {1000 + 4 * a + f} trees." for f in range(4)]
        for a in range(CLUSTERS)
    ]
    return {f"a{a}": Article(id=f"a{a}", text="\n".join(said)) for a, said in enumerate(lines)}


@pytest.fixture(scope="module")
def cases():
    return [
        Case(
            id=f"case-{n:03}",
            type="fact",
            question=f"How many trees has town {n}?",
            answerable=True,
            answers=((f"{1000 + n}",),),
            evidence=((Span(article=f"a{n // 4}", quote=f"Town {n} has {1000 + n} trees."),),),
        )
        for n in range(MANY)
    ]


@pytest.fixture(scope="module")
def scores_of(cases, articles):
    """Scores of an answerer that does not know some of the cases."""
    from eval.floors import Oracle
    from rag.answers import Answer

    def scores_of(unknown=(), *, crashing=()):
        oracle = Oracle(cases, articles)
        place_of = {case.question: place for place, case in enumerate(cases)}

        class Knowing:
            def ask(self, question, *, history, as_of):
                place = place_of[question]
                if place in crashing:
                    message = "no model"
                    raise RuntimeError(message)
                if place in unknown:
                    return Answer(question=question, text="Who knows?", answered=True)
                return oracle.ask(question, history=history, as_of=as_of)

        return score(run(Knowing(), cases), articles)

    return scores_of


@pytest.fixture(scope="module")
def run_of(scores_of):
    def run_of(unknown=(), **options):
        scores = scores_of(unknown, **options)
        return Run(
            suite="many",
            scores=tuple(scores),
            summary=summarise(scores),
            fingerprint=PRINT,
            total=MANY,
        )

    return run_of


@pytest.fixture(scope="module")
def before(run_of):
    """The baseline: every fifth case is not known."""
    return baseline_of(run_of(range(0, MANY, 5)))


def change(result, metric="sound"):
    return next(one for one in result.comparison.changes if one.metric == metric)


# --- comparing


def test_the_same_again_is_the_same(run_of, before):
    result = gate(run_of(range(0, MANY, 5)), before)
    assert (result.code, result.reasons, result.comparison.flips) == (PASS, (), ())
    assert {one.verdict for one in result.comparison.changes} == {"same"}
    sound = change(result)
    assert (sound.cases, sound.clusters, sound.p, sound.difference) == (MANY, CLUSTERS, 1, 0)
    assert all(one.low < 0 < one.high for one in result.comparison.changes)


def test_losses_here_and_there_are_a_regression(run_of, before):
    lost = {2, 9, 16, 23, 31, 38, 46, 53, 61, 68, 77, 84}
    result = gate(run_of({*range(0, MANY, 5), *lost}), before)
    assert result.code == REGRESSION
    sound = change(result)
    assert (sound.lost, sound.gained, sound.verdict) == (12, 0, "worse")
    assert sound.p_plain == pytest.approx(2 * 0.5**12)
    assert sound.p == sound.p_plain
    assert sound.difference == pytest.approx(-0.1)
    assert any(
        reason.startswith("worse: sound in all 80.0 % → 70.0 %") for reason in result.reasons
    )


def test_gains_here_and_there_are_better(run_of, before):
    result = gate(run_of(range(0, MANY, 15)), before)
    assert result.code == PASS
    assert change(result).verdict == "better"
    assert {flip.kind for flip in result.comparison.flips} == {"gained"}


def test_gains_on_few_articles_are_not_better_but_losses_there_are_worse(run_of, before):
    known = [n for n in range(MANY) if n % 5]
    few = [n for n in known if n < 20]
    lost = gate(run_of({*range(0, MANY, 5), *few}), before)
    assert change(lost).p > 0.05
    assert change(lost).verdict == "worse"
    assert any("the loss lies on few articles" in reason for reason in lost.reasons)
    worse = baseline_of(run_of({*range(0, MANY, 5), *few}))
    gained = gate(run_of(range(0, MANY, 5)), worse)
    assert change(gained).p_plain < 0.001
    assert change(gained).verdict == "same"


def test_a_few_losses_are_the_same(run_of, before):
    result = gate(run_of({*range(0, MANY, 5), 1, 2}), before)
    assert result.code == PASS
    assert [(flip.case, flip.kind) for flip in result.comparison.flips] == [
        ("case-001", "lost"),
        ("case-002", "lost"),
    ]
    assert result.comparison.flips[0].answer_before.startswith("Town 1 has 1001 trees.")


def test_lost_cases_come_first(run_of, before):
    result = gate(run_of({*range(5, MANY, 5), 119}), before)
    assert [flip.kind for flip in result.comparison.flips] == ["lost", "gained"]


def test_a_metric_that_one_run_has_nothing_of_is_not_tested(scores_of, before):
    silent = dataclasses.replace(
        before,
        cases={
            name: dataclasses.replace(
                one, values={k: v for k, v in one.values.items() if k != "citation_precision"}
            )
            for name, one in before.cases.items()
        },
    )
    found = {one.metric: one for one in compare(scores_of(), silent).changes}
    precision = found["citation_precision"]
    assert (precision.before, precision.difference, precision.p) == (None, None, 1)
    assert precision.verdict == "same"


def test_cases_on_the_same_articles_are_one_cluster(cases):
    assert cluster_of(cases[0]) == cluster_of(cases[3]) != cluster_of(cases[4])
    alone = [
        Case(id=name, type="unanswerable", question="?", answerable=False) for name in ("x", "y")
    ]
    assert cluster_of(alone[0]) != cluster_of(alone[1])


# --- power


def test_what_could_not_be_seen_is_told(run_of, before):
    same = run_of(range(0, MANY, 5))
    smallest = change(gate(same, before)).smallest
    assert 0.05 < smallest < 0.2
    blind = gate(same, before, detect=smallest - 0.01)
    assert blind.code == UNDERPOWERED
    assert blind.reasons[0].startswith("underpowered: asked to see a drop of ")
    assert gate(same, before, detect=smallest + 0.01).code == PASS


def test_a_regression_is_told_before_a_lack_of_power(run_of, before):
    result = gate(run_of(range(0, MANY, 2)), before, detect=0.001)
    assert result.code == REGRESSION
    assert any(reason.startswith("underpowered") for reason in result.reasons)


# --- invalid runs


def test_an_error_makes_a_run_invalid(run_of, before):
    result = gate(run_of(range(0, MANY, 5), crashing={7}), before)
    assert (result.code, result.comparison) == (INVALID, None)
    (reason,) = result.reasons
    assert "1 of 120 cases got no answer" in reason
    assert "case-007: RuntimeError: no model" in reason
    with pytest.raises(BaselineError, match="1 of 120 cases got no answer"):
        baseline_of(run_of(crashing={7}))


def test_a_part_of_the_cases_is_no_run_of_the_suite(run_of, before):
    whole = run_of()
    part = dataclasses.replace(whole, scores=whole.scores[:60])
    assert gate(part, before).code == INVALID
    assert gate(part, before).reasons == ("only 60 of 120 cases were asked; ask all of them",)
    with pytest.raises(BaselineError, match="60 of 120 cases"):
        baseline_of(part)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"corpus": "d"}, "the articles have changed since the baseline"),
        ({"gold": "h"}, "the gold cases have changed since the baseline"),
        ({"scorer": "t"}, "the rules of scoring have changed since the baseline"),
    ],
)
def test_runs_of_other_things_are_not_compared(changed, said, run_of, before):
    other = dataclasses.replace(run_of(), fingerprint=dataclasses.replace(PRINT, **changed))
    result = gate(other, before)
    assert (result.code, result.comparison) == (INVALID, None)
    assert result.reasons == (f"not comparable: {said}; accept a new one with --accept",)


def test_a_run_without_a_fingerprint_is_compared_with_nothing(run_of, before):
    nameless = dataclasses.replace(run_of(), fingerprint=None)
    assert gate(nameless, before).code == INVALID
    with pytest.raises(BaselineError, match="fingerprint"):
        baseline_of(nameless)


def test_other_settings_are_noted(run_of, before):
    fingerprint = dataclasses.replace(PRINT, models={"embedder": "new"})
    result = gate(dataclasses.replace(run_of(), fingerprint=fingerprint), before)
    assert "embedder differs from the baseline: none → new" in result.notes


# --- bounds and floors


@pytest.fixture
def bounds_file(tmp_path):
    def written(text):
        path = tmp_path / "bounds.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_bounds_hold_whatever_the_baseline_says(run_of, before, bounds_file):
    bounds = read_bounds(
        bounds_file('[at_least]\nsound = 0.9\n"type:fact" = 0.5\n[at_most]\naurc = 0.9\n')
    )
    result = gate(run_of(range(0, MANY, 5)), before, bounds=bounds)
    assert result.code == REGRESSION
    assert result.reasons == ("out of bounds: sound in all is 80.0 %, must be at least 90.0 %",)
    assert [(one.metric, one.kept) for one in result.bounds] == [
        ("sound", False),
        ("type:fact", True),
        ("aurc", True),
    ]


def test_a_bound_on_what_was_not_scored_is_broken(run_of):
    (bound,) = checked(run_of().summary, {"at_least": {"abstention": 0.0}})
    assert (bound.value, bound.kept) == (None, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("at_least = 3", "at_least must be a table"),
        ("[at_least]\nsoundness = 0.5", "there is no metric 'soundness'"),
        ("[at_least]\nsound = '0.5'", "the bound of sound must be a number"),
        ("[at_least]\nsound = nan", "the bound of sound must be a number"),
        ("[at_least]\nsound = true", "the bound of sound must be a number"),
        ("[minimum]\nsound = 0.5", "there is no table 'minimum'"),
        ("[at_least", "cannot be read as TOML"),
    ],
)
def test_a_broken_file_of_bounds_is_named(text, said, bounds_file):
    path = bounds_file(text)
    with pytest.raises(SuiteError, match=said) as error:
        read_bounds(path)
    assert str(path) in str(error.value)


def test_no_file_of_bounds_is_no_bound(tmp_path):
    assert read_bounds(tmp_path / "none.toml") == {}


def test_a_run_must_rise_above_what_needs_no_skill(run_of, before, cases, articles):
    beside = floors(cases, articles)
    good = dataclasses.replace(run_of(range(0, MANY, 5)), floors={"refusing": beside["refusing"]})
    assert gate(good, before).code == PASS
    level = dataclasses.replace(good, floors={"bm25": beside["oracle"]})
    result = gate(level, before)
    assert result.code == REGRESSION
    assert result.reasons[0].startswith("no better than bm25: sound in all 80.0 %")
    shown_the_gold = dataclasses.replace(good, floors={"oracle": beside["oracle"]})
    assert gate(shown_the_gold, before).code == PASS


# --- the baseline's file


def test_a_baseline_survives_its_file(before, tmp_path):
    path = tmp_path / "new" / "many.json"
    write_baseline(before, path)
    assert read_baseline(path, suite="many") == before
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith('  "case-') for line in lines) == MANY
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {
        "cases",
        "fingerprint",
        "format",
        "metrics",
    }


def test_no_baseline_says_how_to_write_one(tmp_path):
    with pytest.raises(BaselineError, match="dateline eval many --accept"):
        read_baseline(tmp_path / "none.json", suite="many")


def test_the_baseline_of_another_suite_is_refused(before, tmp_path):
    write_baseline(before, tmp_path / "b.json")
    with pytest.raises(BaselineError, match="of the suite 'many', not of 'seeds'"):
        read_baseline(tmp_path / "b.json", suite="seeds")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2}', "no json", '{"cases": {"a": 1}}']
)
def test_what_is_no_baseline_is_refused(text, tmp_path):
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError, match="is no baseline") as error:
        read_baseline(path, suite="many")
    assert str(path) in str(error.value)


def test_a_folder_is_no_baseline(tmp_path):
    with pytest.raises(BaselineError, match="cannot be read"):
        read_baseline(tmp_path, suite="many")


def test_baselines_of_the_package_lie_in_it():
    assert baseline_path("seeds").name == "seeds.json"


# --- words


def test_the_text_of_a_gate_shows_changes_flips_and_reasons(run_of, before):
    result = gate(run_of(range(0, MANY, 2)), before, bounds={"at_least": {"sound": 0.75}})
    text = gate_text(result)
    assert text.startswith("against the baseline (version 9, code 1)")
    row = next(line for line in text.split("\n") if line.startswith("sound in all "))
    assert row.split()[3:7] == ["80.0", "%", "50.0", "%"]
    assert row.endswith("worse")
    assert "  lost   case-002: sound → gold not retrieved" in text
    assert "more; --json lists them all" in text
    assert "out of bounds: sound in all is 50.0 %, must be at least 75.0 %" in text
    assert text.endswith("gate: not passed (exit code 1)")
    assert gate_text(gate(run_of(range(0, MANY, 5)), before)).endswith("gate: passed")


def test_the_table_shows_floors_beside_each_score(run_of, cases, articles):
    whole = dataclasses.replace(run_of(range(0, MANY, 5)), floors=floors(cases, articles))
    lines = table(whole).split("\n")
    assert lines[2].split() == ["value", "95", "%", "interval", "n", "best", "floor", "oracle"]
    sound = next(line for line in lines if line.startswith("sound in all"))
    assert sound.split()[-2:] == ["100.0", "%"]
    assert "  gold not retrieved" in table(whole)


def test_json_holds_the_comparison_and_the_gate(run_of, before):
    whole = run_of(range(0, MANY, 2))
    plain = json.loads(json.dumps(to_dict(whole, gate=gate(whole, before))))
    assert plain["gate"]["code"] == 1
    assert plain["comparison"]["changes"][0]["metric"] == "sound"
    assert plain["fingerprint"]["corpus"] == "c"
    assert plain["results"][0]["stage"] == "not_retrieved"
