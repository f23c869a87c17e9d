"""Sentences of an article that speak to a model rather than to a reader."""

from __future__ import annotations

import re

_INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s(?:\w+\s){0,3}(?:previous|prior|above|earlier|all|your|the)\s"
    r"(?:\w+\s){0,2}(?:instructions?|prompts?|rules?|messages?|context)\b"
    r"|\byou (?:are|must|should|will)\s(?:now\s)?(?:an? )?(?:\w+\s)?(?:AI|assistant|language model|chatbot|answer|reply|respond)\b"
    r"|\b(?:answer|reply|respond|say|write|output|print)\s(?:only\s)?(?:that|with)\b.*\b(?:question|user|reader|instead|nothing else)\b"
    r"|\b(?:system prompt|as an AI|AI assistants?\s(?:must|should)|language models?\s(?:must|should))\b"
    r"|^\W*(?:system|assistant|user)\s*:",
    re.IGNORECASE,
)


def instructs(sentence: str) -> bool:
    """Whether a sentence tells a model what to do; no claim may rest on it.

    A news report of such an attack is left out, too: it can be quoted, but it bears out no
    sentence that a model drafted after having read it.
    """
    return _INSTRUCTS.search(sentence) is not None
