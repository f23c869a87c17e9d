"""The reader's training texts keep to their format, and examples are drawn from them rightly."""

from __future__ import annotations

import random

import pytest

from eval.reader.examples import examples
from eval.reader.texts import TEXTS, read_texts

GOOD = (
    "== Title | Outlet | 2031-03-14\n1 The hall cost 14 euros.\n2 It is red.\n3 They sang.\n"
    + "".join(f"{n} Then nothing at all happened there for a long year.\n" for n in range(4, 16))
    + "Q What was the price? ## 1 ## 14 euros\nY Is it blue? ## 2 ## no\nU Who built it? ## 1\n"
)


def written(tmp_path, text):
    path = tmp_path / "texts.txt"
    path.write_text(text, encoding="utf-8")
    return [path]


def test_the_texts_of_the_project_are_whole():
    texts = read_texts(sorted(TEXTS.glob("*.txt")))
    asked = [one for text in texts for one in text.asked]
    sorts = [one.sort for one in asked]
    assert len(texts) >= 400
    assert 0.35 < sorts.count("U") / len(sorts) < 0.55
    assert all(len(text.sentences) >= 5 for text in texts)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Q What? ## 1 ## 15 euros", "word for word"),
        ("P What? ## 1 ## 15 euros", "word for word"),
        ("Q What? ## 99 ## 14 euros", "no such sentence"),
        ("Q What? ## one ## 14 euros", "write: sort"),
        ("Y Is it? ## 1 ## maybe", "neither yes nor no"),
        ("U Who? ## 1 ## nobody", "write: sort"),
        ("7 A sentence out of turn.", "neither the next sentence"),
    ],
)
def test_a_broken_line_is_named(tmp_path, line, why):
    paths = written(tmp_path, f"{GOOD}{line}\n")
    with pytest.raises(ValueError, match=why) as caught:
        read_texts(paths)
    assert "texts.txt:20" in str(caught.value)


def test_a_file_without_heading_is_told(tmp_path):
    with pytest.raises(ValueError, match="heading"):
        read_texts(written(tmp_path, "1 A sentence.\n"))


def test_plain_questions_are_all_drawn(tmp_path):
    texts = read_texts(written(tmp_path, f"{GOOD}P What did the hall cost? ## 1 ## 14 euros\n"))
    drawn = examples(texts, random.Random(1), share=0.0)  # noqa: S311 - nothing secret
    assert {one.question.rstrip("?") for one in drawn} == {"What did the hall cost"}
    (there,) = [one for one in drawn if one.answers]
    assert there.window[slice(*there.span)] == "14 euros"


def test_examples_show_what_answers_where_it_stands(tmp_path):
    texts = read_texts(written(tmp_path, GOOD))
    seen = set()
    for seed in range(40):
        for one in examples(texts, random.Random(seed)):  # noqa: S311 - nothing secret
            if one.question.startswith("What was"):
                if one.answers:
                    assert one.window[slice(*one.span)] == "14 euros"
                else:
                    assert "14 euros" not in one.window
                seen.add(one.answers)
            elif one.question.startswith("Is it"):
                assert one.window[slice(*one.span)] == "It is red."
                assert one.yes is False
            else:
                assert (one.answers, one.span, one.yes) == (False, None, None)
    assert seen == {True, False}
