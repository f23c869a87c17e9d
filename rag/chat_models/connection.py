"""A connection to a server that speaks OpenAI's API: the one door to its client.

Retries are tenacity's and not the client's: the client waits up to two minutes where a
server asks it to and gives each try the whole time again, while a reader who asked with a
timeout of 60 s is to have an answer, or an error, in 60 s.
"""

from __future__ import annotations

import time
import weakref
from functools import cached_property
from typing import TYPE_CHECKING, Any

from index.errors import ModelError, ModelTimeout, ModelUnavailable
from rag.chat_models.asking import parameters, unsupported
from rag.chat_models.refusals import is_passing, redacted, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from openai import OpenAI, OpenAIError
    from tenacity import RetryCallState

    from rag.chat_models.asking import Ask

_CONNECT_SECONDS = 5.0
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 8.0
_LOOK_SECONDS = 5.0
_SHORTEST = 1e-4


class Connection:
    """Sends calls to one model of one server; it may be used from several threads."""

    def __init__(  # noqa: PLR0913 - see `RemoteChatModel`
        self,
        *,
        model: str,
        url: str | None,
        key: str | None,
        tries: int,
        through_proxies: bool = True,
        place: str | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            model: What the server calls the model.
            url: The server's address; OpenAI's (or OPENAI_BASE_URL) where there is none.
            key: The key to send.
            tries: How often a busy or failing server is asked at most.
            through_proxies: Whether the environment's proxies are used.
            place: What errors call the server; by default its address.
        """
        self._model, self._url, self._key = model, url, key
        self._tries, self._through_proxies = tries, through_proxies
        self._place = place
        self._without: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """What errors call the server."""
        return self._place or str(self._client.base_url).rstrip("/")

    def close(self) -> None:
        """Close the sockets that are kept for the next call; a later call opens new ones."""
        client = self.__dict__.pop("_client", None)
        if client is not None:
            client.close()

    def send(self, ask: Ask, seconds: float, *, stream: bool) -> Any:
        """Send a request, again where that may help; give what the client gives.

        Raises:
            ModelError: As `ChatModel.complete`.
        """
        import openai
        import tenacity

        begun = time.monotonic()
        trying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_may_pass),
            wait=_wait,
            stop=tenacity.stop_after_attempt(self._tries) | tenacity.stop_before_delay(seconds),
            reraise=True,
        )
        try:
            return trying(lambda: self._adapted(ask, begun + seconds, stream=stream))
        except openai.OpenAIError as error:
            # The error shows what the server said, which may hold the key.
            raise self._failure(error, seconds) from None
        except (ValueError, TypeError, AttributeError) as error:
            raise self.unusable(str(error)) from None

    def _adapted(self, ask: Ask, deadline: float, *, stream: bool) -> Any:
        """Send a request, leaving out what the model turns out not to take."""
        import openai

        create: Callable[..., Any] = self._client.chat.completions.create
        while True:
            asked = parameters(
                ask, self._model, stream=stream, openais=self._url is None, without=self._without
            )
            left = max(deadline - time.monotonic(), _SHORTEST)
            limits = openai.Timeout(left, connect=min(left, _CONNECT_SECONDS))
            try:
                return create(**asked, timeout=limits)
            except openai.BadRequestError as error:
                name = unsupported(error.param, _code(error), str(error.message), asked)
                if name is None:
                    raise
                self._without |= {name}

    def events(self, events: Any, seconds: float) -> Generator[Any, None, None]:
        """Give a stream's events; whatever breaks it becomes an error of ours.

        The client lets what httpx and the JSON parser raise pass as it is.
        """
        import httpx
        import openai

        try:
            yield from events
        except httpx.TimeoutException:
            message = f"{self.place} did not finish its answer in {seconds:g} s"
            raise ModelTimeout(message) from None
        except httpx.HTTPError as error:
            message = f"{self.place} broke off in the middle of the answer ({error}): ask again"
            raise ModelError(self._clean(message)) from None
        except openai.OpenAIError as error:
            raise self._failure(error, seconds) from None
        except (ValueError, TypeError, AttributeError) as error:
            raise self.unusable(str(error)) from None

    def window(self) -> int | None:
        """Ask the server: vLLM and llama.cpp tell the window with the list of models."""
        import httpx
        import openai

        try:
            listed: Any = self._client.models.list(timeout=_LOOK_SECONDS).data
        except (openai.OpenAIError, httpx.HTTPError, ValueError, TypeError, AttributeError):
            return None
        for model in listed if isinstance(listed, list) else []:
            extra = getattr(model, "model_extra", None) or {}
            meta = extra.get("meta")
            told = [extra.get("max_model_len"), *_windows(meta if isinstance(meta, dict) else {})]
            sizes = [size for size in told if isinstance(size, int) and size > 0]
            if sizes and self._model in (model.id, ""):
                return sizes[0]
        return None

    def _clean(self, text: str) -> str:
        return redacted(" ".join(text.split()), self._key)

    def unusable(self, why: str) -> ModelError:
        """Make the error for an answer that cannot be used."""
        message = f"{self.place} gave no usable answer from {self._model}: {why[:300]}"
        return ModelError(self._clean(message))

    def _failure(self, error: OpenAIError, seconds: float) -> ModelError:
        """Say what an error of the client means."""
        import httpx
        import openai

        from rag.chat_models.bounding import TooLong

        if _timed_out(error):
            return ModelTimeout(f"{self.place} did not answer in {seconds:g} s: try again later")
        if isinstance(error, openai.APIConnectionError):
            if isinstance(error.__cause__, TooLong):
                return self.unusable(str(error.__cause__))
            if isinstance(error.__cause__, httpx.ReadError | httpx.RemoteProtocolError):
                return ModelError(f"{self.place} broke off before it answered: ask again")
            message = f"{self.place} cannot be reached: check the address, and that it runs"
            return ModelUnavailable(message)
        if isinstance(error, openai.APIStatusError):
            return refusal(
                self.place,
                status=error.status_code,
                code=_code(error),
                said=self._clean(str(error.message)),
                model=self._model,
                own_server=self._url is not None,
            )
        return self.unusable(str(error))

    @cached_property
    def _client(self) -> OpenAI:
        from openai import DefaultHttpxClient, OpenAI

        from rag.chat_models.bounding import bound, set_deadline

        client = OpenAI(
            api_key=self._key or "none",
            base_url=self._url,
            max_retries=0,
            http_client=DefaultHttpxClient(
                event_hooks={"request": [set_deadline], "response": [bound]},
                trust_env=self._through_proxies,
            ),
        )
        if self._url is not None:
            # Taken from the environment; they are OpenAI's to know.
            client.organization = client.project = None
        # Who forgets to close it leaves no sockets behind all the same.
        weakref.finalize(self, client.close)
        return client


def _may_pass(error: BaseException) -> bool:
    import openai

    if isinstance(error, openai.APIStatusError):
        return is_passing(error.status_code, _code(error))
    from rag.chat_models.bounding import TooLong

    # What has timed out has used up all the time there was.
    final = _timed_out(error) or isinstance(error.__cause__, TooLong)
    return isinstance(error, openai.APIConnectionError) and not final


def _timed_out(error: BaseException) -> bool:
    """Whether a server that was reached did not answer in time."""
    import httpx
    import openai

    unreached = isinstance(error.__cause__, httpx.ConnectTimeout)
    return isinstance(error, openai.APITimeoutError) and not unreached


def _code(error: Any) -> str | None:
    """Give what a server calls an error: OpenAI in `code`, llama.cpp in `type`."""
    return next((name for name in (error.code, error.type) if isinstance(name, str)), None)


def _wait(state: RetryCallState) -> float:
    """Wait as long as the server asks, else longer each time, with some chance in it."""
    import tenacity

    error = state.outcome.exception() if state.outcome else None
    told = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
    if told.replace(".", "", 1).isdigit():
        return float(told)
    growing = tenacity.wait_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT)
    return growing(state) + tenacity.wait_random(0, _FIRST_WAIT)(state)


def _windows(meta: dict[str, Any]) -> list[Any]:
    return [meta.get("n_ctx"), meta.get("n_ctx_train")]
