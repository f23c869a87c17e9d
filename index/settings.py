"""Settings from the environment: every DATELINE_… variable, and nothing else."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

DEFAULT_STORE = ".dateline"


class Settings(BaseSettings):
    """What the environment may set.

    Attributes:
        store: Folder or Chroma server URL (DATELINE_STORE).
        embedder: `minilm`, `openai:<model>` or `http://host/v1#<model>` (DATELINE_EMBEDDER).
        model_path: model.onnx, when not in the pinned package (DATELINE_MODEL_PATH).
        cache: Where the store of the seeds and copies of servers lie (DATELINE_CACHE).
    """

    model_config = SettingsConfigDict(env_prefix="DATELINE_", env_ignore_empty=True)

    store: str | None = None
    embedder: str = "minilm"
    model_path: Path | None = None
    cache: Path = Field(default_factory=lambda: user_cache_path("dateline"))


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: A variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        message = f"DATELINE_{name} cannot be used: {first['msg']}"
        raise SettingsError(message) from error
