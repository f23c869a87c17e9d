"""The reader itself: it tells what answers from what only speaks of it."""

from __future__ import annotations

import pytest

from index.errors import ModelUnavailable
from rag.reading import ReadingModel, Window

SENTENCES = (
    "The town council of Harwick approved a new swimming hall on Tuesday after a debate of five hours.",
    "It will cost 14 million euros and is to open in the spring of 2027, Mayor Greta Lund said.",
    "Residents of the old quarter had asked for a library instead.",
)


def a_window(*sentences):
    text, places = "Harwick votes for a hall. ", []
    for sentence in sentences:
        places.append((len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    return Window(text.rstrip(), tuple(places), tuple(range(len(sentences))))


WINDOW = a_window(*SENTENCES)


@pytest.fixture(scope="module")
def reader():
    return ReadingModel()


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("What is the price of the swimming hall in Harwick?", "14 million euros", 1),
        ("Who is the mayor of Harwick?", "Greta Lund", 1),
        ("When is the new hall to open?", "2027", 1),
        ("What did people in the old quarter want?", "library", 2),
        ("how long did councillors talk about it", "five hours", 0),
    ],
)
def test_an_answer_is_found_at_its_place(reader, question, answer, sentence):
    read = reader.read(question, [WINDOW])[0]
    best = max((s for s in read.spans if s), key=lambda span: span.score)
    assert answer in WINDOW.text[best.start : best.end]
    assert read.spans.index(best) == sentence
    assert read.answers > -1


@pytest.mark.parametrize(
    "question",
    [
        "Who will build the swimming hall in Harwick?",
        "How many councillors voted against the hall?",
        "Who is the architect of the new hall?",
        "How much would the library have cost?",
    ],
)
def test_what_is_not_said_is_less_likely_than_what_is(reader, question):
    said = reader.read("What is the price of the swimming hall in Harwick?", [WINDOW])[0]
    unsaid = reader.read(question, [WINDOW])[0]
    assert unsaid.answers < said.answers


def test_a_window_is_read_alike_alone_and_beside_others(reader):
    question = "Who is the mayor of Harwick?"
    longer = a_window(*SENTENCES, *SENTENCES)
    alone = reader.read(question, [WINDOW])[0]
    beside = reader.read(question, [longer, WINDOW])[1]
    assert beside == alone


def test_bounds(reader):
    assert reader.read("Who?", []) == []
    cut = reader.read("Who is the mayor?", [a_window(*(SENTENCES * 12))])[0]
    assert cut.spans[0] is not None
    assert cut.spans[-1] is None
    for long in ("Who? " * 1000, "(" * 4000, "1,111," * 600, "a" * 4000):
        assert reader.read(long, [WINDOW])[0].spans[0] is not None
    assert reader.read("\ud800 who?", [WINDOW])[0].spans[0] is not None


def test_a_missing_model_is_told(tmp_path):
    with pytest.raises(ModelUnavailable, match=r"reader\.onnx"):
        ReadingModel(tmp_path / "reader.onnx")
