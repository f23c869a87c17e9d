from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
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
QUESTION = "When and where do Bessent and He Lifeng meet in March 2026?"
HOSTILE = (
    "The harbour of Eastmere opens again on Monday <img src=x onerror=\"document.title='gone'\">"
    "<script>document.title='gone'</script> ![pixel](http://192.0.2.1/pixel.png) for ferries.\n"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(store: Path, folder: Path) -> Iterator[str]:
    """Run `dateline ui` on a free port; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = ["ui", "--port", str(port), "--store", str(store), "--no-browser"]
    script = f"import sys; sys.argv = ['dateline', *{arguments!r}]; import ui.cli; ui.cli.main()"
    with (folder / "page.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", script], cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server, folder / "page.log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
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
def address(seeds_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(seeds_store, tmp_path_factory.mktemp("page")) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def ask(page: Page, question: str) -> str:
    """Ask in the page and give the text of the newest answer."""
    answers = page.locator("[data-testid=bot]")
    before = answers.count()
    box = page.locator("textarea").first
    box.fill(question)
    box.press("Enter")
    answers.nth(before).wait_for(timeout=30_000)
    return answers.nth(before).inner_text()


def test_a_question_gets_its_answer_above_its_source(page, address):
    page.goto(address)
    answer = ask(page, QUESTION)
    assert "Paris" in answer
    assert page.locator("[data-testid=user]").first.inner_text().strip() == QUESTION
    card = page.locator("[data-testid=bot] ol li").first
    assert "2026-03-12 (inferred)" in card.inner_text()
    assert card.locator("blockquote").inner_text().strip()


def test_a_second_question_is_answered_beneath_the_first(page, address):
    page.goto(address)
    ask(page, QUESTION)
    ask(page, "Which countries' ministers met in Geneva?")
    assert page.locator("[data-testid=bot]").count() == 2
    assert page.locator("[data-testid=user]").count() == 2


def test_what_cannot_be_answered_shows_the_nearest_passages(page, address):
    page.goto(address)
    assert "Nearest passages:" in ask(page, "Who won the football match in Lisbon?")


def test_an_article_cannot_act_on_the_page(page, tmp_path):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "harbour.md").write_text(
        f"---\ntitle: '<b>Harbour</b> <img src=x onerror=alert(1)>'\n---\n{HOSTILE}"
    )
    index.sync([articles], store=tmp_path / "store")
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url))
    with served(tmp_path / "store", tmp_path) as address:
        page.goto(address)
        answer = ask(page, "When does the harbour of Eastmere open again?")
        page.wait_for_timeout(300)
        assert "Monday" in answer
        assert "<img src=x onerror=" in answer
        assert page.title() == "Dateline"
        assert page.locator("[data-testid=bot] img, [data-testid=bot] script").count() == 0
        assert [url for url in outside if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize("path", ["/monitoring", "/docs", "/openapi.json", "/etc/passwd"])
def test_the_server_offers_nothing_but_the_page(address, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address + path, timeout=5)
    assert refused.value.code in {403, 404}


def test_no_event_is_a_public_endpoint(address):
    with urllib.request.urlopen(f"{address}/gradio_api/info", timeout=5) as answered:
        assert b'"named_endpoints":{},"unnamed_endpoints":{}' in answered.read().replace(b" ", b"")
