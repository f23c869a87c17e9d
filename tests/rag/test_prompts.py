"""Every word that a model reads: a change here changes answers, so change it knowingly."""

from __future__ import annotations

from pathlib import Path

from rag import prompts

MARK = "0123456789abcdef"

SNAPSHOTS = {
    "gate": lambda: prompts.gate("PASSAGES", MARK, "Where?"),
    "draft": lambda: prompts.draft("PASSAGES", MARK, "Where?"),
    "repair": lambda: prompts.repair("PASSAGES", MARK, "Where?", "Drafted.", [("A.", "no A")]),
    "standalone": lambda: prompts.standalone([("Who?", "He."), ("When?", "Now.")], MARK, "Where?"),
}
HELD = Path(__file__).with_name("prompts.txt")


def test_the_words_are_as_they_were() -> None:
    """Where a change is meant, the file is to hold what this gives."""
    told = [
        f"=== {name}, {message.role}\n{message.text}\n"
        for name, made in SNAPSHOTS.items()
        for message in made()
    ]
    assert "\n".join(told) == HELD.read_text(encoding="utf-8")


def test_what_is_told_alike_for_every_question_comes_first() -> None:
    system = prompts.gate("PASSAGES", MARK, "Where?")[0].text
    assert system.endswith(MARK)
    assert system.count(MARK) == 1


def test_passages_come_first_and_alike() -> None:
    asked = [SNAPSHOTS[name]() for name in ("gate", "draft", "repair")]
    assert {messages[0] for messages in asked} == {asked[0][0]}
    assert all(messages[1].text.startswith("PASSAGES\n\n") for messages in asked)
    assert MARK in asked[0][0].text


def test_what_a_question_holds_is_no_template() -> None:
    odd = "What is {mark} or {question}?"
    assert odd in prompts.gate("{passages}", MARK, odd)[1].text
    assert odd in prompts.draft("{passages}", MARK, odd)[1].text
    assert odd in prompts.repair("", MARK, "q", odd, [(odd, odd)])[-1].text
    assert odd in prompts.standalone([(odd, odd)], MARK, odd)[1].text
