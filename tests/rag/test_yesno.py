"""Yes, no, or not settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.comparisons import amount, compare
from rag.questions import analyse
from rag.yesno import asks_of_now, not_yet, planned, settle


@dataclass
class Paper:
    """Stands for an article."""

    published: date | None = None


@dataclass
class Said:
    """Stands for evidence: `settle` reads its text and its article's day."""

    text: str
    article: Paper = field(default_factory=Paper)


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
    ("Has the ministry given details of the plan?", "The ministry gave few details of the plan.", "No"),
    ("Has the ministry given details of the plan?", "The ministry gave a few details of the plan.", "Yes"),
    ("Has the ministry not given details of the plan?", "The ministry gave few details of the plan.", "Yes"),
    ("Was the supply fully restored?", "The supply was partially restored.", "No"),
    ("Was the supply restored?", "The supply was partially restored.", "Yes"),
    ("Did prices rise?", "Prices did not fall.", "Yes"),
    ("Did she support the plant?", "She opposed the plant.", "No"),
    ("Did the union reject the offer?", "The union accepted the offer.", "No"),
    ("Did the union reject the offer?", "The union rejected the offer.", "Yes"),
    ("Did the mill flood?", "The river rose, but the mill, which stayed dry, reopened.", "No"),
    ("Did the motion pass?", "A motion to close the ferry failed by one vote.", "No"),
    ("Were more than 100 barns rebuilt?", "Some 120 barns were rebuilt.", "Yes"),
    ("Were more than 100 barns rebuilt?", "Only 90 barns were rebuilt.", "No"),
    ("Were more than 100 barns rebuilt?", "More than 90 barns were rebuilt.", None),
    ("Were fewer than 100 barns rebuilt?", "Nearly 100 barns were rebuilt.", "Yes"),
    ("Were at least 100 barns rebuilt?", "They rebuilt 100 barns.", "Yes"),
    ("Did repairs cost over £2 million?", "The repairs cost £1.4 million.", "No"),
    ("Is rent in Arden higher than in Brisk?", "Rent is $900 in Arden and $700 in Brisk.", "Yes"),
    ("Is rent in Brisk higher than in Arden?", "Rent is $900 in Arden and $700 in Brisk.", "No"),
    ("Did the ferry sail before May 3, 2025?", "The ferry sailed on May 1, 2025.", "Yes"),
    ("Did the ferry sail after May 3, 2025?", "The ferry sailed on May 1, 2025.", "No"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "sentence", "verdict"), CASES)
def test_settles(question, sentence, verdict):
    assert settle(analyse(question), [Said(sentence)]) == verdict


def test_a_plan_is_not_a_deed():
    assert planned(analyse("Did voters approve the tax?"), "Voters must approve the tax.")
    assert not planned(analyse("Will voters approve the tax?"), "Voters must approve the tax.")
    assert not planned(analyse("Did voters approve the tax?"), "Voters approved the tax.")
    assert planned(analyse("Did Keld buy planes?"), "They spoke of a possible purchase of planes.")


def test_the_next_sentence_may_settle():
    asked = analyse("Did the union accept the offer?")
    said = [Said("Talks went on for weeks."), Said("The union accepted the offer.")]
    assert settle(asked, said) == "Yes"
    plan = [Said("The union may accept the offer."), Said("The union accepted the offer.")]
    assert settle(asked, plan) is None


def test_says_since_when_it_is_not_yet_done():
    asked = analyse("Has Keld agreed to the pact?")
    told = not_yet(asked, "Keld is expected to agree to the pact in June.", date(2025, 5, 2))
    assert told is not None
    assert told.startswith("Not yet, as of May 2, 2025")
    assert not_yet(asked, "Keld agreed to the pact.", date(2025, 5, 2)) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [("1.3 billion", 1.3e9), ("£14.6 million", 14.6e6), ("2,400", 2400), ("seven", 7),
     ("5k", 5000), ("a lot", None)],
)  # fmt: skip
def test_reads_amounts(words, value):
    assert amount(words) == value


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_compares_any_two_numbers(limit, value):
    verdict = compare(f"Were more than {limit:,} barns rebuilt?", f"They rebuilt {value:,} barns.")
    assert verdict == ("Yes" if value > limit else "No")


@given(st.text(), st.text())
def test_never_fails(question, text):
    assert settle(analyse(f"Did {question}"), [Said(text)]) in ("Yes", "No", None)


def test_not_yet_answers_how_things_stand_and_not_what_came():
    assert asks_of_now(analyse("Has Keld agreed to the pact?"))
    assert asks_of_now(analyse("And have they met?"))
    assert not asks_of_now(analyse("Did Keld agree to the pact?"))
    assert not asks_of_now(analyse("What has Keld agreed to?"))
