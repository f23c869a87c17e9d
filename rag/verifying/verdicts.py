"""What a sentence is held against, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rag.answers import Support

Check = Literal[
    "number", "date", "name", "quoted", "negation", "modality", "attribution", "coverage"
]
CHECKS: tuple[Check, ...] = (
    "number", "date", "name", "quoted", "negation", "modality", "attribution", "coverage"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One quote that a sentence cites.

    Attributes:
        quote: Its words, verbatim.
        context: The text around it in its article, from which pronouns and speakers are
            read; may equal the quote.
        published: Day of publication of the article, if known.
        title: Its headline, if known.
        outlet: Its outlet, if known.
    """

    quote: str
    context: str
    published: date | None = None
    title: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that the quotes do not bear out.

    Attributes:
        check: Which check found it.
        reason: What is amiss, for a reader.
        hard: Whether the sentence says what its quotes do not; otherwise it says more
            firmly, or less fully, what they do.
    """

    check: Check
    reason: str
    hard: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether its quotes bear a sentence out.

    Attributes:
        support: `unsupported` where something in it is contradicted or missing, `partly`
            where it drops a hedge or a speaker or says somewhat more, else `supported`.
        reason: What is amiss, where something is.
        failed: The checks that found it.
    """

    support: Support
    reason: str | None = None
    failed: tuple[str, ...] = ()
