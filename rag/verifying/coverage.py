"""Check: the words of a sentence are those of its quotes, or mean the same.

Words are met by stem; one that is not met so is compared with the words of the quotes by
its token vectors (MaxSim; Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from index.embedding.base import Embedder, TokenVectors
    from rag.verifying.reading import Evidence, Reading
    from rag.verifying.tokens import Token

# Set on the practice corpus and half of the articles of MultiHop-RAG; see docs/verification.md.
_SUPPORTED, _PARTLY = 0.75, 0.5
# A word that is less like any word of the quotes or their context is not theirs.
_LACKING = 0.1
_LIKE, _SAME = 0.45, 0.75
_AROUND = 0.6
_SHOWN, _MOST = 40, 5
_STEM = 5
# A sentence that shares no more than this is embedded in vain.
_LONGEST = 2_000


def check_coverage(
    sentence: Reading, evidence: Evidence, embedder: Embedder | None
) -> Iterator[Finding]:
    """Find a sentence that says much that its quotes do not."""
    judged = [(q.start, q.end) for q in sentence.quantities]
    judged += [(d.start, d.end) for d in sentence.dates]
    content = [t for t in sentence.tokens if t.content]
    words = [t for t in content if not any(a <= t.start < b for a, b in judged)]
    if content and not words:
        return  # numbers and dates alone, which have their own checks
    if not words:
        yield Finding(check="coverage", reason="the sentence has no words that could be verified")
        return
    met = {token: _met(token, evidence) for token in words}
    if embedder is not None and any(value < 1 for value in met.values()):
        for token, value in _similar(sentence, evidence, embedder, met).items():
            met[token] = max(met[token], value)
    share = sum(met.values()) / len(words)
    lacking = [t for t, value in met.items() if value < _LACKING]
    if share >= _SUPPORTED and not lacking:
        return
    missing = lacking or [t for t, value in met.items() if value < _SUPPORTED]
    shown = ", ".join(
        f"“{text[:_SHOWN]}”" for text in dict.fromkeys(t.text for t in missing[:_MOST])
    )
    yield Finding(check="coverage", reason=f"the quote does not say {shown}", hard=share < _PARTLY)


def _met(token: Token, evidence: Evidence) -> float:
    """Give 1 for a word of the quotes, less for one of a like form or of their context."""
    if token.stem in evidence.stems:
        return 1.0
    if len(token.stem) >= _STEM and any(s.startswith(token.stem[:_STEM]) for s in evidence.stems):
        return 0.8
    return _AROUND if token.stem in evidence.around else 0.0


def _similar(
    sentence: Reading, evidence: Evidence, embedder: Embedder, met: dict[Token, float]
) -> dict[Token, float]:
    """Compare the words not met with all words of the quotes."""
    texts = [sentence.text[:_LONGEST], *(quote.text[:_LONGEST] for quote in evidence.quotes)]
    embedded = embedder.embed(texts)
    if embedded.tokens is None:
        return {}
    own, *theirs = embedded.tokens
    held = np.concatenate([t.vectors for t in theirs])
    if not len(held):
        return {}
    found: dict[Token, float] = {}
    for token, value in met.items():
        vectors = _of(token, own)
        if value < 1 and len(vectors):
            best = float((vectors @ held.T).max(axis=1).mean())
            found[token] = float(np.clip((best - _LIKE) / (_SAME - _LIKE), 0, 1))
    return found


def _of(token: Token, own: TokenVectors) -> NDArray[np.float32]:
    inside = (own.spans[:, 0] >= token.start) & (own.spans[:, 1] <= token.end)
    return own.vectors[inside]
