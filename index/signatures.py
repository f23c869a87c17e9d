"""Signatures of texts that tell copies apart from articles on the same event.

A syndicated article comes under another headline, shortened from its end, with another
outlet's line. What stays are long runs of the same words: MinHash (Broder 1997,
https://doi.org/10.1109/SEQUEN.1997.666900, by the package datasketch) estimates what share
of its runs of four words one text has in common with another.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

from index.copy_rows import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from index.articles import Article

_SHINGLE = 4  # words
# 42 bands of 3: of two texts that share half of their runs, 99.6 % share a band.
_BANDS, _ROWS = 42, 3
_HASHES = _BANDS * _ROWS
_SCHEME = "affine32"
# Copies share so much of the shorter text, and so much of both; docs/timeline.md.
_OF_SHORTER, _OF_BOTH = 0.7, 0.45
# Below so many runs only a text that is the same to the word is a copy.
_FEWEST = 30
_WORD = re.compile(r"\w+")
_BASE = np.uint64(0x9E3779B97F4A7C15)  # an odd number whose bits are well mixed


def shingles(text: str) -> NDArray[np.uint32]:
    """Give the hashes of the different runs of four words, case and punctuation left out."""
    hashes = [zlib.crc32(word.encode("utf-8", "replace")) for word in _words(text)]
    if len(hashes) < _SHINGLE:
        return np.zeros(0, dtype=np.uint32)
    words = np.asarray(hashes, dtype=np.uint64)
    runs = np.zeros(len(words) - _SHINGLE + 1, dtype=np.uint64)
    for place in range(_SHINGLE):  # a polynomial of the words' hashes, modulo 2^64
        runs = runs * _BASE + words[place : place + len(runs)]
    return np.unique((runs >> np.uint64(32)).astype(np.uint32))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def signed(articles: Iterable[Article]) -> Iterator[Signature]:
    """Give the signature of each article."""
    from datasketch import MinHash  # slow to load, and only a sync with new articles needs it

    # The runs are hashed already.
    empty = MinHash(num_perm=_HASHES, hashfunc=int, scheme=_SCHEME)
    for article in articles:
        runs = shingles(article.text)
        found = empty.copy()
        found.update_batch(runs.tolist())
        hashes = np.asarray(found.hashvalues, dtype=np.uint32).tobytes()
        yield Signature(article_id=article.id, shingles=len(runs), hashes=hashes)


def band_keys(signature: Signature) -> list[int]:
    """Give the keys of a signature's bands: two texts that share one may be copies."""
    if not signature.shingles:
        return []
    width = 4 * _ROWS
    return [
        (band << 32) | zlib.crc32(signature.hashes[band * width : (band + 1) * width])
        for band in range(_BANDS)
    ]


def are_copies(one: Signature, other: Signature) -> bool:
    """Whether one of two texts is a copy of the other, perhaps shortened or slightly edited."""
    if not one.shingles or not other.shingles:
        return False
    both = float(np.mean(_values(one) == _values(other)))
    if min(one.shingles, other.shingles) < _FEWEST:
        return both == 1.0 and one.shingles == other.shingles
    common = both * (one.shingles + other.shingles) / (1 + both)
    return both >= _OF_BOTH and common >= _OF_SHORTER * min(one.shingles, other.shingles)


def _values(signature: Signature) -> NDArray[np.uint32]:
    return np.frombuffer(signature.hashes, dtype=np.uint32)
