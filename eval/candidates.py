"""Candidates for gold, made of what visitors of the page thought of its answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from eval.cases import SuiteError
from eval.loading import lines_of, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pydantic import TypeAdapter

    from index import Article

_SHOWN = 300
_FILL = "FILL IN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quote of an answer that was voted on, and where it stood."""

    article_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One line of `votes.jsonl`; fields that a later version adds are passed over.

    Attributes:
        at: When it was given, in ISO form.
        vote: What the visitor thought of the answer.
        question: The question as it was asked.
        answered: Whether it was answered, or declined.
        text: The answer.
        short: The bare answer, where there is one.
        standalone: The question as it was understood after earlier turns.
        as_of: Only articles up to this day were used.
        quotes: What the answer rested on.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "ignore"}

    at: str
    vote: Literal["up", "down"]
    question: str
    answered: bool
    text: str
    short: str | None = None
    standalone: str | None = None
    as_of: date | None = None
    quotes: tuple[Quoted, ...] = ()

    @property
    def asked(self) -> str:
        """The question that stands alone."""
        return self.standalone or self.question


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What the votes come to.

    Attributes:
        cases: Lines for `gold.jsonl`, as mappings; those with `open` fields do not load yet.
        open: For each, what a person must fill in before it loads; empty where nothing.
        votes: How many votes were read.
    """

    cases: tuple[Mapping[str, object], ...]
    open: tuple[tuple[str, ...], ...]
    votes: int

    def lines(self) -> str:
        """Give JSON Lines, one case a line."""
        return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in self.cases)


def read_votes(path: Path) -> list[Vote]:
    """Read the votes that the page has kept.

    Raises:
        SuiteError: The file cannot be read, holds none, or has a broken line.
    """
    from pydantic import TypeAdapter

    votes: list[Vote] = []
    problems: list[str] = []
    reader = TypeAdapter(Vote)
    for number, line in lines_of(path):
        found = _parsed(line, reader)
        if isinstance(found, Vote):
            votes.append(found)
        else:
            problems += [f"{path}:{number}: {one}" for one in found]
    if problems:
        raise SuiteError(problems)
    if not votes:
        raise SuiteError([f"{path}: holds no votes; give thumbs in `dateline ui` first"])
    return votes


def _parsed(line: str, reader: TypeAdapter[Vote]) -> Vote | list[str]:
    from pydantic import ValidationError

    try:
        return reader.validate_json(line)
    except ValidationError as error:
        return said(error)


def candidates_of(votes: Sequence[Vote], articles: Mapping[str, Article]) -> Candidates:
    """Make candidates of votes: the last vote on a question counts, the newest question last.

    A good answer gives a whole case, whose forms a person should narrow. Of a bad one only the
    question is sure: what is right stays open, and a file with open fields is refused by
    `load_cases`, so that nobody's guess becomes gold unseen.

    Args:
        votes: The votes, oldest first.
        articles: The articles of the store by id, with their texts; quotes that they do not
            hold any more are left out.
    """
    last: dict[tuple[str, date | None], Vote] = {}
    for vote in votes:
        key = (" ".join(vote.asked.casefold().split()), vote.as_of)
        last.pop(key, None)
        last[key] = vote
    made = [_candidate(vote, articles) for vote in last.values()]
    return Candidates(
        cases=tuple(case for case, _ in made),
        open=tuple(tuple(gaps) for _, gaps in made),
        votes=len(votes),
    )


def _candidate(
    vote: Vote, articles: Mapping[str, Article]
) -> tuple[dict[str, object], Sequence[str]]:
    case: dict[str, object] = {"id": _id(vote), "type": _type(vote), "question": vote.asked}
    if vote.as_of:
        case["as_of"] = vote.as_of.isoformat()
    spans = list(_spans(vote, articles))
    note = _note(vote, lost=len(vote.quotes) - len(spans))
    if vote.vote == "down":
        return {**case, "answerable": None, "answers": [], "evidence": [], "note": note}, (
            "answerable",
            "and, if it is, answers and evidence",
        )
    if not vote.answered:
        return {**case, "answerable": False, "note": note}, ()
    forms = _forms(vote)
    gaps = [name for name, value in (("answers", forms), ("evidence", spans)) if not value]
    case |= {
        "answerable": True,
        "answers": [forms] if forms else [],
        "evidence": [spans] if spans else [],
    }
    return {**case, "note": note}, gaps


def _id(vote: Vote) -> str:
    """Give an id that stays the same whenever candidates are made again."""
    text = f"{vote.asked}\n{vote.as_of or ''}"
    return f"vote-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _type(vote: Vote) -> str:
    if vote.vote == "up" and not vote.answered:
        return "unanswerable"
    if vote.as_of:
        return "as_of"
    if _yes_or_no(vote):
        return "yesno"
    return "date" if vote.asked.casefold().startswith("when ") else "fact"


def _yes_or_no(vote: Vote) -> str | None:
    words = (vote.short or "").casefold().replace(",", " ").replace(".", " ").split()
    return words[0] if words and words[0] in ("yes", "no") else None


def _forms(vote: Vote) -> list[str]:
    """Give the forms that are accepted, as far as the answer says its own."""
    plain = _yes_or_no(vote) if _type(vote) == "yesno" else (vote.short or "").strip().rstrip(".")
    return [plain] if plain else []


def _spans(vote: Vote, articles: Mapping[str, Article]) -> Iterator[dict[str, str]]:
    """Give the quotes that still stand where they stood, or elsewhere in their article."""
    for quoted in vote.quotes:
        article = articles.get(quoted.article_id)
        if article is not None and quoted.quote.strip() and quoted.quote in article.text:
            yield {"article": quoted.article_id, "quote": quoted.quote}


def _note(vote: Vote, *, lost: int) -> str:
    said_so = " ".join(vote.text.split())
    said_so = said_so[:_SHOWN] + ("…" if len(said_so) > _SHOWN else "")
    parts = [f"Voted {vote.vote} on {vote.at[:10]}."]
    if vote.question != vote.asked:
        parts.append(f"Asked as: {vote.question}")
    if vote.vote == "down":
        parts.append(f"{_FILL}: what is right, and where it stands. Said: {said_so}")
    elif vote.answered:
        parts.append("Check: part and narrow the accepted form, name every sentence that suffices.")
    else:
        parts.append("Check that no article answers it.")
    if lost:
        parts.append(f"{lost} of its quotes are no longer in the store.")
    return " ".join(parts)
