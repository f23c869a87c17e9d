"""What happens when a visitor opens an article, draws a timeline, or changes what is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from index import DatelineError
from rag.timeline import Timeline  # noqa: TC001 - Gradio reads the annotations
from ui.cards import inert
from ui.page.articles import (
    articles_html,
    folder_choices,
    header_html,
    narrowed_html,
    opening_html,
    report_html,
    status_html,
    step_html,
)
from ui.page.events import number_of, text_of
from ui.page.reading import of_answer, of_timeline, reader_html
from ui.page.session import QUOTES, Place, Reading, Turn, Use, day_of
from ui.page.timeline import timeline_html
from ui.page.uploads import told as told_of

if TYPE_CHECKING:
    from ui.page.desk import Desk
    from ui.page.filing import Filed
    from ui.page.suggesting import Suggester

_EMPTY = Reading()
# Head, list, state, outlets, what is left out, and folders, as they were.
_SKIPPED: tuple[Any, ...] = (gr.skip(),) * 6


class Browsing:
    """The events of reader, timeline, articles and settings, over one desk."""

    def __init__(self, desk: Desk, suggester: Suggester) -> None:
        """Take the desk, and whoever must know when the articles change."""
        self._desk = desk
        self._suggester = suggester

    # --- the reader

    def open_cited(self, told: tuple[Turn, ...], event: gr.EventData) -> tuple[Any, Any]:
        """Open the article of a chip, a card or a nearest passage."""
        place = number_of(event, "turn")
        answer = told[place].answer if place is not None and 0 <= place < len(told) else None
        if answer is None:
            return gr.skip(), gr.skip()
        number, hit = number_of(event, "number"), number_of(event, "hit")
        return self._opened(of_answer(answer, number=number, hit=hit))

    def open_event(self, drawn: Timeline | None, event: gr.EventData) -> tuple[Any, Any]:
        """Open the article that tells of an event."""
        if drawn is None:
            return gr.skip(), gr.skip()
        place, cited = number_of(event, "event") or 0, number_of(event, "cited") or 0
        return self._opened(of_timeline(drawn, place, cited))

    def open_article(self, event: gr.EventData) -> tuple[Any, Any]:
        """Open an article from its beginning."""
        return self._opened(Reading(places=(Place(article_id=text_of(event, "article")),)))

    def step(self, reading: Reading, event: gr.EventData) -> tuple[Any, Any]:
        """Go to the next place, or the one before."""
        return self._opened(reading.stepped(number_of(event, "by") or 1))

    def close(self) -> tuple[str, Reading]:
        """Close the reader."""
        return "", _EMPTY

    def _opened(self, reading: Reading) -> tuple[Any, Any]:
        if not reading.places:
            return gr.skip(), gr.skip()
        article = self._desk.article(reading.places[reading.at].article_id)
        return reader_html(article, reading), reading

    # --- the timeline

    def draw(
        self, topic: str | None, told: tuple[Turn, ...], use: Use
    ) -> Iterator[tuple[Any, Any, Any]]:
        """Draw a timeline of a topic, or of the last question where none is given."""
        text = " ".join((topic or "").split()) or (told[-1].question if told else "")
        if not text:
            yield _hint("Name a topic, for example: trade talks."), None, gr.skip()
            return
        yield _hint("Reading the articles for days …"), None, text
        try:
            drawn = self._desk.timeline(text, use)
        except DatelineError as error:
            yield _hint(told_of(error)), None, gr.skip()
            return
        yield timeline_html(drawn), drawn, gr.skip()

    # --- articles and settings

    def arrived(self) -> Iterator[tuple[Any, ...]]:
        """Fill the page for a visitor: the articles at once, the suggestions when they are known."""
        shown = self._shown(Use())
        yield (opening_html([]), *shown)
        yield (opening_html(self._suggester.first()), *(gr.skip() for _ in shown))

    def narrow(  # noqa: PLR0913, PLR0917 - one parameter a field of the form
        self,
        first: str | None,
        last: str | None,
        outlets: list[str] | None,
        as_of: str | None,
        top_k: float,
        answerer: str | None,
        use: Use,
    ) -> tuple[Any, ...]:
        """Take over what the forms say; a day that is none changes nothing."""
        try:
            use = replace(
                use,
                first=day_of(first, "From"),
                last=day_of(last, "To"),
                outlets=tuple(outlets or ()),
                as_of=day_of(as_of, "As of"),
                top_k=int(top_k),
                quoted=answerer == QUOTES,
            )
        except DatelineError as error:
            gr.Warning(str(error))
        return use, narrowed_html(use, self._desk.articles()), self._listed(use)

    def widen(self, use: Use) -> tuple[Any, ...]:
        """Use all articles again."""
        use = Use(top_k=use.top_k, quoted=use.quoted)
        return use, "", self._listed(use), None, None, [], None

    def add(self, paths: Sequence[str] | None, use: Use) -> Iterator[tuple[Any, ...]]:
        """Put files into the store and say what came of each."""
        if not paths:
            yield (_hint("Choose .txt or .md files first."), gr.skip(), *_SKIPPED)
            return
        work = self._desk.filing.add([Path(path) for path in paths])
        for report, shown in self._filed(work, use):
            # Files stay in the box until they are in: a store that is locked is free soon.
            yield (report, None if shown is not _SKIPPED else gr.skip(), *shown)

    def add_folder(self, name: str | None, use: Use) -> Iterator[tuple[Any, ...]]:
        """Index a folder that the operator named, or index it again."""
        if not name:
            yield (_hint("Choose a folder first."), *_SKIPPED)
            return
        for report, shown in self._filed(self._desk.filing.add_folder(name), use):
            yield (report, *shown)

    def _filed(self, work: Filed, use: Use) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Show how far work has come and what came of it."""
        yield step_html(None), _SKIPPED
        samples = self._desk.facts.seeds
        try:
            while True:
                try:
                    step = next(work)
                except StopIteration as end:
                    report, problems = end.value
                    break
                yield step_html(step), _SKIPPED
        except DatelineError as error:
            yield report_html(None, [told_of(error)]), _SKIPPED
            return
        self._suggester.renew()
        left = samples and not self._desk.facts.seeds
        yield report_html(report, problems, samples_left=left), self._shown(use)

    def remove(self, use: Use, event: gr.EventData) -> tuple[Any, ...]:
        """Take an article out that was added here."""
        try:
            self._desk.filing.remove(text_of(event, "article"))
        except DatelineError as error:
            return (report_html(None, [told_of(error)]), *_SKIPPED)
        self._suggester.renew()
        return ('<p class="dl-done" role="status">Removed.</p>', *self._shown(use))

    def _shown(self, use: Use) -> tuple[Any, ...]:
        """Give head, list, state, outlets, what is left out, and folders, as they are now."""
        desk = self._desk
        articles = desk.articles()
        newest = max((a.published for a in articles if a.published), default=None)
        return (
            header_html(desk.facts, newest),
            self._listed(use),
            status_html(desk.facts),
            gr.update(choices=desk.outlets()),
            narrowed_html(use, articles),
            gr.update(choices=folder_choices(desk.filing.folders())),
        )

    def _listed(self, use: Use) -> str:
        articles = self._desk.articles()
        removable = self._desk.filing.removable()
        return articles_html(use.chosen(articles), len(articles), removable)


def _hint(text: str) -> str:
    return f'<p class="dl-hint" role="status">{inert(text)}</p>'
