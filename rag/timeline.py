"""The timeline of a topic: what happened on which day, and what is still planned."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from rag.answers import Citation
from rag.timeline_merging import Group, confirm, merged
from rag.timeline_telling import tellings
from rag.timeline_topic import Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from index import Corpus
    from rag.retrieval import Retriever
    from rag.timeline_mentions import Certainty
    from rag.timeline_topic import Line

Status = Literal["happened", "planned", "not confirmed"]
TOP_K = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, on one day or over several.

    Attributes:
        first: Its first day.
        last: Its last day; where a day is known to a week or a month only, the last of it.
        status: `happened`; `planned` for a day that has not come by the newest article;
            `not confirmed` for one that has passed without a report.
        certainty: How the day is known: `stated` by the quote, `reported` (the day on which
            it was told), or `about` (of the article, or counted from a speech).
        report: For what was planned and has happened, the later words that tell so, where they
            are not `text` itself.
        text: The part of the quote that tells the event, shortened at clause ends only.
        citations: The articles that tell of it, the one quoted first.
        sources: How many independent articles tell of it; copies count once.
    """

    first: date
    last: date
    status: Status
    certainty: Certainty
    text: str
    report: str | None
    citations: tuple[Citation, ...]
    sources: int

    @property
    def planned(self) -> bool:
        """Whether no article reports it as past."""
        return self.status != "happened"

    @property
    def quote(self) -> str:
        """The sentence that tells it, verbatim."""
        return self.citations[0].quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The events of a topic by date.

    Attributes:
        topic: The topic as it was asked.
        events: Its events, earliest first.
        newest: Day of publication of the newest article that could be used.
        as_of: Only articles up to this day were used, when asked so.
        reason: Why there is no event, when there is none.
    """

    topic: str
    events: tuple[Event, ...]
    newest: date | None
    as_of: date | None = None
    reason: str | None = None

    def to_dict(self) -> dict[str, object]:
        """Give the timeline as JSON-ready values, dates as ISO 8601."""
        plain = _plain(asdict(self))
        assert isinstance(plain, dict)  # noqa: S101 - tells mypy what asdict gives
        return plain


def draw(  # noqa: PLR0913 - the engine's parts, then what the caller asks for
    corpus: Corpus,
    retriever: Retriever,
    topic: str,
    *,
    as_of: date | None = None,
    only: Collection[str] | None = None,
    most: int = 30,
) -> Timeline:
    """Draw up a timeline; see `Engine.timeline`."""
    newest = _newest(corpus, as_of, only)
    found = retriever.search(topic, top_k=TOP_K, as_of=as_of, only=only)
    about = Topic(corpus, found)
    lines = about.lines()
    told = tellings(corpus, about, lines)
    groups = merged(told)
    confirm(corpus, groups, lines)
    best = sorted(groups, key=lambda group: -max(t.score for t in group.tellings))[:most]
    best.sort(key=lambda group: group.days)  # of one day the one most about the topic first
    copies: Mapping[str, Collection[str]] = getattr(corpus, "copies", {})
    events = [_event(group, newest, copies) for group in best]
    reason = None if events else _reason(topic, newest, any(line.on_topic for line in lines))
    return Timeline(topic=topic, events=tuple(events), newest=newest, as_of=as_of, reason=reason)


def _newest(corpus: Corpus, as_of: date | None, only: Collection[str] | None) -> date | None:
    days = [
        article.published
        for article in corpus.articles
        if article.published
        and (as_of is None or article.published <= as_of)
        and (only is None or article.id in only)
    ]
    return max(days, default=None)


def _reason(topic: str, newest: date | None, on_topic: bool) -> str:
    if newest is None:
        return "no dated article may be used"
    if on_topic:
        return f"the articles about “{topic}” give no days"
    return f"no article is about “{topic}”"


def _event(group: Group, newest: date | None, copies: Mapping[str, Collection[str]]) -> Event:
    head, mention = group.head, group.head.mention
    first, last = group.days
    passed = newest is not None and last < newest
    status: Status = "happened" if not group.ahead else "not confirmed" if passed else "planned"
    cited = _cited(group)
    return Event(
        first=first,
        last=last,
        status=status,
        certainty=mention.certainty,
        text=_trimmed(head.line.text[slice(*head.shown)]),
        report=_trimmed(group.reports[0].text) if group.reports else None,
        citations=cited,
        sources=independent([c.article_id for c in cited], copies),
    )


def independent(article_ids: Collection[str], copies: Mapping[str, Collection[str]]) -> int:
    """Count articles, those that are copies of one another once."""
    return len({min([i, *copies.get(i, ())]) for i in article_ids})


def _trimmed(text: str) -> str:
    """Leave out what stands before the first word and after the last."""
    return text.lstrip(" ,;:—–-").rstrip(" ,;:—–-")


def _cited(group: Group) -> tuple[Citation, ...]:
    """Cite each sentence of the tellings, and the first of the reports without a day."""
    seen: dict[tuple[str, int], Citation] = {}
    for telling in group.tellings:
        start = telling.line.start + telling.start
        _cite(seen, telling.line, start)
    for report in group.reports[:1]:
        _cite(seen, report.line, report.line.start)
    return tuple(seen.values())


def _cite(seen: dict[tuple[str, int], Citation], line: Line, start: int) -> None:
    article = line.article
    if (article.id, start) in seen:
        return
    seen[article.id, start] = Citation(
        number=len(seen) + 1,
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        date_basis=article.date_basis,
        quote=line.text[start - line.start :],
        start=start,
        end=line.end,
    )


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
