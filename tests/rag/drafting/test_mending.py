"""A sentence that lacks a hedge or a speaker is given those of its quote, and verified anew."""

from __future__ import annotations

import pytest

from rag.drafting.mending import MENDABLE, mended
from rag.verifying import Source, Verifier

MEET = (
    "Treasury Secretary Ana Bell will meet with Vice Premier Lu Wen on Sunday in Paris, the "
    "Treasury Department said Thursday."
)
LEAD = (
    "China said the deputy prime minister and deputy economic officials would lead the delegation."
)
MAY = "The ministry may close two ports in June, Marta Ruiz, its spokeswoman, said."


def best(claim: str, quote: str, outlet: str | None = None) -> str | None:
    """Give the first wording that passes."""
    source = Source(quote=quote, context=quote, outlet=outlet)
    verdict = Verifier().verify(claim, [source])
    assert verdict.support != "supported"
    if not MENDABLE.issuperset(verdict.failed):
        return None
    wordings = mended(claim, source, verdict.failed)
    return next(
        (w for w in wordings if Verifier().verify(w, [source]).support == "supported"), None
    )


@pytest.mark.parametrize(
    ("claim", "quote", "wanted"),
    [
        (
            "Ana Bell and Lu Wen meet on Sunday in Paris.",
            MEET,
            "Ana Bell and Lu Wen will meet on Sunday in Paris, the Treasury Department said.",
        ),
        (
            "The deputy prime minister would lead the delegation.",
            LEAD,
            "The deputy prime minister would lead the delegation, China said.",
        ),
        (
            "The ministry may close two ports in June.",
            MAY,
            "The ministry may close two ports in June, Marta Ruiz said.",
        ),
        (
            "The ministry closes two ports in June.",
            MAY,
            "The ministry may close two ports in June, Marta Ruiz said.",
        ),
    ],
)
def test_the_words_are_the_quotes(claim: str, quote: str, wanted: str) -> None:
    assert best(claim, quote) == wanted


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Ana Bell and Lu Wen meet on Monday in Paris.", MEET),
        ("Ana Bell and Lu Wen meet on Sunday in Oslo.", MEET),
        ("The ministry closes three ports in June.", MAY),
        ("The ministry may not close two ports in June.", MAY),
        ("Lu Wen said that Ana Bell will meet him on Sunday in Oslo.", MEET),
    ],
)
def test_nothing_else_is_mended(claim: str, quote: str) -> None:
    assert best(claim, quote) is None


@pytest.mark.parametrize("claim", ["The ministry is closing two ports in June.", "It has closed."])
def test_no_wording_has_two_verbs(claim: str) -> None:
    source = Source(quote=MAY, context=MAY)
    for wording in mended(claim, source, ["modality", "attribution"]):
        assert "is may" not in wording
        assert "has may" not in wording
