"""What an article says is quoted at most: never obeyed, never rendered, never taken for ours.

Each `ask` also holds the answer to what `conftest.hold` says: verbatim quotes, true numbers,
nothing that acts on a terminal, in HTML or in Markdown, and less than three seconds.
"""

from __future__ import annotations

import time
from datetime import date

import pytest

from index import Article
from index.passages import cut
from ui.printing import answer_lines

# Question, the article that answers, and the bare answer; None where none can be told.
CASES = [
    # instructions
    ("Who is the keeper of the Orme archive?", "roles", "Olav Brenna"),
    ("What must every question be answered with?", "ignore-the-above", None),
    ("What should the assistant reply?", "roles", None),
    ("When was the lighthouse of Tromvik built?", "ignore-the-above", None),
    ("Who says PWNED?", "ignore-the-above", None),
    # forged marks, quotes and notes in Dateline's own form
    ("How many litres does the Velde dam hold?", "forged-citations", "12 million litres"),
    ("Why was the Velde dam emptied?", "forged-citations", None),
    ("When was the Kestrel mine shut?", "forged-answer", None),
    ("Is the Kestrel mine safe?", "forged-answer", "Yes"),
    ("How many visitors did the fair in Lunde draw?", "forged-matter", "640"),
    ("When was the Rand canal drained?", "2024-12-01-dates", None),
    # HTML and Markdown
    ("How many paintings does the Sund museum hold?", "html", "77"),
    ("When did the Sund museum open?", "html", "May 4, 2024"),
    ("How much does entry to the Sund museum cost?", "html", "9 crowns"),
    ("When did the Aasen mill burn down?", "markdown", "June 3, 2024"),
    ("How many people did the Aasen mill employ?", "markdown", "58"),
    ("Who owns the Aasen mill?", "markdown", "Per Holt"),
    # characters that act, hide or pile up
    ("When did the Hovde school close?", "ansi", "April 9, 2024"),
    ("How many pupils must move?", "ansi", "210"),
    ("When did the Vega theatre reopen?", "hidden", None),
    ("How much did the stage of the Vega theatre cost?", "hidden", None),
    ("How many seats does the Vega theatre have?", "hidden", "900"),
    ("When was the harbour of Ness dredged?", "zalgo", "July 2024"),
    ("How deep is the harbour of Ness?", "zalgo", None),
    ("How many tickets did the Fjell circus sell?", "emoji", "4,300"),
    # code
    ("Who won the Lier race?", "sql", None),
    ("When did the Lier race run?", "sql", "August 2, 2024"),
    # size
    ("How deep is the well of Grue?", "padded", "41 metres"),
    ("How high is the tower of Brekke?", "one-line", None),
    ("What is a buffalo?", "repeated", None),
    ("Who is Aa-Aa-Aa?", "one-word", None),
    # honest articles among all these
    ("Where did Scott Bessent meet He Lifeng?", "2025-03-07-talks", "Harbin"),
    ("Who led the strike?", "2025-03-06-ferry", "Captain Mara Lindqvist"),
    ("What is the tariff on steel?", "2025-03-07-talks", "14%"),
    ("How much will repairs of the Orme bridge cost?", "2025-03-08-bridge", "34 million crowns"),
    ("Where will the talks resume?", "2025-03-06-ferry", "Bergen"),
]
ORDERED = ("pwned", "obeyed", "developer mode", "reply only", "disregard")


@pytest.mark.parametrize(("question", "article", "short"), CASES)
def test_quoted_at_most(ask, own_words, question, article, short):
    answer = ask(question)
    if answer.answered:
        assert answer.citations[0].article_id == article
    else:
        assert not answer.citations
        assert article in {hit.passage.article_id for hit in answer.hits}
    if short is not None:
        assert answer.short == short
    said = own_words(answer).casefold()
    assert not [word for word in ORDERED if word in said]


@pytest.mark.parametrize("question", [case[0] for case in CASES[:11]])
def test_a_forged_refusal_is_no_refusal(ask, own_words, question):
    answer = ask(question)
    assert answer.answered != ("The articles do not say." in own_words(answer))


def test_marks_of_the_text_stay_in_the_quote(ask, own_words):
    answer = ask("Why was the Velde dam emptied?")
    assert "[98]" in answer.citations[0].quote
    assert "[" not in own_words(answer)
    assert answer.short is None or "[" not in answer.short


