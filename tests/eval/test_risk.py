"""The risk–coverage curve and where cases are lost."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.attribution import STAGES, funnel, stage_of
from eval.risk import area, risk_coverage
from eval.running import run
from eval.scoring import score


def test_the_area_of_a_worked_example():
    # Risks at 1, 2, 3, 4 cases: 0, 1/2, 1/3, 2/4.
    assert area([1, 2, 3, 4], [0, 1, 0, 1]) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert area([], []) == 0


def test_equal_places_count_as_their_mean():
    assert area([1, 1, 1, 1], [1, 0, 0, 0]) == pytest.approx(0.25)


@given(st.lists(st.booleans(), min_size=1, max_size=5))
def test_ties_are_the_mean_over_all_orders(wrong):
    orders = [area(range(len(wrong)), order) for order in permutations(map(float, wrong))]
    tied = area([0] * len(wrong), [float(one) for one in wrong])
    assert tied == pytest.approx(sum(orders) / len(orders))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
def test_no_order_beats_all_right_ones_first(pairs):
    pairs.sort()
    wrong = [float(flag) for _, flag in pairs]
    found = area([place for place, _ in pairs], wrong)
    assert area(range(len(wrong)), sorted(wrong)) <= found + 1e-12 <= 1 + 2e-12


@pytest.fixture
def scored(hand, cases, articles):
    def scored(reply):
        return score(run(hand.engine(reply), cases), articles)

    return scored


def test_refusals_come_last_and_count_as_wrong(hand, scored):
    curve = risk_coverage(scored(lambda _: hand.refusal()))
    assert (curve.aurc, curve.best, curve.answered, curve.total) == (1, 1, 0, 6)
    assert curve.points == ()


def test_the_curve_has_a_point_for_each_confidence(hand, cases, articles, scored):
    import dataclasses

    good = hand.knowing(cases).reply
    sure = {"How much is the crane?": 0.9, "Was the crane approved?": 0.4}

    def reply(question):
        answer = good(question) if question in sure else hand.answer("Who knows?")
        return dataclasses.replace(answer, confidence=sure.get(question, 0.4))

    curve = risk_coverage(scored(reply))
    assert [(one.confidence, one.coverage) for one in curve.points] == [(0.9, 1 / 6), (0.4, 1)]
    assert [one.risk for one in curve.points] == [0, 4 / 6]
    assert curve.best < curve.aurc < 1


def test_every_case_is_lost_at_one_stage():
    names = ("answerable", "failed", "refused", "right", "retrieved", "cited")
    for flags in product((True, False), repeat=len(names)):
        assert stage_of(**dict(zip(names, flags, strict=True))) in STAGES


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({"failed"}, "error"),
        ({"answerable", "failed", "cited"}, "error"),
        ({"answerable"}, "not_retrieved"),
        ({"answerable", "refused"}, "not_retrieved"),
        ({"answerable", "retrieved"}, "not_used"),
        ({"answerable", "retrieved", "cited"}, "used_but_wrong"),
        ({"answerable", "retrieved", "right"}, "miscited"),
        ({"answerable", "right"}, "miscited"),
        ({"answerable", "right", "cited"}, "sound"),
        ({"answerable", "retrieved", "refused"}, "wrong_refusal"),
        (set(), "wrong_answer"),
        ({"refused"}, "sound"),
    ],
)
def test_the_first_stage_that_fails_is_named(facts, stage):
    names = ("answerable", "failed", "refused", "right", "retrieved", "cited")
    assert stage_of(**{name: name in facts for name in names}) == stage


def test_the_funnel_counts_down_to_the_sound(hand, cases, articles):
    scores = score(run(hand.knowing(cases), cases), articles)
    losses = funnel(scores)
    assert [loss.stage for loss in losses] == list(STAGES)
    assert sum(loss.lost for loss in losses) == losses[0].left == len(cases)
    assert losses[-1].lost == losses[-1].left == len(cases)
