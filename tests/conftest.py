"""What every test stands on: no setting of the developer's, no network, one store of the seeds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import index

if TYPE_CHECKING:
    from collections.abc import Iterator

# Time is measured by its own command; a busy machine must not fail a property.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the developer's settings and keys, and keep the cache of the tests apart."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("DATELINE_", "OPENAI_")):
                patch.delenv(name)
        patch.setenv("DATELINE_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five seed articles."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_store(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the seeds that no test may change."""
    store = tmp_path_factory.mktemp("seeds") / "store"
    report = index.sync([seeds], store=store)
    assert report.problems == []
    return store
