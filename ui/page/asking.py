"""What happens when a visitor asks, asks again, edits, votes or takes answers along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

import gradio as gr

from index import DatelineError
from rag.streaming import Done, Progress
from ui.page.articles import next_html
from ui.page.events import number_of, text_of
from ui.page.saving import download_html, exported, record
from ui.page.session import MOST_TURNS, Turn, Use, Vote
from ui.page.telling import conversation_html, pending_html
from ui.page.uploads import told as told_of

if TYPE_CHECKING:
    from rag.answers import Sentence
    from ui.page.desk import Desk
    from ui.page.suggesting import Suggester

Turns = tuple[Turn, ...]
# The question box, the conversation, the turns, and the row of buttons beneath.
Shown = tuple[Any, Any, Any, Any]

_WAITING: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
_IDLE: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}


class Asking:
    """The conversation's events, over one desk."""

    def __init__(self, desk: Desk, suggester: Suggester) -> None:
        """Take the desk, and whoever knows what to ask next."""
        self._desk = desk
        self._suggester = suggester

    def ask(self, text: str | None, told: Turns, use: Use) -> Iterator[Shown]:
        """Show the question at once, then what is being done, then its answer."""
        asked = " ".join((text or "").split())
        if not asked:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        history = [turn.answer for turn in told if turn.answer is not None]
        turn = Turn(question=asked, error="The answer broke off. Ask again.")
        said: list[Sentence] = []
        # The box is emptied once: what is typed while the answer comes stays.
        box: dict[str, Any] = {"value": "", **_WAITING}
        try:
            with closing(self._desk.answer(asked, history, use)) as events:
                for event in events:
                    if isinstance(event, Done):
                        turn = Turn(question=asked, answer=event.answer)
                    elif isinstance(event, Progress):
                        shown = conversation_html(
                            told, pending_html(asked, event.state, said, told)
                        )
                        yield gr.update(**box), shown, gr.skip(), gr.skip()
                        box = _WAITING
                    elif not event.quoted:
                        said.append(event.sentence)
                        shown = conversation_html(told, pending_html(asked, "writing", said, told))
                        yield gr.skip(), shown, gr.skip(), gr.skip()
        except DatelineError as error:
            turn = Turn(question=asked, error=told_of(error))
        turns = (*told, turn)[-MOST_TURNS:]
        yield gr.update(**_IDLE), self.shown(turns), turns, gr.update(visible=True)

    def suggested(self, told: Turns, use: Use, event: gr.EventData) -> Iterator[Shown]:
        """Ask a question that was offered."""
        yield from self.ask(text_of(event, "text"), told, use)

    def again(self, told: Turns, use: Use) -> Iterator[Shown]:
        """Ask the last question again."""
        if told:
            yield from self.ask(told[-1].question, told[:-1], use)

    def edit(self, told: Turns) -> Shown:
        """Put the last question back into the box."""
        if not told:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        turns = told[:-1]
        value = gr.update(value=told[-1].question, **_IDLE)
        return value, self.shown(turns), turns, gr.update(visible=bool(turns))

    def stopped(self, told: Turns) -> Shown:
        """Show the conversation as it was before a question that was given up."""
        return gr.update(**_IDLE), self.shown(told), gr.skip(), gr.update(visible=bool(told))

    def failed(self, told: Turns) -> Shown:
        """Say that an answer failed through a fault of ours; the conversation lives on."""
        fault = Turn(
            question="The last question",
            error="Something went wrong inside Dateline; the terminal says what. Ask again.",
        )
        return gr.update(**_IDLE), self.shown((*told, fault)), gr.skip(), gr.skip()

    def cleared(self) -> Shown:
        """Begin anew."""
        return gr.update(value="", **_IDLE), "", (), gr.update(visible=False)

    def vote(self, told: Turns, event: gr.EventData) -> tuple[Any, Any]:
        """Keep an opinion of an answer; the same again takes the mark away."""
        place, vote = number_of(event, "turn"), text_of(event, "vote")
        if vote not in ("up", "down") or place is None or not 0 <= place < len(told):
            return gr.skip(), gr.skip()
        turn = told[place]
        if turn.answer is None:
            return gr.skip(), gr.skip()
        given = None if turn.vote == vote else cast("Vote", vote)
        if given is not None:
            try:
                record(self._desk.votes, turn.answer, given)
            except OSError as error:
                gr.Warning(f"The vote was not kept ({error.strerror}).")
                return gr.skip(), gr.skip()
        turns = (*told[:place], replace(turn, vote=given), *told[place + 1 :])
        return self.shown(turns), turns

    def taken(self, told: Turns, kind: Literal["md", "json"]) -> str:
        """Give the conversation as a file."""
        return download_html(exported(told, kind), f"dateline.{kind}")

    def shown(self, turns: Sequence[Turn]) -> str:
        """Give the conversation as HTML, with what may be asked next."""
        if not turns:
            return ""
        answer = turns[-1].answer
        more = self._suggester.following(answer, [t.question for t in turns]) if answer else []
        return conversation_html(turns, next_html(more))
