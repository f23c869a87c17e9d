"""The verifier holds its bar on mutations of the practice articles, and can fall below it."""

from __future__ import annotations

import pytest

from eval.mutations import measure, table
from eval.pairs import practice_pairs
from rag.verifying import Verifier

_BESIDES = "word"


@pytest.fixture(scope="module")
def pairs():
    return [pair for pair in practice_pairs() if pair.kind != _BESIDES]


def test_nearly_all_mutations_are_caught_and_hardly_a_true_sentence_refused(pairs):
    rates = measure(pairs, Verifier())

    true = [rate for rate in rates if rate.true]
    false = [rate for rate in rates if not rate.true]
    caught = sum(rate.unsupported + rate.partly for rate in false)
    assert caught >= 0.95 * sum(rate.pairs for rate in false), table("practice", rates)
    refused = sum(rate.unsupported for rate in true)
    assert refused <= 0.03 * sum(rate.pairs for rate in true), table("practice", rates)
    assert {rate.kind for rate in false} >= {"number", "name", "date", "negation", "speaker"}
    assert sum(rate.pairs for rate in false) > 250


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        ("number", "number"),
        ("date", "date"),
        ("negation", "negation"),
        ("modality", "modality"),
        ("unit", "number"),
    ],
)
def test_without_a_check_its_mutations_pass(pairs, kind, check):
    own = [pair for pair in pairs if pair.kind == kind and not pair.true]
    others = [c for c in ("number", "date", "negation", "modality") if c != check]

    blind = measure(own, Verifier(checks=others))[0]
    whole = measure(own, Verifier())[0]

    assert blind.unsupported + blind.partly < 0.4 * blind.pairs
    assert whole.unsupported + whole.partly > 0.9 * whole.pairs
