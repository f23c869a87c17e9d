"""Check: what is said is said by the one who said it, and stays a saying."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.verifying.naming import Name
    from rag.verifying.reading import Evidence, Reading

_SAY = (
    r"(?:said|says|say|saying|told|tells|added|adds|argued|argues|warned|warns|wrote|writes|"
    r"claimed|claims|insisted|insists|predicted|predicts|stated|states|explained|explains|noted|"
    r"notes|testified|alleged|alleges|acknowledged|believes|thinks|tweeted)"
)
_THAT = (
    r"(?:announced|announces|estimated|estimates|reported|reports|suggested|suggests|declared|"
    r"declares|confirmed|confirms|believed|promised)"
)
_SAYING = re.compile(rf"\b(?:{_SAY}|{_THAT}(?=\s(?:\w+\s){{0,2}}that\b))\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as (?:reported|told) by)\s", re.IGNORECASE
)
_PRONOUNS = frozenset(["he", "she", "they", "it", "i", "we", "who"])
_TURN = re.compile(r"[.!?;]\"?\s|,? (?:while|but|whereas) |, and (?=\w+ \w)")
_MOST = 0.5
_HEDGED = re.compile(
    r"\b(?:reportedly|allegedly|alleged|accus\w+|claim\w*|apparently)\b", re.IGNORECASE
)
_WORDS = 6
_STOP = re.compile(r"[.!?;]\"?\s|\"\s?")


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who speaks: by name, or by a pronoun or a common noun."""

    name: Name | None
    words: frozenset[str]
    text: str
    place: int

    @property
    def keys(self) -> frozenset[str]:
        """What the name is known by; nothing where there is none."""
        return self.name.keys if self.name else frozenset()


