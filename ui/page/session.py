"""What the page keeps for one visitor, and for no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from index import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Article
    from rag import Answer

MOST_TURNS = 60
# The answerer that needs no model, among the answerers of the settings.
QUOTES = "quotes"
Vote = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and what came of it.

    Attributes:
        question: The question.
        answer: Its answer; None where it failed.
        error: What to tell the visitor where it failed.
        vote: What the visitor thought of the answer.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    vote: Vote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Which articles answers may be drawn from, and how.

    Attributes:
        first: Only articles published on this day or later.
        last: Only articles published on this day or earlier.
        outlets: Only articles of these outlets; of all where there is none.
        as_of: Answer as of this day.
        top_k: How many passages are looked at.
        quoted: Whether answers are quotes alone, even where a model could draft them.
    """

    first: date | None = None
    last: date | None = None
    outlets: tuple[str, ...] = ()
    as_of: date | None = None
    top_k: int = 10
    quoted: bool = False

    @property
    def narrow(self) -> bool:
        """Whether some articles are left out."""
        return bool(self.first or self.last or self.outlets)

    def chosen(self, articles: Sequence[Article]) -> list[Article]:
        """Give the articles that may be used; undated ones only where no day is asked for."""
        return [article for article in articles if self._allows(article)]

    def _allows(self, article: Article) -> bool:
        if self.outlets and article.outlet not in self.outlets:
            return False
        if not self.first and not self.last:
            return True
        day = article.published
        return day is not None and (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of an article that the reader can show.

    Attributes:
        article_id: The article.
        start: Offset of the stretch in its text.
        end: Offset after it; equal to `start` where nothing is to be marked.
        number: The citation's number, where it is one.
    """

    article_id: str
    start: int = 0
    end: int = 0
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the reader shows.

    Attributes:
        places: The stretches that next and previous lead to.
        at: Which of them is shown.
    """

    places: tuple[Place, ...] = ()
    at: int = 0

    def stepped(self, by: int) -> Reading:
        """Go on to another place, round at the ends."""
        return Reading(places=self.places, at=(self.at + by) % max(len(self.places), 1))


def day_of(text: str | None, name: str) -> date | None:
    """Read a day that a visitor typed.

    Raises:
        SettingsError: It is no day.
    """
    if not text or not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        message = f"{name}: “{text.strip()[:40]}” is no day; write it as 2026-03-12"
        raise SettingsError(message) from error
