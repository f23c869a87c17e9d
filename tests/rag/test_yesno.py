"""Yes, no, or not settled."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.questions import analyse
from rag.yesno import planned, settle


@dataclass
class Said:
    """Stands for evidence: `settle` reads its text alone."""

    text: str


CASES = [
    ("Did the union accept the offer?", "The union accepted the offer.", "Yes"),
    ("Did the union accept the offer?", "The union rejected the offer.", "No"),
    ("Did the union accept the offer?", "The union turned down the offer.", "No"),
    ("Did the union accept the offer?", "The union has yet to accept the offer.", "No"),
    ("Was the bill put to a vote?", "The bill was never put to a vote.", "No"),
    ("Was the bill not put to a vote?", "The bill was never put to a vote.", "Yes"),
    ("Has China confirmed the visit?", "China has not confirmed the visit.", "No"),
    ("Has China confirmed the visit?", "China confirmed the visit, which no one expected.", "Yes"),
    ("Has the firm promised to keep the team?", "The firm promised to keep the team rather than move.", "Yes"),
    ("Did the stage land on the barge?", "The stage was meant to land on the barge but sank.", "No"),
    ("Was the rate raised by 2%?", "The rate was raised by 3%.", "No"),
    ("Was the rate raised by 3%?", "The rate was raised by 3%.", "Yes"),
    ("Did voters approve the tax?", "Voters must approve the tax.", None),
    ("Did the firm fly parts in?", "The firm is deciding whether to fly parts in.", None),
    ("Will voters decide on the tax?", "Voters will decide on the tax.", "Yes"),
    ("Did the church flood?", "A hydrologist spoke of fifty minutes.", None),
    ("Did prices rise?", "Prices fell.", "No"),
    ("Did prices rise?", "Prices did not fall.", "Yes"),
    ("Did she support the plant?", "She opposed the plant.", "No"),
    ("Did the union reject the offer?", "The union accepted the offer.", "No"),
    ("Did the union reject the offer?", "The union rejected the offer.", "Yes"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "sentence", "verdict"), CASES)
def test_settles(question, sentence, verdict):
    assert settle(analyse(question), [Said(sentence)]) == verdict


def test_a_plan_is_not_a_deed():
    assert planned(analyse("Did voters approve the tax?"), "Voters must approve the tax.")
    assert not planned(analyse("Will voters approve the tax?"), "Voters must approve the tax.")
    assert not planned(analyse("Did voters approve the tax?"), "Voters approved the tax.")


@given(st.text(), st.text())
def test_never_fails(question, text):
    assert settle(analyse(f"Did {question}"), [Said(text)]) in ("Yes", "No", None)
