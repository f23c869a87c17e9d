"""Check: every name of a sentence is one of its quotes', or is resolved near them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.verifying.aliases import NATION_OF
from rag.verifying.aligning import flanked, laid_beside
from rag.verifying.folding import is_foreign
from rag.verifying.naming import acronym
from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.verifying.naming import Name
    from rag.verifying.reading import Evidence, Reading

_LOOSE = 3
_RESOLVED = frozenset(
    "he she they it i we him her them his its their the this that these those who which my our a an".split()  # noqa: SIM905 - a list would be 30 lines
)
# A name of the sentence stands in another's stead where the stretches are this short.
_STRETCH = 6
_FEW = 2
_LOCATING = frozenset(
    ["in", "at", "near", "outside", "inside", "to", "from", "around", "across", "through"]
)


def check_names(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find the names that stand neither in a quote nor near one, or in another's stead."""
    for token in sentence.tokens:
        if is_foreign(token.text) and token.stem not in evidence.stems:
            yield Finding(check="name", reason=f"the quote does not have “{token.text}”")
    for name in sentence.names:
        counterpart = _counterpart(sentence, name, evidence)
        if _held(name, evidence):
            if counterpart and not set(name.stems) <= evidence.titles:
                metonym = name.known and not _is_nation(counterpart)
                yield _swapped(name, counterpart, hard=not metonym)
            elif not _in_place(sentence, name, evidence):
                reason = f"the quote does not say “in {name.text}”"
                yield Finding(check="name", reason=reason, hard=False)
        elif not (name.sure or name.known or _near(name, evidence)):
            yield from _unsure(sentence, name, evidence)
        else:
            yield from _resolved(name, counterpart, evidence)


def _unsure(sentence: Reading, name: Name, evidence: Evidence) -> Iterator[Finding]:
    """Judge a sentence's first word that no quote has: "Stocks" for "Shares" is no name."""
    for quote in evidence.quotes:
        theirs = quote.tokens[:1]
        follows = [t.stem for t in sentence.tokens[1:3]]
        if (
            name.first == 0
            and theirs
            and follows
            and follows == [t.stem for t in quote.tokens[1:3]]
        ):
            reason = f"the quote says “{theirs[0].text}”, not “{name.text}”"
            yield Finding(check="name", reason=reason, hard=False)
            return


def _resolved(name: Name, counterpart: str | None, evidence: Evidence) -> Iterator[Finding]:
    """Judge a name that no quote has: it may stand for a pronoun or a description."""
    if set(name.stems) <= evidence.outlets:
        return
    near = _near(name, evidence)
    titled = set(name.stems) <= evidence.titles
    if counterpart:
        yield _swapped(name, counterpart, hard=not (near and titled))
    elif not near:
        yield Finding(check="name", reason=f"the quote does not name “{name.text}”")
    elif counterpart is None and not titled:
        yield Finding(
            check="name",
            reason=f"“{name.text}” stands near the quote, not in it",
            hard=False,
        )


def _held(name: Name, evidence: Evidence) -> bool:
    """Whether a quote has the name, or its last part, another of its forms or initials."""
    held = evidence.stems
    if _side_by_side(name, evidence.quotes):
        return True
    others = [other for quote in evidence.quotes for other in quote.names]
    if any(k.startswith("@") and any(k in o.keys for o in others) for k in name.keys):
        rest = {s for s in name.stems if s not in held}
        return not rest or len(name.stems) <= _FEW
    if acronym(held, name.stems) or any(acronym(name.stems, o.stems) for o in others):
        return True
    # "Scott Bessent" where the quote says "Bessent" and its article the rest.
    met = [stem for stem in name.stems if stem in held]
    return bool(met) and all(s in evidence.around for s in name.stems) and _together(name, evidence)


def _side_by_side(name: Name, quotes: Sequence[Reading]) -> bool:
    """Whether a quote has all words of a name within a short stretch."""
    wanted = set(name.stems)
    width = len(wanted) + _LOOSE
    for quote in quotes:
        if not wanted <= quote.stems:
            continue
        stems = [t.stem for t in quote.tokens]
        for place in quote.places(name.stems[0]):
            if wanted <= set(stems[max(0, place - width) : place + width]):
                return True
    return False


def _together(name: Name, evidence: Evidence) -> bool:
    """Whether the parts of a name stand side by side somewhere near the quote."""
    for reading in (*evidence.contexts, *evidence.quotes):
        for other in reading.names:
            if set(name.stems) <= set(other.stems):
                return True
    return False


def _near(name: Name, evidence: Evidence) -> bool:
    """Whether the context, the headline or the outlet gives the name."""
    if set(name.stems) <= evidence.outlets:
        return True
    others = [o for context in evidence.contexts for o in context.names]
    if any(set(name.stems) <= set(o.stems) for o in others):
        return True
    if any(acronym(o.stems, name.stems) or acronym(name.stems, o.stems) for o in others):
        return True
    if any(k.startswith("@") and any(k in o.keys for o in others) for k in name.keys):
        return True
    return len(name.stems) == 1 and name.stems[0] in evidence.around


def _in_place(sentence: Reading, name: Name, evidence: Evidence) -> bool:
    """Whether "in Beijing" rests on more than a word on China."""
    if not name.capital or name.stems[0] in evidence.around:
        return True
    return name.first == 0 or sentence.tokens[name.first - 1].norm not in _LOCATING


def _is_nation(name: str) -> bool:
    return any(word.casefold() in NATION_OF for word in name.split())


def _swapped(name: Name, other: str, *, hard: bool = True) -> Finding:
    return Finding(check="name", reason=f"the quote says “{other}”, not “{name.text}”", hard=hard)


def _counterpart(sentence: Reading, name: Name, evidence: Evidence) -> str | None:
    """Lay the sentence beside each quote and see what the quote has in a name's place.

    Returns:
        Another name that stands there, between the same words; "" for a pronoun or a
        description, that the name may resolve, or for the name itself; None where
        nothing stands there.
    """
    found: str | None = None
    for quote in evidence.quotes:
        codes = laid_beside(sentence, quote)
        for number, (kind, a, b, c, d) in enumerate(codes):
            if not a <= name.first < b:
                continue
            if kind == "equal" and name.last < b and b - a > name.last - name.first + 1:
                return ""
            if kind != "replace":
                continue
            # What a shorter sentence leaves out at its end does not stand in the name's place.
            end = min(d, c + b - a + 1) if number + 1 == len(codes) else d
            other = _other(name, quote, c, end)
            short = other and end - c <= _STRETCH + len(other.stems)
            if (
                other
                and short
                and b - a <= _STRETCH + len(name.stems)
                and flanked(sentence, codes, number)
            ):
                found = other.text
            elif not found and any(t.norm in _RESOLVED for t in quote.tokens[max(0, c - 1) : d]):
                found = ""
    return found


def _other(name: Name, quote: Reading, start: int, end: int) -> Name | None:
    for other in quote.names:
        inside = start <= other.first < end or start <= other.last < end
        if inside and other.sure and not name.keys & other.keys:
            return other
    return None
