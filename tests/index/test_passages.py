from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article
from index.passages import PASSAGE_WORDS, cut

if TYPE_CHECKING:
    from pathlib import Path

ODD = st.lists(
    st.one_of(
        st.characters(),
        st.sampled_from(list(' \n\r\x0b\x1c\x85\u2028\u2029\u00a0\u200b.?"“”')),
        st.sampled_from(["word ", "Mr. ", "end. Next ", "e\u0301", "👩‍👩‍👧", "中文。", "x" * 90]),
    ),
    max_size=80,
).map("".join)


def article(text: str, name: str = "a/b") -> Article:
    return Article(id=name, text=text)


def check(text: str, words: int) -> None:
    found = cut(article(text), words=words)
    assert [p.ordinal for p in found] == list(range(len(found)))
    assert len({p.id for p in found}) == len(found)
    covered = []
    for passage in found:
        assert passage.text == text[passage.start : passage.end]
        assert passage.id.startswith(f"a/b#{passage.ordinal}-")
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        covered += [i for a, b in passage.sentences for i in range(a, b)]
        sentences = [text[a:b] for a, b in passage.sentences]
        assert sum(len(s.split()) for s in sentences) <= words
        assert sum(max(1, len(w) // 20) for s in sentences for w in s.split()) <= words * 3
        assert len(passage.text) <= words * 21
    assert covered == sorted(set(covered))
    assert set(range(len(text))) - set(covered) <= {i for i, c in enumerate(text) if c.isspace()}
    assert cut(article(text), words=words) == found


@settings(deadline=None, max_examples=100)
@given(ODD, st.integers(1, 12))
def test_passages_hold_every_character_once(text: str, words: int) -> None:
    check(text, words)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5_000,
        "中华人民共和国外交部发言人今天回答了提问" * 200,
        "👍🏽" * 3_000,
        "e\u0301" * 4_000,
        "word " * 5_000,
        "A sentence of six words here. " * 200,
        "The well is" + " " * 200_000 + "deep. It is" + "\n" * 200_000 + "dry.",
        "\t" * 200_000 + "One. Two." + "\u00a0" * 200_000 + "Three.",
        "\u200b" * 200_000,
        "a\u2028b\u0085c\x1cd\x0be\rf",
        " \n ".join(["One."] * 400),
        "\u200b",
        "",
        " \n\t ",
    ],
)
def test_odd_texts(text: str) -> None:
    check(text, PASSAGE_WORDS)
    check(text, 1)


def test_texts_without_spaces_fit_the_embedder() -> None:
    chinese = cut(article("中华人民共和国外交部发言人今天回答了提问。" * 200))
    encoded = cut(article("QUJDREVGR0hJSktM" * 500))
    assert max(len(p.text) for p in chinese + encoded) <= 300


@pytest.mark.parametrize("space", [" ", "\t", "\n", "\u00a0", "\u2003", " \n"])
def test_a_flood_of_white_space_parts_a_text_and_swells_no_passage(space: str) -> None:
    text = f"The well of Grue is{space * 200_000}41 metres deep. It is{space * 200_000}dry."
    found = cut(article(text))
    assert [p.text for p in found] == ["The well of Grue is", "41 metres deep. It is", "dry."]
    assert [text[p.start : p.end] for p in found] == [p.text for p in found]


def test_a_few_empty_lines_part_nothing() -> None:
    assert len(cut(article("One." + "\n" * 40 + "Two.    Three."))) == 1


def test_passages_of_the_seeds_keep_sentences_whole(seeds: Path) -> None:
    from index.sentences import sentence_spans

    for path in seeds.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        check(text, PASSAGE_WORDS)
        passages = cut(article(text))
        assert [s for p in passages for s in p.sentences] == sentence_spans(text)
        sizes = [len(p.text.split()) for p in passages]
        assert max(sizes) <= PASSAGE_WORDS
        assert sum(sizes) / len(sizes) > PASSAGE_WORDS / 3


def test_ids_tell_texts_and_places_apart() -> None:
    one = cut(article("Same. " * 3))
    assert cut(article("Same. " * 3, "other"))[0].id != one[0].id
    assert cut(article("Other. " * 3))[0].id != one[0].id
    assert one[0].id == "a/b#0-" + one[0].id.rsplit("-", 1)[1]
    line = "word " * (PASSAGE_WORDS - 1) + "end.\n"
    twice = cut(article(line * 2))
    assert len(twice) == 2
    assert twice[0].text == twice[1].text
    assert twice[0].id != twice[1].id


def test_a_text_that_grows_keeps_the_ids_before() -> None:
    text = "This sentence has exactly seven words in it. " * 60
    before = [p.id for p in cut(article(text))]
    after = [p.id for p in cut(article(text + "\nAnd one more paragraph."))]
    assert after[: len(before) - 1] == before[:-1]
