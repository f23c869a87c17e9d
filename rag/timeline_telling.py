"""What articles tell of a topic with a day: each telling may be one of several of an event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from rag.spans import dateline, find_names
from rag.timeline_mentions import Mention, mentions, spoken_day, undated
from rag.timeline_topic import Line, cosine
from rag.timeline_wording import clauses, is_notice, is_subordinate, stands_alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from index import Corpus
    from rag.timeline_topic import Topic

_LONG_AGO = timedelta(days=400)
_MOST_EMBEDDED = 160
_MOST_DAYS = 31
_FEWEST_WORDS, _FEW_WORDS, _WHOLE_WORDS = 6, 15, 30
# How much the clause itself, and the opening of its article, must be about the topic.
_LEAD, _ENOUGH = 0.5, 0.8
# Least for the clause itself: anyhow, where it hangs on another, where its day is that of its
# article, in an article that is about something else, and where it looks back over a year to
# a day or to a month.
_LEAST, _HANGING, _UNDATED, _BY_ITSELF, _OLD, _OLD_VAGUE = 0.13, 0.4, 1.0, 1.15, 0.25, 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Telling:
    """One clause of one article that tells of something with its day.

    Attributes:
        line: Its sentence.
        mention: The day.
        start: Offset of the quote in the sentence: behind a dateline.
        shown: (start, end) of what tells the event, as offsets into the sentence.
        names: Names that the sentence holds, folded.
        vector: (dimension,) of the words shown.
        score: How much they are about the topic.
    """

    line: Line
    mention: Mention
    start: int
    shown: tuple[int, int]
    names: frozenset[str]
    vector: NDArray[np.float32]
    score: float

    @property
    def published(self) -> date | None:
        """Day of publication of its article."""
        return self.line.article.published

    @property
    def wide(self) -> bool:
        """Whether its day is known to a year or so only."""
        return self.mention.days > _MOST_DAYS


@dataclass(frozen=True, slots=True)
class _Draft:
    line: Line
    mention: Mention
    start: int
    shown: tuple[int, int]


def tellings(corpus: Corpus, topic: Topic, lines: Iterable[Line]) -> list[Telling]:
    """Find what the articles tell of a topic with a day.

    Args:
        corpus: The corpus.
        topic: The topic.
        lines: Sentences that may be about it, article by article.

    Returns:
        Those that are about it; the day of some may be known to a year only.
    """
    drafts = sorted(_drafts(lines), key=lambda draft: -draft.line.lead)[:_MOST_EMBEDDED]
    if not drafts:
        return []
    texts = [draft.line.text[slice(*draft.shown)] for draft in drafts]
    embedded = corpus.embedder.embed(texts)
    none = np.zeros((0, corpus.dimension), np.float32)
    tokens: Sequence[NDArray[np.float32]] = (
        [some.vectors for some in embedded.tokens] if embedded.tokens else [none] * len(texts)
    )
    found = []
    for draft, text, vector, own in zip(drafts, texts, embedded.vectors, tokens, strict=True):
        score = topic.likeness(text, own, cosine(vector, topic.vector)) + _LEAD * draft.line.lead
        found.append(
            Telling(
                line=draft.line,
                mention=draft.mention,
                start=draft.start,
                shown=draft.shown,
                names=names(draft.line.text),
                vector=vector,
                score=score,
            )
        )
    return [telling for telling in found if _belongs(telling)]


def _belongs(telling: Telling) -> bool:
    """Whether a clause is enough about the topic: less of it where its article is."""
    own = telling.score - _LEAD * telling.line.lead
    if not telling.line.on_topic:
        return own >= _BY_ITSELF
    if telling.line.first and telling.mention.certainty != "about":
        return True  # the news itself
    floor = _LEAST
    if is_subordinate(telling.line.text[slice(*telling.shown)]):
        floor = _HANGING
    if telling.mention.certainty == "about" and telling.line.first:
        floor = _UNDATED
    published = telling.published
    if published and published - telling.mention.last > _LONG_AGO:
        floor = max(floor, _OLD if telling.mention.days == 1 else _OLD_VAGUE)
    return telling.score >= _ENOUGH and own >= floor


def _drafts(lines: Iterable[Line]) -> Iterator[_Draft]:
    spoken: date | None = None
    article = ""
    for line in lines:
        published = line.article.published
        if line.article.id != article:
            spoken, article = None, line.article.id
        start = dateline(line.text)
        text = line.text[start:]
        if is_notice(text):
            continue
        spoken = spoken_day(text, published) or spoken
        found = mentions(text, published, spoken=spoken)
        if not found and line.first and line.on_topic and published is not None:
            lead = undated(text, published)
            found = [lead] if lead else []
        taken = 0
        for mention in found:
            shown = _shown(text, mention, taken, several=len(found) > 1)
            taken = mention.clause[1]
            yield _Draft(line, mention, start, (start + shown[0], start + shown[1]))


def _shown(text: str, mention: Mention, taken: int, *, several: bool) -> tuple[int, int]:
    """Choose what of a sentence is shown for one of its days.

    From the sentence's beginning, so that it has its subject, unless the clause has its own
    or another event of the sentence stands there; to its end where it is short.

    Args:
        text: The sentence.
        mention: The day and its clause.
        taken: Where the clause of the day before ends, 0 for the first.
        several: Whether the sentence gives several days.
    """
    first, last = mention.clause
    if mention.recalls is not None:
        return mention.recalls, last
    clause = text[first:last]
    if first >= taken and len(clause.split()) >= _FEWEST_WORDS:
        if is_subordinate(clause) and stands_alone(clause):
            return first, last
        if taken and stands_alone(clause):
            return first, last
    if several:
        return 0, last
    if len(text.split()) <= _WHOLE_WORDS:
        return 0, len(text)
    ends = [end for _, end in clauses(text) if end >= last]
    return 0, next((e for e in ends if len(text[:e].split()) >= _FEW_WORDS), last)


def names(text: str) -> frozenset[str]:
    """Give the names that a text holds, folded; of persons the last."""
    found = set()
    for span in find_names(text):
        name = re.sub(r"^(?:the|u\.s\.|us)\s", "", text[span.start : span.end].casefold())
        found.add(name.split()[-1] if span.kind == "person" else name)
    return frozenset(found)
