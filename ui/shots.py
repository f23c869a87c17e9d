"""Screenshots of the page, for the documentation and to look at: `python -m ui.shots FOLDER`."""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

import rag
from ui.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

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
_SIZES = {1440: 900, 360: 780}
_PATIENCE = 60_000
_ANSWERED = "When and where do Bessent and He Lifeng meet in March 2026?"
_CHANGED = "How high are US tariffs on China?"
_UNKNOWN = "Who won the football match in Lisbon?"
Scheme = Literal["light", "dark"]


def ask(page: Page, question: str) -> None:
    """Ask in the page and wait for the answer."""
    turns = page.locator(".dl-turn:not(.dl-pending)")
    before = turns.count()
    box = page.locator("#dl-question textarea")
    box.fill(question)
    box.press("Enter")
    turns.nth(before).wait_for(timeout=_PATIENCE)
    page.locator("#dl-question .submit-button").wait_for(timeout=_PATIENCE)


def _opening(page: Page) -> None:
    page.locator(".dl-suggest button").first.wait_for(timeout=_PATIENCE)


def _answer(page: Page) -> None:
    ask(page, _ANSWERED)


def _reader(page: Page) -> None:
    ask(page, _ANSWERED)
    page.locator(".dl-chip").first.click()
    page.locator("mark.dl-now").wait_for(timeout=_PATIENCE)


def _conflict(page: Page) -> None:
    ask(page, _CHANGED)


def _abstention(page: Page) -> None:
    ask(page, _UNKNOWN)


def _timeline(page: Page) -> None:
    page.get_by_role("tab", name="Timeline").click()
    page.locator("#dl-topic textarea").fill("trade talks")
    page.locator("#dl-topic textarea").press("Enter")
    page.locator(".dl-event").first.wait_for(timeout=_PATIENCE)


def _articles(page: Page) -> None:
    page.get_by_role("tab", name="Articles").click()
    page.locator(".dl-articles li").first.wait_for(timeout=_PATIENCE)


def _settings(page: Page) -> None:
    page.get_by_role("tab", name="Settings").click()
    page.locator(".dl-facts").wait_for(timeout=_PATIENCE)


SCENES: dict[str, Callable[[Page], None]] = {
    "opening": _opening,
    "answer": _answer,
    "reader": _reader,
    "conflict": _conflict,
    "abstention": _abstention,
    "timeline": _timeline,
    "articles": _articles,
    "settings": _settings,
}


@contextmanager
def _served() -> Iterator[str]:
    """Serve the page over the seeds on a free port."""
    from ui.page.desk import Desk
    from ui.page.layout import build
    from ui.page.serving import launch

    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    with closing(rag.open()) as engine:
        page = build(Desk(engine))
        page.queue(api_open=False)
        launch(page, port=port, browser=False, token=None)
        try:
            yield f"http://{HOST}:{port}"
        finally:
            page.close()


def take(browser: Browser, address: str, folder: Path, names: list[str]) -> list[Path]:
    """Take a picture of every scene, wide and narrow, light and dark."""
    made = []
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for width, height in _SIZES.items():
        for scheme in schemes:
            for name in names:
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page.goto(address)
                page.locator("#dl-question textarea").wait_for(timeout=_PATIENCE)
                SCENES[name](page)
                page.wait_for_timeout(700)  # until what moves has come to rest
                path = folder / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=path)
                page.close()
                made.append(path)
    return made


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--scene", "names", multiple=True, type=click.Choice(list(SCENES)), help="Only this.")
def shots(folder: Path, names: tuple[str, ...]) -> None:
    """Take screenshots of the page over the seed articles into FOLDER."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        message = "chromium is not installed: `apt-get install chromium`"
        raise click.ClickException(message)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, _served() as address, sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=chromium, args=ARGUMENTS, env={"HOME": home}
        )
        for path in take(browser, address, folder, list(names) or list(SCENES)):
            click.echo(str(path))
        browser.close()


if __name__ == "__main__":
    sys.exit(shots())
