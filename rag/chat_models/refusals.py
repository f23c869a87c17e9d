"""Say what a server's refusal means and what to do about it."""

from __future__ import annotations

from index.errors import ModelError, ModelTimeout, ModelUnavailable

_ABSENT = {401, 402, 403, 404, 429}
_SERVER_FAULT = 500
_PASSING = {408, 409, 425, 429}
# Codes that come with 429 and do not pass by waiting.
_SPENT = {"insufficient_quota", "billing_hard_limit_reached"}
_WINDOW = ("context_length_exceeded", "exceed_context_size_error")


def is_passing(status: int, code: str | None) -> bool:
    """Whether asking again may help."""
    return code not in _SPENT and (status in _PASSING or status >= _SERVER_FAULT)


def refusal(  # noqa: PLR0913 - what a refusal consists of
    place: str, *, status: int, code: str | None, said: str, model: str, own_server: bool
) -> ModelError:
    """Make the error for a status other than 200.

    Args:
        place: The server's address.
        status: Its status.
        code: What it calls the error, if it does.
        said: Its words, the key taken out.
        model: The model asked for.
        own_server: Whether the server was named by its URL, and is not OpenAI's.
    """
    said = " ".join(said.split())[:200]
    if code in _WINDOW or "context length" in said.lower() or "context size" in said.lower():
        advice = (
            f"the prompt does not fit into the context window of {model}: set "
            "DATELINE_LLM_CONTEXT to the tokens it holds"
        )
    elif code in _SPENT:
        advice = "no credit is left: see the account's billing"
    else:
        advice = _advice(status, model, own_server=own_server)
    message = f"{place} refused: {advice} (status {status}: {said})"
    if status == 408:  # noqa: PLR2004 - request timeout
        return ModelTimeout(message)
    if status in _ABSENT or status >= _SERVER_FAULT:
        return ModelUnavailable(message)
    return ModelError(message)


def _advice(status: int, model: str, *, own_server: bool) -> str:
    key = "DATELINE_LLM_API_KEY" if own_server else "OPENAI_API_KEY"
    return {
        401: f"check the key in {key}",
        402: "no credit is left: see the account's billing",
        403: f"this key may not use {model}",
        404: f"check the address and the model's name, {model}",
        429: "too many requests: wait a little, or ask for a higher limit",
    }.get(
        status,
        "see its log, and try again later" if status >= _SERVER_FAULT else "it cannot take this",
    )


def redacted(text: str, key: str | None) -> str:
    """Take a key out of a server's words: some repeat what they were sent."""
    return text.replace(key, "***") if key else text
