"""Windows: neighbouring sentences of one article, at their exact places, each once."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from index import Article
from rag.reading import windows_of

WORDS = st.lists(
    st.sampled_from(["sun", "moon", "harbour", "of", "said."]), min_size=1, max_size=60
)


@dataclass(frozen=True)
class Said:
    article: Article
    start: int
    end: int
    text: str


def an_article(name, title="A title"):
    return Article(
        id=name, title=title, outlet=None, author=None, url=None, published=None,
        date_basis=None, text="",
    )  # fmt: skip


def sentences(name, texts, *, title="A title", gap=1):
    article, at, made = an_article(name, title), 0, []
    for text in texts:
        made.append(Said(article, at, at + len(text), text))
        at += len(text) + gap
    return made


@given(st.lists(WORDS, min_size=1, max_size=14), st.randoms(), st.integers(1, 6))
def test_each_sentence_stands_at_its_place_and_in_one_window(texts, chance, most):
    said = sentences("one", [" ".join(words) for words in texts[:7]])
    said += sentences("two", [" ".join(words) for words in texts[7:]], title="")
    chance.shuffle(said)
    windows = windows_of(said, most=most)
    assert 1 <= len(windows) <= most
    places = [place for window in windows for place in window.places]
    assert len(places) == len(set(places))
    assert 0 in windows[0].places
    for window in windows:
        told = [said[place] for place in window.places]
        assert len({one.article.id for one in told}) == 1
        assert [one.start for one in told] == sorted(one.start for one in told)
        for (start, end), one in zip(window.sentences, told, strict=True):
            assert window.text[start:end] == one.text


def test_a_window_holds_what_stands_before_and_after_under_the_title():
    said = sentences("one", ["First.", "Second.", "Third.", "Fourth.", "Fifth.", "Sixth."])
    best = [said[2], *said[:2], *said[3:]]
    window = windows_of(best, most=1)[0]
    assert window.text == "A title. First. Second. Third. Fourth. Fifth."


def test_long_neighbours_are_left_out():
    said = sentences("one", ["word " * 60, "Short.", "word " * 60])
    window = windows_of([said[1], said[0], said[2]], most=1)[0]
    assert len(window.sentences) == 2


def test_what_stands_apart_is_no_neighbour():
    said = sentences("one", ["First.", "Second."], gap=40)
    assert windows_of(said, most=2)[0].places == (0,)
