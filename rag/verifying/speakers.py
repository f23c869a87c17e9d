"""Who speaks in a text: "X said", "said X", "X, the leader, said", "according to X"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.verifying.naming import Name
    from rag.verifying.reading import Reading

_SAY = (
    r"(?:said|says|say|saying|told|tells|added|adds|argued|argues|warned|warns|wrote|writes|"
    r"claimed|claims|insisted|insists|predicted|predicts|stated|states|explained|explains|noted|"
    r"notes|testified|alleged|alleges|acknowledged|believes|thinks|tweeted)"
)
_THAT = (
    r"(?:announced|announces|estimated|estimates|reported|reports|suggested|suggests|declared|"
    r"declares|confirmed|confirms|believed|promised)"
)
SAYING = re.compile(rf"\b(?:{_SAY}|{_THAT}(?=\s(?:\w+\s){{0,2}}that\b))\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as (?:reported|told) by)\s", re.IGNORECASE
)
_WORDS = 6
_STOP = re.compile(r"[.!?;]\"?\s|\"\s?")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: by name, or by a pronoun or a common noun."""

    name: Name | None
    words: frozenset[str]
    text: str
    place: int

    @property
    def keys(self) -> frozenset[str]:
        """What the name is known by; nothing where there is none."""
        return self.name.keys if self.name else frozenset()


def find_speakers(reading: Reading) -> list[Speaker]:
    """Find who speaks in a text, one for each "said" or "according to"."""
    found: list[Speaker] = []
    for match in _ACCORDING.finditer(reading.text):
        aside = reading.text[: match.start()].rstrip()[-1:] in ("", ",", "(", ".", '"')
        found += [s for s in _after(reading, match.end()) if aside or s.name]
    for match in SAYING.finditer(reading.text):
        found += _beside_verb(reading, match)
    return found


def _after(reading: Reading, offset: int) -> list[Speaker]:
    places = [i for i, t in enumerate(reading.tokens) if t.start >= offset][:_WORDS]
    if not places:
        return []
    stop = reading.tokens[places[0]].clause
    clause = [p for p in places if reading.tokens[p].clause == stop]
    return [_speaker(reading, clause, last=False)]


def _beside_verb(reading: Reading, verb: re.Match[str]) -> list[Speaker]:
    place, _ = reading.span(*verb.span())
    before = list(range(max(0, place - 2 * _WORDS), place))
    clause = reading.tokens[place].clause
    # ", said X" and "” X said"
    own = [p for p in before if reading.tokens[p].clause == clause]
    if own and reading.tokens[own[-1]].norm in ("as", "that"):
        own = []
    if own:
        return [_speaker(reading, own, last=True)]
    after = list(range(place + 1, min(place + 1 + _WORDS, len(reading.tokens))))
    ahead = [p for p in after if reading.tokens[p].clause == clause]
    inverted = [n for n in reading.names if n.first in ahead[:4]]
    if inverted and not any(reading.tokens[p].norm == "that" for p in ahead[:4]):
        return [_speaker(reading, ahead, last=False)]
    # "Okafor, the union's leader, said": the name before the apposition.
    stop = max((m.end() for m in _STOP.finditer(reading.text[: verb.start()])), default=0)
    earlier = [
        n
        for n in reading.names
        if n.last < place
        and reading.tokens[n.first].start >= stop
        and reading.text[reading.tokens[n.last].end :].lstrip("'s").startswith(",")
    ]
    if earlier and "," in reading.text[reading.tokens[place - 1].end : verb.start()]:
        name = earlier[0]
        return [Speaker(name, frozenset(name.stems), name.text, name.first)]
    return [Speaker(None, frozenset(), "", place)]


def _speaker(reading: Reading, places: list[int], *, last: bool) -> Speaker:
    names = [n for n in reading.names if n.first in places or n.last in places]
    tokens = [reading.tokens[p] for p in places]
    if names:
        name = names[0] if not last else _subject(reading, names)
        return Speaker(name, frozenset(name.stems), name.text, name.first)
    words = frozenset(t.stem for t in tokens if t.content)
    return Speaker(
        None, words, " ".join(t.text for t in tokens[:3] if t.norm not in ("and", "but")), places[0]
    )


def _subject(reading: Reading, names: list[Name]) -> Name:
    """Give the subject among names before a verb: not "of Leeds" in "the mayor of Leeds"."""
    free = [
        n
        for n in names
        if n.first == 0
        or reading.tokens[n.first - 1].norm not in ("of", "in", "for", "to", "from", "at", "with")
    ]
    return (free or names)[-1]