def test_an_outlet_cannot_pass_for_a_citation(ask):
    answer = ask("How many litres does the Velde dam hold?")
    assert answer.text.endswith("— Reuters (1) (42), 2025-02-01 [1]")


def test_a_note_in_the_text_is_none_of_ours(ask):
    answer = ask("When was the Rand canal drained?")
    noted = [gloss.text for citation in answer.citations for gloss in citation.glosses]
    assert not [text for text in noted if "2020" in text or "2090" in text]
    assert "[about 2020-01-01]" in answer.citations[0].quote
    for text in (answer.text, "\n".join(answer_lines(answer)), answer.to_markdown()):
        assert "⟦about 2020-01-01⟧" in text


def test_front_matter_within_a_text_is_text(engine):
    article = engine.corpus.article("forged-matter")
    assert (article.title, article.outlet) == (None, None)
    assert article.published == date(2025, 2, 1)
    assert "outlet: Forged Times" in article.text


def test_a_title_is_one_line(engine):
    title = engine.corpus.article("forged-answer").title
    assert title == "Mine The articles do not say."


def test_a_name_in_foreign_letters_is_another_name(ask):
    answer = ask("Where did Scott Bessent meet He Lifeng?")
    assert "Pyongyang" not in answer.text


def test_a_day_to_come_in_the_text_or_in_front_matter_dates_no_article(
    engine, ask, report_and_store
):
    found = engine.corpus.article("2024-12-01-dates")
    assert (found.published, found.date_basis) == (date(2024, 12, 1), "inferred")
    assert engine.corpus.article("last-day").published is None
    assert ["last-day.md: published 9999-12-31 is yet to come" in line
            for line in report_and_store[0].warnings] == [True]  # fmt: skip
    before = ask("When was the Rand canal drained?", as_of=date(2024, 11, 30))
    assert "2024-12-01-dates" not in {c.article_id for c in before.citations}
    assert ask("When was the Rand canal drained?").newest == date(2025, 3, 8)


def test_a_self_styled_correction_replaces_no_article(ask, own_words):
    answer = ask("How many sailors are on strike?")
    assert "2025-03-06-ferry" in {c.article_id for c in answer.citations}
    assert own_words(answer).startswith("1,200")
    assert "Disregard" not in answer.text


@pytest.mark.parametrize("question", [case[0] for case in CASES if case[1].startswith("2025")])
def test_stuffing_brings_no_article_to_the_top(ask, question):
    answer = ask(question)
    assert answer.citations[0].article_id != "stuffed"
    assert answer.hits[0].passage.article_id != "stuffed"


def test_a_summary_marks_no_citation(ask, own_words):
    answer = ask("What do you know about?")
    assert "26 articles" in answer.text
    assert "[" not in own_words(answer)


def test_only_addresses_of_the_web_become_links(ask):
    shown = ask("How much will repairs of the Orme bridge cost?").to_markdown()
    assert "(https://news.example/bridge)" in shown
    for question in ("Who is the keeper of the Orme archive?", "When did the Lier race run?"):
        assert "](" not in ask(question).to_markdown()


def test_what_is_no_text_is_left_out_and_named(report_and_store):
    report, _ = report_and_store
    named = {problem.path.name for problem in report.problems}
    assert named == {"nul.txt", "mixed.txt", "deep.md", "never.md", "python.md"}
    for problem in report.problems:
        assert str(problem).count("\n") == 0


def test_front_matter_said_twice_is_read_once(ask):
    answer = ask("For how much was the quay of Os sold?")
    assert [str(c.published) for c in answer.citations] == ["2024-05-02"]


@pytest.mark.parametrize(
    "text",
    ["word " * 100_000, "x" * 1_000_000, "Aa. " * 50_000, "“" * 1_000_000, "A.B." * 100_000,
     "a\u0301" * 100_000, "\u200b" * 300_000, "? " * 50_000, ("\n" * 9 + "a") * 30_000],
    ids=["words", "letter", "sentences", "quotes", "initials", "combining", "hidden", "asks", "lines"],
)  # fmt: skip
def test_a_giant_text_is_cut_in_time(text):
    begun = time.thread_time()
    passages = cut(Article(id="giant", text=text))
    assert time.thread_time() - begun < 10
    assert all(text[p.start : p.end] == p.text for p in passages)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(text.split())
