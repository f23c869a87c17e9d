"""Requests that work on the last answer: "What did you mean by [2]?", "Shorter, please".

Nothing is searched for them: what the last answer cites is shown, and no more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers import Answer, Sentence
from rag.citing import source_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from index import Corpus
    from rag.answers import Citation

_AROUND = 300
_WORD = re.compile(r"[\w’']+|\[\d{1,3}\]")
_SHORTER = frozenset(
    """shorter short brief briefer briefly concise concisely succinctly nutshell tldr summarize
    summarise""".split()  # noqa: SIM905 - a list would be 10 lines
)
_NUMBER = re.compile(
    r"\[(\d{1,3})\]|\b(?:citation|source|quote|reference|footnote|number|no\.)\s#?(\d{1,3})\b",
    re.IGNORECASE,
)
# A request is made of these words alone; any other makes it a question of its own.
_FRAME = frozenset(
    """please pls now then thanks thank you can could would make say put give keep it that this me
    the a an in even much bit little answer version more one sentence and but so ok okay what
    did do mean by with is was does about what's explain show where tell on of for who says said
    open expand quote from come context exactly source up sum words few just tl dr i see""".split()  # noqa: SIM905 - as above
)
_MOST_WORDS = 12


def asks_of_last(question: str) -> bool:
    """Whether a question is a request about the last answer."""
    return _number(question) is not None or _shorter(question)


def of_last(corpus: Corpus, question: str, told: Callable[[], Answer | None]) -> Answer:
    """Answer a request about the last answer.

    Args:
        corpus: Holds the articles that it cites.
        question: The request.
        told: Gives the last answer; None where there was none.
    """
    last = told()
    if last is None:
        return _declined(question, "nothing has been asked before")
    if not last.answered or not last.citations:
        return _declined(question, "the last answer cites nothing")
    number = _number(question)
    if number is None:
        return _shortened(question, last)
    cited = next((c for c in last.citations if c.number == number), None)
    if cited is None:
        numbers = ", ".join(f"[{c.number}]" for c in last.citations)
        return _declined(question, f"the last answer has no [{number}]; its sources are {numbers}")
    return _in_context(corpus, question, last, cited)


def _shorter(question: str) -> bool:
    found = [word.casefold() for word in _WORD.findall(question)]
    if not found or len(found) > _MOST_WORDS:
        return False
    wanted = [word for word in found if word in _SHORTER]
    joined = " ".join(found)
    summed = joined in ("sum it up", "in one sentence", "one sentence please", "tl dr")
    return summed or (bool(wanted) and all(word in _SHORTER | _FRAME for word in found))


def _number(question: str) -> int | None:
    marks = _NUMBER.findall(question)
    if len(marks) != 1:
        return None
    rest = [word.casefold() for word in _WORD.findall(_NUMBER.sub(" ", question))]
    if len(rest) > _MOST_WORDS or any(word not in _FRAME for word in rest):
        return None
    return int(marks[0][0] or marks[0][1])


def _shortened(question: str, last: Answer) -> Answer:
    """Give the bare answer with one quote; the shortest sentence where none is known."""
    first = last.citations[0]
    leads = [s for s in last.sentences if s.text.rstrip(".") == last.short]
    lead = leads[0] if leads else None
    if lead is None and last.short:
        lead = Sentence(text=f"{last.short}.", citations=(first.number,), support="supported")
    if lead is not None:
        number = lead.citations[0] if lead.citations else first.number
        first = next((c for c in last.citations if c.number == number), first)
        lead = replace(lead, citations=(first.number,))
    quoted = _quoted(first)
    sentences = (lead, quoted) if lead else (quoted,)
    line = f"{quoted.text} — {source_name(first)} [{first.number}]"
    return replace(
        last,
        question=question,
        text="\n".join([*([lead.text] if lead else []), line]),
        sentences=sentences,
        citations=(first,),
        standalone=last.standalone or last.question,
        warnings=(),
        conflicts=(),
    )


def _in_context(corpus: Corpus, question: str, last: Answer, cited: Citation) -> Answer:
    """Show a quote with what stands around it in its article."""
    article = corpus.article(cited.article_id)
    if article is None or article.text[cited.start : cited.end] != cited.quote:
        return _declined(question, f"the article of [{cited.number}] is not in the store any more")
    start, end = _around(article.text, cited.start, cited.end)
    wider = replace(cited, quote=article.text[start:end], start=start, end=end, glosses=())
    before, after = article.text[start : cited.start].strip(), article.text[cited.end : end].strip()
    source = ", ".join(part for part in (cited.title, source_name(cited)) if part)
    lines = [f"[{cited.number}] is from: {source}.", cited.framed]
    if before or after:
        lines.append(f"In its place: {' '.join(wider.framed.split())} [{cited.number}]")
    return replace(
        last,
        question=question,
        text="\n".join(lines),
        short=None,
        sentences=(_quoted(wider),),
        citations=(wider,),
        standalone=None,
        warnings=(),
        conflicts=(),
        sources=1,
    )


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to whole sentences on both sides, within its part of the article."""
    from index.sentences import sentence_spans

    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    spans = [(low + a, low + b) for a, b in sentence_spans(text[low:high])]
    whole = [(a, b) for a, b in spans if (a > low or low == 0) and (b < high or high == len(text))]
    inside = [s for s in whole if s[1] > low and s[0] < high]
    first = min([a for a, _ in inside if a <= start], default=start)
    last = max([b for _, b in inside if b >= end], default=end)
    return min(first, start), max(last, end)


def _quoted(citation: Citation) -> Sentence:
    return Sentence(text=citation.framed, citations=(citation.number,), support="supported")


def _declined(question: str, reason: str) -> Answer:
    text = f"I cannot tell: {reason}."
    return Answer(question=question, text=text, answered=False, reason=reason)
