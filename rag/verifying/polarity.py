"""Check: nothing denied is affirmed, nothing affirmed denied, and no verb is turned round."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.verifying.opposites import opposites
from rag.verifying.scopes import beside, counterparts, each_reach
from rag.verifying.tokens import stem_of
from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.verifying.reading import Evidence, Reading

_NOT = re.compile(
    r"\b(?:(?:not|un|hardly) ?(?:true|clear|certain|proven) (?:that|whether)|false(?:ly)? (?:\w+ )?that|not(?! only\b)|cannot|never|no longer|neither|nor|nobody|yet to|hardly|"
    r"fail(?:s|ed|ing|ure)? to|refus(?:es?|ed|ing|al) to|declin(?:es?|ed|ing) to|den(?:y|ies|ied|ying)|"
    r"unable to|unlikely to|rul(?:es?|ed|ing) out|reject(?:s|ed)?)(?! by\b)\b|\w+n't\b",
    re.IGNORECASE,
)
# These bear on a noun.
_WITHOUT = re.compile(
    r"\b(?:no (?:evidence|sign|proof|indication) (?:that|of)|no(?! more than| fewer than| less than| longer|\.)|none of|without|stop(?:ped|s)? short of|far from|instead of|"
    r"rather than|lacks?|lacked)\b",
    re.IGNORECASE,
)
_NEAREST = 2
_BRIEF = 3


@dataclass(frozen=True, slots=True)
class _Denial:
    """One negation and the words that it bears on, nearest first."""

    cue: str
    places: tuple[int, ...]


def check_negation(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find what the sentence denies and the quotes affirm, or the reverse."""
    mine = _denials(sentence)
    theirs = [_denials(quote) for quote in evidence.quotes]
    yield from _denied(sentence, mine, evidence, theirs)
    yield from _affirmed(sentence, mine, evidence, theirs)
    yield from _opposite(sentence, _negated(mine), evidence)


def _denials(reading: Reading) -> list[_Denial]:
    return [
        *(_Denial(cue, tuple(places)) for cue, places in each_reach(reading, _NOT)),
        *(_Denial(cue, tuple(places)) for cue, places in each_reach(reading, _WITHOUT, reach=2)),
    ]


def _negated(denials: Sequence[_Denial]) -> set[int]:
    """Give the words under an odd number of negations."""
    counts = Counter(place for denial in denials for place in denial.places)
    return {place for place, count in counts.items() if count % 2}


def _denied(
    sentence: Reading,
    mine: Sequence[_Denial],
    evidence: Evidence,
    theirs: Sequence[Sequence[_Denial]],
) -> Iterator[Finding]:
    """Find negations of the sentence that none of the quotes has."""
    own, negated = _negated(mine), [_negated(denials) for denials in theirs]
    for denial in mine:
        met = [p for p in denial.places[:_NEAREST] if sentence.tokens[p].stem in evidence.stems]
        if not met:
            if not any(theirs) and not evidence.stems & _CONTRARY:
                yield Finding(
                    check="negation",
                    reason=f"the quote denies nothing, the sentence says “{denial.cue}”",
                    hard=False,
                )
            continue
        if any(
            (p in own) == (at in negated[number])
            for p in met
            for number, at in counterparts(sentence, p, evidence.quotes)
        ) or any(_lacks(sentence.tokens[p].stem, evidence.stems) for p in met):
            continue
        word = sentence.tokens[met[0]].text
        yield Finding(
            check="negation", reason=f"the quote does not deny “{word}”: “{denial.cue} … {word}”"
        )


def _is_twice(place: int, denials: Sequence[_Denial]) -> bool:
    return sum(place in denial.places for denial in denials) % 2 == 0


def _lacks(stem: str, held: frozenset[str]) -> bool:
    """Whether a quote denies a word by a part of another: "fearless", "unfair"."""
    return any(word == f"{stem}less" or word in (f"un{stem}", f"in{stem}") for word in held)


def _affirmed(
    sentence: Reading,
    mine: Sequence[_Denial],
    evidence: Evidence,
    theirs: Sequence[Sequence[_Denial]],
) -> Iterator[Finding]:
    """Find words that the sentence affirms and the quotes deny."""
    negated = _negated(mine)
    for place, token in enumerate(sentence.tokens):
        if not token.content or place in negated:
            continue
        pairs = counterparts(sentence, place, evidence.quotes)
        cues = [_first_denied(theirs[number], at) for number, at in pairs]
        cue = cues[0] if cues and all(cues) else None
        if cue is None:
            continue
        same = sum(d.cue == cue for d in mine)
        there = sum(d.cue == cue for denials in theirs for d in denials)
        if 0 < same <= there or stem_of(cue.split()[0])[1] in sentence.stems & _DENYING:
            continue  # the sentence has it too, in another order
        yield Finding(check="negation", reason=f"the quote says “{cue} … {token.text}”")
        return


def _first_denied(denials: Sequence[_Denial], place: int) -> str | None:
    """Give the one negation right before a word."""
    if _is_twice(place, denials):
        return None
    return next((d.cue for d in denials if d.places[:1] == (place,)), None)


_DENYING = {stem_of(w)[1] for w in ["fail", "refuse", "decline", "deny", "reject", "rule"]}
_CONTRARY = {stem_of(w)[1] for w in ["cancel", "scrap", "halt", "stop", "prevent", "block", "avoid", "absent", "abandon", "drop", "fail", "deny", "decline", "refuse", "reject", "only", "end", "ban", "lose", "lack", "few", "little", "instead", "except", "impossible", "unable", "unlikely", "unknown", "different"]}  # fmt: skip


def _opposite(sentence: Reading, mine: set[int], evidence: Evidence) -> Iterator[Finding]:
    """Find a word where the quotes have its opposite."""
    for place, token in enumerate(sentence.tokens):
        if place in mine:
            continue
        for one, other, strong in opposites().get(token.stem, ()):
            if evidence.stems & one or sentence.stems & other or not evidence.stems & other:
                continue
            word = _contrary(sentence, place, other, evidence, strong=strong)
            if word:
                reason = f"the quote says “{word}”, not “{token.text}”"
                yield Finding(check="negation", reason=reason)
                return


def _contrary(
    sentence: Reading, place: int, other: set[str], evidence: Evidence, *, strong: bool
) -> str | None:
    """Find the opposite in a quote; a weak one must stand by the same words."""
    mine = beside(sentence, place, width=_NEAREST)
    for quote in evidence.quotes:
        negated = _negated(_denials(quote))
        for at, token in enumerate(quote.tokens):
            if token.stem in other and at not in negated:
                if mine & beside(quote, at, width=_NEAREST):
                    return token.text
                if strong and len(sentence.tokens) <= _BRIEF:
                    return token.text
    return None
