"""`dateline doctor` tells how many articles are copies of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import index
from ui.doctor import examine

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "PORT ELLIN — Ferry crews walked off the job on Monday over pay and rosters. About 900 "
    "sailors are on strike, the union said, and eleven ferries lay at their quays by noon. "
    "The company offered four percent over two years, which members had turned down last week "
    "by a wide margin. No new talks have been set, though the mediator said that she would call "
    "both sides before Friday."
)


def test_copies_are_counted(tmp_path: Path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("one", "two", "three"):
        (folder / f"{name}.txt").write_text(f"{TEXT}\n\nBy the {name} desk.", encoding="utf-8")
    index.sync([folder], store=tmp_path / "store")
    store = next(f for f in examine(str(tmp_path / "store")) if f.name == "store")
    assert store.good
    assert store.found["copies_of_others"] == 2
    assert "2 articles are copies of others" in (store.advice or "")


def test_no_copies_are_no_news(seeds_store: Path):
    store = next(f for f in examine(str(seeds_store)) if f.name == "store")
    assert store.found["copies_of_others"] == 0
    assert store.advice is None
