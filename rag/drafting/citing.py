"""Find the sentences that bear a claim out: citations are put by evidence, never by a model."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from index.lexical import is_content, terms, words
from rag.verifying import Source, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from rag.answers import Citation
    from rag.citing import Citer
    from rag.evidence import Evidence
    from rag.verifying import Verdict

# Sentences tried for a claim alone, and together.
_ALONE, _TOGETHER, _MOST_TOGETHER = 4, 3, 3
_COMPARED = 6
_CONTEXT = 700
_CLAIM_WORDS = 60


class Assigner:
    """Puts citations to the claims of one draft."""

    def __init__(self, citer: Citer, evidence: Sequence[Evidence]) -> None:
        """Take the sentences that may be cited.

        Args:
            citer: Makes the citations, numbered on.
            evidence: Sentences of the passages that the model was given, best first.
        """
        self._citer = citer
        self._embedder = citer.corpus.embedder
        self._verifier = Verifier(self._embedder)
        self._evidence = list({(e.article.id, e.start): e for e in evidence}.values())
        self._terms = [set(terms(e.text)) for e in self._evidence]
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._texts: dict[str, str] = {}
        self._rarity = _rarity(self._terms)

    def assign(self, claim: str) -> tuple[Verdict, tuple[Citation, ...]]:
        """Find the fewest sentences that bear a claim out, and cite them.

        Returns:
            The verdict, and the citations where the claim is supported; else the verdict on
            the nearest sentence, and none.
        """
        nearest: Verdict | None = None
        for chosen in self._candidates(claim):
            sources = [self._source(self._evidence[place]) for place in chosen]
            verdict = self._verifier.verify(claim, sources)
            nearest = nearest or verdict
            if verdict.support == "supported":
                cited = [self._citer.cite(self._evidence[place]) for place in chosen]
                return verdict, tuple(cited)
        return nearest or self._verifier.verify(claim, []), ()

    @property
    def cited(self) -> tuple[Citation, ...]:
        """All citations made so far."""
        return tuple(self._citer.made)

    def _candidates(self, claim: str) -> Iterator[tuple[int, ...]]:
        """Give sets of sentences to try: by words first, by meaning only when these fail."""
        lexical = self._by_words(claim)
        for place in lexical[:_ALONE]:
            yield (place,)
        close = self._by_meaning(claim, lexical[:_COMPARED])
        for place in close[:_ALONE]:
            if place not in lexical[:_ALONE]:
                yield (place,)
        best = list(dict.fromkeys([*lexical[:_TOGETHER], *close[:1]]))
        for count in range(2, _MOST_TOGETHER + 1):
            yield from combinations(best, count)

    def _by_words(self, claim: str) -> list[int]:
        """Rank the sentences by the claim's words that they hold, rare ones counting more."""
        said = {t for w in words(claim)[:_CLAIM_WORDS] if is_content(w) for t in terms(w)}
        met = [sum(self._rarity.get(t, 0.0) for t in said & there) for there in self._terms]
        return sorted(range(len(met)), key=lambda place: (-met[place], place))

    def _by_meaning(self, claim: str, places: Sequence[int]) -> list[int]:
        """Rank some sentences by the cosine of their vectors with the claim's."""
        if not places:
            return []
        missing = [place for place in places if place not in self._vectors]
        texts = [claim, *(self._evidence[place].text for place in missing)]
        vectors = self._embedder.embed(texts).vectors
        self._vectors |= dict(zip(missing, vectors[1:], strict=True))
        return sorted(places, key=lambda place: -float(self._vectors[place] @ vectors[0]))

    def _source(self, evidence: Evidence) -> Source:
        article = evidence.article
        if article.id not in self._texts:
            whole = self._citer.corpus.article(article.id)
            self._texts[article.id] = whole.text if whole else evidence.text
        text = self._texts[article.id]
        return Source(
            quote=evidence.text,
            context=text[max(0, evidence.start - _CONTEXT) : evidence.end + _CONTEXT],
            published=article.published,
            title=article.title,
            outlet=article.outlet,
        )


def _rarity(held: Sequence[set[str]]) -> dict[str, float]:
    """Weigh each term by how few sentences hold it."""
    count: dict[str, int] = {}
    for there in held:
        for term in there:
            count[term] = count.get(term, 0) + 1
    return {term: float(np.log((len(held) + 1.5) / (n + 0.5))) for term, n in count.items()}
