"""The page: a news desk in the browser whose answers stand above their sources."""

from __future__ import annotations

import os

# Read by these libraries when they are imported: no call leaves the machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

from ui.page.layout import build
from ui.page.serving import serve

__all__ = ["build", "serve"]