def check_attribution(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find a saying given to another, or told as a fact."""
    mine = _speakers(sentence)
    theirs = [(quote, s) for quote in evidence.quotes for s in _speakers(quote)]
    named = [s for _, s in theirs if s.name is not None]
    for speaker in mine:
        if speaker.name is None or _of_outlet(speaker.name, evidence):
            continue
        if _same(speaker, named):
            yield from _misheard(sentence, speaker, theirs)
            continue
        if any(s.name is None for _, s in theirs) or _quoted_near(evidence):
            if not _speaks_near(speaker, evidence):
                yield Finding(
                    check="attribution",
                    reason=f"nothing near the quote has {speaker.text} say so",
                    hard=bool(named),
                )
            continue
        if named:
            yield Finding(
                check="attribution",
                reason=f"the quote has {named[0].text} say so, not {speaker.text}",
            )
        elif not _mentioned(speaker, evidence):
            yield Finding(
                check="attribution", reason=f"the quote does not have {speaker.text} say so"
            )
    if not mine and theirs and not _HEDGED.search(sentence.text):
        yield from _stated(sentence, evidence, theirs)


def _speakers(reading: Reading) -> list[_Speaker]:
    found: list[_Speaker] = []
    for match in _ACCORDING.finditer(reading.text):
        aside = reading.text[: match.start()].rstrip()[-1:] in ("", ",", "(", ".", '"')
        found += [s for s in _after(reading, match.end()) if aside or s.name]
    for match in _SAYING.finditer(reading.text):
        found += _beside_verb(reading, match)
    return found


def _after(reading: Reading, offset: int) -> list[_Speaker]:
    places = [i for i, t in enumerate(reading.tokens) if t.start >= offset][:_WORDS]
    if not places:
        return []
    stop = reading.tokens[places[0]].clause
    clause = [p for p in places if reading.tokens[p].clause == stop]
    return [_speaker(reading, clause, last=False)]


def _beside_verb(reading: Reading, verb: re.Match[str]) -> list[_Speaker]:
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
        return [_Speaker(name, frozenset(name.stems), name.text, name.first)]
    return [_Speaker(None, frozenset(), "", place)]


def _speaker(reading: Reading, places: list[int], *, last: bool) -> _Speaker:
    names = [n for n in reading.names if n.first in places or n.last in places]
    tokens = [reading.tokens[p] for p in places]
    if names:
        name = names[0] if not last else _subject(reading, names)
        return _Speaker(name, frozenset(name.stems), name.text, name.first)
    words = frozenset(t.stem for t in tokens if t.content)
    return _Speaker(
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


def _same(speaker: _Speaker, others: list[_Speaker]) -> bool:
    return any(o.name is not None and o.name.keys & speaker.keys for o in others)


def _of_outlet(name: Name, evidence: Evidence) -> bool:
    return bool(set(name.stems) & evidence.outlets)


def _speaks_near(speaker: _Speaker, evidence: Evidence) -> bool:
    """Whether the context names the speaker; a pronoun may then stand for them."""
    return any(n.keys & speaker.keys for reading in evidence.contexts for n in reading.names)


def _quoted_near(evidence: Evidence) -> bool:
    """Whether a quote is speech whose speaker stands outside it."""
    return any('"' in quote.text for quote in evidence.quotes) and not any(
        s.name for quote in evidence.quotes for s in _speakers(quote)
    )


def _mentioned(speaker: _Speaker, evidence: Evidence) -> bool:
    return any(n.keys & speaker.keys for quote in evidence.quotes for n in quote.names)


def _misheard(
    sentence: Reading, speaker: _Speaker, theirs: list[tuple[Reading, _Speaker]]
) -> Iterator[Finding]:
    """Find words given to one of several speakers that are another's."""
    if len({s.text for _, s in theirs}) == 1 or len(_speakers(sentence)) > 1:
        return
    about = {t.stem for t in sentence.tokens if t.content} - speaker.words
    scores: list[tuple[float, bool, str]] = []
    for quote, other in theirs:
        part = _part(quote, other)
        same = other.name is not None and bool(other.name.keys & speaker.keys)
        scores.append((len(about & part), same, other.text))
    best = max(scores)
    own = max(score for score, same, _ in scores if same)
    if not best[1] and best[0] >= 2 * max(own, 1):
        yield Finding(
            check="attribution", reason=f"the quote has {best[2]} say so, not {speaker.text}"
        )


def _part(quote: Reading, speaker: _Speaker) -> set[str]:
    """Give the words of the sentence of a quote in which someone speaks."""
    at = quote.tokens[speaker.place].start if quote.tokens else 0
    start = max(
        (m.end() for m in re.finditer(r"[.!?;]\"?\s|, (?:while|but|whereas) ", quote.text[:at])),
        default=0,
    )
    end = re.search(r"[.!?;]\"?\s|, (?:while|but|whereas) ", quote.text[at:])
    stop = at + end.start() if end else len(quote.text)
    return {t.stem for t in quote.tokens if t.content and start <= t.start < stop}


def _stated(
    sentence: Reading, evidence: Evidence, theirs: list[tuple[Reading, _Speaker]]
) -> Iterator[Finding]:
    """Find a claim of someone's that the sentence tells as a fact."""
    if any(not _speakers(quote) for quote in evidence.quotes):
        return
    about = {t.stem for t in sentence.tokens if t.content}
    for quote, speaker in theirs:
        if (
            speaker.text
            and quote.tokens
            and len(about & _governed(quote, speaker)) >= _MOST * len(about)
        ):
            reason = f"the quote gives it as the word of {speaker.text}"
            yield Finding(check="attribution", reason=reason, hard=False)
            return


def _governed(quote: Reading, speaker: _Speaker) -> set[str]:
    """Give the words that a speaker is quoted with: those behind the verb, or before it."""
    at = quote.tokens[speaker.place].start
    turns = list(_TURN.finditer(quote.text))
    start = max((m.end() for m in turns if m.start() < at), default=0)
    stop = min((m.start() for m in turns if m.start() > at), default=len(quote.text))
    behind = [t for t in quote.tokens if t.content and at <= t.start < stop]
    before = [t for t in quote.tokens if t.content and start <= t.start < at]
    # "…, she said": what little follows tells who she is.
    said = {t.stem for t in behind if not _SAYING.match(t.text)} - speaker.words
    return said if len(said) > len(before) else {t.stem for t in before}
