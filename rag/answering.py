"""Answer a message that stands alone, step by step."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.about import asks_about_the_corpus, in_english_only, summary
from rag.absent import absent_outlets
from rag.citing import Citer
from rag.confidence import ANSWER_ABOVE, judge
from rag.declining import decline, without_outlets
from rag.evidence import gather
from rag.hits import hits_of
from rag.languages import foreign
from rag.orders import without_orders
from rag.parted import parted
from rag.questions import analyse
from rag.quoting import quote
from rag.rereading import reread
from rag.several import joined, separate
from rag.streaming import Progress, reading, ready

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Article
    from rag.answers import Answer, Spent
    from rag.asking import Use
    from rag.chat_models import ChatModel
    from rag.reading import ReadingModel
    from rag.retrieval import Retriever
    from rag.streaming import Steps

_READ_PASSAGES = 12
_NEAREST_PASSAGES = 3
_SET_ASIDE = "Orders beside the question were set aside."


def answered(  # noqa: PLR0913, PLR0917 - what an answer is made with
    retriever: Retriever,
    reader: ReadingModel,
    model: ChatModel | None,
    text: str,
    use: Use,
    articles: Sequence[Article],
) -> Steps:
    """Answer a message; its citations are numbered through.

    Args:
        retriever: Searches the corpus.
        reader: Reads what was found.
        model: Drafts the answer, if there is one.
        text: The message, which stands alone.
        use: What may be used.
        articles: The articles that may be used.
    """
    language = foreign(text)
    if asks_about_the_corpus(text):
        return summary(text, articles)
    if language is not None:
        return in_english_only(text, language)
    citer = Citer(retriever.corpus)
    answers = []
    asked = without_orders(text)
    for part in separate(asked):
        answers.append((yield from _one(retriever, reader, model, part, use, citer)))  # noqa: PERF401 - events pass
    answer = answers[0]
    if len(answers) > 1:
        used = _together([one.usage for one in answers])
        answer = replace(joined(asked, answers), usage=used)
    if asked == text:
        return answer
    return replace(
        answer,
        text=f"{answer.text}\n{_SET_ASIDE}",
        standalone=asked,
        warnings=(*answer.warnings, _SET_ASIDE),
    )


def _together(used: Sequence[Spent | None]) -> Spent | None:
    """Add up what the model took for several questions."""
    known = [one for one in used if one is not None]
    if not known:
        return None
    costs = [one.cost for one in known if one.cost is not None]
    return replace(
        known[0],
        calls=sum(one.calls for one in known),
        prompt_tokens=sum(one.prompt_tokens for one in known),
        completion_tokens=sum(one.completion_tokens for one in known),
        cost=sum(costs) if len(costs) == len(known) else None,
        counted=all(one.counted for one in known),
    )


def _one(  # noqa: PLR0913, PLR0917 - as above
    retriever: Retriever,
    reader: ReadingModel,
    model: ChatModel | None,
    text: str,
    use: Use,
    citer: Citer,
) -> Steps:
    """Answer one question."""
    begun = time.perf_counter()
    yield Progress(state="searching")
    asked = analyse(text)
    top_k = max(use.top_k, _READ_PASSAGES)
    found = retriever.search(text, top_k=top_k, as_of=use.as_of, only=use.only)
    searched = time.perf_counter()
    evidence = reread(reader, asked, gather(retriever.corpus, asked, found))
    confidence = judge(asked, found.query, evidence)

    absent = absent_outlets(text, retriever.corpus, evidence)

    def quoted() -> Answer:
        if absent:
            return without_outlets(asked, absent)
        answer = parted(citer, retriever, asked, as_of=use.as_of, only=use.only)
        if answer is not None:
            return answer
        answers = bool(evidence) and confidence.value >= ANSWER_ABOVE
        return (quote if answers else decline)(citer, asked, evidence, confidence)

    hits = hits_of(retriever.corpus, found)
    if model is None:
        yield reading(len(found.rows))
        answer = quoted()
        yield from ready(answer)
    else:
        from rag.drafting.pipeline import drafted  # quotes need none of it

        answer = yield from drafted(model, citer, asked, hits, evidence, quoted)
    seconds = {"search": searched - begun, "answer": time.perf_counter() - searched}
    most = use.top_k if answer.answered else min(use.top_k, _NEAREST_PASSAGES)
    return replace(answer, hits=tuple(hits[:most]), seconds=seconds)
