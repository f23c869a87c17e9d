"""A server on the loopback that answers /v1/chat/completions as OpenAI's does, or as told.

`script` holds what to do on the next calls, one word each; once it is used up the server
answers rightly. `asked` keeps every request's body, `keys` what stood in Authorization.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

WINDOW = 3000
_TOKEN = re.compile(r"\s*\S+")
# Bodies that are JSON and no chat completion.
BODIES: dict[str, Any] = {
    "no choices": {"object": "chat.completion", "choices": []},
    "null": None,
    "list": [1, 2],
    "no message": {"choices": [{"index": 0}]},
    "null message": {"choices": [{"index": 0, "message": None}]},
    "number": {"choices": [{"index": 0, "message": {"content": 7}}]},
    "choices text": {"choices": "hello"},
    "odd": {"choices": [None], "usage": "much"},
}
PAGES = {
    "text": ("<html>hello</html>", 200, None, "text/html"),
    "json": ("{not json", 200, None, "application/json"),
}
_FIELDS = {"bad temperature": "temperature", "bad seed": "seed", "bad logprobs": "logprobs"}


class ChatStub:
    """Serves until closed."""

    def __init__(self) -> None:
        self.script: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.organizations: list[str | None] = []
        self.times: list[float] = []
        self.hang = 1.5
        self.left = threading.Event()
        self.says: Callable[[list[dict[str, str]]], str] = lambda messages: (
            f"You said: {messages[-1]['content'][:200]}"
        )
        self.models: Any = {"object": "list", "data": []}
        app = FastAPI()
        app.post("/v1/chat/completions")(self._chat)
        app.get("/v1/models")(self._models)
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"

    @property
    def connections(self) -> int:
        """How many sockets are open to it."""
        return len(self._server.server_state.connections)

    def close(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(timeout=10)

    async def _models(self) -> Response:
        return JSONResponse(self.models)

    async def _chat(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        self.times.append(time.monotonic())
        self.keys.append(request.headers.get("authorization"))
        self.organizations.append(request.headers.get("openai-organization"))
        told = self.script.pop(0) if self.script else "right"
        if told == "hang":
            await asyncio.sleep(self.hang)
        refused = self._refused(told, body)
        if refused is not None:
            return refused
        if told in BODIES:
            return JSONResponse(BODIES[told])
        if told in ("text", "json"):
            return Response(*PAGES[told])
        if body.get("stream"):
            return StreamingResponse(self._events(body, told), media_type="text/event-stream")
        if told in ("drip", "flood", "torn"):
            return StreamingResponse(self._pieces(told), media_type="application/json")
        return JSONResponse(self._whole(body, told))

    def _refused(self, told: str, body: dict[str, Any]) -> Response | None:
        error: dict[str, Any] = {"message": f"told to say {told}", "type": "test", "code": None}
        status, headers = 400, {"retry-after": "0"}
        if told.split(maxsplit=1)[0].isdigit():
            status, *rest = told.split()
            error["message"] += f" to {self.keys[-1]}"
            if rest and rest[0] == "quota":
                error["code"] = "insufficient_quota"
            elif rest:
                headers = {"retry-after": rest[0]}
        elif told in _FIELDS:
            name = _FIELDS[told]
            error |= {"param": name, "code": "unsupported_parameter"}
            error["message"] = f"Unsupported parameter: '{name}' is not supported"
        elif told == "old":
            error["message"] = "Unrecognized request argument supplied: max_completion_tokens"
        elif sum(len(_TOKEN.findall(m["content"])) for m in body["messages"]) > WINDOW:
            error |= {"code": "context_length_exceeded", "message": "maximum context length"}
        else:
            return None
        return JSONResponse({"error": error}, int(status), headers=headers)

    def _said(self, body: dict[str, Any], told: str) -> tuple[list[str], str]:
        """Give the tokens to say, and why they end."""
        said = {
            "empty": "",
            "thinks": f"<think>Hm. You</think>\n\n{self.says(body['messages'])}",
        }.get(told, self.says(body["messages"]))
        tokens = _TOKEN.findall(said)
        if told == "forever":
            tokens = [" again"] * 100_000
        most = body.get("max_tokens") or body["max_completion_tokens"]
        finish = "length" if len(tokens) > most else "stop"
        if told == "deaf":  # heeds no stop
            return tokens[:most], finish
        text = "".join(tokens[:most])
        for stop in body.get("stop") or []:
            if stop in text:
                text, finish = text.partition(stop)[0], "stop"
        return _TOKEN.findall(text), finish

    def _whole(self, body: dict[str, Any], told: str) -> dict[str, Any]:
        tokens, finish = self._said(body, told)
        message: dict[str, Any] = {"role": "assistant", "content": "".join(tokens)}
        if told == "refusal":
            message = {"role": "assistant", "content": None, "refusal": "I can't help with that."}
        choice: dict[str, Any] = {"index": 0, "message": message, "finish_reason": finish}
        if told == "reasoned":
            choice |= {"message": {"content": ""}, "finish_reason": "length"}
        if body.get("logprobs"):
            choice["logprobs"] = {"content": [_logprob(token) for token in tokens]}
        reply = {"id": "x", "object": "chat.completion", "created": 1, "choices": [choice]}
        return reply | ({} if told == "no usage" else {"usage": self._usage(body, tokens)})

    def _usage(self, body: dict[str, Any], tokens: list[str]) -> dict[str, int]:
        prompt = sum(len(_TOKEN.findall(m["content"])) for m in body["messages"])
        return {"prompt_tokens": prompt, "completion_tokens": len(tokens), "total_tokens": 0}

    async def _pieces(self, told: str) -> AsyncIterator[bytes]:
        yield b'{"choices": ['
        for _ in range(1000):
            if told == "torn":
                raise ConnectionResetError
            if told == "drip":
                await asyncio.sleep(0.05)
            yield b" " if told == "drip" else b" " * 100_000

    async def _events(self, body: dict[str, Any], told: str) -> AsyncIterator[bytes]:
        self.left.clear()
        tokens, finish = self._said(body, told)
        try:
            yield _event({"choices": [{"index": 0, "delta": {"role": "assistant"}}]})
            for place, token in enumerate(tokens):
                if place == 2 and told != "right":
                    async for piece in self._trouble(told):
                        yield piece
                    if told == "cut":
                        return
                yield _event({"choices": [{"index": 0, "delta": {"content": token}}]})
                await asyncio.sleep(0.002 if told != "slow" else 0.05)
            last = {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
            yield _event(last)
            if told != "no usage":
                yield _event({"choices": [], "usage": self._usage(body, tokens)})
            yield b"data: [DONE]\n\n"
        finally:
            self.left.set()

    async def _trouble(self, told: str) -> AsyncIterator[bytes]:
        if told == "stall":
            await asyncio.sleep(self.hang)
        elif told == "pings":
            for _ in range(int(self.hang / 0.05)):
                yield b": ping\n\n"
                await asyncio.sleep(0.05)
        elif told == "broken":
            raise ConnectionResetError
        elif told == "error":
            yield _event({"error": {"message": "the model fell over", "type": "test"}})
        elif told == "bad event":
            yield b"data: {not json\n\n"
        elif told == "odd event":
            yield _event({"choices": [{"delta": {"content": [1]}}]})
            yield _event({"choices": None})


def _event(values: dict[str, Any]) -> bytes:
    whole = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", **values}
    return f"data: {json.dumps(whole)}\n\n".encode()


def _logprob(token: str) -> dict[str, Any]:
    top = [{"token": "No", "logprob": -3.0, "bytes": None}, {"token": token, "logprob": -0.1}]
    return {"token": token, "logprob": -0.1, "bytes": None, "top_logprobs": top}
