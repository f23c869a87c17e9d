"""Answer a question of several parts by the evidence of each: "Does A say X while B says Y?".

One search for the whole finds a little of everything. Each part is searched on its own, in
the articles of the outlet that it names, and the parts' evidence settles the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.lexical import words
from rag.declining import unsettled
from rag.evidence import gather
from rag.parts import split
from rag.questions import analyse
from rag.quoting import Told, tell
from rag.settling import entity_over, settle_parts
from rag.spans import find_names

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from rag.answers import Answer
    from rag.citing import Citer
    from rag.evidence import Evidence
    from rag.parts import Part
    from rag.questions import Question
    from rag.retrieval import Retriever

_PASSAGES, _SENTENCES = 8, 8
_MOST_QUOTES, _MOST_WORDS = 4, 90
_ENTITIES = ("person", "name", "place", "open")
# The parts' evidence agrees, or the question would not have been settled.
_SURE = 0.6
# A shorter word of a name may be written in many ways: "US", "U.S.".
_TELLING = 3

Parts = list[tuple["Part", list["Evidence"]]]


def parted(
    citer: Citer,
    retriever: Retriever,
    question: Question,
    *,
    as_of: date | None,
    only: Collection[str] | None,
) -> Answer | None:
    """Answer a question whose parts name outlets, or decline where they do not settle it.

    Returns:
        None where it is no such question.
    """
    parts = split(question.text, retriever.outlets)
    if len({part.outlet for part in parts} - {None}) < 1 or len(parts) < 2:  # noqa: PLR2004 - one part is the whole
        return None
    if question.kind != "yesno" and question.kind not in _ENTITIES:
        return None
    read = [(part, _read(retriever, part, question.text, as_of, only)) for part in parts]
    unmet = _unmet(retriever, question, read)
    if unmet:
        return unsettled(question, unmet)
    if question.kind == "yesno":
        verdict = settle_parts(question, read)
        short = verdict.capitalize() if verdict else None
    else:
        short = entity_over(question, read)
    chosen = _chosen(read, None if question.kind == "yesno" else short) if short else []
    if short is None or not chosen:
        return unsettled(question)
    return tell(citer, question, Told(short=short, chosen=chosen, confidence=_SURE))


def _unmet(retriever: Retriever, question: Question, parts: Parts) -> list[str]:
    """Give the names that a question rests on and that nothing found for its parts holds.

    Of a person both names stand in one passage, of anything else one word of its name.
    """
    held = [
        set(words(f"{e.article.title} {e.article.author} {e.passage.text}"))
        for _, told in parts
        for e in told
    ]
    outlets = [(start, end) for start, end, _ in retriever.outlets.mentions(question.text)]
    unmet = []
    for name in find_names(question.text):
        text = question.text[name.start : name.end]
        telling = {word for word in words(text) if len(word) >= _TELLING}
        outlet = any(start < name.end and name.start < end for start, end in outlets)
        if name.kind == "people" or outlet or not telling:
            continue
        least = len(telling) if name.kind == "person" else 1
        if not any(len(telling & one) >= least for one in held):
            unmet.append(text)
    return list(dict.fromkeys(unmet))


def _read(
    retriever: Retriever,
    part: Part,
    whole: str,
    as_of: date | None,
    only: Collection[str] | None,
) -> list[Evidence]:
    """Find sentences for one part, among the articles of its outlet."""
    corpus = retriever.corpus
    if part.outlet is not None:
        own = {a.id for a in corpus.articles if (a.outlet or "").casefold() == part.outlet}
        only = own if only is None else own & set(only)
    text = part.text.strip() or whole
    found = retriever.search(text, top_k=_PASSAGES, as_of=as_of, only=only)
    return gather(corpus, analyse(text), found)[:_SENTENCES]


def _chosen(parts: Sequence[tuple[Part, Sequence[Evidence]]], name: str | None) -> list[Evidence]:
    """Give the best sentence of each part, one with the name where one is the answer."""
    chosen: list[Evidence] = []
    words = 0
    for _, told in parts:
        fit = [e for e in told if name is None or name.split()[-1] in e.text]
        best = next((e for e in fit if all(e.text != other.text for other in chosen)), None)
        if best is None or len(chosen) == _MOST_QUOTES:
            continue
        words += len(best.text.split())
        if chosen and words > _MOST_WORDS:
            break
        chosen.append(best)
    return chosen
