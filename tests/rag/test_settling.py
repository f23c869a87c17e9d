"""Questions of several parts, each judged on its own outlet's evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parts import Outlets, split
from rag.questions import analyse
from rag.settling import entity_over, settle_parts

OUTLETS = Outlets(["Arden Post", "Brisk Herald"])


@dataclass
class Paper:
    """Stands for an article."""

    outlet: str | None = None
    published: date | None = None
    title: str | None = None


@dataclass
class Said:
    """Stands for evidence."""

    text: str
    article: Paper = field(default_factory=Paper)


def told(question, texts):
    """Pair the parts of a question with one sentence each."""
    parts = split(question, OUTLETS)
    assert len(parts) == len(texts)
    return [
        (part, [Said(text, Paper(outlet=part.outlet, published=day))] if text else [])
        for part, (text, day) in zip(parts, texts, strict=True)
    ]


CLAIM = "Does the Arden Post report that the ferry union accepted the pay offer, while the Brisk Herald reports that fares at the harbour rose?"
TRUE = ("The ferry union accepted the pay offer on Monday.", None)
RISING = ("Fares at the harbour rose by a tenth.", None)


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        ((TRUE, RISING), "yes"),
        ((("The ferry union rejected the pay offer on Monday.", None), RISING), "no"),
        ((TRUE, ("Fares at the harbour fell by a tenth.", None)), "no"),
        ((TRUE, ("A painting was stolen in the night.", None)), None),
        ((TRUE, (None, None)), None),
    ],
)
def test_each_part_is_judged_on_its_own_evidence(texts, verdict):
    assert settle_parts(analyse(CLAIM), told(CLAIM, texts)) == verdict


@pytest.mark.parametrize(("order", "verdict"), [("before", "yes"), ("after", "no")])
def test_the_order_of_two_reports_is_that_of_their_days(order, verdict):
    question = f"Did the Arden Post report on the ferry strike {order} the Brisk Herald covered the harbour fares?"
    texts = (
        ("The ferry strike began.", date(2025, 3, 1)),
        ("Harbour fares rose.", date(2025, 3, 9)),
    )
    assert settle_parts(analyse(question), told(question, texts)) == verdict


@pytest.mark.parametrize(
    "question",
    [
        "Was there an inconsistency between the Arden Post report on the ferry strike and the Brisk Herald report on the ferry strike?",
        "Did the Arden Post report on the ferry strike and the Brisk Herald report on the ferry strike disagree?",
    ],
)
def test_reports_do_not_contradict_each_other_unless_told(question):
    texts = (("The ferry strike went on.", None), ("The ferry strike hurt trade.", None))
    assert settle_parts(analyse(question), told(question, texts)) == "no"


def test_what_was_reported_was_not_left_out():
    question = "Did the Arden Post fail to report on the ferry strike before the Brisk Herald reported on harbour fares?"
    texts = (("The ferry strike went on.", None), ("Harbour fares rose.", None))
    assert settle_parts(analyse(question), told(question, texts)) == "no"


def test_two_answers_offered_are_not_settled_by_yes_or_no():
    question = "Did the Arden Post report on ferry fares remain consistent or change from the Brisk Herald report on ferry fares?"
    texts = (("Ferry fares rose.", None), ("Ferry fares rose.", None))
    assert settle_parts(analyse(question), told(question, texts)) is None


def test_a_question_of_one_part_is_left_to_its_best_sentence():
    question = "Did the ferry union accept the offer?"
    assert settle_parts(analyse(question), told(question, (TRUE,))) is None
    assert entity_over(analyse("Who led the strike?"), told("Who led the strike?", (TRUE,))) is None


WHO = "Who founded the Kestrel line according to the Arden Post, and was sued over fares by pilots as the Brisk Herald reports?"


def test_gives_the_name_that_all_parts_share():
    texts = (
        ("Oda Brandvik founded the Kestrel line with Per Lund.", None),
        ("Pilots sued Brandvik over fares, said Ana Costa.", None),
    )
    assert entity_over(analyse(WHO), told(WHO, texts)) == "Oda Brandvik"


def test_gives_no_name_where_the_parts_share_none():
    texts = (("Oda Brandvik founded it.", None), ("Pilots sued Per Lund.", None))
    assert entity_over(analyse(WHO), told(WHO, texts)) is None


@given(st.text(), st.lists(st.text(), max_size=3))
def test_never_fails(question, texts):
    asked = analyse(f"Did the Arden Post {question} while the Brisk Herald {question}?")
    evidence = [Said(text) for text in texts]
    parts = [(part, evidence) for part in split(asked.text, OUTLETS)]
    assert settle_parts(asked, parts) in ("yes", "no", None)
    entity_over(asked, parts)
