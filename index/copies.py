"""Copies: articles that carry the same text, and articles that carry the same sentence."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.lexical import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from index.articles import Article, Passage
    from index.catalog import Catalog
    from index.corpus import Corpus

# Raise it when the signatures change: those of another scheme are made anew.
SCHEME = "1"
_SIGNED_AT_ONCE = 200
_NUMBERS = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion dozen half third quarter twice""".split()  # noqa: SIM905 - a list would be 30 lines
)
_WORD = re.compile(r"\w+")
# Shorter sentences ("He declined to comment.") stand everywhere.
_FEWEST_WORDS = 6
_MOST_PASSAGES = 64
# So much of the best BM25 score, and of its pairs of words, has a passage with the sentence.
_NEAR, _SAME = 0.5, 0.85


def find_copies(catalog: Catalog) -> None:
    """Compare the articles that are new or changed with all others, and note the copies.

    After a crash, or in a store that was built before this was done, the next run goes on.
    """
    if catalog.get("signatures") != SCHEME:
        catalog.forget_all(SCHEME)
    _forget(catalog)
    unsigned = catalog.unsigned()
    for first in range(0, len(unsigned), _SIGNED_AT_ONCE):
        some = unsigned[first : first + _SIGNED_AT_ONCE]
        with catalog.transaction():
            _sign(catalog, _articles(catalog, some))


def _forget(catalog: Catalog) -> None:
    from index.signatures import band_keys

    outdated = catalog.outdated()
    if not outdated:
        return
    with catalog.transaction():
        for number, signature in outdated:
            catalog.forget(number, signature, band_keys(signature))


def _sign(catalog: Catalog, articles: Iterable[Article]) -> None:
    from index.signatures import are_copies, band_keys, signed

    for signature in signed(articles):
        keys = band_keys(signature)
        pairs = [
            (signature.article_id, other.article_id)
            for other in catalog.alike(keys)
            if are_copies(signature, other)
        ]
        catalog.sign(signature, keys)
        if pairs:
            catalog.pair(pairs)
            catalog.put(changed=1)  # so that open readers learn of it


def _articles(catalog: Catalog, article_ids: Iterable[str]) -> Iterator[Article]:
    for article_id in article_ids:
        article = catalog.article(article_id)
        if article is not None:
            yield article


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Give article id → ids of its copies, by id; a copy of a copy is one too."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = groups.get(one, {one}) | groups.get(other, {other})
        for member in joined:
            groups[member] = joined
    return {i: tuple(sorted(group - {i})) for i, group in sorted(groups.items())}


def extra(copies: Mapping[str, tuple[str, ...]]) -> int:
    """Count the articles that are copies of another, one of each group left out."""
    groups = {tuple(sorted((i, *others))) for i, others in copies.items()}
    return sum(len(group) - 1 for group in groups)


def also_in(corpus: Corpus, article_id: str, sentence: str) -> tuple[str, ...]:
    """Find the other articles that carry a sentence word for word, or nearly so.

    Args:
        corpus: The corpus.
        article_id: The article that it was taken from.
        sentence: The sentence; with fewer than six words it is carried by none.

    Returns:
        Their ids, by id; numbers must be the same in all of them.
    """
    words = _WORD.findall(sentence.casefold())
    if len(words) < _FEWEST_WORDS:
        return ()
    weights = dict.fromkeys(corpus.term_ids(terms(sentence)).values(), 1.0)
    scores = np.array(corpus.postings.scores(weights))
    own = corpus.article_of == corpus.article_number(article_id)
    best = float(scores.max(initial=0.0))
    scores[own | (corpus.article_of < 0)] = 0.0
    near = np.flatnonzero(scores >= max(_NEAR * best, 1e-6))
    near = near[np.argsort(-scores[near], kind="stable")[:_MOST_PASSAGES]]
    passages = corpus.passages([int(row) for row in near]).values()
    return tuple(sorted({p.article_id for p in passages if _carries(p, words)}))


def _carries(passage: Passage, words: list[str]) -> bool:
    return any(
        _same(words, _WORD.findall(passage.text[a - passage.start : b - passage.start].casefold()))
        for a, b in passage.sentences
    )


def _same(one: list[str], other: list[str]) -> bool:
    if _numbers(one) != _numbers(other):
        return False
    first, second = set(pairwise(one)), set(pairwise(other))
    return len(first & second) >= _SAME * max(len(first), len(second))


def _numbers(words: list[str]) -> set[str]:
    return {word for word in words if word[0].isdigit() or word in _NUMBERS}
