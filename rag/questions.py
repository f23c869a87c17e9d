"""What a question asks: its words, its names, and the kind of answer expected."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.lexical import STOP_WORDS, words
from rag.asked import Kind, kinds_of, noun_of
from rag.dates import DateSpan, find_dates
from rag.spans import find_names

_LIST = re.compile(
    r"^(?:list|name)\b|\b(?:which|what)\s(?:\w+\s){0,2}?(?:cities|countries|places|companies|rounds|"
    r"officials|people|products|goods|items|issues|topics|demands|reasons|sectors|names|points|"
    r"steps|measures|venues|locations|industries|rates|meetings|talks|members|candidates)\b|"
    r"\bwho\s(?:are|were)\s(?:all\s)?the\b|\ball\sthe\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[a-z]{2}[^su\W]s|people|men|women|children)$")
# "Which two cities": how many are wanted, which no article need say.
_COUNTED = re.compile(
    r"\b(which|name|what|list)\s(?:two|three|four|five|six|seven|eight)(?=\s[a-z])", re.IGNORECASE
)
# Words that shape a question but name nothing that it is about.
_FRAME = frozenset(
    """say said says tell told report reported reports mention mentioned according article
    articles news please know happen happened happening exactly give list name describe explain
    many much long far often big place time date day year month city country person people
    thing things kind type way get got go going come make made take took let
    """.split()  # noqa: SIM905 - a list would be 40 lines
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, taken apart.

    Attributes:
        text: The question, white space folded.
        kinds: What is asked for, in the order asked ("When and where" has two).
        many: Whether several items are asked for.
        words: Its content words in order, folded, without those that only frame it.
        names: (start, end) of the names that it holds.
        dates: The date expressions that it holds.
        noun: The words that name what is asked for ("budget airline"), folded; may be "".
    """

    text: str
    kinds: tuple[Kind, ...]
    many: bool
    words: tuple[str, ...]
    names: tuple[tuple[int, int], ...]
    dates: tuple[DateSpan, ...]
    noun: str = ""

    @property
    def kind(self) -> Kind:
        """What is asked for first."""
        return self.kinds[0]


def analyse(text: str) -> Question:
    """Take a question apart, without a model.

    Args:
        text: A question that stands on its own, in English.
    """
    text = " ".join(text.split())
    return Question(
        text=text,
        kinds=kinds_of(text),
        many=bool(_LIST.search(text)) or _plural(text),
        words=content_words(text),
        names=tuple(
            (s.start, s.end)
            for s in find_names(text)
            if s.start > 0 or " " in text[s.start : s.end]
        ),
        dates=tuple(find_dates(text)),
        noun=noun_of(text),
    )


def _plural(text: str) -> bool:
    """Whether a question asks which of some things, in the plural."""
    noun = noun_of(text)
    last = re.escape(noun.rsplit(maxsplit=1)[-1]) if noun else ""
    asked: object = re.search(
        rf"\b(?:which|what)\s(?:[\w'’-]+\s){{0,4}}?{last}\b", text, re.IGNORECASE
    )
    asked = asked or not re.search(r"\b(?:wh\w+|how)\b", text, re.IGNORECASE)
    return bool(noun and asked and _PLURAL.search(noun)) and kinds_of(text)[0] in (
        "person",
        "place",
        "name",
        "open",
    )


def content_words(text: str) -> tuple[str, ...]:
    """Give the words that a text is about, folded, in order, each once."""
    about = _COUNTED.sub(r"\1", text)
    found = [w for w in words(about) if w not in STOP_WORDS and w not in _FRAME]
    return tuple(dict.fromkeys(found)) or tuple(dict.fromkeys(words(text)))
