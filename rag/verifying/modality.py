"""Check: what may, will or is meant to happen is not told as having happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rag.verifying.scopes import counterparts, each_reach
from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.verifying.reading import Evidence, Reading

# How firm a statement is: fact, future, plan, possibility.
_FACT, _FUTURE, _PLAN, _MAYBE = 3, 2, 1, 0
_NAMES = {_FACT: "a fact", _FUTURE: "the future", _PLAN: "a plan", _MAYBE: "a possibility"}
_CUES = {
    _MAYBE: re.compile(
        r"\b(?:may(?! \d)|might|could|possibly|perhaps|maybe|potential(?:ly)?|reportedly|allegedly|alleged(?: to)?|"
        r"consider(?:s|ed|ing)?|weigh(?:s|ed|ing)|mull(?:s|ed|ing)|whether|if|likely(?: to)?|rumou?red|unless|"
        r"believed to|thought to|suspected(?: of)?|accused of|claim(?:s|ed)? to|appear(?:s|ed)? to|seem(?:s|ed)? to|possible that)\b",
        re.IGNORECASE,
    ),
    _PLAN: re.compile(
        r"\b(?:plan(?:s|ned|ning)? (?:to|on|for)|intend(?:s|ed)? to|hop(?:es?|ed|ing) (?:to|for)|want(?:s|ed)? (?:\w+ )?to|aim(?:s|ed)? to|"
        r"expect(?:s|ed)? (?:\w+ )?to|set to|due to (?!the\b)|scheduled (?:to|for)|slated to|propos(?:es?|ed|ing|al)(?: to)?|"
        r"seek(?:s|ing)? to|sought to|call(?:s|ed) (?:on|for)|urg(?:es?|ed|ing)|ask(?:s|ed) (?:\w+ )?to|demand(?:s|ed|ing)?|pledg(?:es?|ed) to|"
        r"promis(?:es?|ed) to|vow(?:s|ed) to|agree(?:s|d) to (?!the\b|an?\b|its\b)|decid(?:es?|ed) to|try(?:ing)? to|tries to|tried to|attempt(?:s|ed|ing)? to|"
        r"threaten(?:s|ed)? to|should|must|ought to|would like to|looking to|ready to|prepar(?:es|ed|ing) to)(?=\W|$)",
        re.IGNORECASE,
    ),
    _FUTURE: re.compile(r"\b(?:will|won't|shall|would|going to)\b|\w'll\b", re.IGNORECASE),
}  # fmt: skip
# A verb stands behind its cue; what comes later is its object.
_REACH = 2
_DETERMINERS = frozenset(["the", "a", "an", "its", "his", "her", "their", "of"])
# Before a verb these turn a fact into none.
_VERBAL = re.compile(
    r"(?:may|might|could|will|would|plan|intend|hop|want|aim|expect|set to|alleged|reported)",
    re.IGNORECASE,
)


class _Said(NamedTuple):
    """How firmly a word is said, by which cue, and its rank among the words behind the cue."""

    level: int
    cue: str
    rank: int


_PLAIN = _Said(_FACT, "", 0)


def check_modality(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find what the sentence tells more firmly, or less, than its quotes."""
    mine = _firmness(sentence)
    theirs = [_firmness(quote) for quote in evidence.quotes]
    for place, token in enumerate(sentence.tokens):
        if not token.content:
            continue
        pairs = counterparts(sentence, place, evidence.quotes)
        if not pairs:
            continue
        held = [theirs[number].get(at, _PLAIN) for number, at in pairs]
        said = mine.get(place, _PLAIN)
        noun = _noun(sentence, place) and not any(_noun(evidence.quotes[n], at) for n, at in pairs)
        if said == _PLAIN and (noun or _infinitive(sentence, place)):
            continue
        if said.level == _FUTURE and any(s.level == _FUTURE for t in theirs for s in t.values()):
            continue
        finding = _compared(token.text, said, held)
        if finding:
            yield finding
            return


def _compared(word: str, mine: _Said, held: Sequence[_Said]) -> Finding | None:
    if mine.level in {said.level for said in held}:
        return None
    strongest = max(held, key=lambda said: said.level)
    if mine.level > strongest.level and any(said.rank == 0 for said in held):
        return Finding(
            check="modality",
            reason=f"the quote says “{strongest.cue} … {word}”: {_NAMES[strongest.level]}, not {_NAMES[mine.level]}",
            hard=mine.level == _FACT or strongest.level == _MAYBE,
        )
    if strongest.level == _FACT and mine.rank == 0:
        return Finding(
            check="modality",
            reason=f"the quote says “{word}” as a fact, without “{mine.cue}”",
            hard=_VERBAL.match(mine.cue) is not None,
        )
    return None


def _firmness(reading: Reading) -> dict[int, _Said]:
    """Give how firm the words under a cue are."""
    found: dict[int, _Said] = {}
    for level, cue in _CUES.items():
        for match, places in each_reach(reading, cue, reach=_REACH):
            for rank, place in enumerate(places):
                if place not in found or rank < found[place].rank:
                    found[place] = _Said(level, match, rank)
    return found


def _noun(reading: Reading, place: int) -> bool:
    """Whether a word is a noun, as in "the meeting", where a quote may have "will meet"."""
    if place == 0:
        return False
    before = reading.tokens[place - 1]
    after = reading.text[before.end - 2 : reading.tokens[place].start]
    return before.norm in _DETERMINERS or after.startswith(("'s", "s'"))


def _infinitive(reading: Reading, place: int) -> bool:
    """Whether a verb follows "to", as in "agreed to cut"."""
    return place > 0 and reading.tokens[place - 1].norm == "to"
