from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.chat_models.trimming import Trimmer, trimmed

# Few letters, so that stops and marks come up often.
words = st.lists(st.sampled_from(["a", "b", " ", "\n", "<", "<think>", "</think>", "ab", "think>"]))
stops = st.lists(st.sampled_from(["ab", "b", "aa", "\n\n", "<think>", ""]), max_size=3)


@given(words, stops)
def test_the_cuts_between_pieces_do_not_matter(pieces: list[str], stop: list[str]) -> None:
    trimmer = Trimmer(stop)
    given_ = "".join(trimmer.take(piece) for piece in pieces) + trimmer.end()
    letters = Trimmer(stop)
    text = "".join(pieces)
    assert given_ == trimmed(text, stop)[0]
    assert given_ == "".join(map(letters.take, text)) + letters.end()


@given(st.text(alphabet="ab \n"), stops)
def test_plain_text_is_cut_at_the_first_stop(text: str, stop: list[str]) -> None:
    found, stopped = trimmed(text, stop)
    wanted = text.lstrip()
    places = [place for one in stop if one and (place := wanted.find(one)) >= 0]
    assert found == wanted[: min(places, default=len(wanted))]
    assert stopped == bool(places)


def test_reasoning_is_left_out_only_where_it_opens_the_text() -> None:
    assert trimmed("<think>So.</think>\n\nParis.") == ("Paris.", False)
    assert trimmed(" <think>a</think><think>b</think> Paris.") == ("Paris.", False)
    assert trimmed("Paris <think>is</think>.") == ("Paris <think>is</think>.", False)
    assert trimmed("<think>for ever") == ("", False)
    assert trimmed("<thin") == ("<thin", False)


def test_a_stop_in_the_reasoning_stops_nothing() -> None:
    assert trimmed("<think>No.</think>Yes. No.", ["No"]) == ("Yes. ", True)
