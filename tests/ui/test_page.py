"""The page in a real browser, over the real engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import index
import rag
from rag.streaming import Done, Progress
from ui.cards import as_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).resolve().parent.parent.parent
# `npm install --no-save axe-core` puts it there; AXE_CORE may name another place.
AXE = Path(os.environ.get("AXE_CORE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
PATIENCE = 30_000
QUESTION = "When do Bessent and He Lifeng meet in France?"
# Its answer rests on two articles of this module, whatever the answerer thinks of the seeds.
QUAKE = "How many people did the earthquake in Norvale kill?"
UNKNOWN = "Who won the football match in Lisbon?"
HOSTILE = (
    "The harbour of Eastmere opens again on Monday <img src=x onerror=\"document.title='gone'\">"
    "<script>document.title='gone'</script> ![pixel](http://192.0.2.1/pixel.png) "
    "\u202egnp.exe\u202c ${document.title='gone'} {{constructor}} [go](javascript:alert(1)) "
    "</mark></div><svg onload=\"document.title='gone'\"> for ferries.\n"
)
ARTICLES = {
    "hostile.md": (
        "---\ntitle: '<b>Harbour</b> <img src=x onerror=document.title=1> to reopen'\n"
        "outlet: '<script>alert(1)</script>'\nurl: 'javascript:alert(1)'\npublished: 2026-03-02\n"
        f"---\n{HOSTILE}"
    ),
    "early.md": (
        "---\ntitle: Quake hits Norvale\noutlet: Wire\npublished: 2026-04-01\n---\n"
        + "\n\n".join(f"Painting {n} hangs in the long gallery of Ostby." for n in range(80))
        + "\n\nThe earthquake in Norvale killed 120 people, officials said on Wednesday.\n"
    ),
    "late.md": (
        "---\ntitle: Norvale toll rises\noutlet: Post\npublished: 2026-04-04\n---\n"
        "The earthquake in Norvale killed 185 people, officials said on Saturday.\n"
    ),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(store: Path, folder: Path, *options: str, **environment: str) -> Iterator[str]:
    """Run `dateline ui` on a free port; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = ["ui", "--port", str(port), "--store", str(store), "--no-browser", *options]
    script = f"import sys; sys.argv = ['dateline', *{arguments!r}]; import ui.cli; ui.cli.main()"
    with (folder / "page.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server, folder / "page.log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the page did not come up: {log.read_text()}")


@pytest.fixture(scope="module")
def store(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the seeds and of hostile and differing articles, for the page to change."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / name).write_text(text)
    report = index.sync([seeds, folder / "articles"], store=folder / "store")
    assert report.problems == []
    return folder / "store"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose own folders may be indexed from the page."""
    papers = tmp_path_factory.mktemp("named") / "papers"
    (papers / "west").mkdir(parents=True)
    (papers / "west" / "lighthouse.md").write_text(
        "---\ntitle: Lighthouse of Westford\n---\nThe lighthouse of Westford shines again.\n"
    )
    return papers


@pytest.fixture(scope="module")
def address(store: Path, folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(store, tmp_path_factory.mktemp("page"), "--folders", str(folders)) as address:
        yield address


@pytest.fixture(scope="module")
def engine(store: Path) -> Iterator[rag.Engine]:
    """What the page is held against: how well questions are answered is tested elsewhere."""
    with closing(rag.open(store)) as engine:
        yield engine


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A visitor's page; whatever it asked of others or complained of fails the test."""
    options = getattr(request, "param", {})
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    outside: list[str] = []
    faults: list[str] = []
    page.on("request", lambda asked: outside.append(asked.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: line.type == "error" and faults.append(line.text))
    page.goto(address)
    page.locator(".dl-suggest button").first.wait_for()
    yield page
    assert [url for url in outside if not url.startswith((address, "data:", "blob:"))] == []
    assert faults == []
    assert page.title() == "Dateline"
    context.close()


def ask(page: Page, question: str):
    """Ask in the page and give the newest turn."""
    turns = page.locator(".dl-turn:not(.dl-pending)")
    before = turns.count()
    box = page.locator("#dl-question textarea")
    box.fill(question)
    box.press("Enter")
    turns.nth(before).wait_for()
    return turns.nth(before)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def test_an_answer_shows_what_is_known_how_sure_from_whom_and_when(page, engine):
    expected = engine.ask(QUESTION)
    turn = ask(page, QUESTION)
    assert turn.locator(".dl-question").inner_text() == QUESTION
    assert turn.locator(".dl-short strong").inner_text() == expected.sentences[0].text
    chips = turn.locator(".dl-short .dl-chip").all_inner_texts()
    assert chips == [str(number) for number in expected.sentences[0].citations]
    assert turn.get_by_role("img", name="Supported by its quotes").count() == 1
    cards = turn.locator(".dl-card")
    assert cards.count() == len(expected.citations)
    cited = expected.citations[0]
    assert cards.first.locator(".dl-quote").inner_text() == f"“{as_days(cited.glossed)}”"
    assert cited.title in cards.first.inner_text()
    assert "12 Mar 2026" in cards.first.inner_text()
    assert "inferred" in cards.first.inner_text()
    assert "as of 4 Apr 2026" in turn.locator(".dl-asof").inner_text()
    second = ask(page, "Which countries' ministers met in Geneva?")
    assert second.locator(".dl-question").inner_text().startswith("Which countries")
    assert page.locator(".dl-turn").count() == 2


def test_a_follow_up_says_how_it_was_understood(page, engine):
    follow_up = "And where did they meet in May 2025?"
    expected = engine.ask(follow_up, history=[engine.ask(QUESTION)])
    assert expected.standalone
    ask(page, QUESTION)
    turn = ask(page, follow_up)
    assert turn.locator(".dl-understood").inner_text() == f"Understood as: {expected.standalone}"
    assert turn.locator(".dl-card:not(.dl-near)").count() == len(expected.citations)
    assert turn.locator(".dl-abstain").count() == (not expected.answered)


def test_a_chip_opens_the_article_at_the_very_sentence(page, engine):
    cited = engine.ask(QUAKE).citations
    assert [citation.article_id for citation in cited] == ["late", "early"]
    turn = ask(page, QUAKE)
    turn.locator(".dl-short .dl-chip").nth(1).click()
    reader = page.get_by_role("dialog")
    mark = reader.locator("mark.dl-now")
    mark.wait_for()
    assert mark.inner_text() == cited[1].quote
    # The sentence stands far below the article's beginning.
    page.wait_for_function(
        """() => { const m = document.querySelector('mark.dl-now').getBoundingClientRect();
        const b = document.querySelector('.dl-reader-body').getBoundingClientRect();
        return m.top >= b.top && m.bottom <= b.bottom; }"""
    )
    assert page.evaluate("document.querySelector('.dl-reader-body').scrollTop") > 500
    assert reader.get_by_role("status").inner_text() == "2 of 2"
    reader.get_by_role("button", name="Next citation").click()
    page.get_by_text("1 of 2").wait_for()
    assert mark.inner_text() == cited[0].quote
    reader.get_by_role("button", name="Close the article").click()
    reader.wait_for(state="detached")
    turn.locator(".dl-card button").nth(1).click()
    mark.wait_for()
    assert mark.inner_text() == cited[1].quote


def test_what_is_not_known_looks_like_no_answer_and_shows_what_is_near(page):
    turn = ask(page, UNKNOWN)
    assert "do not say" in turn.locator(".dl-abstain .dl-say").inner_text()
    assert "football" in turn.locator(".dl-abstain .dl-reason").inner_text()
    assert turn.locator(".dl-short").count() == 0
    near = turn.locator(".dl-near")
    assert near.count() == 3
    opening = near.first.locator(".dl-quote").inner_text()[:60]
    near.first.locator("button").click()
    page.locator("mark.dl-now").first.wait_for()
    assert page.locator("mark.dl-now").first.inner_text().startswith(opening)


def test_differing_values_stand_in_a_table_newest_first(page):
    turn = ask(page, QUAKE)
    table = turn.locator(".dl-conflict table")
    assert turn.locator(".dl-tag").inner_text() in {"Updated", "Sources disagree"}
    rows = table.locator("tbody tr").all_inner_texts()
    assert ["185" in rows[0], "Post" in rows[0], "4 Apr 2026" in rows[0]] == [True] * 3
    assert ["120" in rows[1], "Wire" in rows[1], "1 Apr 2026" in rows[1]] == [True] * 3


def test_a_conversation_can_be_taken_along_voted_on_and_begun_anew(page, store, engine):
    turn = ask(page, QUESTION)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export JSON").click()
    [answer] = json.loads(Path(taken.value.path()).read_text())["answers"]
    assert answer["question"] == QUESTION
    for cited in answer["citations"]:
        text = engine.corpus.article(cited["article_id"]).text
        assert text[cited["start"] : cited["end"]] == cited["quote"]
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export Markdown").click()
    assert taken.value.suggested_filename == "dateline.md"
    assert f"**{answer['short']}" in Path(taken.value.path()).read_text()
    turn.get_by_role("button", name="Good answer").click()
    turn.locator(".dl-up[aria-pressed=true]").wait_for()
    assert json.loads((store / "votes.jsonl").read_text().splitlines()[-1])["vote"] == "up"
    turn.get_by_role("button", name="Ask again").click()
    turn.locator(".dl-up[aria-pressed=false]").wait_for()
    assert page.locator(".dl-turn").count() == 1
    turn.get_by_role("button", name="Edit").click()
    turn.wait_for(state="detached")
    assert page.locator("#dl-question textarea").input_value() == QUESTION
    ask(page, UNKNOWN)
    page.get_by_role("button", name="New conversation").click()
    page.locator(".dl-opening").wait_for()
    assert page.locator(".dl-turn").count() == 0


@pytest.mark.parametrize(
    "page", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True
)
def test_an_offered_question_is_answered_and_can_be_copied(page):
    offered = page.locator(".dl-suggest button").first
    question = offered.inner_text()
    offered.click()
    turn = page.locator(".dl-turn:not(.dl-pending)").first
    turn.wait_for()
    assert turn.locator(".dl-question").inner_text() == question
    assert turn.locator(".dl-card").count() >= 1
    turn.get_by_role("button", name="Copy").click()
    turn.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{question}\n\n")


def test_a_timeline_parts_what_happened_from_what_is_planned(page):
    tab(page, "Timeline")
    page.locator("#dl-topic textarea").fill("trade talks")
    page.locator("#dl-topic textarea").press("Enter")
    page.locator(".dl-event").first.wait_for()
    assert page.locator(".dl-event.dl-past").count() >= 1
    assert page.locator(".dl-point").count() == page.locator(".dl-event").count()
    happening = page.locator(".dl-event .dl-happening").first
    told = happening.inner_text()
    happening.click()
    page.locator("mark.dl-now").first.wait_for()
    assert told[:40] in page.locator("mark.dl-now").first.inner_text()


def test_articles_can_be_narrowed_added_and_removed(page, tmp_path):
    tab(page, "Articles")
    page.locator("#dl-outlets input").click()
    page.get_by_role("option", name="Bloomberg").click()
    page.locator(".dl-count", has_text="1 of 8 articles").wait_for()
    page.keyboard.press("Escape")
    tab(page, "Ask")
    assert "of Bloomberg" in page.locator(".dl-narrowed").inner_text()
    turn = ask(page, QUAKE)
    assert turn.locator(".dl-abstain").count() == 1
    page.get_by_role("button", name="Ask all").click()
    page.locator(".dl-narrowed").wait_for(state="detached")

    tab(page, "Articles")
    page.locator(".dl-count", has_text=re.compile("^8 articles")).wait_for()
    (tmp_path / "bridge.md").write_text(
        "---\ntitle: Bridge of Westford\n---\nThe bridge of Westford opens on 9 May 2026.\n"
    )
    (tmp_path / "bad.txt").write_bytes(b"PK\x03\x04" + bytes(400))
    page.locator("#dl-add input[type=file]").set_input_files(
        [tmp_path / "bridge.md", tmp_path / "bad.txt"]
    )
    # The button can be pressed once both files have arrived; the click waits for that.
    page.get_by_role("button", name="Add to the store").click()
    page.locator(".dl-done").wait_for()
    assert "1 added" in page.locator(".dl-done").inner_text()
    assert "bad.txt: looks like a binary file" in page.locator(".dl-problems").inner_text()
    assert str(tmp_path) not in page.content()
    page.get_by_role("button", name="Remove Bridge of Westford").wait_for()
    tab(page, "Ask")
    turn = ask(page, "When does the bridge of Westford open?")
    assert "9, 2026" in turn.locator(".dl-short").inner_text()
    tab(page, "Articles")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove Bridge of Westford").click()
    page.get_by_text("Removed.").wait_for()
    assert "Bridge of Westford" not in page.locator(".dl-articles").inner_text()


def test_a_named_folder_can_be_indexed_and_indexed_again(page, folders):
    tab(page, "Articles")
    page.locator(".dl-count", has_text=re.compile("^8 articles")).wait_for()
    # Its own list takes the place of what is typed: no path can be named.
    page.locator("#dl-folders input").fill("/etc")
    page.keyboard.press("Enter")
    page.locator("#dl-folders input").fill("")
    page.get_by_role("option", name="papers/west").click()
    page.get_by_role("button", name="Index this folder").click()
    page.locator(".dl-done", has_text="1 added.").wait_for()
    page.get_by_role("button", name=re.compile("Lighthouse of Westford")).wait_for()
    assert str(folders) not in page.content()
    (folders / "west" / "lighthouse.md").unlink()
    page.get_by_role("button", name="Index this folder").click()
    page.locator(".dl-done", has_text="1 removed").wait_for()
    page.locator(".dl-count", has_text=re.compile("^8 articles")).wait_for()


@pytest.mark.parametrize("page", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_nothing_is_cut_off_on_a_narrow_screen(page):
    def fits() -> bool:
        return page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert fits()
    ask(page, QUAKE)
    assert fits()
    page.locator(".dl-chip").first.click()
    page.locator("mark.dl-now").wait_for()
    page.wait_for_timeout(300)
    assert page.locator(".dl-reader").bounding_box()["width"] == 360
    assert fits()
    page.keyboard.press("Escape")
    page.locator(".dl-reader").wait_for(state="detached")
    for name in ("Timeline", "Articles", "Settings"):
        tab(page, name)
        page.wait_for_timeout(150)
        assert fits(), name


def test_the_keyboard_is_enough(page):
    page.keyboard.press("/")
    page.wait_for_timeout(150)
    page.keyboard.type(QUAKE)
    page.keyboard.press("Enter")
    page.locator(".dl-turn:not(.dl-pending) .dl-chip").first.wait_for()
    page.get_by_role("button", name="Ask", exact=True).wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.dl-short .dl-chip')"):
            break
    chip = page.evaluate("document.activeElement.dataset.number")
    page.keyboard.press("Enter")
    page.locator("mark.dl-now").wait_for()
    page.wait_for_function("document.activeElement.closest('.dl-reader') !== null")
    page.get_by_text(f"{chip} of 2").wait_for()
    page.keyboard.press("n")
    page.get_by_text(f"{3 - int(chip)} of 2").wait_for()
    page.keyboard.press("Escape")
    page.locator(".dl-reader").wait_for(state="detached")
    page.wait_for_function(f"document.activeElement.dataset.number === '{chip}'")


def test_an_article_cannot_act_on_the_page(page):
    turn = ask(page, "When does the harbour of Eastmere open again?")
    assert "Monday" in turn.inner_text()
    assert "<img src=x onerror=" in turn.locator(".dl-card").first.inner_text()
    turn.locator(".dl-card button").first.click()
    page.locator("mark.dl-now").wait_for()
    assert "<script>document.title='gone'</script>" in page.locator(".dl-reader").inner_text()
    assert page.locator(".dl-reader a").count() == 0
    tab(page, "Articles")
    page.locator(".dl-articles li").first.wait_for()
    page.wait_for_timeout(300)
    for part in ("#dl-conversation", "#dl-reader", "#dl-list", "#dl-opening"):
        acting = page.locator(f"{part} :is(img, script, svg, iframe, object, [onerror], [onload])")
        assert acting.count() == 0, part
    assert "\u202e" not in page.content()


def test_a_script_that_got_into_the_page_would_not_run(browser, address):
    page = browser.new_page()
    page.goto(address)
    page.locator(".dl-suggest button").first.wait_for(timeout=PATIENCE)
    ran = page.evaluate(
        """() => { const s = document.createElement('div');
        s.innerHTML = '<img src="data:," onerror="window.ran = 1">';
        document.body.append(s);
        const t = document.createElement('script'); t.textContent = 'window.ran = 2';
        document.body.append(t);
        return new Promise(done => setTimeout(() => done(window.ran ?? 0), 300)); }"""
    )
    page.close()
    assert ran == 0


@pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not here: npm install --no-save axe-core"
)
def test_axe_finds_nothing_that_bars_anyone(page):
    script = AXE.read_text()

    def faults() -> list[str]:
        page.evaluate(script)
        found = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
        )
        return [fault[:400] for fault in found]

    assert faults() == []
    ask(page, QUAKE)
    ask(page, UNKNOWN)
    page.locator(".dl-chip").first.click()
    page.locator("mark.dl-now").wait_for()
    page.wait_for_timeout(300)
    assert faults() == []
    page.keyboard.press("Escape")
    for name in ("Timeline", "Articles", "Settings"):
        tab(page, name)
        page.wait_for_timeout(200)
        assert faults() == [], name


# --- an engine that takes its time, or fails


class SlowEngine:
    """The real engine, but answers take long, and one word breaks them, one ends them."""

    model = SimpleNamespace(name="http://192.0.2.7/v1#slow")

    def __init__(self, engine: rag.Engine) -> None:
        self._engine = engine
        self.ended = threading.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def stream(self, question, **_):
        if "break" in question:
            message = "a fault of ours"
            raise RuntimeError(message)
        try:
            for count in range(300):
                yield Progress(state=f"reading {count} passages")
                time.sleep(0.1)
                if "brief" in question and count == 20:
                    yield Done(answer=self._engine.ask(question))
                    return
        finally:
            self.ended.set()


@pytest.fixture
def slow(engine) -> Iterator[tuple[str, SlowEngine]]:
    pytest.importorskip("gradio")
    from ui.page.desk import Desk
    from ui.page.layout import build
    from ui.page.serving import launch

    slow = SlowEngine(engine)
    blocks = build(Desk(slow))
    blocks.queue(api_open=False)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    launch(blocks, port=port, browser=False, token=None)
    yield f"http://127.0.0.1:{port}", slow
    blocks.close(verbose=False)


def _begin(page: Page, address: str, question: str = "How long does it take?") -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.locator(".dl-suggest button").first.wait_for()
    page.locator("#dl-question textarea").fill(question)
    page.locator("#dl-question textarea").press("Enter")
    page.get_by_text(re.compile(r"Reading \d+ passages")).wait_for()


def test_an_answer_can_be_stopped_and_ends_with_its_browser(browser, slow):
    address, engine = slow
    page = browser.new_page()
    _begin(page, address)
    page.locator("#dl-question .stop-button").click()
    page.locator(".dl-pending").wait_for(state="detached")
    assert engine.ended.wait(10)
    page.locator("#dl-question textarea").fill("Does this break?")
    page.locator("#dl-question textarea").press("Enter")
    page.locator(".dl-error").wait_for()
    assert "a fault of ours" not in page.content()
    engine.ended.clear()
    _begin(page, address)
    page.close()
    assert engine.ended.wait(30), "nobody waits for the answer any more, and it still goes on"


def test_what_is_sent_during_an_answer_is_asked_after_it(browser, slow):
    address, _ = slow
    page = browser.new_page()
    _begin(page, address, "Is this brief?")
    box = page.locator("#dl-question textarea")
    box.fill("Is that brief too?")
    shown = page.locator(".dl-progress").inner_text()
    page.wait_for_function(
        "shown => document.querySelector('.dl-progress').innerText !== shown", arg=shown
    )
    assert box.input_value() == "Is that brief too?", "what is typed is wiped out"
    box.press("Enter")
    box.press("Enter")
    page.locator(".dl-turn:not(.dl-pending)").nth(1).wait_for()
    page.locator("#dl-question .submit-button").wait_for()
    assert page.locator(".dl-turn .dl-question").all_inner_texts() == [
        "Is this brief?",
        "Is that brief too?",
    ]
    assert box.input_value() == "", "a question sent twice is asked once"
    page.close()


def test_a_visitor_may_leave_the_model_aside(browser, slow, engine):
    address, asked = slow
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.locator(".dl-suggest button").first.wait_for()
    tab(page, "Settings")
    page.get_by_label(re.compile("Drafted by slow")).wait_for()
    with page.expect_response(re.compile("queue/data")):
        page.get_by_label("Quotes alone, no model").check()
    tab(page, "Ask")
    turn = ask(page, QUESTION)
    assert turn.locator(".dl-card").count() == len(engine.ask(QUESTION).citations)
    page.close()
    assert not asked.ended.is_set()


# --- without a browser


def _call(address: str, session: str, number: int, inputs: list[object]) -> list[object]:
    """Trigger one event of the page as its own script does, and give the last outputs."""
    asked = {"data": inputs, "fn_index": number, "session_hash": session, "event_data": None}
    join = urllib.request.Request(
        f"{address}/gradio_api/queue/join",
        json.dumps(asked).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(join, timeout=60).close()
    last: list[object] = []
    with urllib.request.urlopen(
        f"{address}/gradio_api/queue/data?session_hash={session}", timeout=120
    ) as stream:
        for line in stream:
            if not line.startswith(b"data:"):
                continue
            told = json.loads(line[5:])
            if told["msg"] == "process_generating" and not last:
                last = told["output"]["data"]
            if told["msg"] == "process_completed":
                assert told["success"], told
                return told["output"]["data"]
    return last


def test_twenty_visitors_at_once_never_see_each_others_questions(address):
    with urllib.request.urlopen(f"{address}/config", timeout=20) as answered:
        config = json.loads(answered.read())
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "dl-question")
    event = next(d for d in config["dependencies"] if [box, "submit"] in d["targets"])
    inputs = [None] * len(event["inputs"])
    barrier = threading.Barrier(20)

    def visit(number: int) -> str:
        session = uuid.uuid4().hex[:10]
        barrier.wait()
        shown = ""
        for turn in (1, 2):
            question = f"Who is visitor number {number:02} turn {turn} of Lisbon?"
            outputs = _call(address, session, event["id"], [question, *inputs[1:]])
            shown = json.dumps(outputs)
        return shown

    with ThreadPoolExecutor(20) as pool:
        pages = list(pool.map(visit, range(20)))
    for number, shown in enumerate(pages):
        seen = {int(n) for n in _numbers(shown)}
        assert seen == {number}, number


def _numbers(shown: str) -> list[str]:
    return re.findall(r"visitor number (\d\d) turn", shown)


def code_of(asked: str | urllib.request.Request, timeout: float) -> int:
    """Give the status of a reply, and leave no socket open."""
    try:
        with urllib.request.urlopen(asked, timeout=timeout) as answered:
            return answered.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring",
        "/docs",
        "/openapi.json",
        "/etc/passwd",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://192.0.2.1/",
    ],
)
def test_the_server_offers_nothing_but_the_page(address, path):
    assert code_of(address + path, timeout=20) == 404


