"""The page's layout: which parts there are, and which event changes which."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.engine import MOST_QUESTION_CHARACTERS
from ui.page.asking import Asking
from ui.page.browsing import Browsing
from ui.page.session import QUOTES, Reading, Use
from ui.page.suggesting import Suggester
from ui.page.uploads import MOST_FILES, MOST_MEGABYTES, SUFFIXES

if TYPE_CHECKING:
    from ui.page.desk import Desk

_FOLDER = Path(__file__).resolve().parent
CSS = _FOLDER / "page.css"
_SCRIPT = (_FOLDER / "page.js").read_text(encoding="utf-8")
NO_MODEL = (
    "A chat model can draft them where the page is started with one: `dateline ui --llm NAME`, or "
    "DATELINE_LLM. Its key stays in the environment."
)
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_DAY: dict[str, Any] = {"include_time": False, "type": "string"}


def build(desk: Desk) -> gr.Blocks:
    """Lay the page out over a desk; what a visitor does is kept for that visitor alone."""
    suggester = Suggester(desk)
    asking, browsing = Asking(desk, suggester), Browsing(desk, suggester)
    page = gr.Blocks(title="Dateline", analytics_enabled=False, delete_cache=(3600, 3600))
    with page:
        _Parts(desk, asking, browsing, page)
    return page


def answerers(model: str | None) -> list[tuple[str, str]]:
    """Give the answerers to choose from as (what is shown, value): never one that is typed."""
    quotes = ("Quotes alone, no model", QUOTES)
    return [(f"Drafted by {model}, every sentence checked", "model"), quotes] if model else [quotes]


def _html(name: str, **options: Any) -> gr.HTML:
    """Make a part that we write ourselves; its script passes clicks on as events."""
    return gr.HTML("", elem_id=f"dl-{name}", js_on_load=_SCRIPT, apply_default_css=False, **options)


def _prose(html: str) -> gr.HTML:
    """Put words of our own between the parts."""
    return gr.HTML(html, js_on_load=None, apply_default_css=False)


class _Parts:
    """The parts of one page, and their events."""

    def __init__(self, desk: Desk, asking: Asking, browsing: Browsing, page: gr.Blocks) -> None:
        self._desk = desk
        self.told, self.use = gr.State(()), gr.State(Use())
        self.reading, self.drawn = gr.State(Reading()), gr.State(None)
        self.head = _html("header")
        with gr.Tabs(elem_id="dl-tabs"):
            with gr.Tab("Ask", elem_id="dl-ask"):
                self._lay_ask()
            with gr.Tab("Timeline", elem_id="dl-time"):
                self._lay_timeline()
            # Drawn with the page: a file that is dropped the moment a tab opens is not lost.
            with gr.Tab("Articles", elem_id="dl-corpus", render_children=True):
                self._lay_articles()
            with gr.Tab("Settings", elem_id="dl-settings"):
                self._lay_settings()
        self.reader = _html("reader")
        self.download = _html("download")
        self._on_asking(asking)
        self._on_reading(browsing)
        self._on_browsing(browsing, page)

    # --- parts

    def _lay_ask(self) -> None:
        self.opening = _html("opening")
        self.conversation = _html("conversation")
        with gr.Column(elem_id="dl-composer"):
            self.narrowed = _html("narrowed")
            self.question = gr.Textbox(
                label="Question",
                show_label=False,
                container=False,
                placeholder="Ask the articles …",
                max_length=MOST_QUESTION_CHARACTERS,
                max_lines=6,
                submit_btn="Ask",
                autofocus=True,
                elem_id="dl-question",
            )
            with gr.Row(elem_id="dl-tools", visible=False) as self.tools:
                self.new = gr.Button("New conversation", size="sm", variant="secondary")
                self.as_markdown = gr.Button("Export Markdown", size="sm", variant="secondary")
                self.as_json = gr.Button("Export JSON", size="sm", variant="secondary")

    def _lay_timeline(self) -> None:
        self.topic = gr.Textbox(
            label="Topic",
            placeholder="trade talks",
            info="What happened on which day, and what is planned.",
            max_length=MOST_QUESTION_CHARACTERS,
            submit_btn="Draw",
            elem_id="dl-topic",
        )
        self.line = _html("line")

    def _lay_articles(self) -> None:
        with gr.Row(elem_id="dl-filter"):
            self.first = gr.DateTime(label="From", **_DAY)
            self.last = gr.DateTime(label="To", **_DAY)
            self.outlets = gr.Dropdown(
                [], label="Outlets", multiselect=True, value=[], elem_id="dl-outlets"
            )
        _prose('<p class="dl-hint">What is chosen here is all that answers and timelines use.</p>')
        self.list = _html("list")
        with gr.Column(elem_id="dl-add"):
            _prose('<h2 class="dl-heading">Add articles</h2>')
            self._lay_folder()
            _prose(
                f'<p class="dl-hint">Text or Markdown files, up to {MOST_FILES} at once and '
                f"{MOST_MEGABYTES} MB each. They stay on this machine.</p>"
            )
            self.files = gr.File(
                label="Articles",
                file_count="multiple",
                file_types=list(SUFFIXES),
                height=132,
                elem_id="dl-files",
            )
            self.adding = gr.Button(
                "Add to the store", variant="primary", size="md", interactive=False
            )
            self.report = _html("report")

    def _lay_folder(self) -> None:
        """Offer the folders that the operator named, where there are any."""
        offered = bool(self._desk.filing.folders())
        with gr.Row(elem_id="dl-folder", visible=offered):
            self.folder = gr.Dropdown(
                [], value=None, label="Folder of this machine", elem_id="dl-folders"
            )
            self.indexing = gr.Button("Index this folder", size="md", scale=0, min_width=170)
        if offered:
            _prose(
                '<p class="dl-hint">Indexing a folder again takes in what has changed, and drops '
                "what is gone.</p>"
            )

    def _lay_settings(self) -> None:
        choices = answerers(self._desk.facts.model)
        self.answerer = gr.Radio(
            choices,
            value=choices[0][1],
            label="Answers",
            info=None if len(choices) > 1 else NO_MODEL,
            elem_id="dl-answerer",
        )
        self.as_of = gr.DateTime(label="As of: answer as if this were the day", **_DAY)
        self.top_k = gr.Slider(
            1, 50, 10, step=1, label="Passages looked at for an answer", buttons=[]
        )
        self.status = _html("status")

    # --- events

    def _on_asking(self, asking: Asking) -> None:
        shown = [self.question, self.conversation, self.told, self.tools]
        from_box: dict[str, Any] = {
            "inputs": [self.question, self.told, self.use],
            "outputs": shown,
        }
        begun = [
            # What is sent while an answer is still coming is asked after it, never dropped.
            self.question.submit(asking.ask, **from_box, trigger_mode="always_last", **_QUIET),
            self.conversation.ask(asking.suggested, [self.told, self.use], shown, **_QUIET),
            self.opening.ask(asking.suggested, [self.told, self.use], shown, **_QUIET),
            self.conversation.again(asking.again, [self.told, self.use], shown, **_QUIET),
        ]
        for event in begun:
            event.failure(asking.failed, [self.told], shown, **_QUIET)
        self.question.stop(asking.stopped, [self.told], shown, cancels=begun, **_QUIET)
        self.conversation.edit(asking.edit, [self.told], shown, **_QUIET)
        self.conversation.vote(asking.vote, [self.told], [self.conversation, self.told], **_QUIET)
        self.new.click(asking.cleared, None, shown, cancels=begun, **_QUIET)
        out = [self.download]
        self.as_markdown.click(partial(asking.taken, kind="md"), [self.told], out, **_QUIET)
        self.as_json.click(partial(asking.taken, kind="json"), [self.told], out, **_QUIET)

    def _on_reading(self, browsing: Browsing) -> None:
        shown = [self.reader, self.reading]
        self.conversation.open(browsing.open_cited, [self.told], shown, **_QUIET)
        self.line.open(browsing.open_event, [self.drawn], shown, **_QUIET)
        self.list.open(browsing.open_article, None, shown, **_QUIET)
        self.reader.step(browsing.step, [self.reading], shown, **_QUIET)
        self.reader.close(browsing.close, None, shown, **_QUIET)

    def _on_browsing(self, browsing: Browsing, page: gr.Blocks) -> None:
        self.topic.submit(
            browsing.draw,
            [self.topic, self.told, self.use],
            [self.line, self.drawn, self.topic],
            **_QUIET,
        )
        forms: list[Any] = [self.first, self.last, self.outlets, self.as_of]
        used = [self.use, self.narrowed, self.list]
        for form in (*forms, self.top_k, self.answerer):
            form.change(
                browsing.narrow,
                [*forms, self.top_k, self.answerer, self.use],
                used,
                trigger_mode="always_last",
                **_QUIET,
            )
        self.narrowed.widen(browsing.widen, [self.use], [*used, *forms], **_QUIET)
        about = [self.head, self.list, self.status, self.outlets, self.narrowed, self.folder]
        # Only what has arrived whole can be added.
        self.files.change(
            lambda files: gr.update(interactive=bool(files)), [self.files], [self.adding], **_QUIET
        )
        self.adding.click(
            browsing.add, [self.files, self.use], [self.report, self.files, *about], **_QUIET
        )
        self.indexing.click(
            browsing.add_folder, [self.folder, self.use], [self.report, *about], **_QUIET
        )
        self.list.remove(browsing.remove, [self.use], [self.report, *about], **_QUIET)
        page.load(browsing.arrived, None, [self.opening, *about], **_QUIET)
