from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answers import Citation, Gloss
from rag.glosses import glosses

PUBLISHED = date(2025, 3, 6)  # a Thursday


def noted(before, sentence, after="", *, published=PUBLISHED, inferred=False):
    """Give a sentence with its notes in brackets, read within an article."""
    text = f"{before}{sentence}{after}"
    found = glosses(
        text, len(before), len(before) + len(sentence), published=published, inferred=inferred
    )
    shown, last = [], 0
    for gloss in found:
        shown += [sentence[last : gloss.at], f" [{gloss.text}]"]
        last = gloss.at
    return "".join([*shown, sentence[last:]])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Talks resume on Monday in Bergen.", "Talks resume on Monday [2025-03-03] in Bergen."),
        ("Talks will resume on Monday.", "Talks will resume on Monday [2025-03-10]."),
        ("Talks resume next week.", "Talks resume next week [2025-03-10 to 2025-03-16]."),
        ("The ban ends next month.", "The ban ends next month [2025-04]."),
        ("We meet a week from tomorrow.", "We meet a week from tomorrow [about 2025-03-14]."),
        # What a reader who sees the article's date needs no note for:
        ("The ban ends on April 3.", "The ban ends on April 3."),
        ("The ban ends in May.", "The ban ends in May."),
        ("The ban ended on April 3, 2019.", "The ban ended on April 3, 2019."),
        ("The crews will return, the union said on Thursday.", "The crews will return, the union said on Thursday."),
        ("Prices rose last year.", "Prices rose last year."),
    ],
)  # fmt: skip
def test_days_are_told(sentence, expected):
    assert noted("", sentence) == expected


def test_a_day_counted_from_a_guessed_date_is_marked():
    assert noted("", "Talks resume next week.", inferred=True).count("[about 2025-03-10") == 1


def test_an_undated_article_tells_no_days():
    assert noted("", "Talks resume on Monday.", published=None) == "Talks resume on Monday."


MARA = "Captain Mara Lindqvist said the crews were tired. "


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (MARA, "She never voted for the strike.", "She [Captain Mara Lindqvist] never voted for the strike."),
        (MARA, "“Enough,” she said.", "“Enough,” she [Captain Mara Lindqvist] said."),
        ("Jonas Berg met Mara Lindqvist. ", "She never voted for it.", "She never voted for it."),
        ("Mr. Lindqvist spoke. Lindqvist, the captain, said so. ", "She left.", "She left."),
        ("The ship sank. ", "She was new.", "She was new."),
        ("", "He left.", "He left."),
        # The word is a name here, not a pronoun.
        ("Scott Bessent said so. ", "Bessent and He have met.", "Bessent and He have met."),
        (MARA, "Jonas Berg said she was wrong.", "Jonas Berg said she was wrong."),
        # A heading is no sentence.
        (MARA + "\n\nMORE TRADE BALANCE\n", "She spoke.", "She [Captain Mara Lindqvist] spoke."),
    ],
)  # fmt: skip
def test_people_are_named_where_only_one_can_be_meant(before, sentence, expected):
    assert noted(before, sentence) == expected


def test_the_holder_of_a_title_is_named():
    before = "Chinese Vice Premier He Lifeng landed in Oslo. Snow fell. "
    shown = noted(before, "The talks were good, the vice premier told reporters.")
    assert "the vice premier [He Lifeng] told" in shown
    two = "Vice Premier He Lifeng and Vice Premier Ding Xuexiang landed. "
    assert "[" not in noted(two, "The talks were good, the vice premier told reporters.")


def test_a_quote_is_shown_with_its_notes():
    sentence = "Talks will resume on Monday."
    citation = Citation(
        number=1, article_id="a", title=None, outlet=None, url=None, published=PUBLISHED,
        date_basis="stated", quote=sentence, start=0, end=len(sentence),
        glosses=glosses(sentence, 0, len(sentence), published=PUBLISHED),
    )  # fmt: skip
    assert citation.quote == sentence
    assert citation.glossed == "Talks will resume on Monday [2025-03-10]."


def test_the_brackets_of_a_quote_are_told_from_those_of_its_notes():
    sentence = "On Monday [about 2020-01-01] Smith \uff3bMr. X\uff3d said [1] so."
    citation = Citation(
        number=1, article_id="a", title=None, outlet=None, url=None, published=PUBLISHED,
        date_basis="stated", quote=sentence, start=0, end=len(sentence),
        glosses=(Gloss(at=9, text="2025-03-03"),),
    )  # fmt: skip
    assert citation.quote == sentence
    assert citation.glossed == (
        "On Monday [2025-03-03] ⟦about 2020-01-01⟧ Smith ⟦Mr. X⟧ said ⟦1⟧ so."
    )


@pytest.mark.parametrize(
    ("sentence", "framed"),
    [
        ("They met.", "“They met.”"),
        ("“We met,” he said.", "“\u202f“We met,” he said.”"),
        ('He said: "We met."', '“He said: "We met."\u202f”'),
    ],
)
def test_quotation_marks_do_not_stand_side_by_side(sentence, framed):
    citation = Citation(
        number=1, article_id="a", title=None, outlet=None, url=None, published=None,
        date_basis=None, quote=sentence, start=0, end=len(sentence),
    )  # fmt: skip
    assert citation.framed == framed


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            ["He", "she said", "on Monday", "next week", "Mara Lindqvist", ".", "\n", "“", "”",
             "the minister", "Mr.", ",", "said", "тест", "\u200b"]
        ),
        max_size=40,
    ).map(" ".join),
    data=st.data(),
)  # fmt: skip
def test_notes_lie_within_the_quote_and_in_order(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = glosses(text, start, end, published=PUBLISHED)
    places = [gloss.at for gloss in found]
    assert places == sorted(set(places))
    assert all(0 < at <= end - start for at in places)
    assert len(found) <= 3
