"""The page: a chat in the browser whose answers stand above their sources."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Read by these libraries when they are imported: no call leaves the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import click
import gradio as gr

from index import DatelineError, SettingsError
from rag.engine import MOST_QUESTION_CHARACTERS
from ui.cards import answer_html, inert, message_html
from ui.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag import Answer, Engine

_WAITING = 32
_EMPTY = "Ask the articles. Every answer is quoted from them, word for word."

Messages = list[gr.ChatMessage]


def build(engine: Engine) -> gr.Blocks:
    """Lay the page out over an engine; state is kept for each visitor apart."""
    page = gr.Blocks(title="Dateline", analytics_enabled=False)
    with page:
        gr.Markdown("# Dateline")
        chat = gr.Chatbot(
            label="Conversation",
            show_label=False,
            placeholder=_EMPTY,
            height="70vh",
            buttons=[],
            feedback_options=None,
            latex_delimiters=[],
            layout="panel",
        )
        question = gr.Textbox(
            label="Question",
            placeholder="When do Bessent and He Lifeng meet in Paris?",
            max_length=MOST_QUESTION_CHARACTERS,
            submit_btn="Ask",
            autofocus=True,
        )
        history = gr.State([])

        def reply(text: str | None, told: list[Answer]) -> Iterator[tuple[object, ...]]:
            yield from _reply(engine, text, told)

        question.submit(
            reply,
            inputs=[question, history],
            outputs=[question, chat, history],
            api_visibility="private",
            show_progress="minimal",
        )
        chat.clear(list, outputs=history, api_visibility="private")
    return page


def _reply(
    engine: Engine, text: str | None, told: list[Answer]
) -> Iterator[tuple[object, Messages, list[Answer]]]:
    """Show the question at once, then its answer; an error becomes a message."""
    asked = (text or "").strip()
    past = [message for answer in told for message in _turn(answer.question, answer_html(answer))]
    if not asked:
        yield gr.skip(), past, told
        return
    yield gr.update(value="", interactive=False), [*past, *_turn(asked)], told
    try:
        answer = engine.ask(asked, history=told)
    except DatelineError as error:
        shown = _turn(asked, message_html(str(error)))
    else:
        shown, told = _turn(asked, answer_html(answer)), [*told, answer]
    yield gr.update(interactive=True), [*past, *shown], told


def _turn(question: str, html: str | None = None) -> Messages:
    turn = [gr.ChatMessage(role="user", content=inert(question))]
    return turn if html is None else [*turn, gr.ChatMessage(role="assistant", content=html)]


def serve(engine: Engine, *, port: int, browser: bool) -> None:
    """Serve the page on this machine until Ctrl-C.

    Raises:
        SettingsError: The port was taken meanwhile.
    """
    page = build(engine)
    page.queue(api_open=False, max_size=_WAITING, default_concurrency_limit=1)
    try:
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
            max_file_size="1kb",
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        )
    except OSError as error:
        message = f"the page cannot be served on port {port} ({error}): name another with --port"
        raise SettingsError(message) from error
    click.echo(f"Dateline is at http://{HOST}:{port} (Ctrl-C ends it)")
    page.block_thread()
