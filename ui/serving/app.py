"""The HTTP server: /v1/chat/completions, /v1/ask, /v1/models, /health and /metrics."""

from __future__ import annotations

from contextlib import aclosing
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from index import DatelineError, ModelError, SettingsError
from rag.streaming import Done, Progress, Spoken
from ui.serving.asking import Asking, Busy
from ui.serving.guarding import Guard
from ui.serving.metrics import Metrics
from ui.serving.replies import Completion, comment, error, event
from ui.serving.requests import AskRequest, ChatRequest, conversation

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from rag import Engine
    from rag.streaming import Event

_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def build(engine: Engine, *, token: str | None = None, host: str = "127.0.0.1") -> Guard:
    """Make the application over an engine, which stays the caller's to close.

    Args:
        engine: From `rag.open`.
        token: What every request but /health must bear, if anything.
        host: Where it will be served.
    """
    metrics = Metrics()
    asking = Asking(engine, metrics)
    app = FastAPI(title="Dateline", docs_url=None, redoc_url=None, openapi_url=None)
    _add_errors(app)
    _add_answers(app, asking)
    _add_state(app, asking)
    return Guard(app, token=token, host=host, metrics=metrics)


def _add_answers(app: FastAPI, asking: Asking) -> None:
    @app.post("/v1/chat/completions")
    async def chat(asked: ChatRequest) -> Response:
        question, turns = conversation(asked.messages)
        options: dict[str, Any] = {"history": turns or None}
        if asked.dateline is not None:
            options |= {"as_of": asked.dateline.as_of, "top_k": asked.dateline.top_k}
        completion = Completion(asked.model)
        if not asked.stream:
            return JSONResponse(completion.whole(await asking.ask(question, **options)))
        usage = bool(asked.stream_options and asked.stream_options.include_usage)
        events = asking.stream(question, **options)
        # What is wrong with the question is told before the stream begins, by a status.
        first = await anext(events)
        pieces = _pieces(first, events, completion, usage=usage)
        return StreamingResponse(pieces, media_type="text/event-stream")

    @app.post("/v1/ask")
    async def ask(asked: AskRequest) -> Response:
        answer = await asking.ask(
            asked.question,
            history=asked.history or None,
            as_of=asked.as_of,
            top_k=asked.top_k,
            only=asked.only,
        )
        return JSONResponse(answer.to_dict())


async def _pieces(
    first: Event, events: AsyncGenerator[Event, None], completion: Completion, *, usage: bool
) -> AsyncGenerator[bytes, None]:
    """Write the events of an answer as those of OpenAI's API."""
    spoken = Spoken()
    yield completion.opening()
    yield _written(first, spoken, completion, usage=usage)
    async with aclosing(events):
        try:
            async for one in events:
                yield _written(one, spoken, completion, usage=usage)
        except DatelineError as problem:
            yield event(error(str(problem), kind="server_error"))
            yield b"data: [DONE]\n\n"


def _written(one: Event, spoken: Spoken, completion: Completion, *, usage: bool) -> bytes:
    if isinstance(one, Progress):
        return comment(one.state)
    words = spoken.words(one)
    said = completion.words(words) if words else b""
    return said + completion.ending(one.answer, usage=usage) if isinstance(one, Done) else said


def _add_state(app: FastAPI, asking: Asking) -> None:
    @app.get("/v1/models")
    async def models() -> dict[str, Any]:
        model = {"id": "dateline", "object": "model", "created": 0, "owned_by": "dateline"}
        return {"object": "list", "data": [model]}

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": version("dateline")}

    @app.get("/metrics")
    async def metrics() -> Response:
        corpus = asking.engine.corpus
        text = asking.metrics.text(articles=len(corpus.articles), passages=len(corpus.rows))
        return PlainTextResponse(text, media_type=_METRICS_TYPE)


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def unreadable(_: Request, problem: RequestValidationError) -> Response:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "body")
        told = f"{place}: {first['msg']}" if place else f"the body cannot be read: {first['msg']}"
        return _told(400, told, "invalid_request_error")

    @app.exception_handler(DatelineError)
    async def failed(_: Request, problem: DatelineError) -> Response:
        if isinstance(problem, SettingsError):
            return _told(400, str(problem), "invalid_request_error")
        status = 502 if isinstance(problem, ModelError) else 503
        return _told(status, str(problem), "server_error")

    @app.exception_handler(Busy)
    async def busy(_: Request, __: Busy) -> Response:
        answer = _told(429, "too many questions are waiting: try again", "rate_limit_error")
        answer.headers["retry-after"] = "1"
        return answer

    @app.exception_handler(404)
    async def missing(request: Request, _: Exception) -> Response:
        return _told(404, f"there is no {request.url.path} here", "invalid_request_error")


def _told(status: int, message: str, kind: str) -> Response:
    return JSONResponse(error(message, kind=kind), status)
