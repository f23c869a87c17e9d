from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from index.errors import ArticleError, SettingsError
from index.reading import MOST_BYTES, Source, find, read

if TYPE_CHECKING:
    from pathlib import Path

    from index.articles import Article

FRONT = """---
Title: "Talks: the sequel"
outlet: Example Wire
author: Ann Author
url: https://example.org/a
published: 2026-03-12
date_note: as printed
ignored: [1, 2]
---
The text.
"""


def source(path: Path, **known: object) -> Source:
    return Source(path=path, root=path.parent, id=path.stem, known=known)


def article(tmp_path: Path, content: str | bytes, name: str = "a.txt", **known: object) -> Article:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found, warnings = read(source(path, **known))
    assert warnings == []
    return found


def refusal(tmp_path: Path, content: str | bytes, name: str = "a.txt", **known: object) -> str:
    with pytest.raises(ArticleError) as caught:
        article(tmp_path, content, name, **known)
    assert caught.value.path == tmp_path / name
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / name}: ")
    assert "\n" not in message
    return message


# --- front matter


def test_reads_every_field_of_front_matter(tmp_path: Path) -> None:
    found = article(tmp_path, FRONT, "a.md")
    assert found.text == "The text.\n"
    assert found.title == "Talks: the sequel"
    assert found.outlet == "Example Wire"
    assert found.author == "Ann Author"
    assert found.url == "https://example.org/a"
    assert found.published == date(2026, 3, 12)
    assert found.date_basis == "stated"
    assert found.date_note == "as printed"


def test_front_matter_is_for_markdown_alone(tmp_path: Path) -> None:
    assert article(tmp_path, FRONT, "a.txt").text == FRONT


def test_a_rule_is_no_front_matter(tmp_path: Path) -> None:
    assert article(tmp_path, "Text.\n\n---\n\nMore.\n", "a.md").text.startswith("Text.")
    assert article(tmp_path, "--- not closed\nText.\n", "b.md").text.startswith("---")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-12T23:30:00-05:00", date(2026, 3, 12)),
        ("2026-03-12T00:30:00+09:00", date(2026, 3, 12)),
        ("2026-03-12 10:00:00Z", date(2026, 3, 12)),
        ("'Thu, 12 Mar 2026 10:00:00 GMT'", date(2026, 3, 12)),
        ("March 12, 2026 10:00 EST", date(2026, 3, 12)),
        ("12 March 2026", date(2026, 3, 12)),
        ("20260312", date(2026, 3, 12)),
        ("'0001-01-01T00:00:00+05:00'", date(1, 1, 1)),
        ("", None),
        ("''", None),
        ("~", None),
    ],
)
def test_reads_published(tmp_path: Path, value: str, day: date | None) -> None:
    found = article(tmp_path, f"---\npublished: {value}\n---\nText.", "a.md")
    assert found.published == day
    assert found.date_basis == ("stated" if day else None)


@pytest.mark.parametrize(
    "value",
    ["yesterday", "2026-02-31", "2026-13-01", "March 12", "March 2026", "2026", "12:30", "[2026]"],
)
def test_refuses_half_a_date(tmp_path: Path, value: str) -> None:
    message = refusal(tmp_path, f"---\npublished: {value}\n---\nText.", "a.md")
    assert "date" in message


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: [unclosed", "broken front matter"),
        ("title: a: b", "mapping values are not allowed in this context, line 2"),
        ("just words", "no list of"),
        ("- a\n- b", "no list of"),
        ("a: " + "[" * 9_000, "broken front matter"),
        ("a: " + "[" * 200_000, "over 10000 characters"),
        ("title: {a: b}", "no text"),
        ("title: [[a]]", "no text"),
        ("title: 0x" + "f" * 5_000, "no text"),
        ("published: 2026-03-12\ndate_basis: guessed", "use stated or inferred"),
        ("t: !!python/object/apply:os.system [ls]", "broken front matter"),
        ("title: &a [b]\nauthor: [*a, *a]", "no text"),
    ],
)
def test_refuses_front_matter(tmp_path: Path, front: str, words: str) -> None:
    assert words in refusal(tmp_path, f"---\n{front}\n---\nText.", "a.md")


def test_only_words_are_names(tmp_path: Path) -> None:
    front = f"---\n1: a\n0x{'f' * 500}: b\n2026-01-01: c\n? [d]\n: e\ntitle: T\n---\nText."
    assert "broken front matter" in refusal(tmp_path, front, "a.md")
    assert article(tmp_path, front.replace("? [d]\n: e\n", ""), "a.md").title == "T"


def test_empty_front_matter_says_nothing(tmp_path: Path) -> None:
    found = article(tmp_path, "---\n---\nText.", "a.md")
    assert (found.title, found.published, found.text) == (None, None, "Text.")


