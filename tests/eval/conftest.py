"""A small corpus, cases upon it, and a way to write answers by hand."""

from __future__ import annotations

import json

import pytest

from eval.cases import Case, Span, Turn
from index import Article
from rag.answers import Answer, Citation

TEXT = (
    "The harbour board met on Friday. It approved a new crane for $418 million. "
    "The vote was nine to two. Work begins on March 15, 2026, said Ada Holm, who leads it.\n"
    "Fishermen objected. Their boats will lose 20 percent of the quay. No date was set for a "
    "second hearing. The mayor did not comment."
)
OTHER = "The crane is to be built in Gdansk. It will lift 2,400 tonnes."


@pytest.fixture
def articles():
    texts = {"harbour": TEXT, "crane": OTHER}
    return {name: Article(id=name, text=text) for name, text in texts.items()}


def span(quote, article="harbour"):
    return Span(article=article, quote=quote)


@pytest.fixture
def cases():
    cost = span("It approved a new crane for $418 million.")
    return [
        Case(
            id="cost",
            type="fact",
            question="How much is the crane?",
            answerable=True,
            answers=(("$418 million", "418 million"),),
            evidence=((cost,),),
        ),
        Case(
            id="where-and-when",
            type="list",
            question="Where is it built, and when does work begin?",
            answerable=True,
            answers=(("Gdansk",), ("March 15",)),
            evidence=(
                (span("The crane is to be built in Gdansk.", "crane"),),
                (span("Work begins on March 15, 2026, said Ada Holm, who leads it."),),
            ),
        ),
        Case(
            id="approved",
            type="yesno",
            question="Was the crane approved?",
            answerable=True,
            answers=(("yes",),),
            evidence=((cost,),),
        ),
        Case(
            id="lose",
            type="dialog",
            question="How much of it?",
            answerable=True,
            history=(Turn(question="What will boats lose?", answer="Part of the quay."),),
            answers=(("20 percent", "a fifth"),),
            evidence=((span("Their boats will lose 20 percent of the quay."),),),
            forbidden=("40 percent",),
        ),
        Case(id="colour", type="unanswerable", question="What colour is it?", answerable=False),
        Case(
            id="rejected",
            type="false_premise",
            question="Why did the board reject the crane?",
            answerable=False,
            correction=(cost,),
        ),
    ]


class Scripted:
    """An answerer that replies as a function of the question says, and keeps what it was asked."""

    def __init__(self, reply):
        self.reply = reply
        self.asked = []

    def ask(self, question, *, history, as_of):
        self.asked.append((question, history, as_of))
        return self.reply(question)


class Hand:
    """Answers and answerers made by hand."""

    def __init__(self, articles):
        self.articles = articles

    def cite(self, article, quote, *, start=None):
        if start is None:
            start = self.articles[article].text.index(quote)
        return Citation(
            number=1,
            article_id=article,
            title=None,
            outlet=None,
            url=None,
            published=None,
            date_basis=None,
            quote=quote,
            start=start,
            end=start + len(quote),
        )

    def answer(self, text, *citations, short=None, answered=True):
        return Answer(question="", text=text, answered=answered, short=short, citations=citations)

    def refusal(self):
        return self.answer("The articles do not say.", answered=False)

    def engine(self, reply):
        return Scripted(reply)

    def knowing(self, cases):
        """An answerer that knows the gold."""
        known = {case.question: case for case in cases}

        def reply(question):
            case = known[question]
            if not case.answerable:
                return self.refusal()
            spans = [part[0] for part in case.evidence]
            said = ". ".join(f"{part[0]} [{n}]" for n, part in enumerate(case.answers, 1))
            return self.answer(said, *(self.cite(one.article, one.quote) for one in spans))

        return Scripted(reply)


@pytest.fixture
def hand(articles):
    return Hand(articles)


@pytest.fixture
def suite_folder(tmp_path):
    """A folder that holds a suite of two cases."""
    folder = tmp_path / "harbour-suite"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    lines = [
        {
            "id": "cost",
            "type": "fact",
            "question": "How much is the crane?",
            "answerable": True,
            "answers": [["418 million"]],
            "evidence": [
                [{"article": "harbour", "quote": "It approved a new crane for $418 million."}]
            ],
        },
        {"id": "colour", "type": "unanswerable", "question": "What colour?", "answerable": False},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "gold.jsonl").write_text(text, encoding="utf-8")
    return folder
