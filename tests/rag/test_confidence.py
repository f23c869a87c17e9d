"""Whether the articles answer at all: each sign of it, and the judgement made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index import Article, Passage
from index.lexical import terms
from rag.attaching import Reader
from rag.confidence import ANSWER_ABOVE, WEIGHTS, judge, signs_of
from rag.evidence import Evidence, Reading
from rag.expected import holds
from rag.matching import Query
from rag.questions import analyse
from rag.relation import (
    aside,
    contrary,
    other_days,
    other_year,
    still_open,
    uncaused,
    unmet_names,
    unsaid,
)
from rag.signs import Signs, read_signs
from rag.slots import bare, filled, slot_of

PUBLISHED = date(2025, 3, 6)


def a_query(question, held=None):
    """Make a query as `rag.matching` would, over a corpus that holds the given terms."""
    words = analyse(question).words
    stems = [(terms(word) or [word])[0] for word in words]
    known = set(stems) if held is None else set(terms(held))
    return Query(
        text=question,
        vector=np.zeros(4, np.float32),
        words=words,
        idf=np.ones(len(words), np.float32),
        tokens=np.zeros((0, 4), np.float32),
        places=np.zeros(0, np.int64),
        word_of=np.zeros(0, np.int64),
        term_ids=tuple(i if stem in known else -1 for i, stem in enumerate(stems)),
    )


def a_sentence(question, text, *, score=1.7, article="talks", around=None):
    passage = around or text
    have = set(terms(passage))
    asked = analyse(question)
    stems = [(terms(word) or [word])[0] for word in asked.words]
    fits = filled(slot_of(asked), asked, text, PUBLISHED)
    return Evidence(
        article=Article(
            id=article, title="", outlet=None, author=None, url=None, published=PUBLISHED,
            date_basis="stated", text="",
        ),
        passage=Passage(
            id=f"{article}#{passage[:9]}", article_id=article, ordinal=0, text=passage, start=0,
            end=len(passage), sentences=((0, len(passage)),),
        ),
        start=0,
        end=len(text),
        text=text,
        score=score,
        matches=np.asarray([stem in have for stem in stems], np.float32),
        typed=holds(asked, text, PUBLISHED),
        beside=fits,
        near=fits,
    )  # fmt: skip


def judged(question, *texts, scores=(1.7, 1.5, 1.4), held=None):
    around = " ".join(texts)
    evidence = [
        a_sentence(question, text, score=score, around=around)
        for text, score in zip(texts, scores, strict=False)
    ]
    return judge(analyse(question), a_query(question, held), evidence)


# --- slots


@pytest.mark.parametrize(
    ("question", "sort", "noun"),
    [
        ("Which medical journal have the data been sent to?", "named", "medical journal"),
        ("Who is the chief executive of Lumen?", "person", "chief executive"),
        ("What is the name of the hotel where they met?", "place", "hotel"),
        ("How many ships are waiting?", "amount", "ships"),
        ("What day did the strike begin?", "time", ""),
        ("Which company operates the dam?", "named", "company"),
        ("Why did the talks fail?", "free", ""),
        ("Did the talks fail?", "free", ""),
        ("Who is Mara Lindqvist?", "free", ""),
    ],
)
def test_a_question_leaves_a_slot_open(question, sort, noun):
    slot = slot_of(analyse(question))
    if sort != "free":
        assert slot.sort == sort
    assert slot.noun == noun


@pytest.mark.parametrize(
    ("question", "text", "how_well"),
    [
        ("Who is the mayor of Kalnice?", "The mayor, Zuzana Petrakova, cleared mud.", 1.0),
        ("Who is the mayor of Kalnice?", "The mayor of Kalnice cleared mud.", 0.0),
        ("How many ships wait at Eastmere?", "Outside Eastmere 34 ships wait.", 1.0),
        ("How many ships wait at Eastmere?", "The ships wait at Eastmere, 25 workers said.", 0.5),
        ("How many ships wait at Eastmere?", "The ships wait at Eastmere.", 0.0),
        ("When did the talks resume?", "The talks resumed on Monday.", 1.0),
        ("When did the talks resume?", "The talks resumed.", 0.0),
        ("Which charity ran the appeal?", "The appeal is run by the charity Open Hands.", 1.0),
        ("Which hotel hosted the talks?", "The talks were held at the Hotel Admiral.", 1.0),
    ],
)
def test_a_sentence_fills_a_slot_or_not(question, text, how_well):
    asked = analyse(question)
    assert filled(slot_of(asked), asked, text, PUBLISHED) == how_well


def test_what_the_question_says_fills_no_slot():
    asked = analyse("Who is chairman of Tarsk Mutual before Helma Strand?")
    assert filled(slot_of(asked), asked, "The chairman, Helma Strand, left.", None) == 0.0


def test_a_deputy_does_not_hold_the_office():
    asked = analyse("Who is the prime minister of Keld?")
    slot = slot_of(asked)
    assert filled(slot, asked, "The prime minister, Bohdan Rastic, stays.", None) == 1.0
    assert filled(slot, asked, "Its deputy prime minister, Bohdan Rastic, stays.", None) < 1.0
    asked = analyse("Who is the deputy prime minister of Keld?")
    assert filled(slot_of(asked), asked, "Its deputy prime minister, Bohdan Rastic, stays.", None)


def test_an_unnamed_thing_is_bare():
    asked = analyse("Which medical journal have the data been sent to?")
    assert bare(slot_of(asked), asked, "The data were sent to a medical journal.")
    assert not bare(slot_of(asked), asked, "The data were sent to the journal Pneuma.")


# --- relations


@pytest.mark.parametrize(
    ("question", "text", "opposite"),
    [
        ("Why did the bank raise its rate?", "The bank cut its rate to 6.25%.", True),
        ("Why did the bank cut its rate?", "The bank cut its rate to 6.25%.", False),
        ("Why did dockers reject the deal?", "Dockers voted to accept the deal.", True),
    ],
)
def test_the_opposite_is_told(question, text, opposite):
    assert contrary(analyse(question), text) is opposite


@pytest.mark.parametrize(
    ("question", "text", "open_"),
    [
        ("Did voters approve the tax?", "Voters must approve the tax in May.", True),
        ("Did voters approve the tax?", "Voters approved the tax in May.", False),
        ("Will voters approve the tax?", "Voters must approve the tax in May.", False),
        ("Did voters approve the tax?", "The tax is to be approved by voters in May.", True),
        (
            "When did Holm and Lund meet in Vrana?",
            "The visit will come five months after Holm and Lund met in Vrana.",
            False,
        ),
    ],
)
def test_what_is_planned_is_not_done(question, text, open_):
    assert still_open(analyse(question), text) is open_


def test_words_must_be_those_of_the_speaker():
    question = "What did Owen Pike say about the cranes?"
    own = a_sentence(question, "Owen Pike said the cranes were old.")
    calling = a_sentence(question, "Owen Pike backed off, calling the cranes “not so old”.")
    other = a_sentence(question, "The cranes were old, the union said.", around="The cranes.")
    assert unsaid(analyse(question), own) == unsaid(analyse(question), calling) == 0.0
    assert unsaid(analyse(question), other) == 1.0
    assert unsaid(analyse("Who is Owen Pike?"), own) is None
    assert aside(analyse(question), "Owen Pike said 11 ships were waiting.") == 1.0
    assert aside(analyse(question), "Owen Pike said the cranes were old.") == 0.0


def test_a_country_may_speak_through_anybody():
    question = "What did China say about the talks?"
    assert unsaid(analyse(question), a_sentence(question, "The ministry called it useful.")) == 0.0


def test_a_reason_needs_a_word_that_gives_it():
    asked = analyse("Why did the mediator withdraw?")
    assert not uncaused(asked, "The mediator withdrew because of her health.")
    assert uncaused(asked, "The mediator withdrew on Monday.")
    assert not uncaused(analyse("When did the mediator withdraw?"), "She withdrew on Monday.")


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("What was inflation in September 2024?", "Inflation was 4.1% in February.", True),
        ("What was inflation in February 2025?", "Inflation was 4.1% in February.", False),
        ("What was inflation in March 2025?", "Inflation was 4.1%.", False),
        ("What was inflation?", "Inflation was 4.1% in February.", False),
    ],
)
def test_other_days_are_told(question, text, other):
    assert other_days(analyse(question), a_sentence(question, text)) is other


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("How many coins were stolen in 1998?", "Thieves took three cups.", True),
        ("How many coins were stolen in 1998?", "Coins worth much were stolen in 1998.", False),
        ("How many coins were stolen in 2025?", "Thieves took three cups.", False),
        ("How many coins were stolen?", "Coins were stolen in 1998.", False),
    ],
)
def test_another_year_is_told(question, text, other):
    assert other_year(analyse(question), a_sentence(question, text)) is other


def test_names_that_stand_nowhere_are_told():
    asked = analyse("What did Torvane Motors pay Callum Drury?")
    assert unmet_names(asked, set(terms("Torvane Motors paid")), set()) == 0.5
    assert unmet_names(asked, set(terms("Torvane Motors paid Drury")), set()) == 0.0


def test_half_a_name_is_another_name():
    asked = analyse("Who is the chief executive of Pinecrest Systems?")
    assert (
        unmet_names(asked, set(terms("the warning systems and the chief executive")), set()) == 1.0
    )


def test_a_country_goes_by_many_names():
    asked = analyse("What did the talks in Paris bring for China?")
    around = set(terms("Beijing hailed the talks in the French capital"))
    assert unmet_names(asked, around, set(terms("China Paris"))) == 0.0
    assert unmet_names(asked, around, set()) == 1.0


# --- the judgement


def test_no_evidence_is_no_answer():
    nothing = judged("Who is the mayor?")
    assert nothing.value == 0.0
    assert nothing.missing == ("mayor",)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is the mayor of Kalnice?", "The mayor of Kalnice, Zuzana Petrakova, cleared mud."),
        ("How many ships wait at Eastmere?", "Outside Eastmere 34 ships wait."),
        ("When did the talks resume?", "The talks resumed on Monday."),
        ("Why did the mediator withdraw?", "The mediator withdrew for health reasons."),
        ("What did Owen Pike say about cranes?", "Owen Pike said the cranes were old."),
    ],
)
def test_what_is_said_is_answered(question, text):
    assert judged(question, text).value >= ANSWER_ABOVE


@pytest.mark.parametrize(
    ("question", "text", "doubt"),
    [
        (
            "Which medical journal were the data sent to?",
            "The data were sent to a medical journal.",
            "the “medical journal” is not named",
        ),
        (
            "Who is the data protection commissioner?",
            "The data protection commissioner has opened an investigation.",
            "the “data protection commissioner” is not named",
        ),
        (
            "Why did the bank raise its rate?",
            "The bank cut its rate because prices fell.",
            "the nearest passage says the opposite",
        ),
        (
            "What did Owen Pike say about cranes?",
            "Owen Pike said 11 ships were waiting.",
            "what is asked about is not among the words reported",
        ),
    ],
)
def test_a_trap_is_refused_with_its_reason(question, text, doubt):
    refused = judged(question, text)
    assert refused.value < ANSWER_ABOVE
    assert refused.doubt == doubt


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        (
            "Why did the bank raise its rate?",
            "The bank cut its rate because prices fell.",
            "opposite",
        ),
        ("When did voters approve the tax?", "Voters must approve the tax in May.", "not_done"),
        ("What was inflation in September 2024?", "Inflation was 4.1% in February.", "other_time"),
        (
            "What did Owen Pike say of cranes?",
            "The cranes are old, the union said.",
            "other_speaker",
        ),
    ],
)
def test_what_the_articles_say_instead_is_given(question, text, kind):
    instead = judged(question, text).contradicted
    assert instead is not None
    assert (instead.kind, instead.evidence.text) == (kind, text)


def test_what_agrees_is_not_contradicted():
    assert judged("When did the talks resume?", "The talks resumed on Monday.").contradicted is None


def test_a_question_off_the_topic_is_refused():
    question = "Who won the Torvane chess cup in Bellmoor?"
    refused = judged(question, "Trains are suspended.", scores=(0.7,), held="trains")
    assert refused.value < ANSWER_ABOVE
    assert "torvane" in refused.missing


def test_a_question_without_words_can_be_read():
    question = "…"
    assert Reader(analyse(question), a_query(question)) is not None


def test_a_threat_that_was_made_is_done():
    question = analyse("Why did Holm threaten to cancel his meeting with Lund?")
    assert not still_open(
        question,
        "Holm had threatened to cancel what would have been his first meeting with Lund, following new controls.",
    )


def test_who_someone_is_may_be_told_by_a_title_alone():
    question = "Who is Li Chenggang?"
    told = judged(question, "Greer spoke with Chinese trade negotiator Li Chenggang in Vrana.")
    assert told.value >= ANSWER_ABOVE
    assert told.value > judged(question, "Greer spoke with Li Chenggang in Vrana.").value


def test_the_sentence_that_fills_the_slot_is_read():
    question = "Who is the mayor of Kalnice?"
    lead = "The mayor of Kalnice asked for help."
    assert judged(question, lead).value < ANSWER_ABOVE
    assert (
        judged(question, lead, "The mayor, Zuzana Petrakova, cleared mud.").value
        > judged(question, lead, "Mud was everywhere.").value
    )


def test_what_structure_doubts_counts_less_where_the_reader_is_sure():
    question = "What did Holm tell lawmakers about the levy?"
    text = "Holm appeared before lawmakers, where the levy was “a mistake”."
    asked = analyse(question)
    cost = []
    for answers in (-3.0, 4.0):
        read = Reading(answers=answers, said=answers, start=0, end=len(text))
        evidence = [replace(a_sentence(question, text), reading=read)]
        signs, _, _ = signs_of(asked, a_query(question), evidence)
        plain, _, _ = read_signs(asked, a_query(question), evidence)
        cost.append([getattr(signs, name) for name in ("unsaid", "aside", "unattached")])
        known = [getattr(plain, name) for name in ("unsaid", "aside", "unattached")]
        assert signs.other_days == plain.other_days
    unsure, sure = cost
    assert any(known)
    assert unsure == known
    assert all(s < 0.1 * u for s, u in zip(sure, unsure, strict=True) if u)


def test_every_sign_speaks_against():
    assert all(weight < 0 for weight in WEIGHTS.values())
    assert len(WEIGHTS.values()) == len(Signs.__slots__)


def test_a_better_match_is_never_less_sure():
    question, text = "When did the talks resume?", "The talks resumed on Monday."
    values = [judged(question, text, scores=(score,)).value for score in (0.5, 0.8, 1.1, 1.4, 1.9)]
    assert values == sorted(values)


def test_signs_lie_between_nothing_and_one():
    question = "Which hotel hosted the 2016 talks in Vrana?"
    sentence = a_sentence(question, "The venue has not been made public.", score=0.4)
    signs, _, _ = read_signs(analyse(question), a_query(question, ""), [sentence])
    assert all(0 <= value <= 1.1 for value in signs.values())
