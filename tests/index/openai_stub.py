"""A server on the loopback that answers /v1/embeddings as OpenAI's does, or as it is told."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

# What stands in place of the last vector.
_LAST: dict[str, Any] = {"ragged": [1.0], "words": ["a", "b"], "base63": "AAA"}
_FACTORS = {"nan": np.nan, "zeros": 0.0}


class OpenAIStub:
    """Answers normally once `script` is used up; `asked` keeps every request's body."""

    def __init__(self, embedder: Any) -> None:
        self.script: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.hang = 1.5
        self._embedder = embedder
        app = FastAPI()
        app.post("/v1/embeddings")(self._embeddings)
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)

    async def _embeddings(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("authorization"))
        told = self.script.pop(0) if self.script else "right"
        if told.isdigit():
            error = {"message": f"told to say {told}", "type": "test", "code": None}
            return JSONResponse({"error": error}, int(told), headers={"retry-after": "0"})
        if told == "hang":
            await asyncio.sleep(self.hang)
        if told == "text":
            return PlainTextResponse("<html>hello</html>")
        if told == "json":
            return Response("{not json", media_type="application/json")
        return JSONResponse(self._answer(body, told))

    def _answer(self, body: dict[str, Any], told: str) -> dict[str, Any]:
        vectors = np.float32(_FACTORS.get(told, 3.0)) * self._embedder.embed(body["input"]).vectors
        if told == "narrow":
            vectors = vectors[:, :-1]
        floats = told == "floats" or body.get("encoding_format") != "base64"
        data = [
            {
                "object": "embedding",
                "index": place,
                "embedding": vector.tolist()
                if floats
                else base64.b64encode(vector.tobytes()).decode(),
            }
            for place, vector in enumerate(vectors)
        ]
        if told == "reversed":
            data.reverse()
        if told in _LAST:
            data[-1]["embedding"] = _LAST[told]
        if told == "short":
            data.pop()
        if told == "twice":
            data[-1]["index"] = 0
        if told == "no data":
            return {"object": "list"}
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return {"object": "list", "data": data, "model": body["model"], "usage": usage}
