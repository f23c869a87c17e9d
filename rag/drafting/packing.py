"""Pack passages into a prompt, fenced, numbered, and within the model's context window."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from rag.chat_models.counting import count_messages
from rag.prompts import CLOSING, OPENING, draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.answers import Hit
    from rag.chat_models.base import ChatModel

# Letters, of which a token holds several; of hexadecimal digits it holds one.
_MARK_LENGTH = 8
_LETTERS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Passages as a model reads them.

    Attributes:
        text: Their fenced blocks, one an article, the article of the best passage first.
        mark: What every fence holds, and no passage or question does.
        hits: The passages in it, best first.
        dropped: Those that did not fit, best first.
    """

    text: str
    mark: str
    hits: tuple[Hit, ...]
    dropped: tuple[Hit, ...] = ()

    @property
    def warning(self) -> str | None:
        """What a reader should know of passages left out, if any were."""
        if not self.dropped:
            return None
        left_out = len(self.dropped)
        return (
            f"The model's context window is too small for {left_out} of "
            f"{len(self.hits) + left_out} passages; the weakest were left out."
        )


def pack(hits: Sequence[Hit], *, question: str, model: ChatModel, budget: int) -> Packed:
    """Pack as many of the best passages as fit.

    The weakest are dropped until the rest fits; a passage that is too long all alone is
    dropped, too, and the next best ones are tried.

    Args:
        hits: What was found, best first.
        question: The question that they are to answer.
        model: Counts the tokens.
        budget: Most tokens that the blocks may take; see `room_for_passages`.
    """
    mark = _mark(question, hits)
    size_of = {id(hit): model.count_tokens(_block([hit], len(hits), mark)) for hit in hits}
    kept, left = [], budget - model.count_tokens(CLOSING.format(mark=mark))
    for place, hit in enumerate(hits):
        if size_of[id(hit)] <= left:
            kept.append(hit)
            left -= size_of[id(hit)]
        elif kept:
            return _packed(kept, [*_without(hits[:place], kept), *hits[place:]], mark)
    return _packed(kept, _without(hits, kept), mark)


def room_for_passages(model: ChatModel, *, question: str, max_tokens: int) -> int:
    """Give how many tokens are left for passages beside a prompt and its answer.

    Args:
        model: The model to be asked.
        question: The question.
        max_tokens: Tokens kept free for the answer, a repair of it among them.
    """
    bare = count_messages(model, draft("", "x" * _MARK_LENGTH, question))
    return max(0, model.context_window - bare - max_tokens)


def _packed(kept: Sequence[Hit], dropped: Sequence[Hit], mark: str) -> Packed:
    of_article: dict[str, list[Hit]] = {}
    for hit in kept:
        of_article.setdefault(hit.passage.article_id, []).append(hit)
    blocks = [_block(hits, number, mark) for number, hits in enumerate(of_article.values(), 1)]
    text = "\n".join([*blocks, CLOSING.format(mark=mark)]) if kept else ""
    return Packed(text=text, mark=mark, hits=tuple(kept), dropped=tuple(dropped))


def _without(hits: Sequence[Hit], kept: Sequence[Hit]) -> list[Hit]:
    known = {id(hit) for hit in kept}
    return [hit for hit in hits if id(hit) not in known]


def _block(hits: Sequence[Hit], number: int, mark: str) -> str:
    """Write an article's passages as they follow one another there.

    Where they are from stands inside the fence, as no less a stranger's words.
    """
    first = hits[0]
    day = first.published.isoformat() if first.published else None
    source = ", ".join(_line(word) for word in (first.title, first.outlet, day) if word)
    lines = [
        OPENING.format(number=number, mark=mark),
        *([f"({source})"] if source else []),
        *(hit.passage.text for hit in sorted(hits, key=lambda hit: hit.passage.start)),
    ]
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def _mark(question: str, hits: Sequence[Hit]) -> str:
    """Make a mark that stands in none of the passages.

    It is a hash of all of them, so that the same prompt is written for the same question,
    which servers keep; and none who writes an article can put it into that article, since
    the article would change it.
    """
    texts = [question, *(f"{hit.title}\0{hit.outlet}\0{hit.passage.text}" for hit in hits)]
    whole = "\0".join(texts)
    tried = (
        hashlib.sha256(f"{number}\0{whole}".encode("utf-8", "surrogatepass")).digest()
        for number in count()
    )
    return next(mark for digest in tried if (mark := _lettered(digest)) not in whole)


def _lettered(digest: bytes) -> str:
    return "".join(chr(ord("a") + byte % _LETTERS) for byte in digest[:_MARK_LENGTH])
