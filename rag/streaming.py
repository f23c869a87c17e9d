"""What happens while a question is answered, as events."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answers import Answer

if TYPE_CHECKING:
    from rag.answers import Citation, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is being done now.

    Attributes:
        state: "searching", "reading 4 passages", "drafting" or "checking".
    """

    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReady:
    """A sentence that has passed every check.

    Attributes:
        sentence: The sentence.
        citations: What it rests on; their numbers may change in the whole answer.
        quoted: Whether it is the embedded answerer's, whose whole answer follows at once.
    """

    sentence: Sentence
    citations: tuple[Citation, ...]
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The whole answer, which stands for all that was told before.

    Attributes:
        answer: The answer.
    """

    answer: Answer


Event = Progress | SentenceReady | Done
# None: nothing to tell, but a place where the work can be ended.
Steps = Generator[Event | None, None, Answer]


def reading(passages: int) -> Progress:
    """Say how many passages are read."""
    return Progress(state=f"reading {passages} passage{'' if passages == 1 else 's'}")


def ready(answer: Answer) -> Generator[Event, None, None]:
    """Tell the sentences of a whole answer."""
    by_number = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        cited = tuple(by_number[n] for n in sentence.citations if n in by_number)
        yield SentenceReady(sentence=sentence, citations=cited, quoted=True)


def drained(steps: Steps) -> Answer:
    """Let the work run to its end and give the answer."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            answer: Answer = end.value
            return answer


def told(steps: Steps) -> Generator[Event, None, None]:
    """Give the events of the work, and the answer as the last of them."""
    try:
        while True:
            try:
                event = next(steps)
            except StopIteration as end:
                yield Done(answer=end.value)
                return
            if event is not None:
                yield event
    finally:
        steps.close()


class Spoken:
    """Puts events into words that together are the answer's text, as far as can be."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._said = ""

    def words(self, event: Event) -> str:
        """Give what an event adds to what has been said; nothing for most.

        Where the answer came out otherwise than its sentences so far, it follows whole,
        behind an empty line.
        """
        if isinstance(event, SentenceReady) and not event.quoted:
            marks = "".join(f"[{number}]" for number in event.sentence.citations)
            words = f"{' ' if self._said else ''}{event.sentence.text} {marks}".rstrip()
            self._said += words
            return words
        if not isinstance(event, Done):
            return ""
        text = event.answer.text
        return text[len(self._said) :] if text.startswith(self._said) else f"\n\n{text}"
