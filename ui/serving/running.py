"""`dateline serve` and `dateline mcp`."""

from __future__ import annotations

import os
from contextlib import closing

import click

from index import SettingsError
from ui.ports import HOST, check_free

_store_option = click.option(
    "--store", metavar="DIR", help="Store to use: a folder, or http://host:port of a Chroma server."
)
_llm_option = click.option(
    "--llm",
    metavar="NAME",
    help="Model that drafts answers: openai:…, http://…/v1#…, gguf:… or none.",
)


@click.command()
@_store_option
@_llm_option
@click.option("--host", default=HOST, show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8642, show_default=True)
def serve(store: str | None, llm: str | None, host: str, port: int) -> None:
    """Serve programs over HTTP.

    Speaks OpenAI's chat API at /v1/chat/completions and has Dateline's own at /v1/ask. Where
    DATELINE_TOKEN is set, requests must bear that token; serving other machines needs one.
    """
    from ui.cli import _engine
    from ui.serving.guarding import check_exposure

    token = os.environ.get("DATELINE_TOKEN", "").strip() or None
    check_exposure(host, token)
    if host == HOST:
        _check_free(port)
    with closing(_engine(store, llm)) as engine:
        import uvicorn

        from ui.serving.app import build

        app = build(engine, token=token, host=host)
        click.echo(f"Dateline serves http://{host}:{port}/v1 (Ctrl-C ends it)")
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )


@click.command()
@_store_option
@_llm_option
def mcp(store: str | None, llm: str | None) -> None:
    """Serve an assistant over MCP, on standard input and output.

    Has the tools search, ask and timeline; needs the extra `mcp`.
    """
    from ui.serving.mcp_server import run

    run(store, llm)


def _check_free(port: int) -> None:
    try:
        check_free(port)
    except SettingsError as problem:
        raise SettingsError(str(problem).replace("dateline ui", "dateline serve")) from problem
