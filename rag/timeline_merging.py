"""One event out of all that is told of it: planned by one article, reported by another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rag.spans import find_names
from rag.timeline_mentions import Mention, mentions
from rag.timeline_telling import names
from rag.timeline_topic import cosine
from rag.timeline_wording import clauses, is_past, lies_ahead
from rag.world import is_place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from index import Corpus
    from rag.timeline_telling import Telling
    from rag.timeline_topic import Line

# From these cosines on two clauses with a day in common tell of one event: those that share
# no name, those that do, plans that do. Set on the practice corpus and the seeds, where
# different events of one day stay below .5 and tellings of one event rarely do.
_SAME, _SAME_NAMED, _SAME_PLAN = 0.6, 0.5, 0.38
# One article repeats a vague plan ("this week") in other words.
_REPEATED = 0.28
_VAGUE_DAYS = range(3, 11)
_SHORT_DAYS = 7
_LONG_AGO = timedelta(days=14)
# A sentence reports a plan whose place it names: with a shared name, and without.
_REPORT_NAMED, _REPORT = 0.25, 0.45
_AT = re.compile(r"\b(?:in|at)\s(?:the\s)?[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A clause that tells of something past without its exact day.

    Attributes:
        line: Its sentence.
        text: The clause.
        days: The days that it gives, to a month or a year.
    """

    line: Line
    text: str
    days: tuple[Mention, ...]


@dataclass(slots=True, kw_only=True)
class Group:
    """All tellings of one event, that which speaks for it first."""

    tellings: list[Telling] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    @property
    def head(self) -> Telling:
        """The telling that speaks for the event."""
        return self.tellings[0]

    @property
    def days(self) -> tuple[date, date]:
        """First and last day: those of the head, or of the narrowest plan within them."""
        spans = [t.mention for t in self.tellings]
        head = spans[0]
        inside = [m for m in spans if head.first <= m.first and m.last <= head.last]
        best = min(inside, key=lambda m: m.days) if head.days > _SHORT_DAYS else head
        return best.first, best.last

    @property
    def ahead(self) -> bool:
        """Whether no article tells of it as past."""
        return all(telling.mention.ahead for telling in self.tellings) and not self.reports


def merged(tellings: Iterable[Telling]) -> list[Group]:
    """Put together what tells of the same event.

    Args:
        tellings: In any order; those whose day is wide are left out.

    Returns:
        Groups, each led by its newest report or, before there is one, its newest plan.
    """
    groups: list[Group] = []
    for telling in sorted((t for t in tellings if not t.wide), key=_precedence):
        homes = [g for g in groups if any(same_event(t, telling) for t in g.tellings)]
        if not homes:
            groups.append(Group(tellings=[telling]))
            continue
        for other in homes[1:]:
            homes[0].tellings += other.tellings
            groups.remove(other)
        homes[0].tellings.append(telling)
    return groups


def _precedence(telling: Telling) -> tuple[bool, bool, int, int, float]:
    """Order: reports before plans, exact days before vague ones, newer before older."""
    mention = telling.mention
    published = telling.published.toordinal() if telling.published else 0
    # A day given by the article itself comes before that of its publication.
    vague = mention.certainty == "about"
    newest = 0 if vague else published
    recalled = mention.recalls is not None
    return mention.ahead or vague, recalled, min(mention.days, _SHORT_DAYS), -newest, -telling.score


def same_event(one: Telling, other: Telling) -> bool:
    """Whether two tellings are of one event: days in common and nearly the same matter."""
    a, b = one.mention, other.mention
    if not overlap(a, b) or one.line is other.line:
        return False
    same_article = one.line.article.id == other.line.article.id
    if a.ahead != b.ahead and same_article:
        return False
    if _recalls(one, other) or _recalls(other, one):
        return True
    near = cosine(one.vector, other.vector)
    shared = bool(one.names & other.names)
    if same_article and a.ahead and near >= _REPEATED and _repeats(a, b, shared=shared):
        return True
    named = _SAME_PLAN if a.ahead or b.ahead else _SAME_NAMED
    return near >= (named if shared else _SAME)


def overlap(one: Mention, other: Mention) -> bool:
    """Whether two spans of days share one."""
    return one.first <= other.last and other.first <= one.last


