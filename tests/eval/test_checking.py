"""Answers that are none, and answers made again of plain values."""

from __future__ import annotations

import dataclasses
import json
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.checking import flaw
from eval.patience import TooSlow, Worker
from eval.thawing import ThawError, thaw
from index import Passage
from rag.answers import Answer, Citation, Claim, Conflict, Gloss, Hit, Sentence

PASSAGE = Passage(
    id="a#0", article_id="a", ordinal=0, text="Ö.", start=3, end=5, sentences=((3, 5),)
)
FULL = Answer(
    question="q",
    text="t [1]",
    answered=True,
    short="s",
    sentences=(Sentence(text="t", citations=(1,), support="partly", reason="r"),),
    citations=(
        Citation(
            number=1,
            article_id="a",
            title=None,
            outlet="o",
            url=None,
            published=date(2026, 3, 1),
            date_basis="stated",
            quote="Ö.",
            start=3,
            end=5,
            glosses=(Gloss(at=1, text="March 1"),),
            also=("b",),
        ),
    ),
    hits=(Hit(passage=PASSAGE, score=1.5, published=date(2026, 3, 1)),),
    confidence=0.5,
    as_of=date(2026, 3, 2),
    seconds={"total": 1.0},
    conflicts=(
        Conflict(about="x", kind="updated", claims=(Claim(value="v", citation=1, published=None),)),
    ),
    newest=date(2026, 3, 1),
    warnings=("w",),
)


def with_citation(**fields):
    (citation,) = FULL.citations
    return dataclasses.replace(FULL, citations=(dataclasses.replace(citation, **fields),))


def test_a_full_answer_has_no_flaw():
    assert flaw(FULL) is None
    assert flaw(Answer(question="", text="", answered=False, confidence=1)) is None


class Text(str):
    __slots__ = ()


class Whole(int):
    pass


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Paris", "gave no Answer but str"),
        (dataclasses.replace(FULL, text=None), "text is NoneType"),
        (dataclasses.replace(FULL, text=Text("Paris")), "text is Text"),
        (dataclasses.replace(FULL, answered=1), "answered is int"),
        (dataclasses.replace(FULL, confidence=float("nan")), "confidence is nan"),
        (dataclasses.replace(FULL, confidence=1.01), "confidence is 1.01, not 0 to 1"),
        (dataclasses.replace(FULL, confidence=10**400), "confidence is int"),
        (dataclasses.replace(FULL, confidence=True), "confidence is bool"),
        (dataclasses.replace(FULL, citations=list(FULL.citations)), "citations is list"),
        (dataclasses.replace(FULL, citations=("x",)), "citations[0] is str"),
        (dataclasses.replace(FULL, seconds={"total": "1"}), "seconds['total'] is str"),
        (dataclasses.replace(FULL, seconds={1: 1.0}), "seconds key is int"),
        (dataclasses.replace(FULL, as_of="2026-03-02"), "as_of is str"),
        (with_citation(start=Whole(3)), "citations[0].start is Whole"),
        (with_citation(start=None), "citations[0].start is NoneType"),
        (with_citation(date_basis="guessed"), "citations[0].date_basis is str"),
        (
            dataclasses.replace(FULL, sentences=(Sentence(text="", citations=(), support="so"),)),
            "sentences[0].support is str",
        ),
        (
            dataclasses.replace(
                FULL, hits=(Hit(passage=dataclasses.replace(PASSAGE, sentences=((1,),)), score=1),)
            ),
            "hits[0].passage.sentences[0] has 1 parts",
        ),
    ],
)
def test_the_first_flaw_is_named(answer, said):
    assert said in flaw(answer)


def test_a_field_that_was_never_set_is_named():
    made = object.__new__(Answer)
    assert "question is missing" in flaw(made)


def test_an_answer_survives_being_written_and_read():
    plain = json.loads(json.dumps(FULL.to_dict()))
    assert thaw(plain, Answer) == FULL


@given(
    st.text(),
    st.floats(0, 1),
    st.none() | st.dates(),
    st.lists(
        st.builds(Sentence, text=st.text(), citations=st.just((1, 2)), support=st.just("partly"))
    ),
)
def test_any_answer_survives(text, confidence, day, sentences):
    answer = Answer(
        question=text,
        text=text,
        answered=True,
        confidence=confidence,
        as_of=day,
        sentences=tuple(sentences),
    )
    assert thaw(json.loads(json.dumps(answer.to_dict())), Answer) == answer


@pytest.mark.parametrize("value", [None, 3, [], {}, {"question": 1}])
def test_what_is_no_answer_is_not_made_one(value):
    with pytest.raises((ThawError, KeyError)):
        thaw(value, Answer)


# --- waiting only so long


def test_a_worker_gives_what_the_call_gives_and_raises_what_it_raises():
    with Worker() as worker:
        assert worker.do(lambda: 3, 5) == 3
        with pytest.raises(ZeroDivisionError):
            worker.do(lambda: 1 / 0, 5)
        with pytest.raises(SystemExit):
            worker.do(lambda: (_ for _ in ()).throw(SystemExit(0)), 5)
        assert worker.do(lambda: 4, 5) == 4


def test_a_call_that_takes_too_long_is_left_behind():
    with Worker() as worker:
        began = time.perf_counter()
        with pytest.raises(TooSlow, match=r"took longer than 0\.05 s"):
            worker.do(lambda: time.sleep(5), 0.05)
        assert worker.do(lambda: "next", 5) == "next"
        assert time.perf_counter() - began < 4
