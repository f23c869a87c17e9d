"""Find the sentences that bear a claim out: citations are put by evidence, never by a model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.lexical import is_content, terms, words
from rag.drafting.instructing import instructs
from rag.drafting.mending import MENDABLE, mended
from rag.verifying import Source, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from rag.answers import Citation
    from rag.citing import Citer
    from rag.evidence import Evidence
    from rag.verifying import Verdict

# Sentences tried for a claim: the nearest by words, then others by meaning.
_ALONE, _COMPARED, _BY_MEANING = 4, 9, 2
_CONTEXT = 400
_CLAIM_WORDS = 60
_CLAUSE_WORDS = 3
_UNSTATED = "no passage states it"
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|his|her|their|its|him|them|this|these)\b", re.IGNORECASE
)
_CLAUSES = re.compile(r"(?:[,;]\s+(?:and|but|while|whereas)\s+|;\s+|\s+(?:and|while|whereas)\s+)")
_SUBJECT = re.compile(
    r"(?:[A-Z\d]|(?:the|a|an|its|their|his|her|about|some|more|less|nearly|it|they|he|she|no|all|"
    r"both|talks)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A claim and what bears it out.

    Attributes:
        text: The claim as it may be said.
        citations: What bears it out; none where nothing does.
        reason: What is amiss, where nothing does.
        nearest: The sentence of the articles that comes nearest to it, where nothing does.
    """

    text: str
    citations: tuple[Citation, ...]
    reason: str | None = None
    nearest: str | None = None


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
        self._verdicts: dict[tuple[str, int], Verdict] = {}
        self._rarity = _rarity(self._terms)

    def assign(self, claim: str) -> Assigned:
        """Find the sentences that bear a claim out, and cite them.

        One sentence must bear out all of the claim, or one each of its clauses. Two that
        are only read together would let what each says be mixed: "the talks resume in
        Bergen" and "the strike in Port Ellin" bear out no talks in Port Ellin.
        """
        verdict, found = self._single(claim)
        if found is not None:
            return self._assigned(claim, [found])
        mended = self._mended(claim)
        if mended is not None:
            return mended
        clauses = clauses_of(claim)
        if len(clauses) > 1:
            places = [self._single(clause)[1] for clause in clauses]
            if all(place is not None for place in places):
                return self._assigned(claim, [place for place in places if place is not None])
        by_words = self._by_words(claim)
        return Assigned(
            text=claim,
            citations=(),
            reason=verdict.reason or _UNSTATED,
            nearest=self._evidence[by_words[0]].text if by_words else None,
        )

    def _assigned(self, text: str, places: Sequence[int]) -> Assigned:
        cited = [self._citer.cite(self._evidence[place]) for place in dict.fromkeys(places)]
        return Assigned(text=text, citations=tuple(cited))

    def _single(self, claim: str) -> tuple[Verdict, int | None]:
        """Find one sentence that bears a claim out; else give the verdict on the nearest."""
        nearest: Verdict | None = None
        for place in self._candidates(claim):
            verdict = self._verdict(claim, place)
            if verdict.support == "supported":
                return verdict, place
            nearest = nearest or verdict
        return nearest or self._verifier.verify(claim, []), None

    def _mended(self, claim: str) -> Assigned | None:
        """Give a claim that lacks but a hedge or a speaker with what its quote has of these."""
        for place in self._by_words(claim)[:_ALONE]:
            source = self._source(self._evidence[place])
            failed = self._verdict(claim, place).failed
            if not MENDABLE.issuperset(failed):
                continue
            for text in mended(claim, source, failed):
                if self._verifier.verify(text, [source]).support == "supported":
                    return self._assigned(text, [place])
        return None

    def _verdict(self, claim: str, place: int) -> Verdict:
        """Hold a claim against one sentence, once."""
        key = claim, place
        if key not in self._verdicts:
            source = self._source(self._evidence[place])
            self._verdicts[key] = self._verifier.verify(claim, [source])
        return self._verdicts[key]

    @property
    def cited(self) -> tuple[Citation, ...]:
        """All citations made so far."""
        return tuple(self._citer.made)

    def _candidates(self, claim: str) -> Iterator[int]:
        """Give sentences to try: the nearest by words, by meaning only when these fail."""
        lexical = self._by_words(claim)
        yield from lexical[:_ALONE]
        close = self._by_meaning(claim, lexical[_ALONE:_COMPARED])
        yield from close[:_BY_MEANING]

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
        """Give what a claim is held against: a sentence, and what its pronouns stand for.

        Of a sentence without pronouns nothing around it is read, so that no name from there
        can come into a claim.
        """
        article = evidence.article
        context = evidence.text
        if _PRONOUN.search(evidence.text):
            before = self._citer.before(evidence)[-_CONTEXT:]
            context = f"{'' if instructs(before) else before}{evidence.text}"
        return Source(
            quote=evidence.text,
            context=context,
            published=article.published,
            title=article.title,
            outlet=article.outlet,
        )


def clauses_of(claim: str) -> list[str]:
    """Part a claim at its clauses, each with a subject of its own; else give it whole."""
    parts = [part.strip(" ,;.") for part in _CLAUSES.split(claim)]
    whole = all(len(part.split()) >= _CLAUSE_WORDS for part in parts)
    subjects = all(_SUBJECT.match(part) for part in parts[1:])
    return [f"{part}." for part in parts] if whole and subjects else [claim]


def _rarity(held: Sequence[set[str]]) -> dict[str, float]:
    """Weigh each term by how few sentences hold it."""
    count: dict[str, int] = {}
    for there in held:
        for term in there:
            count[term] = count.get(term, 0) + 1
    return {term: float(np.log((len(held) + 1.5) / (n + 0.5))) for term, n in count.items()}
