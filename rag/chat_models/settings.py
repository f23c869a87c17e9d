"""What the environment says of the chat model: the DATELINE_LLM… variables."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.errors import SettingsError


class ChatSettings(BaseSettings):
    """What the environment may set.

    Attributes:
        llm: `openai:<model>`, `http(s)://host:port/v1#<model>` or `gguf:<file>`
            (DATELINE_LLM); nothing, or `none`, for no model.
        llm_api_key: Key for a server named by its URL (DATELINE_LLM_API_KEY).
        llm_timeout: Seconds that one call may take (DATELINE_LLM_TIMEOUT); by default 60,
            and 180 for a GGUF file, which a busy machine reads slowly.
        llm_context: Tokens of the model's context window, where Dateline cannot find
            it out or a GGUF file shall have another (DATELINE_LLM_CONTEXT).
        llm_price: US dollars for a million tokens read and written, as `0.15,0.60`
            (DATELINE_LLM_PRICE).
    """

    model_config = SettingsConfigDict(env_prefix="DATELINE_", env_ignore_empty=True)

    llm: str | None = None
    llm_api_key: SecretStr | None = None
    llm_timeout: float | None = Field(default=None, gt=0, le=3600)
    llm_context: int | None = Field(default=None, ge=512)
    llm_price: Annotated[str | None, NoDecode] = Field(
        default=None, pattern=r"^\d+(\.\d+)?,\d+(\.\d+)?$"
    )


def load_chat_settings() -> ChatSettings:
    """Read the settings.

    Raises:
        SettingsError: A variable has a value that cannot be used.
    """
    try:
        return ChatSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        message = f"DATELINE_{name} cannot be used: {first['msg']}"
        # The error would show the value, which may be a key.
        raise SettingsError(message) from None
