"""What kind of answer a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.questions import analyse

KINDS = [
    ("When do they meet?", ("date",)),
    ("On what date was it signed?", ("date",)),
    ("What day did the talks begin?", ("date",)),
    ("Which month will the vote be held?", ("date",)),
    ("In what year did he take office?", ("date",)),
    ("How soon will the talks resume?", ("date",)),
    ("By what date must they leave?", ("date",)),
    ("date of the first match", ("date",)),
    ("When and where do Bessent and He Lifeng meet in March 2026?", ("date", "place")),
    ("Where and when will they meet?", ("place", "date")),
    ("Who met whom and where?", ("person",)),
    ("Where did they meet?", ("place",)),
    ("where is the plant", ("place",)),
    ("In which city did the talks take place?", ("place",)),
    ("What country hosts the summit?", ("place",)),
    ("Which venue was chosen?", ("place",)),
    ("Who leads the Chinese side?", ("person",)),
    ("who said the talks were candid", ("person",)),
    ("Whose idea was it?", ("person",)),
    ("Which official announced the trip?", ("person",)),
    ("What analyst predicted the cut?", ("person",)),
    ("How many ships are waiting?", ("number",)),
    ("How often do the trains run?", ("number",)),
    ("How far is the airport?", ("number",)),
    ("How tall is the tower?", ("number",)),
    ("What was the death toll?", ("number",)),
    ("number of stations on the line", ("number",)),
    ("what is the capacity of the stadium", ("number",)),
    ("How much does it cost?", ("money",)),
    ("how much did they pay", ("money",)),
    ("What is the price of a ticket?", ("money",)),
    ("What did the firm pay for the club?", ("money",)),
    ("What was the budget of the film?", ("money",)),
    ("What percentage of members voted?", ("percent",)),
    ("What is the tariff rate?", ("percent",)),
    ("What share of exports goes to China?", ("percent",)),
    ("How high was the turnout?", ("percent",)),
    ("How big a majority approved it?", ("percent",)),
    ("How long did the strike last?", ("duration",)),
    ("How much time would they have had?", ("duration",)),
    ("How much longer will it take?", ("duration",)),
    ("Why did they strike?", ("reason",)),
    ("What caused the flood?", ("reason",)),
    ("What was the reason for the delay?", ("reason",)),
    ("How come they left?", ("reason",)),
    ("Which company operates the dam?", ("name",)),
    ("What party does he lead?", ("name",)),
    ("Which newspaper reported it?", ("name",)),
    ("Did they agree?", ("yesno",)),
    ("Has the truce been extended?", ("yesno",)),
    ("Is she the first woman to lead the bank?", ("yesno",)),
    ("So did they meet in Geneva?", ("yesno",)),
    ("Won't they sign?", ("yesno",)),
    ("What is fentanyl?", ("definition",)),
    ("How did they get in?", ("manner",)),
    ("What did he say about soybeans?", ("open",)),
    ("soybeans", ("open",)),
    ("Could you tell me where they met?", ("place",)),
    ("Do you know who leads the talks?", ("person",)),
    ("Could you tell me whether they met?", ("yesno",)),
    ("I read of a study of the port; who wrote it?", ("person",)),
    ("When the strike began, how many ships were waiting?", ("number",)),
    ("What did he say when the mill closed?", ("open",)),
    ("By how much did rents rise?", ("percent",)),
    ("How much did the shares gain?", ("percent",)),
    ("How big is the reward?", ("money",)),
    ("How many euros did it cost?", ("money",)),
    ("How much does the probe weigh?", ("number",)),
    ("How frequent are the trams?", ("number",)),
    ("What signing bonus do they get?", ("money",)),
    ("turnout in the ballot", ("percent",)),
    ("cost of the bridge", ("money",)),
    ("chairman of the timber board", ("person",)),
    ("Which hospital took them in?", ("place",)),
    ("Which rocket carried it?", ("name",)),
    ("What are the names of the miners?", ("person",)),
]
NOUNS = [
    ("Which budget airline wants the slots?", "budget airline"),
    ("Which company operates the dam?", "company"),
    ("What is the name of the night guard hurt in the raid?", "night guard"),
    ("What was Arden's annual inflation rate?", "annual inflation rate"),
    ("Which three Arden council members voted?", "three council members"),
    ("Who is the harbour master at Arden?", "harbour master"),
    ("Did the company pay?", ""),
    ("Where did they meet?", ""),
]


@pytest.mark.parametrize(("text", "noun"), NOUNS)
def test_the_noun_that_names_what_is_asked(text, noun):
    assert analyse(text).noun == noun


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_kinds(text, kinds):
    assert analyse(text).kinds == kinds


@pytest.mark.parametrize(
    "text",
    ["Which cities hosted the talks?", "List the rounds.", "Name the two mediators.",
     "Which three council members voted against it?", "who were the officials",
     "Which cargoes are exempt?", "What topics came up?", "countries that joined the pact"],
)  # fmt: skip
def test_asks_for_several(text):
    assert analyse(text).many


@pytest.mark.parametrize("text", ["Which city hosted the talks?", "Who hosted them?", "When?"])
def test_asks_for_one(text):
    assert not analyse(text).many


def test_takes_names_and_dates_and_leaves_the_frame():
    question = analyse("What did  Scott Bessent say in March 2026?")
    assert question.text == "What did Scott Bessent say in March 2026?"
    assert [question.text[a:b] for a, b in question.names] == ["Scott Bessent"]
    assert [str(span.first) for span in question.dates] == ["2026-03-01"]
    assert question.words == ("scott", "bessent", "march", "2026")


@given(st.text())
def test_any_text_is_taken_apart(text):
    question = analyse(text)
    assert question.kinds
    assert all(0 <= a < b <= len(question.text) for a, b in question.names)