def _recalls(late: Telling, told: Telling) -> bool:
    """Whether an article looks back to the very day on which another told the news."""
    a, b = late.mention, told.mention
    if a.recalls is None or b.ahead or (a.first, a.last) != (b.first, b.last):
        return False
    if late.published is None or told.published is None:
        return False
    return late.published - a.last > _LONG_AGO and told.line.first


def _repeats(a: Mention, b: Mention, *, shared: bool) -> bool:
    equal = (a.first, a.last) == (b.first, b.last)
    return max(a.days, b.days) in _VAGUE_DAYS and (shared or equal)


def confirm(corpus: Corpus, groups: Sequence[Group], lines: Sequence[Line]) -> None:
    """Note later sentences that tell of a planned event as past without giving its day.

    "They met in Madrid and Kuala Lumpur" reports the talks planned for Kuala Lumpur: a
    place of the plan, which its article names for nothing past.
    """
    back = _Lookback(lines)
    pairs = [
        (group, report) for group in groups if group.ahead for report in back.reports_of(group.head)
    ]
    if not pairs:
        return
    vectors = corpus.embedder.embed([report.text for _, report in pairs]).vectors
    for group, report, near in sorted(
        ((g, r, cosine(v, g.head.vector)) for (g, r), v in zip(pairs, vectors, strict=True)),
        key=lambda found: -found[2],
    ):
        if near >= (_REPORT_NAMED if group.head.names & names(report.line.text) else _REPORT):
            group.reports.append(report)


def _looking_back(line: Line) -> list[Report]:
    """Give the clauses of a sentence that are of the past and give no exact day."""
    found = []
    for first, last in clauses(line.text):
        clause = line.text[first:last]
        if is_past(clause) and not lies_ahead(clause, (0, len(clause)), len(clause), len(clause)):
            own = [
                m for m in mentions(line.text, line.article.published) if m.clause == (first, last)
            ]
            if all(m.days > _SHORT_DAYS for m in own):
                found.append(Report(line=line, text=clause, days=tuple(own)))
    return found


def _may_report(report: Report, plan: Telling, places: Collection[str]) -> bool:
    told = report.text.casefold()
    return all(overlap(days, plan.mention) for days in report.days) and any(
        place in told and _stands_at(report.text, place) for place in places
    )


def _stands_at(text: str, place: str) -> bool:
    """Whether a text tells of something in a place, or in a list of places with it."""
    found = re.search(
        rf"\b(?:in|at)\s(?:the\s)?([^;.]*?)\b{re.escape(place)}\b", text, re.IGNORECASE
    )
    return found is not None and not re.search(r"\b(?!and\b)[a-z]+\b", found.group(1))


class _Lookback:
    """What the articles about the topic tell of the past, by article."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines: dict[str, list[Line]] = {}
        for line in lines:
            if line.on_topic:
                self._lines.setdefault(line.article.id, []).append(line)
        self._told: dict[str, list[Report]] = {}
        self._venues: dict[str, frozenset[str]] = {}

    def reports_of(self, plan: Telling) -> list[Report]:
        """Give the clauses of later articles that tell of something at a place of a plan."""
        places = _places(plan.line.text) | self._planned_at(plan.line.article.id)
        return [
            report
            for article_id, lines in self._lines.items()
            if _later(lines[0], plan)
            for report in self._reports(article_id)
            if _may_report(report, plan, places)
        ]

    def _reports(self, article_id: str) -> list[Report]:
        if article_id not in self._told:
            lines = self._lines.get(article_id, ())
            self._told[article_id] = [
                report for line in lines if _AT.search(line.text) for report in _looking_back(line)
            ]
        return self._told[article_id]

    def _planned_at(self, article_id: str) -> frozenset[str]:
        """Give the places that an article names, but for nothing past."""
        if article_id not in self._venues:
            past = {p for report in self._reports(article_id) for p in _places(report.text)}
            every = {p for line in self._lines.get(article_id, ()) for p in _places(line.text)}
            self._venues[article_id] = frozenset(every - past)
        return self._venues[article_id]


def _later(line: Line, plan: Telling) -> bool:
    published = line.article.published
    return published is not None and published > plan.mention.last


def _places(text: str) -> set[str]:
    return {
        text[s.start : s.end].casefold()
        for s in find_names(text)
        if s.kind == "place" or is_place(text[s.start : s.end])
    }
