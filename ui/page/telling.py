"""A conversation as HTML: questions, answers with their citations, abstentions, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cards import attributes, inert, inert_lines
from ui.page.answers import answer_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.answers import Sentence
    from ui.page.session import Turn

_STATES = {
    "searching": "Searching the articles",
    "drafting": "Writing",
    "checking": "Checking every sentence against its quotes",
}


def conversation_html(turns: Sequence[Turn], pending: str = "") -> str:
    """Give every turn, and the one that is being answered.

    Args:
        turns: The turns so far.
        pending: The HTML of a turn under way, from `pending_html`.
    """
    told = [
        turn_html(turn, place, last=place == len(turns) - 1) for place, turn in enumerate(turns)
    ]
    return (
        f'<div class="dl-log" role="log" aria-label="Conversation">{"".join(told)}{pending}</div>'
    )


def pending_html(question: str, state: str, said: Sequence[Sentence], told: Sequence[Turn]) -> str:
    """Give a question that is being answered: what is checked already, what is being done.

    Args:
        question: The question.
        state: What is being done now, as `rag.streaming.Progress` tells it.
        said: The sentences that have passed every check.
        told: The turns before.
    """
    lines = "".join(f'<p class="dl-said">{inert(sentence.text)}</p>' for sentence in said)
    answer = f'<div class="dl-answer">{lines}</div>' if lines else ""
    return (
        f'<section class="dl-turn dl-pending" aria-label="Question {len(told) + 1}">'
        f'<h2 class="dl-question"><bdi>{inert(question)}</bdi></h2>{answer}'
        f'<p class="dl-progress" role="status"><span class="dl-pulse" aria-hidden="true"></span>'
        f"{inert(_STATES.get(state, state[:1].upper() + state[1:]))} …</p></section>"
    )


def turn_html(turn: Turn, place: int, *, last: bool) -> str:
    """Give one turn."""
    if turn.answer is not None:
        body = answer_html(turn.answer, place)
    else:
        body = (
            '<div class="dl-note dl-error" role="alert"><p class="dl-say">This could not be '
            f"answered.</p><p>{inert(turn.error or '')}</p></div>"
        )
    return (
        f'<section class="dl-turn" aria-label="Question {place + 1}">'
        f'<h2 class="dl-question"><bdi>{inert(turn.question)}</bdi></h2>'
        f"{body}{_actions(turn, place, last=last)}</section>"
    )


def _actions(turn: Turn, place: int, *, last: bool) -> str:
    """Give the buttons beneath a turn."""
    buttons = []
    if turn.answer is not None:
        text = inert_lines(f"{turn.question}\n\n{turn.answer.text}")
        buttons.append(f'<button type="button" data-act="copy" data-text="{text}">Copy</button>')
    if last:
        buttons += [
            '<button type="button" data-act="again">Ask again</button>',
            '<button type="button" data-act="edit">Edit</button>',
        ]
    if turn.answer is not None:
        buttons += [
            _thumb("up", "Good answer", turn, place),
            _thumb("down", "Bad answer", turn, place),
        ]
    return f'<div class="dl-actions" role="group" aria-label="Answer">{"".join(buttons)}</div>'


def _thumb(vote: str, label: str, turn: Turn, place: int) -> str:
    pressed = "true" if turn.vote == vote else "false"
    return (
        f'<button type="button" class="dl-thumb dl-{vote}" aria-label="{label}" title="{label}" '
        f'aria-pressed="{pressed}"{attributes(act="vote", turn=place, vote=vote)}></button>'
    )
