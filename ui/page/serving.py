"""Serving the page: on this machine only, behind the guard, with a password where one is set."""

from __future__ import annotations

import hmac
import os
import secrets
from typing import TYPE_CHECKING

import click
import gradio as gr
from starlette.middleware import Middleware

from index import SettingsError
from ui.page.desk import Desk
from ui.page.folders import named
from ui.page.guard import Guard
from ui.page.layout import CSS, build
from ui.page.uploads import MOST_MEGABYTES
from ui.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rag import Engine

USER = "dateline"
TOKEN = "DATELINE_UI_TOKEN"  # noqa: S105 - a variable's name
_WAITING = 64
_AT_ONCE = 8
_VISITORS = 500
_SHORTEST_TOKEN = 12


def serve(
    engine: Engine,
    *,
    port: int,
    browser: bool,
    auth: bool = False,
    folders: Sequence[Path] = (),
) -> None:
    """Serve the page on this machine until Ctrl-C.

    Args:
        engine: The engine to ask; it stays the caller's to close.
        port: The port to listen on.
        browser: Whether to open a browser.
        auth: Whether to ask visitors for a password even where none is set.
        folders: Folders that visitors may index.

    Raises:
        SettingsError: A folder is none; the port was taken meanwhile, or the token is too short.
    """
    token, made = token_of(auth=auth)
    desk = Desk(engine, folders=named(folders))
    page = build(desk)
    page.queue(api_open=False, max_size=_WAITING, default_concurrency_limit=_AT_ONCE)
    try:
        launch(page, port=port, browser=browser, token=token)
    except OSError as error:
        message = f"the page cannot be served on port {port} ({error}): name another with --port"
        raise SettingsError(message) from error
    click.echo(f"Dateline is at http://{HOST}:{port} (Ctrl-C ends it)")
    if token:
        shown = token if made else f"what {TOKEN} says"
        click.echo(f"Sign in as {USER} with the password: {shown}")
    try:
        page.block_thread()
    finally:
        desk.close()


def launch(page: gr.Blocks, *, port: int, browser: bool, token: str | None) -> None:
    """Start the server; it runs in threads of its own."""
    page.launch(
        server_name=HOST,
        server_port=port,
        inbrowser=browser,
        prevent_thread_lock=True,
        share=False,
        quiet=True,
        strict_cors=True,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        run_history=False,
        footer_links=[],
        max_file_size=f"{MOST_MEGABYTES}mb",
        state_session_capacity=_VISITORS,
        auth=_checker(token) if token else None,
        auth_message="Dateline" if token else None,
        theme=gr.themes.Base(font=[], font_mono=[]),
        css_paths=CSS,
        app_kwargs={
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
            "middleware": [Middleware(Guard)],
        },
    )


def token_of(*, auth: bool) -> tuple[str | None, bool]:
    """Give the password that visitors must know, and whether it was made just now.

    Raises:
        SettingsError: The one that is set is too short to protect anything.
    """
    token = os.environ.get(TOKEN, "").strip()
    if token and len(token) < _SHORTEST_TOKEN:
        message = f"{TOKEN} is too short: use {_SHORTEST_TOKEN} characters or more"
        raise SettingsError(message)
    if token or not auth:
        return token or None, False
    return secrets.token_urlsafe(16), True


def _checker(token: str) -> Callable[[str, str], bool]:
    def known(user: str, password: str) -> bool:
        right = hmac.compare_digest(password.encode(), token.encode())
        return hmac.compare_digest(user.encode(), USER.encode()) and right

    return known
