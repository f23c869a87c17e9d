"""Pairs of a sentence and its sources, labelled true or false, to measure the verifier on."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from eval.mutating import chosen, mutations
from eval.rewording import rewordings
from index.sentences import sentence_spans
from rag.verifying import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SENTENCES, _BEFORE, _AFTER = 5, 3, 1
_FEWEST, _MOST = 8, 45  # words
_ARTICLES = 150
_NAMED = re.compile(r"[A-Z][a-z]+")
_STATED = (
    (r"(?:What|Who|Which) (is|was|are|were) (the .+)", "{1} {0} {answer}"),
    (
        r"What \w+ (is|was) (.+) (associated with|known for|part of|named after)",
        "{1} {0} {2} {answer}",
    ),
    (
        r"(?:When|Where) (was|were) (.+) (born|founded|established|released|published|built|located)",
        "{1} {0} {2} in {answer}",
    ),
    (
        r"(?:In|On) (?:what|which) \w+ (is|was) (.+) (born|founded|established|released|published|built|located)",
        "{1} {0} {2} in {answer}",
    ),
    (r"Who ((?:[a-z]+ed|won|wrote|sang|built|led) .+)", "{answer} {0}"),
    (r"Where (is|was) (.+)", "{1} {0} in {answer}"),
)
_WHOLE = re.compile(r"^[A-Z“\"].*[.!?][”\"]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A sentence, its sources, and whether they bear it out.

    Attributes:
        sentence: The sentence.
        sources: What it cites.
        true: Whether it follows from them.
        kind: How it was made.
    """

    sentence: str
    sources: tuple[Source, ...]
    true: bool
    kind: str


def article_pairs(text: str, published: date | None, title: str, outlet: str) -> Iterator[Pair]:
    """Make pairs of some sentences of an article."""
    spans = sentence_spans(text)
    whole = [
        i
        for i, (a, b) in enumerate(spans)
        if _FEWEST <= len(text[a:b].split()) <= _MOST and _WHOLE.match(text[a:b])
    ]
    rng = chosen(text)
    for i in sorted(rng.sample(whole, min(_SENTENCES, len(whole)))):
        sentence = text[slice(*spans[i])]
        first, last = spans[max(0, i - _BEFORE)][0], spans[min(len(spans) - 1, i + _AFTER)][1]
        source = Source(
            quote=sentence,
            context=text[first:last],
            published=published,
            title=title,
            outlet=outlet,
        )
        before = text[slice(*spans[i - 1])] if i else ""
        yield from _pairs(sentence, before, text, source)


def _pairs(sentence: str, before: str, article: str, source: Source) -> Iterator[Pair]:
    yield Pair(sentence=sentence, sources=(source,), true=True, kind="verbatim")
    reworded = rewordings(sentence, before, source.published)
    for kind, text in reworded.items():
        yield Pair(sentence=text, sources=(source,), true=True, kind=kind)
    bases = [sentence, *reworded.values()]
    for kind, text in mutations(bases[len(sentence) % len(bases)], article).items():
        yield Pair(sentence=text, sources=(source,), true=False, kind=kind)


def practice_pairs() -> Iterator[Pair]:
    """Make pairs of the practice articles."""
    from eval.suites import load_suite

    for article in load_suite("practice").articles.values():
        yield from article_pairs(
            article.text, article.published, article.title or "", article.outlet or ""
        )


def news_pairs(corpus: Path, half: int, *, passed: int = 0) -> Iterator[Pair]:
    """Make pairs of 150 articles of one half of MultiHop-RAG, by the hash of their address.

    Args:
        corpus: Its corpus.json.
        half: 0 or 1.
        passed: How many articles of the half to pass over first.
    """
    seen = 0
    for entry in json.loads(corpus.read_text(encoding="utf-8")):
        if hashlib.sha256(entry["url"].encode()).digest()[0] % 2 != half:
            continue
        seen += 1
        if not passed < seen <= passed + _ARTICLES:
            continue
        published = date.fromisoformat(entry["published_at"][:10])
        yield from article_pairs(entry["body"], published, entry["title"], entry["source"])


def clapnq_pairs(path: Path) -> Iterator[Pair]:
    """Pair each sentence of CLAPNQ's answers, written by people, with those they selected."""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        passage = entry["passages"][0]
        context = detokenised(passage["text"])
        for output in entry["output"][:1]:
            quotes = [detokenised(s.rstrip("& ")) for s in output["selected_sentences"]]
            sources = tuple(
                Source(quote=q, context=context, title=passage["title"]) for q in quotes if q
            )
            if not sources:
                continue
            answer = detokenised(output["answer"])
            for start, end in sentence_spans(answer):
                yield Pair(sentence=answer[start:end], sources=sources, true=True, kind="answer")
                for kind, text in mutations(answer[start:end], context).items():
                    yield Pair(sentence=text, sources=sources, true=False, kind=kind)


def ramdocs_pairs(path: Path) -> Iterator[Pair]:
    """Pair RAMDocs' right and wrong answers, as statements, with texts that give the right one.

    Many of its texts are labelled right that give neither the answer nor what it is asked
    of; only those that have the answer and the names of the question are taken.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        for text in entry["documents"]:
            words = text["text"].casefold()
            named = all(n.casefold() in words for n in _NAMED.findall(entry["question"][1:]))
            right = statement(entry["question"], text["answer"])
            if text["type"] != "correct" or not named or right is None:
                continue
            if text["answer"].casefold() not in words:
                continue
            source = (Source(quote=text["text"], context=text["text"]),)
            yield Pair(sentence=right, sources=source, true=True, kind="statement")
            for wrong in entry["wrong_answers"]:
                said = statement(entry["question"], wrong)
                if said and wrong.casefold() not in words:
                    yield Pair(sentence=said, sources=source, true=False, kind="wrong answer")


def statement(question: str, answer: str) -> str | None:
    """Turn a question of a common form and its answer into a statement; None for another form."""
    asked = question.rstrip("? ")
    for pattern, said in _STATED:
        found = re.fullmatch(pattern, asked)
        if found:
            filled = said.format(*found.groups(), answer=answer)
            return filled[0].upper() + filled[1:] + "."
    return None


def detokenised(text: str) -> str:
    """Join again what a tokenizer parted: "don 't", "1 , 000", "one - year"."""
    text = re.sub(r"(?<=\d) ([,.]) (?=\d{3}\b)", r"\1", text)
    text = re.sub(r" ([,.;:?!%)\]])", r"\1", text)
    text = re.sub(r"([(\[$£€]) ", r"\1", text)
    text = re.sub(r" ('s|'|n't|'re|'ve|'ll|'d)(?=\W|$)", r"\1", text)
    text = re.sub(r"(?<=\w) - (?=\w)", "-", text)
    return re.sub(r"`` | ''|``|''", lambda m: ' "' if m.group()[0] == "`" else '"', text).strip()
