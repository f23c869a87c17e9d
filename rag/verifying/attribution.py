"""Check: what is said is said by the one who said it, and stays a saying."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.verifying.speakers import SAYING, Speaker, find_speakers
from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.verifying.naming import Name
    from rag.verifying.reading import Evidence, Reading

_ENDED = re.compile(r"[.!?]\"?\s")
_TURN = re.compile(r"[.!?;]\"?\s|,? (?:while|but|whereas) |, and (?=\w+ \w)")
_MOST = 0.5
_HEDGED = re.compile(
    r"\b(?:reportedly|allegedly|alleged|accus\w+|claim\w*|apparently)\b", re.IGNORECASE
)


def check_attribution(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find a saying given to another, or told as a fact."""
    mine = find_speakers(sentence)
    theirs = [(quote, s) for quote in evidence.quotes for s in find_speakers(quote)]
    named = [s for _, s in theirs if s.name is not None]
    for speaker in mine:
        if speaker.name is None and speaker.words and named and not _described(speaker, theirs):
            reason = f"the quote has {named[0].text} say so, not “{speaker.text}”"
            yield Finding(check="attribution", reason=reason, hard=False)
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


def _described(speaker: Speaker, theirs: list[tuple[Reading, Speaker]]) -> bool:
    """Whether a speaker without a name is one of the quotes': "the union's leader"."""
    for quote, other in theirs:
        at = quote.tokens[other.place].start
        start = max((m.end() for m in _ENDED.finditer(quote.text) if m.start() < at), default=0)
        stop = min(
            (m.start() for m in _ENDED.finditer(quote.text) if m.start() > at),
            default=len(quote.text),
        )
        if speaker.words & {t.stem for t in quote.tokens if start <= t.start < stop}:
            return True
    return False


def _same(speaker: Speaker, others: list[Speaker]) -> bool:
    return any(o.name is not None and o.name.keys & speaker.keys for o in others)


def _of_outlet(name: Name, evidence: Evidence) -> bool:
    return bool(set(name.stems) & evidence.outlets)


def _speaks_near(speaker: Speaker, evidence: Evidence) -> bool:
    """Whether the context names the speaker; a pronoun may then stand for them."""
    return any(n.keys & speaker.keys for reading in evidence.contexts for n in reading.names)


def _quoted_near(evidence: Evidence) -> bool:
    """Whether a quote is speech whose speaker stands outside it."""
    return any('"' in quote.text for quote in evidence.quotes) and not any(
        s.name for quote in evidence.quotes for s in find_speakers(quote)
    )


def _mentioned(speaker: Speaker, evidence: Evidence) -> bool:
    return any(n.keys & speaker.keys for quote in evidence.quotes for n in quote.names)


def _misheard(
    sentence: Reading, speaker: Speaker, theirs: list[tuple[Reading, Speaker]]
) -> Iterator[Finding]:
    """Find words given to one of several speakers that are another's."""
    if len({s.text for _, s in theirs}) == 1 or len(find_speakers(sentence)) > 1:
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


def _part(quote: Reading, speaker: Speaker) -> set[str]:
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
    sentence: Reading, evidence: Evidence, theirs: list[tuple[Reading, Speaker]]
) -> Iterator[Finding]:
    """Find a claim of someone's that the sentence tells as a fact."""
    if any(not find_speakers(quote) for quote in evidence.quotes):
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


def _governed(quote: Reading, speaker: Speaker) -> set[str]:
    """Give the words that a speaker is quoted with: those behind the verb, or before it."""
    at = quote.tokens[speaker.place].start
    turns = list(_TURN.finditer(quote.text))
    start = max((m.end() for m in turns if m.start() < at), default=0)
    stop = min((m.start() for m in turns if m.start() > at), default=len(quote.text))
    behind = [t for t in quote.tokens if t.content and at <= t.start < stop]
    before = [t for t in quote.tokens if t.content and start <= t.start < at]
    # "…, she said": what little follows tells who she is.
    said = {t.stem for t in behind if not SAYING.match(t.text)} - speaker.words
    return said if len(said) > len(before) else {t.stem for t in before}
