from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.data import path as nltk_path
from nltk.tokenize.punkt import PunktTokenizer

from index.errors import ModelUnavailable
from index.punkt import Punkt
from index.sentences import sentence_spans

CUTS = [
    ("Mr. Smith met U.S. President Trump. He left.", 2),
    ("He left the U.S. The end came.", 2),
    ("Treasury Secretary Scott Bessent and U.S. Trade Representative Jamieson Greer met.", 1),
    (
        "Prices rose 3.5 percent to $1.2 billion in the U.K. vs. the U.S. in Jan. 2025. They fell.",
        2,
    ),
    ("Gov. Gavin Newsom and Sen. Ted Cruz met Rep. Ann Smith on Feb. 3. All agreed.", 2),
    ("Lt. Gov. Jane Roe and Dr. John Doe spoke. St. Louis listened.", 2),
    ("The No. 2 official spoke. No. 10 said nothing.", 2),
    ("He posted it on X. The ministry said no more.", 2),
    ('"I will go," he said in a post on X. "Soon."', 2),
    ("A.J. Brown scored. T.J. Hockenson did not.", 2),
    ('He said it was "over." She left.', 2),
    ("He said it was “over.” She left.", 2),
    ("“I think so. I hope so,” she said.", 2),
    ("“Go!” he cried. “Now!”", 3),
    ("Wait... what? Yes!", 2),
    ("(It was late.) They slept.", 2),
    ("The court heard Roe v. Wade again. It ruled.", 2),
    ("Shares of Acme Inc. fell 3 percent. Beta Corp. rose.", 2),
    ("They meet at 5 p.m. on Monday. The talks end on Tuesday.", 2),
    ("HEADLINE WITHOUT STOP\nThe text begins.", 2),
    ("The meeting \nis over.", 2),
    ("", 0),
    (" \n\t\u2028 ", 0),
    ("word", 1),
    ("The minister met Mr. He on Friday. It rained.", 2),
    ("Speaking for Sen. They, Dr. It said so.", 1),
]

ODD = st.lists(
    st.one_of(
        st.characters(),
        st.sampled_from(
            list(" \t\n\r\x0b\x0c\x1c\x1e\x85\u2028\u2029\u00a0\u200b\ufeff.!?\"'“”’()")
        ),
        st.sampled_from(["U.S. ", "Mr. ", "No. 1 ", "on X. A", "e\u0301", "👍🏽", "中文。"]),
    ),
    max_size=60,
).map("".join)

COUNTS = {
    "2025-05-06-first-talks-in-geneva.txt": 19,
    "2025-10-18-talks-to-resume-in-malaysia.txt": 20,
    "2026-03-03-negotiators-slated-for-mid-march.txt": 29,
    "2026-03-12-bessent-he-to-meet-in-france.txt": 20,
    "2026-03-12-paris-talks-before-beijing-visit.txt": 12,
}

# Sentences of the seeds in which a full stop, a quote or a dash might mislead.
TRICKY = [
    "Treasury Secretary Scott Bessent and U.S. Trade Representative Jamieson Greer will meet with their Chinese counterparts in Geneva this week.",
    "Washington imposes a 145% tariff on imports from China, while Beijing's retaliatory tariff on U.S. goods is 125%.",
    'Beijing had earlier said the U.S. should cut tariffs as a prerequisite for negotiations, but state media last week said that meetings with Washington would not be "no harm."',
    "“He and I, along with our delegations, will meet in Malaysia — likely a week from tomorrow — to prepare for the upcoming meeting between our two presidents,” Bessent said during a White House event.",
    "“I think we’re doing very well.",
    "I think we’re getting along with China,” Trump said.",
    "And I’m confident that President Trump, given his relationship with President Xi, can help steer things back onto a positive path.”",
    "PHOTO: REUTERS",
    '"This weekend, I will again meet with Vice Premier He Lifeng to continue the U.S.-China trade and economic dialogue in Paris, France," Bessent said in a post on X.',
    "U.S. Trade Representative Jamieson Greer also will participate in the meetings, his office said.",
    "It was largely extended until November 2026 after the leaders met last year in South Korea, but the U.S. Supreme Court has since ruled Trump's emergency tariffs illegal.",
    "MORE TRADE BALANCE",
    'He said the engagement with China was about creating "more balance in our bilateral trade relationship."',
    "“Thanks to the bonds of mutual respect between President Trump and President Xi, the trade and economic dialogue between the United States and China is moving forward,” Bessent said in a statement.",
    'Several days ago, Chinese Foreign Minister Wang Yi said it would be a "big year" for China-U.S. relations.',
]


