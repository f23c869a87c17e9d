"""Follow-ups that are made to stand alone, by rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Answer, SettingsError
from rag.following import Turn, standalone, turns_of

UNDERSTOOD = [
    # pronouns of people
    ("Who heads the ferry union?", "Mara Lindqvist.", "When did she resign?", "When did Mara Lindqvist resign?"),
    ("Who heads the ferry union?", "Mara Lindqvist.", "What is her salary?", "What is Mara Lindqvist’s salary?"),
    ("When will Philip Aucoin leave the post?", "In June.", "And who will replace him?", "Who will replace Philip Aucoin?"),
    ("What did Ms. Tully tell the crowd?", "To stay.", "Where did she speak?", "Where did Ms. Tully speak?"),
    # of things, places and days
    ("Which rocket carried Skimmer-2?", "A Petrel 3 rocket.", "Who built it?", "Who built the Petrel 3 rocket?"),
    ("When did the dock strike at Eastmere begin?", "On February 10.", "How long did it last?", "How long did the dock strike at Eastmere last?"),
    ("Who built the Petrel 3 rocket?", "Boobook Launch Systems.", "Who is its chief?", "Who is Boobook Launch Systems’ chief?"),
    ("Where did the envoys meet?", "In Port Salis.", "Who lives there?", "Who lives in Port Salis?"),
    ("When was the deal signed?", "On May 8, 2025.", "Who else was arrested on that day?", "Who else was arrested on May 8, 2025?"),
    ("What do the strikers demand?", "More pay.", "How many are they?", "How many are the strikers?"),
    # question words alone
    ("When will envoys from Orvania and Keld meet?", "On May 6.", "And where?", "Where will envoys from Orvania and Keld meet?"),
    ("Did Torvane drop the night shift?", "Yes.", "Why?", "Why did Torvane drop the night shift?"),
    ("Who won the Silver Heron?", "Noor Haddadi.", "When?", "When did Noor Haddadi win the Silver Heron?"),
    ("Did Ray Pelham vote against the line?", "Yes.", "Who else?", "Who else voted against the line?"),
    ("How many members opposed the cut?", "Two.", "Which?", "Which members opposed the cut?"),
    # something new in the place of something said
    ("What duty did Orvania charge on steel before the truce?", "32%.", "And on glass?", "What duty did Orvania charge on glass before the truce?"),
    ("How many people live in Paris?", "2 million.", "And in London?", "How many people live in London?"),
    ("What was inflation in Velmara in February?", "4.1%.", "And in November?", "What was inflation in Velmara in November?"),
    ("How much did Hathersage pay for the club?", "£22 million.", "What about Lumen?", "How much did Lumen pay for the club?"),
    ("Who won the prize for best actor at Lindgard?", "Emil Castorf.", "What about best screenplay?", "Who won the prize for best screenplay at Lindgard?"),
    ("When does Velmara vote in the first round?", "On October 19.", "What about the second round?", "When does Velmara vote in the second round?"),
    ("How many tickets did the festival sell this year?", "46,000.", "And the year before?", "How many tickets did the festival sell the year before?"),
    # that deal, and questions that name nothing
    ("When did they strike a tentative accord in Halifax?", "On March 30.", "Who signed that accord?", "Who signed a tentative accord in Halifax?"),
    ("How many people died in the Sorrel Valley fire?", "11.", "How many homes were destroyed?", "How many homes were destroyed (the Sorrel Valley fire)?"),
]  # fmt: skip
ALONE = [
    "How many homes were without electricity after the Brezna flood?",
    "When did Philip Aucoin say he would leave?",
    "Did the National Bank of Velmara say it would cut its rate?",
    "Is it true that Keld left the talks?",
    "What did thieves take from the Van Houtrijk Museum?",
    "Which bank said that inflation in Velmara would fall?",
]


@pytest.mark.parametrize(("before", "answer", "asked", "understood"), UNDERSTOOD)
def test_a_follow_up_stands_alone(before, answer, asked, understood):
    assert standalone(asked, [Turn(question=before, answer=answer)]) == understood


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_alone_is_left_alone(question):
    before = [Turn(question="Who directed “The Keeper's Year”?", answer="Noor Haddadi.")]
    assert standalone(question, before) is None


def test_a_follow_up_to_a_follow_up_is_understood():
    turns = [
        Turn(question="Who heads Eastmere Terminal Operators?", answer="Philip Aucoin."),
        Turn(question="When will he leave?", answer="In June."),
    ]
    assert standalone("And why?", turns) == "Why will Philip Aucoin leave?"


def test_without_turns_nothing_is_changed():
    assert standalone("And where?", []) is None
    assert standalone("And where?", [Turn(question="", answer="Hello.")]) is None


def test_the_last_turn_counts_before_an_earlier_one():
    turns = [
        Turn(question="Who directed the rescue?", answer="Moira Strachan."),
        Turn(question="Who leads the bank?", answer="Ilsabet Moran."),
    ]
    assert standalone("Where was she born?", turns) == "Where was Ilsabet Moran born?"


def test_an_answer_is_read_as_a_turn():
    answer = Answer(
        question="when?",
        standalone="When do the envoys meet?",
        text="May 6. “They meet on May 6 in Port Salis.” [1]",
        answered=True,
        short="May 6",
    )
    (turn,) = turns_of([answer])
    assert (turn.question, turn.short) == ("When do the envoys meet?", "May 6")
    refused = Answer(question="Who?", text="The articles do not say.", answered=False)
    assert turns_of([refused])[0].answer == ""


def test_of_ten_thousand_turns_the_last_are_read():
    history = [{"question": f"Question {n}?", "answer": "No."} for n in range(10_000)]
    assert [turn.question for turn in turns_of(history)][-1] == "Question 9999?"
    assert len(turns_of(history)) < 20


@pytest.mark.parametrize(
    ("history", "told"),
    [
        ([3], r"history\[0\] is a int"),
        ([{"question": "Who?", "answer": "Ann."}, None], r"history\[1\] is a NoneType"),
        ([{"question": 3}], r"history\[0\]\['question'\] is a int"),
        ([{"role": "user", "content": "Who?"}], r"history\[0\] has neither"),
        ("who?", "history is a str"),
        ({"question": "Who?"}, "history is a dict"),
    ],
)
def test_what_is_no_turn_is_refused(history, told):
    with pytest.raises(SettingsError, match=told):
        turns_of(history)


def test_half_a_turn_is_enough():
    assert turns_of([{"question": "Who?"}, {"answer": "Ann."}]) == [
        Turn(question="Who?"),
        Turn(question="", answer="Ann."),
    ]


WORDS = st.lists(
    st.sampled_from(
        """who what when where why how many much did does was is will the a of in at Ann Paris
        it she they there then that deal strike else and about 2025 May 's “ ” ? , and's""".split()  # noqa: SIM905
    ),
    max_size=12,
).map(" ".join)


@given(WORDS, WORDS, WORDS)
def test_no_words_make_it_fail(before, answer, asked):
    found = standalone(asked, [Turn(question=before, answer=answer)])
    assert found is None or (found.strip() and found != asked)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_no_text_makes_it_fail(before, answer, asked):
    standalone(asked, turns_of([{"question": before, "answer": answer}]))
