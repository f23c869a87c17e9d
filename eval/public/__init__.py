"""Public question sets, as published: CLAPNQ, RAMDocs, MTRAG-UN and the answers of MultiHop-RAG."""

from __future__ import annotations

from eval.public.running import load_public, recognised, run_public
from eval.public.sets import Measure, PublicRun, PublicSuite

__all__ = ["Measure", "PublicRun", "PublicSuite", "load_public", "recognised", "run_public"]