def test_no_event_is_a_public_endpoint(address):
    with urllib.request.urlopen(f"{address}/gradio_api/info", timeout=20) as answered:
        assert b'"named_endpoints":{},"unnamed_endpoints":{}' in answered.read().replace(b" ", b"")


def test_every_reply_carries_the_headers(address):
    for path in ("/", "/theme.css", "/config"):
        with urllib.request.urlopen(address + path, timeout=20) as answered:
            assert answered.headers["X-Content-Type-Options"] == "nosniff"
            assert "frame-ancestors 'none'" in answered.headers["Content-Security-Policy"]
            assert answered.headers.get_all("X-Frame-Options") == ["DENY"]


def test_a_large_file_is_refused(address):
    mark = "mark"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    body = head.encode() + b"x" * 11_000_000 + f"\r\n--{mark}--\r\n".encode()
    upload = urllib.request.Request(
        f"{address}/gradio_api/upload",
        body,
        {"Content-Type": f"multipart/form-data; boundary={mark}"},
    )
    assert code_of(upload, timeout=60) == 413


def test_nothing_is_served_to_who_does_not_know_the_password():
    gradio = pytest.importorskip("gradio")
    from ui.page.serving import launch

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with gradio.Blocks() as blocks:
        gradio.State()
    password = "a-long-password"  # noqa: S105 - of this test alone
    launch(blocks, port=port, browser=False, token=password)
    try:
        address = f"http://127.0.0.1:{port}"
        for path in ("/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=a"):
            assert code_of(address + path, timeout=20) == 401
        codes = []
        for tried in ("wrong", password):
            form = f"username=dateline&password={tried}".encode()
            codes.append(code_of(urllib.request.Request(f"{address}/login", form), timeout=20))
        assert codes == [400, 200]
    finally:
        blocks.close(verbose=False)
