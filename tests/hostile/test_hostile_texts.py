"""No text, however long or odd, makes reading it fail, or cost more than its length."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.about import asks_about_the_corpus
from rag.dates import find_dates, spell
from rag.days import moved
from rag.engine import checked_question
from rag.glosses import glosses
from rag.languages import foreign
from rag.parts import Outlets, split
from rag.questions import analyse
from rag.scope import scope_of
from rag.several import separate
from rag.short import short_answer
from rag.spans import dateline, find_amounts, find_names
from rag.verifying import Source, Verifier
from rag.yesno import planned

DAY = date(2025, 3, 6)
QUESTIONS = [
    analyse(question)
    for question in ("Who is the mayor?", "When and where do they meet?", "How many sailors?", "Why did it end?",
                     "What did Bessent say?", "Did they agree?", "Which cities hosted talks?", "How much is it?")
]  # fmt: skip
# A sentence of an article has at most some 1,300 characters that are no white space.
SENTENCE = 1300
UNITS = [
    "a", "A", "A ", "Aa-", "A.", "A. ", "A'", "A’s ", "1", "1,111,", "1 ", "$1 ", "1% ", "May ", "Friday ",
    "Friday and ", "in May ", "March 15, ", "2025 ", "A of the ", "said ", ", he said", "said a b c ", "“", "“a” ",
    '"a" A ', "(", "—", "a, ", "A, ", "? ", "x and ", "because ", "before the ", "not ", "n't ", "will ", "one ",
    "half a percentage ", "\u200b", "a\u0301", "👩‍👩‍👧", "中", "in the Hall ", "Jo Ray, the ", "the minister ",
    "Aa Bb, the chief executive aa bb ", "each a ", "down from the ", "to a ", "e.U.", "{0}", "(a+)+$", "<b>",
]  # fmt: skip
WORDS = st.sampled_from(
    ["Bessent ", "He ", "she ", "the minister ", "The president, ", "Mr. ", "said ", "on ", "Thursday", "next ",
     "last ", "February 29", "Feb. 30 ", "31 ", "0", "9999", "2024-02-30", "0001-01-01", "9999-12-31", "week ",
     "a week from tomorrow", "the end of next week", "the third quarter of this year", "fiscal 2025 ", "2025-26",
     "March 3 to April 99", "99 years ago", "ten years later", "a few days ago", "the next day", "mid-May ",
     "Monday, 31 of February", "$", "1,200", "million ", "%", "“", "”", '"', "’s ", "'", "(", "[1]", "—", ". ", "? ",
     ", ", "\n", "\x00", "\x1b[1m", "\ud800", "\u200b", "\u202e", "İ", "ß", "ﬁ", "١٢", "½", "Ⅷ", "一", "wer ", "le ",
     "What ", "how many ", "and ", "because ", "in the Hall of ", "U.S. ", "HARBIN, May 3 (AP) — ", "Mc-", "O’"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=20).map("".join)
DAYS = st.sampled_from([None, date.min, date.max, date(2024, 2, 29), DAY])


def bounded(most, read):
    begun = time.thread_time()
    read()
    assert time.thread_time() - begun < most


@pytest.mark.parametrize("unit", UNITS)
def test_a_sentence_of_one_thing_costs_little(unit):
    text = (unit * SENTENCE)[:SENTENCE] + "!x"
    source = Source(quote=text, context=text, published=DAY, title=text, outlet=text)

    def read():
        glosses(text, 0, len(text), published=DAY)
        for question in QUESTIONS:
            short_answer(question, text, DAY)
            planned(question, text)
        Verifier().verify("The strike ended on Friday, said Bessent.", [source])

    bounded(2, read)


@pytest.mark.parametrize("unit", UNITS)
def test_a_question_of_one_thing_costs_little(unit):
    text = (unit * 4000)[:4000]
    outlets = Outlets(["A", "May", "Friday", "The Aa", "CNBC | One"])

    def read():
        asked = analyse(text)
        split(asked.text, outlets)
        scope_of(asked.text, today=DAY)
        separate(asked.text)
        foreign(asked.text)
        asks_about_the_corpus(asked.text)

    bounded(2, read)


@pytest.mark.parametrize("unit", UNITS)
def test_a_giant_article_is_glossed_in_time(unit):
    text = "Jo Ray spoke. " + (unit * 60_000)[:60_000]
    quote = "He met the minister, the mayor and the premier, he said, on Friday."
    whole = f"{text}\nJo Ray spoke.\n{quote}"
    start = len(whole) - len(quote)
    bounded(2, lambda: glosses(whole, start, len(whole), published=DAY))


@settings(max_examples=60)
@given(before=TEXTS, text=TEXTS, published=DAYS)
def test_glosses_stand_within_any_quote(before, text, published):
    whole = f"{before}\n{text}"
    start = len(before) + 1
    found = glosses(whole, start, len(whole), published=published)
    assert all(0 < gloss.at <= len(text) and gloss.text for gloss in found)
    assert [gloss.at for gloss in found] == sorted({gloss.at for gloss in found})


@settings(max_examples=60)
@given(text=TEXTS, published=DAYS, since=DAYS)
def test_dates_stand_within_any_text(text, published, since):
    for span in find_dates(text, published, since=since):
        assert 0 <= span.start < span.end <= len(text)
        assert (span.first is None) == (span.last is None)
        if span.first and span.last:
            assert span.first <= span.last
            assert spell(span.first, span.last)
    scope_of(text, today=published)


@settings(max_examples=60)
@given(text=TEXTS)
def test_names_and_amounts_stand_within_any_text(text):
    for span in find_names(text) + find_amounts(text):
        assert 0 <= span.start < span.end <= len(text)
    assert 0 <= dateline(text) <= len(text)


@settings(max_examples=40)
@given(question=TEXTS, text=TEXTS, published=DAYS)
def test_any_question_is_read_against_any_sentence(question, text, published):
    short = short_answer(analyse(question), text, published, context=question)
    assert short is None or short.strip()


@settings(max_examples=60)
@given(text=TEXTS)
def test_parting_a_message_loses_no_word(text):
    text = " ".join(text.split())
    assert " ".join(separate(text)).split() == text.split()


@given(day=st.dates(), days=st.integers(-10, 10))
def test_no_day_leaves_the_calendar(day, days):
    assert date.min <= moved(day, days) <= date.max
    assert abs((moved(day, days) - day).days) <= abs(days)


@pytest.mark.parametrize(
    "asked",
    ["\x1b[1;31mWho led?\x1b[0m", "W\u200bho le\xadd?", "Who\x00led?", "\u202eWho led?\u202c", "Who\u2028led?",
     "\ufeffWho\tled?\r\n"],
)  # fmt: skip
def test_what_cannot_be_seen_is_no_part_of_a_question(asked):
    assert checked_question(asked) == "Who led?"
