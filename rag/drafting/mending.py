"""Mend what a draft's sentence lacks by the words of its quote: a speaker, a “will”.

Small models tell as a fact what the article has someone say, or what it only expects. Where
that is all that is amiss, the quote itself has the words; whatever comes of them is verified
like any other sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.verifying.reading import read
from rag.verifying.speakers import find_speakers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rag.verifying import Source
    from rag.verifying.reading import Reading
    from rag.verifying.speakers import Speaker

MENDABLE = frozenset(["modality", "attribution"])
"""The checks whose findings may be mended."""

_MOST = 2
_HEDGE = re.compile(
    r"\b(?P<cue>will|would|may|might|could|should|"
    r"(?:plan|intend|hope|want|aim|seek|expect)(?:s|ed)? to|"
    r"(?:is|are|was|were) (?:expected|set|due|scheduled|likely|planning|hoping) to)\s+"
    r"(?:\w+ly\s+|also\s+)?(?P<verb>[a-z]+)\b"
)
# Behind one of these a verb stands in a form of its own, or is hedged already.
_BEFORE = frozenset([
    "to", "will", "would", "may", "might", "could", "should", "shall", "can", "is", "are", "was",
    "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "not", "the", "a",
    "an", "of", "its", "his", "her", "their",
])  # fmt: skip
_DATED = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_ARTICLE = re.compile(r"\b([Tt]he|[Aa]n?)\s$")


def mended(claim: str, source: Source, failed: Collection[str]) -> Iterator[str]:
    """Give other wordings of a claim that say no more than it does.

    Args:
        claim: A sentence that lacks nothing but a hedge or a speaker.
        source: The quote, whose words are taken.
        failed: The checks that found something.
    """
    quote, said = read(source.quote, source.published), read(claim, source.published)
    firm = [claim, *_hedged(claim, said, quote)] if "modality" in failed else [claim]
    yield from firm[1:]
    named = [] if find_speakers(said) else _named(quote, source)
    for one in firm:
        for speaker in named:
            yield f"{one.rstrip(' .')}, {speaker}."


def _hedged(claim: str, said: Reading, quote: Reading) -> list[str]:
    """Put the hedge of the quote before the verb that both have."""
    found = []
    # Offsets are of the folded text, which must then be the claim's own.
    for match in _HEDGE.finditer(quote.text) if said.text == claim else ():
        stems = {t.stem for t in quote.tokens if t.start == match.start("verb")}
        for place, token in enumerate(said.tokens):
            before = said.tokens[place - 1].norm if place else "the"
            if token.stem in stems and before not in _BEFORE:
                words = f"{match['cue']} {match['verb']}"
                found.append(f"{claim[: token.start]}{words}{claim[token.end :]}")
    return list(dict.fromkeys(found))[:_MOST]


def _named(quote: Reading, source: Source) -> list[str]:
    """Say who says it: whom the quote has say so, else the outlet."""
    told = [name for s in find_speakers(quote) if (name := _name(s, quote))]
    named = [f"{name} said" for name in dict.fromkeys(told)][:_MOST]
    return [*named, *([f"according to {source.outlet}"] if source.outlet else [])]


def _name(speaker: Speaker, quote: Reading) -> str | None:
    """Give a speaker as the quote calls them, if that can stand alone."""
    if not speaker.text or (speaker.name is None and not speaker.words):
        return None
    start = quote.tokens[speaker.place].start
    article = _ARTICLE.search(quote.text[:start])
    if speaker.name is None:
        whole = quote.text[start : start + len(speaker.text)]
        known = whole.casefold() == speaker.text.casefold()
        return None if _DATED.search(speaker.text) or not known else whole
    return f"{article[1].casefold()} {speaker.text}" if article else speaker.text
