"""How a sentence fits the slot that a question leaves open, as named numbers.

A sentence may meet every word of a question and hold a number, and yet not the number asked
for. So what stands beside the number is compared with what the question says of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.lexical import is_content, terms
from rag.expected import candidates, holds
from rag.relation import contrary, uncaused
from rag.slots import filled, fillers, slot_of
from rag.world import is_country

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from rag.matching import Query
    from rag.questions import Question
    from rag.sentences import Compared
    from rag.slots import Place

_COUNTRY = re.compile(r"\b(?:countr(?:y|ies)|nations?)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'’]*")
# A word of the question counts for a filler by exp(-distance), in these characters.
_BESIDE, _NEAR = 25.0, 80.0
# Words within the filler itself are hardly beside it.
_WITHIN = 0.5
_FORMLESS = ("reason", "manner", "open", "definition", "yesno", "list")
# What a question without a noun for its slot gets.
_NO_NOUN = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a sentence fits what is asked for, 0 to 1 each.

    Attributes:
        typed: Whether it holds a thing of each kind asked for.
        filled: How well it fills the slot.
        beside_noun: How like the slot's noun is what stands beside a filler.
        near_rest: How well what stands near a filler meets the rest of the question.
        opening: Whether it opens its article, which names all that the article is about.
        contrary: Whether it says the opposite.
        uncaused: Whether a reason is asked for and not given.
        broad: Whether it names a country first where it is asked where something is.
    """

    typed: float
    filled: float
    beside_noun: float
    near_rest: float
    opening: float
    contrary: float
    uncaused: float
    broad: float


class Reader:
    """Reads sentences against one question."""

    def __init__(self, question: Question, query: Query) -> None:
        """Find the question's slot, and which of its words name it, and which are names."""
        self._question = question
        self._slot = slot_of(question)
        stems = [(terms(word) or [word])[0] for word in query.words]
        named = {t for start, end in question.names for t in terms(question.text[start:end])}
        # Without a type, no words at all would make an array of floats.
        self._of_slot = np.asarray([stem in self._slot.terms for stem in stems], dtype=bool)
        self._of_rest = ~self._of_slot & np.asarray(
            [stem not in named and not stem[0].isdigit() for stem in stems], dtype=bool
        )

    def read(self, compared: Compared, place: int, published: date | None) -> Fit:
        """Read the sentence at a place, of an article published on a day."""
        question, text = self._question, compared.texts[place]
        beside, near = self._near(
            text,
            self._places(text, published),
            compared.similar[place],
            compared.telling[place],
        )
        return Fit(
            typed=float(holds(question, text, published)),
            filled=filled(self._slot, question, text, published),
            beside_noun=beside,
            near_rest=near,
            # "When and where" is just what an opening sentence tells.
            opening=float(compared.columns["opening"][place] and len(question.kinds) == 1),
            contrary=float(question.kind != "yesno" and contrary(question, text)),
            uncaused=float(uncaused(question, text)),
            broad=float(self._broad(text, published)),
        )

    def _broad(self, text: str, published: date | None) -> bool:
        question = self._question
        if "place" not in question.kinds or _COUNTRY.search(question.text):
            return False
        places = candidates("place", question, text, published)
        return bool(places) and is_country(text[slice(*min(places))])

    def _places(self, text: str, published: date | None) -> list[Place]:
        if self._slot.sort != "free":
            places = fillers(self._slot, self._question, text, published)
            if places:
                return places
        return [
            place
            for kind in self._question.kinds
            if kind not in _FORMLESS
            for place in candidates(kind, self._question, text, published)
            if place != (0, len(text))
        ]

    def _near(
        self,
        text: str,
        places: list[Place],
        similar: NDArray[np.float32],
        telling: NDArray[np.float32],
    ) -> tuple[float, float]:
        """Compare what stands beside a filler with the slot's noun, and around it with the rest."""
        none = 0.0 if self._of_slot.any() else _NO_NOUN
        if not places or not similar.size:
            return none, 0.0
        middle = _middles(text, len(similar))
        rest = telling * self._of_rest
        rest = rest / rest.sum() if rest.sum() > 0 else telling
        beside, near = none, 0.0
        for start, end in places:
            distance = np.maximum(np.maximum(start - middle, middle - end), 0)
            within = (middle >= start) & (middle <= end)
            for_noun = np.where(within, _WITHIN, np.exp(-distance / _BESIDE))[:, None]
            for_rest = np.where(within, _WITHIN, np.exp(-distance / _NEAR))[:, None]
            if self._of_slot.any():
                beside = max(beside, float((similar * for_noun)[:, self._of_slot].max()))
            near = max(near, float((similar * for_rest).max(axis=0) @ rest))
        return beside, near


def _middles(text: str, tokens: int) -> NDArray[np.float64]:
    """About where each content token of a sentence stands: they share its words by length."""
    words = [m.span() for m in _WORD.finditer(text) if is_content(m.group())]
    if not words:
        return np.linspace(0, len(text), tokens)
    ends = np.cumsum([end - start for start, end in words])
    share = (np.arange(tokens) + 0.5) / tokens * ends[-1]
    at = np.searchsorted(ends, share)
    begun = ends[at] - np.asarray([end - start for start, end in words])[at]
    middles: NDArray[np.float64] = np.asarray([start for start, _ in words])[at] + share - begun
    return middles
