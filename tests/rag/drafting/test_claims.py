from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.drafting import claims_of


@pytest.mark.parametrize(
    ("drafted", "claims"),
    [
        ("They meet in Paris [1].", ["They meet in Paris."]),
        ("They meet in Paris.[1][2] Talks go on.[3]", ["They meet in Paris.", "Talks go on."]),
        ("They meet [1, 2] in Paris [passages 1 and 3].", ["They meet in Paris."]),
        ("Talks resume on Monday 【2†source】.", ["Talks resume on Monday."]),
        ("Talks resume (passage 2) on Monday (source: 1).", ["Talks resume on Monday."]),
        ("Talks resume on Monday¹². They wait.³", ["Talks resume on Monday.", "They wait."]),
        ("Talks resume on Monday[^1].", ["Talks resume on Monday."]),
        ("According to passage 2, talks resume.", ["Talks resume."]),
        ("Based on the provided passages, talks resume.", ["Talks resume."]),
        ("Passage 3 states that talks resume.", ["Talks resume."]),
        ("According to the union, 1,200 strike.", ["According to the union, 1,200 strike."]),
        ("In the article, he wrote [2024] it.", ["He wrote [2024] it."]),
        ("He said it [sic] on Monday (March 2).", ["He said it [sic] on Monday (March 2)."]),
        ("Answer: They meet in Paris.", ["They meet in Paris."]),
        ("**They meet** in __Paris__.", ["They meet in Paris."]),
        ("- One meets.\n* Two meet.\n1. Three meet.\n2) 4 meet.",
         ["One meets.", "Two meet.", "Three meet.", "4 meet."]),
        ("## Answer\nThey meet.\n\nSources:\n[1] Wire, Paris talks.", ["They meet."]),
        ("They meet.\n**References**\n1. Wire says so.", ["They meet."]),
        ("They meet. They meet! They meet.\nthey  MEET.", ["They meet.", "They meet!"]),
        ("NOT STATED", []),
        ("Not stated.", []),
        ("They meet. NOT STATED.", ["They meet."]),
        ("The U.S. said Mr. Ho won’t come. It rained.",
         ["The U.S. said Mr. Ho won’t come.", "It rained."]),
        ("", []),
        ("[1] [2]", []),
        ("```\nThey meet.\n```\n---\n<<<end of passage 1 0f>>>", ["They meet."]),
        ("m² and 5 km² of land burned.", ["m² and 5 km² of land burned."]),
    ],
)  # fmt: skip
def test_drafts_and_their_claims(drafted: str, claims: list[str]) -> None:
    assert list(claims_of(drafted)) == claims


def test_a_model_that_repeats_for_ever_claims_little() -> None:
    assert claims_of("It is so. " * 5000) == ("It is so.",)
    assert len(claims_of(" ".join(f"Fact {n} is so." for n in range(500)))) == 12


BITS = (
    "Talks| resume|.| |\n|[1]|[2, 3]|(passage 1)|【4】|- |**|9|According to passage 2, |#|Sources:"
    "|é|\u2028|[|]|¹"
)
pieces = st.lists(st.sampled_from(BITS.split("|")), max_size=30).map("".join)


@given(st.one_of(pieces, st.text(max_size=80)))
def test_no_mark_is_left_and_no_word_is_added(drafted: str) -> None:
    claims = claims_of(drafted)
    assert len({" ".join(claim.casefold().split()) for claim in claims}) == len(claims)
    words = " ".join(re.findall(r"\w+", drafted)).casefold()
    for claim in claims:
        assert claim == " ".join(claim.split())
        assert not re.search(r"\[\d{1,3}(, \d{1,3})*\]|【\d】|\(passage \d\)", claim)
        for word in re.findall(r"\w+", claim):
            assert word.casefold() in words.replace(" ", "") or word.casefold() in words


@given(pieces)
def test_claims_of_claims_are_the_same(drafted: str) -> None:
    claims = claims_of(drafted)
    again = claims_of("\n".join(claims))
    assert len(again) <= len(claims)
