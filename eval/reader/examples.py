"""Training examples: each question with some sentences around the one that answers or tempts.

The windows are drawn anew for every epoch, so that the answer stands now here, now there. A
question is also shown windows that do not hold its sentence, of its own article and of
others: these do not answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from eval.reader.texts import Asked, Text

_LEAST_WORDS, _MOST_WORDS, _SPARE = 30, 85, 25
# So often a window comes with the title, a neighbour is taken from before, a question loses
# its mark, a window elsewhere in the article is shown, and one of another article.
_TITLED, _BACKWARDS, _UNMARKED, _ELSEWHERE, _FOREIGN = 0.75, 0.55, 0.12, 0.55, 0.15


class Example(NamedTuple):
    """A question and a window.

    Attributes:
        question: The question.
        window: The text to read.
        answers: Whether it answers.
        span: (start, end) of what answers, in the window; None for nothing.
        yes: Whether the answer is yes; None where that is not asked.
    """

    question: str
    window: str
    answers: bool
    span: tuple[int, int] | None
    yes: bool | None


class _Window(NamedTuple):
    text: str
    first: int
    sentences: list[tuple[int, int]]


def examples(texts: Sequence[Text], chance: random.Random, share: float = 1.0) -> list[Example]:
    """Draw the examples of one epoch.

    Args:
        texts: The articles with their questions.
        chance: What the drawing hangs on.
        share: Of all questions but the plain ones, so many are drawn.
    """
    drawn: list[Example] = []
    for text in texts:
        others = [other for other in texts if other.file == text.file and other is not text]
        for asked in text.asked:
            if asked.sort != "P" and chance.random() >= share:
                continue
            drawn += _of_question(asked, text, others, chance)
    return drawn


def _of_question(
    asked: Asked, text: Text, others: Sequence[Text], chance: random.Random
) -> list[Example]:
    question = asked.text.rstrip("?. ") if chance.random() < _UNMARKED else asked.text
    drawn = [_at(question, asked, text, chance)]
    if asked.sort != "Y" and chance.random() < _ELSEWHERE:
        far = [k for k in range(len(text.sentences)) if abs(k - asked.sentence) > 1]
        window = _window(text, chance.choice(far), chance) if far else None
        if window and not _holds(window, asked):
            drawn.append(Example(question, window.text, answers=False, span=None, yes=None))
    if others and chance.random() < _FOREIGN:
        other = chance.choice(others)
        window = _window(other, chance.randrange(len(other.sentences)), chance)
        drawn.append(Example(question, window.text, answers=False, span=None, yes=None))
    return drawn


def _at(question: str, asked: Asked, text: Text, chance: random.Random) -> Example:
    """Show a question the sentence that answers it, or that tempts one to think so."""
    window = _window(text, asked.sentence, chance)
    start, end = window.sentences[asked.sentence - window.first]
    if asked.answer is None:
        return Example(question, window.text, answers=False, span=None, yes=None)
    if asked.sort == "Y":
        return Example(
            question, window.text, answers=True, span=(start, end), yes=asked.answer == "yes"
        )
    start += text.sentences[asked.sentence].find(asked.answer)
    return Example(
        question, window.text, answers=True, span=(start, start + len(asked.answer)), yes=None
    )


def _holds(window: _Window, asked: Asked) -> bool:
    """Whether a window may answer a question after all."""
    if asked.answer is None:
        return False
    inside = window.first <= asked.sentence < window.first + len(window.sentences)
    return inside or asked.answer.casefold() in window.text.casefold()


def _window(text: Text, place: int, chance: random.Random) -> _Window:
    """Take a sentence with some of its neighbours."""
    first = last = place
    words = len(text.sentences[place].split())
    wanted = chance.randint(_LEAST_WORDS, _MOST_WORDS)
    end = len(text.sentences) - 1
    while words < wanted and (first > 0 or last < end):
        backwards = first > 0 and (last == end or chance.random() < _BACKWARDS)
        neighbour = first - 1 if backwards else last + 1
        words += len(text.sentences[neighbour].split())
        if words > _MOST_WORDS + _SPARE:
            break
        first, last = (neighbour, last) if backwards else (first, neighbour)
    shown = f"{text.title}. " if chance.random() < _TITLED else ""
    places = []
    for sentence in text.sentences[first : last + 1]:
        places.append((len(shown), len(shown) + len(sentence)))
        shown += f"{sentence} "
    return _Window(shown.rstrip(), first, places)
