"""Copies are found in every dress; articles on the same event are none."""

from __future__ import annotations

import random
import re
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

import index
from index.articles import Article
from index.copies import also_in, extra, grouped
from index.signatures import are_copies, band_keys, signed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("fake")

BOILERPLATE = (
    "Sign up for our free morning briefing and never miss a story from your region. We may earn "
    "a commission from links in this article, which pays for our reporting, and our writers "
    "choose every product themselves. The views given here are those of their authors and not of "
    "this newspaper. Comments are open to subscribers for two days and are read by our editors."
)


@pytest.fixture(scope="module")
def practice(root: Path) -> dict[str, str]:
    folder = root / "eval" / "gold" / "practice" / "articles"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return {name: re.sub(r"(?s)^---\n.*?\n---\n", "", text) for name, text in texts.items()}


@pytest.fixture(scope="module")
def strike(practice: dict[str, str]) -> str:
    return practice["2025-02-10-eastmere-dockers-walk-out"]


def copies(one: str, other: str) -> bool:
    first, second = signed([Article(id="one", text=one), Article(id="other", text=other)])
    alike = bool(set(band_keys(first)) & set(band_keys(second)))
    return alike and are_copies(first, second)


def shortened(text: str, share: float) -> str:
    words = text.split()
    return " ".join(words[: int(share * len(words))])


def edited(text: str, every: int) -> str:
    words = text.split()
    return " ".join("edited" if i % every == every - 1 else w for i, w in enumerate(words))


