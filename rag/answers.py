"""What a question gets: hits, citations, sentences, and the answer made of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from index.articles import Passage  # noqa: TC001 - the JSON schema is made from the annotations
from rag.brackets import set_apart

Support = Literal["supported", "partly", "unsupported"]

_MARKS = ("“", "”", '"', "‘", "’", "'", "„", "«", "»")
_NARROW = "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One passage found for a query.

    Attributes:
        passage: The passage.
        score: Comparable within one search only; higher is better.
        title: Headline of its article, if known.
        outlet: Outlet of its article, if known.
        url: Address of its article, if known.
        published: Day of publication of its article, if known.
        date_basis: How that day is known.
    """

    passage: Passage
    score: float
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: date | None = None
    date_basis: Literal["stated", "inferred"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """A note that tells what words of a quote mean: the day of "next Thursday".

    Attributes:
        at: Offset in the quote behind which it belongs.
        text: The note, without brackets.
    """

    at: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A verbatim quote with its place: `article.text[start:end] == quote`, always.

    Attributes:
        number: The number that stands in the answer's text, from 1.
        article_id: The article quoted.
        title: Its headline, if known.
        outlet: Its outlet, if known.
        url: Its address, if known.
        published: Its day of publication, if known.
        date_basis: How that day is known.
        quote: The words quoted.
        start: Offset of the quote in the article's text.
        end: Offset after its last character.
        glosses: What words of the quote mean, in order; they are no part of it.
        also: Ids of other articles that carry the same sentence.
    """

    number: int
    article_id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: date | None
    date_basis: Literal["stated", "inferred"] | None
    quote: str
    start: int
    end: int
    glosses: tuple[Gloss, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def glossed(self) -> str:
        """The quote with its glosses in square brackets; its own are shown as ⟦ ⟧."""
        parts, last = [], 0
        for gloss in self.glosses:
            parts += [set_apart(self.quote[last : gloss.at]), f" [{gloss.text}]"]
            last = gloss.at
        return "".join([*parts, set_apart(self.quote[last:])])

    @property
    def framed(self) -> str:
        """The glossed quote between quotation marks, as every plain text shows it.

        A narrow space parts them from marks of the quote's own at its ends.
        """
        told = self.glossed
        before = _NARROW if told[:1] in _MARKS else ""
        behind = _NARROW if told[-1:] in _MARKS else ""
        return f"“{before}{told}{behind}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer.

    Attributes:
        text: The sentence as the reader sees it, without citation marks.
        citations: Numbers of the citations that it rests on.
        support: Whether these bear it out.
        reason: What is not borne out, when it is not wholly supported.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One of several values that articles give for the same thing.

    Attributes:
        value: The value, as its quote has it.
        citation: Number of the citation that says it.
        published: Day of publication of the article that says it, if known.
    """

    value: str
    citation: int
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Where articles differ on one thing.

    Attributes:
        about: What they differ on, in the question's words.
        kind: `updated` where a later article has another value than an earlier one,
            `disagree` where sources of about the same time contradict each other.
        claims: The values, newest first.
    """

    about: str
    kind: Literal["updated", "disagree"]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What the calls of a language model for one answer took.

    Attributes:
        model: The model's name.
        calls: How often it was asked.
        prompt_tokens: Tokens read.
        completion_tokens: Tokens written.
        cost: US dollars; None where the price is not known.
        counted: False where the server did not count the tokens and they are estimates.
    """

    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost: float | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question.

    Attributes:
        question: The question as it was asked.
        text: The whole answer in plain text, with citation marks like [1].
        answered: False when the articles do not answer; `text` then says so.
        short: The bare answer ("Paris", "March 15–16, 2026"), where one could be told.
        sentences: Its sentences, in order.
        citations: Its citations, by number.
        hits: The passages that were considered, best first.
        confidence: 0 to 1: how sure the answerer is that the articles answer.
        reason: Why there is no answer, when there is none.
        as_of: Only articles up to this day were used, when asked so.
        answerer: Which answerer spoke.
        seconds: Time that each step took.
        conflicts: Where the articles differ on what is asked.
        sources: How many independent articles bear the answer out; copies count once.
        newest: Day of publication of the newest article that could be used: the answer is
            as of then.
        warnings: What the reader should know besides, a sentence each.
        standalone: The question as it was understood, where it leant on earlier turns or held
            orders to the answerer besides.
        usage: What a language model took, where one was asked.
    """

    question: str
    text: str
    answered: bool
    short: str | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0
    reason: str | None = None
    as_of: date | None = None
    answerer: str = "quotes"
    seconds: dict[str, float] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    sources: int = 0
    newest: date | None = None
    warnings: tuple[str, ...] = ()
    standalone: str | None = None
    usage: Spent | None = None

    def to_dict(self) -> dict[str, object]:
        """Give the answer as JSON-ready values, dates as ISO 8601."""
        plain = _plain(asdict(self))
        assert isinstance(plain, dict)  # noqa: S101 - tells mypy what asdict gives
        return plain

    def to_markdown(self) -> str:
        """Give the answer as Markdown in which the articles' own markup is escaped."""
        from rag.markdown import as_markdown

        return as_markdown(self)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
