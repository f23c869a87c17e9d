"""The bare answer: right or absent."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.expected import candidates, holds
from rag.questions import analyse
from rag.short import listed, short_answer

DAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("How many ships are waiting?", "By noon 34 ships were waiting for 3 tugs.", "34"),
        ("How many people are missing?", "Nine people were killed and 23 were missing.", "23"),
        ("How many cranes were built?", "Cranes were built.", None),
        ("How many cranes were built?", "The two sides met on May 6 at 5:30 p.m.", None),
        ("How many towns were flooded?", "It was the first flood in the second-biggest town.", None),
        ("How long did the strike last?", "The strike lasted 49 days.", "49 days"),
        ("How long is the line?", "The fare of the line is $2.", None),
        ("What is the tariff rate?", "It cut the tariff by half a percentage point to 6.25%.", "6.25%"),
        ("How much did the club cost?", "The club cost £185 million in 2025.", "£185 million"),
        ("Where did the talks take place?", "The talks took place in Geneva.", "Geneva"),
        ("Where did the talks take place?", "The talks with China took place.", None),
        ("In which city were the talks held?", "American talks were held.", None),
        ("Where will the next talks be held?", "The talks follow previous meetings in Geneva.", None),
        ("Where will the next talks be held?", "After earlier talks in Geneva, the next will be held in Paris.", "Paris"),
        ("In which hotel were the talks held?", "The talks were held in Geneva.", None),
        ("Where were the earlier talks held?", "The talks follow earlier meetings in Geneva.", "Geneva"),
        ("Who chairs the trust?", "The trust's chair, Jean Pomfret, said so.", "Jean Pomfret"),
        ("Who said the talks were candid?", "The talks were candid, said Li Chenggang.", "Li Chenggang"),
        ("Who said so?", "The American side said so.", None),
        ("When will the talks begin?", "The talks will begin on Sunday.", "March 15, 2026"),
        ("When did the talks begin?", "The talks began on Tuesday, he said on Wednesday.", "March 10, 2026"),
        ("When does the vote begin?", "The vote begins a week later.", None),
        ("When was the crane sold?", "A crane was sold for the first time since 2008.", None),
        ("Why did they strike?", "They struck because pay fell.", "because pay fell"),
        ("What did he want?", "He wanted Geneva, Paris and 34 ships.", None),
        ("Where and when do they meet?", "They meet in Paris on Sunday.", "Paris, March 15, 2026"),
        ("Whose idea was it?", "The idea was put to Jean Pomfret.", None),
        # a date must belong to the clause of the deed, and to its tense
        ("When did the court rule?", "The court ruled that the levies imposed in 2025 were void.", None),
        ("When did the court rule?", "The court ruled on Friday against the 2025 levies.", "March 6, 2026"),
        ("When did the court rule?", "The court ruled against the levies of 2025 on Monday.", None),
        ("When will the court rule?", "The court, which heard it on March 2, will rule on May 4.", "May 4, 2026"),
        ("When will the court rule?", "The court was to rule on March 2.", None),
        # … and to the clause of its verb
        ("When did the Supreme Court rule on tariffs?", "Trump imposed the tariffs in 2025, and the Supreme Court has since ruled on them.", None),
        ("When did the Supreme Court rule on tariffs?", "The tariffs of 2025 are void, the Supreme Court said.", None),
        ("When did the Supreme Court rule on tariffs?", "The Supreme Court ruled on the tariffs on March 2.", "March 2, 2026"),
        ("When did the new court rule on tariffs?", "Trump imposed the tariffs in 2025.", None),
        ("Until when was the truce extended?", "The truce, agreed in 2025, was extended until November 2026.", "November 2026"),
        ("What year did the mill close?", "The mill closed in June 2019.", "2019"),
        ("On what weekday did the mill close?", "The mill closed on June 4, 2019.", "Tuesday, June 4, 2019"),
        ("When did the mill close?", "The mill closed in early 2019.", "early 2019"),
        # amounts by unit, noun and direction
        ("What is the price per share?", "The bid values the firm at $4 billion, or $31 a share.", "$31"),
        ("What is the price per share?", "The bid values the firm at $4 billion.", None),
        ("How much is the bid worth?", "The bid is worth $4 billion, or $31 a share.", "$4 billion"),
        ("By how much did rents rise?", "Rents rose 7% to a record.", "7%"),
        ("To what level did the bank cut its rate?", "The bank cut its rate to 4.5% from 5%.", "4.5%"),
        ("What was the turnout in the vote?", "Of those who voted 71% backed it, on a turnout of 83%.", "83%"),
        ("How tall is the tower?", "The tower, built by 300 workers, is 92 metres tall.", "92 metres"),
        ("How often do trams run on the line?", "Trams run on the line every 10 minutes.", "every 10 minutes"),
        ("How many sailors are missing?", "Two ships sank and 23 sailors are missing.", "23"),
        ("How many people were evacuated?", "Some 74 residents were evacuated.", "74"),
        ("How long did the strike last?", "The 19-day strike lasted until June.", "19-day"),
        # names beside their noun
        ("Which charity ran the appeal?", "The appeal was run by the charity Open Arms, said Ada Holm.", "Open Arms"),
        ("Which rocket carried the probe?", "The probe flew on a Heron 2 rocket built by Boreal Works.", "Heron 2"),
        ("On which island was it shot?", "It was shot on the island of Fjell for the Arden Film Office.", "Fjell"),
        ("Who is the mayor of Arden?", "Ada Holm met the mayor of Arden, Per Lund, on Monday.", "Per Lund"),
        ("Which company owns the mine?", "The mine's owner, Boreal Minerals, declined to comment.", "Boreal Minerals"),
        ("Who led the inquiry?", "The inquiry was led by Ines Voss, said Ada Holm.", "Ines Voss"),
        ("Who shared the prize?", "The prize was shared by Ines Voss and Ada Holm.", "Ines Voss and Ada Holm"),
        ("Who won best actress?", "Per Lund won best actor.", None),
        # places
        ("Where was the count held?", "The count was held at the union hall on Cable Street.", "union hall on Cable Street"),
        ("Where did they meet in October 2025?", "They met in Oslo on May 3, 2025.", None),
        ("Where did they meet in May 2025?", "They met in Oslo on May 3, 2025, and in Bern on June 9, 2025.", "Oslo"),
        ("In which city did they meet?", "They met in Norway.", None),
        # who someone is
        ("Who is Ada Holm?", "Ada Holm, a retired judge, met Per Lund.", "a retired judge"),
        ("Who is Ada Holm?", "Ada Holm met Per Lund.", None),
        ("Who is Ada Holm?", "His deputy, Ada Holm, met Per Lund.", "His deputy"),
        ("What is Velorix?", "Velorix is a drug against asthma, said Per Lund.", "a drug against asthma"),
        # reasons and words
        ("Why did she withdraw?", "She withdrew for health reasons, the ministry said.", "for health reasons"),
        ("Why did the launch slip?", "The launch slipped because of a sticking valve.", "because of a sticking valve"),
        ("What did Ada Holm say of the pact?", "Ada Holm called the pact “late, but better than never”.", "“late, but better than never”"),
    ],
)  # fmt: skip
def test_right_or_absent(question, sentence, short):
    assert short_answer(analyse(question), sentence, DAY) == short


def test_gathers_an_enumeration_in_order_without_repeats():
    question = analyse("Which cities hosted the talks?")
    texts = [
        "Talks were held in Madrid, Stockholm, London, and Geneva.",
        "They met in London and Geneva.",
    ]
    assert listed(question, texts) == "Madrid, Stockholm, London, Geneva"


def test_gathers_nothing_when_the_count_is_wrong():
    question = analyse("Which two cities hosted the talks?")
    assert listed(question, ["Talks were held in Madrid, London, and Geneva."]) is None
    assert listed(question, ["Talks were held in Madrid."]) is None


def test_what_the_question_says_is_no_answer():
    question = analyse("Who met Scott Bessent?")
    assert candidates("person", question, "Scott Bessent met someone.", DAY) == []
    assert not holds(question, "Scott Bessent met someone.", DAY)
    assert holds(question, "Scott Bessent met Li Chenggang.", DAY)


@given(st.text(), st.text(), st.none() | st.dates())
def test_never_fails(question, text, published):
    asked = analyse(f"Who and where and how many {question}")
    for kind in ("person", "place", "date", "money", "percent", "number", "duration", "name"):
        for start, end in candidates(kind, asked, text, published):
            assert 0 <= start < end <= len(text)
    short_answer(asked, text, published)


def test_a_sentence_known_to_answer_may_use_other_words():
    question, text = analyse("Where was the serum first made?"), "It was found by a team in Osaka."
    assert short_answer(question, text, DAY) is None
    assert short_answer(question, text, DAY, sure=True) == "Osaka"


def test_the_text_before_dates_a_week_later():
    question = analyse("When does the fair open?")
    text, before = "The fair opens a week later.", "The school year begins on May 4."
    assert short_answer(question, text, DAY) is None
    assert short_answer(question, text, DAY, context=before) == "May 11, 2026"


@given(st.text(), st.text())
def test_a_short_answer_is_words_of_the_sentence(question, text):
    for asked in ("Who", "Where", "How much", "How many ships", "Which bank", "Why", "What did"):
        found = short_answer(analyse(f"{asked} {question}"), text, None, sure=True)
        assert found is None or " ".join(found.split())