DRESSES = {
    "the same": lambda text: text,
    "other headline": lambda text: f"Port at a standstill, exporters count the cost\n\n{text}",
    "other outlet line": lambda text: (
        text.replace("(Harbour Courier)", "(Continental Wire)")
        + "\n\nReporting by Continental Wire; editing by the night desk."
    ),
    "two thirds": lambda text: shortened(text, 0.67),
    "sixty percent": lambda text: shortened(text, 0.6),
    "other quotes and case": lambda text: text.replace("“", '"').replace("”", '"').upper(),
    "one paragraph": lambda text: " ".join(text.split()),
    "few words changed": lambda text: edited(text, 40),
    "with boilerplate": lambda text: f"{text}\n\n{BOILERPLATE}",
    "shortened, with boilerplate": lambda text: f"{shortened(text, 0.75)}\n\n{BOILERPLATE}",
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_copy_in_every_dress(strike, dress):
    assert copies(strike, DRESSES[dress](strike))


def test_copies_of_all_practice_articles(practice):
    texts = [text for text in practice.values() if len(text.split()) > 200]
    for dress in DRESSES.values():
        assert sum(copies(text, dress(text)) for text in texts) == len(texts)


def test_different_articles_are_no_copies_even_on_the_same_event(practice, seeds):
    texts = [*practice.values(), *(p.read_text(encoding="utf-8") for p in seeds.glob("*.txt"))]
    for place, one in enumerate(texts):
        assert not any(copies(one, other) for other in texts[:place])


def test_common_boilerplate_makes_no_copies(practice):
    texts = [f"{shortened(t, 0.3)}\n\n{BOILERPLATE}" for t in practice.values()]
    for place, one in enumerate(texts):
        assert not any(copies(one, other) for other in texts[:place])


def test_a_round_up_that_holds_a_short_report_is_no_copy_of_it(practice):
    texts = list(practice.values())
    assert not copies(texts[0], "\n\n".join(texts[:4]))


def test_half_of_an_article_with_other_words_behind_it_is_no_copy(practice):
    texts = list(practice.values())
    assert not copies(texts[0], f"{shortened(texts[0], 0.4)} {shortened(texts[1], 0.6)}")


def test_short_texts_are_copies_only_to_the_word():
    text = "The ferry from Port Ellin was cancelled on Monday because of strong winds."
    assert copies(text, text)
    assert not copies(text, text.replace("Monday", "Tuesday"))
    assert not copies("", "")


def test_groups_join_copies_of_copies():
    found = grouped([("b", "c"), ("a", "b"), ("x", "y")])
    assert found == {"a": ("b", "c"), "b": ("a", "c"), "c": ("a", "b"), "x": ("y",), "y": ("x",)}
    assert extra(found) == 3
    assert extra({}) == 0


# --- in a store


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def copies_of(store: Path) -> dict[str, tuple[str, ...]]:
    corpus = index.open_corpus(store)
    try:
        return dict(corpus.copies)
    finally:
        corpus.close()


@pytest.fixture
def folder(tmp_path: Path, practice: dict[str, str], strike: str) -> Path:
    other = practice["2025-03-06-eastmere-strike-fourth-week"]
    write(tmp_path / "articles", strike=strike, wire=shortened(strike, 0.7), later=other)
    return tmp_path / "articles"


def test_a_store_knows_its_copies_and_follows_changes(folder, tmp_path, strike, practice):
    store = tmp_path / "store"
    index.sync([folder], store=store)
    assert copies_of(store) == {"strike": ("wire",), "wire": ("strike",)}
    write(folder, third=strike.upper())
    index.sync([folder], store=store)
    assert copies_of(store)["third"] == ("strike", "wire")
    write(folder, wire=practice["2025-05-28-velorixant-asthma-trial"])
    index.sync([folder], store=store)
    assert copies_of(store) == {"strike": ("third",), "third": ("strike",)}
    (folder / "third.txt").unlink()
    index.sync([folder], store=store)
    assert copies_of(store) == {}


def test_an_old_store_is_read_and_learns_its_copies_at_the_next_sync(folder, tmp_path):
    store = tmp_path / "store"
    index.sync([folder], store=store)
    with sqlite3.connect(store / "catalog.sqlite") as db:
        for table in ("signatures", "bands", "copies"):
            db.execute(f"DROP TABLE {table}")
        db.execute("DELETE FROM meta WHERE key='signatures'")
    db.close()
    assert copies_of(store) == {}
    corpus = index.open_corpus(store)
    report = index.sync([folder], store=store)
    assert (report.embedded, report.unchanged) == (0, 3)
    assert copies_of(store) == {"strike": ("wire",), "wire": ("strike",)}
    later = corpus.refreshed()
    assert later.copies == {"strike": ("wire",), "wire": ("strike",)}
    later.close()
    corpus.close()


def test_signatures_of_another_scheme_are_made_anew(folder, tmp_path):
    store = tmp_path / "store"
    index.sync([folder], store=store)
    with sqlite3.connect(store / "catalog.sqlite") as db:
        db.execute("UPDATE meta SET value='0' WHERE key='signatures'")
        db.execute("UPDATE signatures SET hashes=zeroblob(504)")
    db.close()
    index.sync([folder], store=store)
    assert copies_of(store) == {"strike": ("wire",), "wire": ("strike",)}


def test_a_sync_without_changes_loads_no_hashing(folder, tmp_path, monkeypatch):
    import index.signatures

    store = tmp_path / "store"
    index.sync([folder], store=store)
    monkeypatch.setattr(index.signatures, "signed", lambda _: pytest.fail("hashed again"))
    assert index.sync([folder], store=store).unchanged == 3


def test_articles_that_carry_a_sentence(folder, tmp_path, strike):
    quote = "He said two cruise ships due later in the week would be allowed to berth"
    (sentence,) = [s for s in re.findall(r"[^.\n]+\.", strike) if quote in s]
    changed = sentence.replace("two cruise ships", "nine cruise ships")
    write(folder, other=f"Dogs barked.\n\n{sentence.strip()} Cats slept.", nine=changed)
    store = tmp_path / "store"
    index.sync([folder], store=store)
    corpus = index.open_corpus(store)
    assert also_in(corpus, "strike", sentence) == ("other", "wire")
    assert also_in(corpus, "nine", changed) == ()
    assert also_in(corpus, "strike", "He declined to comment.") == ()
    assert also_in(corpus, "strike", "Words that no article of this corpus has at all") == ()
    assert also_in(corpus, "no such article", sentence) == ("other", "strike", "wire")
    corpus.close()


def test_reading_groups_is_fast():
    random.seed(5)
    names = [f"article-{i:05}" for i in range(600)]
    pairs = [tuple(random.sample(names[i : i + 3], 2)) for i in range(0, 597, 3)]
    begun = time.perf_counter()
    found = grouped(pairs)  # type: ignore[arg-type] # each sample is a pair
    assert len(found) == 2 * len(pairs)
    assert time.perf_counter() - begun < 0.5