def test_lists_and_odd_values_become_one_line(tmp_path: Path) -> None:
    front = '---\nauthor: [Ann, Bob]\ntitle: "a\\tb\\n\\x07c \\u2028d"\noutlet: 24\n---\nText.'
    found = article(tmp_path, front, "a.md")
    assert found.author == "Ann, Bob"
    assert found.title == "a b c d"
    assert found.outlet == "24"


# --- corpus.toml


def test_corpus_toml_says_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "b.md", "sub/c.txt"):
        (tmp_path / name).write_text("Text.", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: Own\n---\nText.", encoding="utf-8")
    (tmp_path / "corpus.toml").write_bytes(
        b'\xef\xbb\xbf[articles."a.txt"]\ntitle = "A"\npublished = 2026-03-12\n'
        b'date_basis = "inferred"\ndate_note = "guess"\n'
        b'[articles."b.md"]\ntitle = "Other"\noutlet = "Wire"\n'
    )
    (tmp_path / "sub" / "corpus.toml").write_text('[articles."c.txt"]\ntitle = "C"\n', "utf-8")
    found = {s.id: read(s)[0] for s in find([tmp_path])}
    assert found["a"].title == "A"
    assert found["a"].date_basis == "inferred"
    assert found["a"].date_note == "guess"
    assert (found["b"].title, found["b"].outlet) == ("Own", "Wire")
    assert found["sub/c"].title == "C"
    assert read(find([tmp_path / "a.txt"])[0])[0].title == "A"


@pytest.mark.parametrize(
    "content",
    [
        "not toml",
        'articles = "x"',
        '[articles]\n"a.txt" = "x"',
        "a = " + "[" * 5_000,
        b"\xff\xfe\x00".decode("latin-1"),
    ],
)
def test_refuses_a_broken_corpus_toml(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "corpus.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(ArticleError, match=r"corpus\.toml"):
        find([tmp_path])


def test_reads_the_seeds(seeds: Path) -> None:
    found = {s.id: read(s)[0] for s in find([seeds])}
    assert len(found) == 5
    march = found["2026-03-12-bessent-he-to-meet-in-france"]
    assert (march.published, march.date_basis) == (date(2026, 3, 12), "inferred")
    bloomberg = found["2026-03-03-negotiators-slated-for-mid-march"]
    assert (bloomberg.outlet, bloomberg.date_basis) == ("Bloomberg", "stated")
    for name, one in found.items():
        assert one.text.encode() == (seeds / f"{name}.txt").read_bytes()


# --- dates


@pytest.mark.parametrize(
    ("name", "text", "day", "basis"),
    [
        ("a.txt", " date 2026-03-03 Scott Bessent met", date(2026, 3, 3), "stated"),
        ("a.txt", "Published: March 3, 2026\nText.", date(2026, 3, 3), "stated"),
        ("a.txt", "Updated - 3 Mar. 2026 Text.", date(2026, 3, 3), "stated"),
        ("2025-01-01-x.txt", "Date: 2026-03-03. Text.", date(2026, 3, 3), "stated"),
        ("2026-03-03-x.txt", "Text.", date(2026, 3, 3), "inferred"),
        ("x_2026-03-03.txt", "Text.", date(2026, 3, 3), "inferred"),
        ("2026-02-31-x.txt", "Text.", None, None),
        ("12026-03-031.txt", "Text.", None, None),
        ("a.txt", "Date: 2026-02-31 was no day.", None, None),
        ("a.txt", "Date: nothing 45, 2026", None, None),
        ("a.txt", "In March 2026 they met.", None, None),
        ("a.txt", "Text. Published: March 3, 2026", None, None),
    ],
)
def test_finds_dates(
    tmp_path: Path, name: str, text: str, day: date | None, basis: str | None
) -> None:
    found = article(tmp_path, text, name)
    assert (found.published, found.date_basis) == (day, basis)
    assert (found.date_note is None) == (day is None)
    assert found.text == text


def test_a_day_to_come_is_no_day_of_publication(tmp_path: Path) -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=3)
    assert article(tmp_path, f"Published: {ahead}\nText.").published is None
    assert article(tmp_path, f"Published: {ahead:%B %d, %Y}\nText.").published is None
    assert article(tmp_path, "Text.", f"{ahead}-x.txt").published is None
    named = article(tmp_path, f"Published: {ahead}\nText.", "2026-03-03-x.txt")
    assert (named.published, named.date_basis) == (date(2026, 3, 3), "inferred")


def test_the_day_that_it_is_somewhere_on_earth_is_believed(tmp_path: Path) -> None:
    here = (datetime.now(UTC) + timedelta(hours=13, minutes=59)).date()
    assert article(tmp_path, f"Published: {here}\nText.").published == here


@pytest.mark.parametrize("day", ["2099-01-01", "9999-12-31T23:00:00-05:00"])
def test_a_stated_day_to_come_is_told_of_and_taken_as_unknown(tmp_path: Path, day: str) -> None:
    path = tmp_path / "2026-03-03-a.md"
    path.write_text(f"---\npublished: {day}\ndate_note: as printed\n---\nText.")
    found, warnings = read(source(path))
    assert (found.published, found.date_basis, found.date_note) == (None, None, None)
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{path}: published {day[:10]} is yet to come")
    plain = tmp_path / "a.txt"
    plain.write_text("Text.")
    known, doubts = read(source(plain, published=day))
    assert known.published is None
    assert len(doubts) == 1


# --- encodings and bytes


def test_decodes(tmp_path: Path) -> None:
    text = "Café “quoted” 中文 👍"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert article(tmp_path, text.encode(encoding)).text == text
    assert article(tmp_path, b"\xfe\xff" + text.encode("utf-16-be")).text == text
    assert article(tmp_path, "a\r\nb\rc\n").text == "a\nb\rc\n"


def test_decodes_windows_text_with_a_warning(tmp_path: Path) -> None:
    text = "Der Außenminister erklärte gestern in Köln, die Gespräche würden fortgeführt. " * 5
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("cp1252"))
    found, warnings = read(source(path))
    assert found.text == text
    assert len(warnings) == 1
    assert str(path) in warnings[0]
    assert "UTF-8" in warnings[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has no text"),
        (b" \n\t\r\n", "has no text"),
        (b"\xef\xbb\xbf", "has no text"),
        (
            "Good text, caf\u00e9 \u201cquoted\u201d".encode() + b"\xff\xe2\x28 broken",
            "not valid utf-8",
        ),
        (b"\xff\xfeodd", "not valid utf-16"),
        (b"\xff\xfe\x00\xd8\x41\x00", "not valid utf-16"),
        (bytes(range(256)) * 10, "not valid utf-8"),
        (b"%PDF-1.7\x00\x01\x02", "binary"),
        (b"PK\x03\x04" + b"\x01\x02\x03" * 9, "binary"),
        ("Text.".encode("utf-16-le"), "binary"),
        ("Text.".encode("utf-32"), "binary"),
    ],
)
def test_refuses_bytes(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refusal(tmp_path, content)


def test_refuses_front_matter_without_text(tmp_path: Path) -> None:
    assert "no text" in refusal(tmp_path, "---\ntitle: T\n---\n", "a.md")


def test_refuses_what_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(ArticleError, match="larger than 20 MB"):
        read(source(path))


# --- files and folders


def test_finds_by_suffix_in_order(tmp_path: Path) -> None:
    (tmp_path / "z").mkdir()
    (tmp_path / "dir.txt").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.TXT", "a.md", "z/c.txt", "no.pdf", ".d.txt", ".hidden/e.txt", "dir.txt/f.md"):
        (tmp_path / name).write_text("Text.", encoding="utf-8")
    found = [s.id for s in find([tmp_path])]
    assert found == ["a", "b", "dir.txt/f", "z/c"]
    assert [s.id for s in find([tmp_path / "z" / "c.txt", tmp_path / "b.TXT"])] == ["c", "b"]


def test_refuses_paths(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file or folder"):
        find([tmp_path / "missing"])
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(SettingsError, match=r"reads \.txt and \.md"):
        find([tmp_path / "a.pdf"])


def test_links(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    found = {s.id: s for s in find([tmp_path])}
    assert sorted(found) == ["a", "b", "gone", "round"]
    assert read(found["b"])[0].text == "Text."
    for name in ("gone", "round"):
        with pytest.raises(ArticleError, match="cannot be read"):
            read(found[name])
    with pytest.raises(SettingsError):
        find([tmp_path / "round.txt"])


def test_pipes_and_devices_are_no_articles(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    for found in find([tmp_path]):
        with pytest.raises(ArticleError, match="no ordinary file"):
            read(found)


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Text.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    with pytest.raises(ArticleError, match="not UTF-8"):
        read(find([tmp_path])[0])


@pytest.mark.usefixtures("open_tmp_path")
def test_unreadable_files_and_folders(tmp_path: Path, root: Path) -> None:
    """Run as another user where the tests run as root, who may read everything."""
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "locked").mkdir(mode=0)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from index.reading import find, read\n"
        "from index.errors import ArticleError, SettingsError\n"
        "folder = Path(sys.argv[1])\n"
        "os.getuid() or os.setuid(65534)\n"
        "try: read(find([folder / 'a.txt'])[0])\n"
        "except ArticleError as error: print(error)\n"
        "try: find([folder])\n"
        "except SettingsError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    of_file, of_folder = done.stdout.splitlines()
    assert "cannot be read (Permission denied); check its permissions" in of_file
    assert "cannot be listed (Permission denied); check its permissions" in of_folder
