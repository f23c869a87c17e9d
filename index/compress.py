"""Token vectors in 4 bits a number: 195 bytes for a vector of 384.

Only tokens of content words are kept (about half of a news text): stop words and
punctuation weigh nothing in the comparison. Each vector is scaled to its largest number
and rounded to the 15 whole numbers from -7 to 7, two to a byte. Against float32 vectors
of the same tokens the ranking by MaxSim is practically unchanged; see docs/retrieval.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.lexical import is_content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.embedding import TokenVectors

_LEVELS = 7
_MOST_SENTENCES = 255


def token_dtype(dimension: int) -> np.dtype[np.void]:
    """Give the layout of one packed token vector.

    Fields: `codes`, two numbers a byte; `scale`, what one step is worth; `sentence`, the
    place of the token's sentence in its passage.
    """
    codes = ("codes", np.uint8, (dimension + 1) // 2)
    return np.dtype([codes, ("scale", np.float16), ("sentence", np.uint8)])


def content_tokens(text: str, tokens: TokenVectors) -> NDArray[np.bool_]:
    """Say which tokens belong to content words: neither stop words nor punctuation."""
    return np.asarray([is_content(text[start:end]) for start, end in tokens.spans], dtype=bool)


def pack(text: str, tokens: TokenVectors, sentences: Sequence[tuple[int, int]]) -> NDArray[np.void]:
    """Pack the content tokens of one passage.

    Args:
        text: The text that the token spans count in.
        tokens: Its token vectors.
        sentences: (start, end) of its sentences in the same text.

    Returns:
        (kept tokens,) of `token_dtype`.
    """
    kept = content_tokens(text, tokens)
    vectors = tokens.vectors[kept]
    packed = np.zeros(len(vectors), dtype=token_dtype(tokens.vectors.shape[1]))
    if not len(vectors):
        return packed
    # The scale is rounded to its stored precision first, so that codes fit it.
    packed["scale"] = np.abs(vectors).max(axis=1) / _LEVELS
    steps = np.maximum(packed["scale"].astype(np.float32), 1e-8)[:, None]
    codes = np.clip(np.rint(vectors / steps), -_LEVELS, _LEVELS).astype(np.int8) + _LEVELS + 1
    if codes.shape[1] % 2:
        codes = np.pad(codes, ((0, 0), (0, 1)), constant_values=_LEVELS + 1)
    packed["codes"] = codes[:, 0::2] << 4 | codes[:, 1::2]
    starts = np.asarray([start for start, _ in sentences])
    places = np.searchsorted(starts, tokens.spans[kept, 0], side="right") - 1
    packed["sentence"] = np.clip(places, 0, _MOST_SENTENCES)
    return packed


def unpack(packed: NDArray[np.void], dimension: int) -> NDArray[np.float32]:
    """Give back (tokens, dimension) float32, each row of about length 1."""
    codes = packed["codes"]
    numbers = np.empty((len(codes), 2 * codes.shape[1]), dtype=np.float32)
    numbers[:, 0::2] = codes >> 4
    numbers[:, 1::2] = codes & 15
    numbers -= _LEVELS + 1
    numbers *= packed["scale"].astype(np.float32)[:, None]
    return numbers[:, :dimension]


def similarities(packed: NDArray[np.void], queries: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compare packed vectors with others without unpacking them: four times as fast.

    Args:
        packed: (tokens,) of `token_dtype`.
        queries: (queries, dimension) float32.

    Returns:
        (tokens, queries) dot products, equal to those of `unpack` but for rounding.
    """
    codes = packed["codes"]
    if queries.shape[1] % 2:
        queries = np.pad(queries, ((0, 0), (0, 1)))
    high, low = (codes >> 4).astype(np.float32), (codes & 15).astype(np.float32)
    even, odd = (np.ascontiguousarray(queries[:, side::2].T) for side in (0, 1))
    steps = high @ even + low @ odd
    steps -= (_LEVELS + 1) * queries.sum(axis=1)
    found: NDArray[np.float32] = steps * packed["scale"].astype(np.float32)[:, None]
    return found