@pytest.mark.parametrize(("text", "count"), CUTS)
def test_counts_sentences(text: str, count: int) -> None:
    assert len(sentence_spans(text)) == count, [text[a:b] for a, b in sentence_spans(text)]


def test_finds_the_sentences_of_the_seeds(seeds: Path) -> None:
    found = {}
    sentences = set()
    for path in seeds.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        spans = sentence_spans(text)
        found[path.name] = len(spans)
        sentences |= {text[start:end] for start, end in spans}
    assert found == COUNTS
    assert set(TRICKY) <= sentences


def test_no_seed_sentence_ends_in_an_abbreviation(seeds: Path) -> None:
    for path in seeds.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        for start, end in sentence_spans(text):
            assert not text[start:end].endswith(("U.S.", "Mr.", "Mrs.", "Dr.", "vs.")), text[
                start:end
            ]


@settings(deadline=None, max_examples=150)
@given(ODD)
def test_every_character_lies_in_exactly_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    covered = [place for start, end in spans for place in range(start, end)]
    assert covered == sorted(set(covered))
    assert set(range(len(text))) - set(covered) <= {i for i, c in enumerate(text) if c.isspace()}
    for start, end in spans:
        assert text[start:end].strip() == text[start:end] != ""
    assert spans == sentence_spans(text)


@pytest.fixture(scope="module")
def nltk() -> PunktTokenizer:
    """NLTK's own tokenizer, with the data that LlamaIndex brings."""
    spec = find_spec("llama_index.core")
    assert spec is not None
    assert spec.origin is not None
    folder = str(Path(spec.origin).parent / "_static" / "nltk_cache")
    nltk_path.append(folder)
    yield PunktTokenizer("english")
    nltk_path.remove(folder)


@pytest.fixture(scope="module")
def ours() -> Punkt:
    return Punkt.english()


def test_punkt_is_that_of_nltk(ours: Punkt, nltk: PunktTokenizer, root: Path) -> None:
    count = 0
    for path in [*root.glob("seeds/*.txt"), *root.glob("eval/gold/**/*.md")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            spans = list(ours.spans(line))
            assert spans == list(nltk.span_tokenize(line)), line
            count += len(spans)
    assert count > 100


PIECES = [
    *[".", "..", "...", "?", "!", "-", "--", ",", ";", ":", '"', "'", "”", "“", "’", ")", "("],
    *["[", "]", "{", "}", "&", "#", "*", "@", "`", "\xab", "\xbb", "Mr.", "U.S.", "He", "he"],
    *["The", "the", "A", "a", "X.", "x.", "J.", "3", "3.5", "No.", "1,000", "-5", "said", "Said"],
    *["St.", "Inc.", "etc.", "i.e.", "e.g", "p.m.", "é", "中", "。", " ", " ", "  ", ". ", "\t"],
    *["\u00a0", "\u200b"],
]


@settings(deadline=None, max_examples=400)
@given(line=st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_punkt_is_that_of_nltk_on_odd_lines(line: str, ours: Punkt, nltk: PunktTokenizer) -> None:
    assert list(ours.spans(line)) == list(nltk.span_tokenize(line))


def test_punkt_says_when_its_parameters_are_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Spec:
        origin = str(tmp_path / "__init__.py")

    for found in (None, Spec()):
        monkeypatch.setattr("index.punkt.find_spec", lambda _, found=found: found)
        with pytest.raises(ModelUnavailable, match="reinstall llama-index-core"):
            Punkt.english()


@pytest.mark.parametrize("part", ["No. 1 ", "a. ", ". ", "on X. A ", "a" * 50, "。", '."', "U.S. "])
def test_long_lines_take_no_long_time(part: str) -> None:
    text = part * (200_000 // len(part))
    start = time.perf_counter()
    spans = sentence_spans(text)
    assert time.perf_counter() - start < 8
    assert sum(len(text[a:b].replace(" ", "")) for a, b in spans) == len(text.replace(" ", ""))
