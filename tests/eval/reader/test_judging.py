"""Fitting what says whether the articles answer."""

from __future__ import annotations

import numpy as np
import pytest

from eval.reader.judging import Seen, fitted, of_texts, report
from eval.reader.texts import TEXTS, read_texts
from rag.confidence import WEIGHTS
from rag.reading import ReadingModel
from rag.signs import Signs

SIGNS = len(Signs.__slots__)


def drawn(count, *, telling):
    """Draw questions of which one sign, and the verdicts, tell whether they are answered."""
    chance = np.random.default_rng(3)
    there = np.arange(count) % 2 == 0
    signs = np.zeros((count, SIGNS + 2))
    signs[:, telling] = np.where(there, 0.0, 1.0) * (chance.random(count) < 0.8)
    signs[:, -2:] = np.where(there, 2.0, -2.0)[:, None] + chance.normal(0, 2, (count, 2))
    return signs, there


def test_signs_only_speak_against_an_answer_and_verdicts_for_it():
    place = Signs.__slots__.index("contrary")
    signs, there = drawn(400, telling=place)
    weights = fitted(signs, there, np.full(len(there), 1 / len(there)))
    assert weights[1 + place] < -0.5
    assert (weights[1 : 1 + SIGNS] <= 0).all()
    assert (weights[1 + SIGNS :] > 0).all()


def test_a_sign_that_speaks_for_an_answer_counts_nothing():
    place = Signs.__slots__.index("contrary")
    signs, there = drawn(400, telling=place)
    signs[:, place] = 1 - signs[:, place]
    weights = fitted(signs, there, np.full(len(there), 1 / len(there)))
    assert weights[1 + place] == pytest.approx(0, abs=1e-3)


def test_what_neither_source_tells_of_stays_as_it_is():
    signs, there = drawn(100, telling=Signs.__slots__.index("contrary"))
    weights = fitted(signs, there, np.full(len(there), 0.01))
    assert weights[1 + Signs.__slots__.index("unsaid")] == WEIGHTS.unsaid


def test_the_report_judges_every_source_by_what_was_not_fitted_on_it():
    signs, there = drawn(200, telling=Signs.__slots__.index("bare"))
    seen = [
        Seen("texts" if place % 3 else "other", str(place), bool(label), tuple(row), 0.5)
        for place, (row, label) in enumerate(zip(signs, there, strict=True))
    ]
    lines = list(report(seen, fitting=("texts",)))
    assert any(line.startswith("texts, 133 questions") for line in lines)
    (other,) = [line for line in lines if line.startswith("other, 67 questions")]
    verdict, shipped, mine = map(float, other.rsplit(": ", 1)[1].split(", "))
    assert shipped == 0.5
    assert mine > verdict


def test_questions_of_texts_are_asked_over_all_of_them():
    texts = read_texts([TEXTS / "trade-5.txt"])[:2]
    seen = list(of_texts(texts, ReadingModel(), every=12))
    assert len(seen) == -(-sum(len(text.asked) for text in texts) // 12)
    assert all(len(one.signs) == SIGNS + 2 for one in seen)
    assert all(0 < one.shipped < 1 for one in seen)
