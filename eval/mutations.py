"""Measure the verifier on labelled pairs: true sentences, reworded ones, and mutations.

`python -m eval.mutations [FOLDER]` prints the tables; FOLDER holds the benchmarks
`multihop-rag`, `clapnq` and `ramdocs`; without it the practice articles alone are used.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from eval.mutating import chosen, mutations
from eval.rewording import rewordings
from eval.tables import aligned
from index.sentences import sentence_spans
from rag.verifying import Source, Verdict, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SENTENCES, _BEFORE, _AFTER = 5, 3, 1
_FEWEST, _MOST = 8, 45
_NAMED = re.compile(r"[A-Z][a-z]+")
_STATED = (
    (r"(?:What|Who|Which) (is|was|are|were) (the .+)", "{1} {0} {answer}"),
    (r"What \w+ (is|was) (.+) (associated with|known for|part of|named after)", "{1} {0} {2} {answer}"),
    (r"(?:When|Where) (was|were) (.+) (born|founded|established|released|published|built|located)", "{1} {0} {2} in {answer}"),
    (r"(?:In|On) (?:what|which) \w+ (is|was) (.+) (born|founded|established|released|published|built|located)", "{1} {0} {2} in {answer}"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What the verdicts on one kind of pairs come to.

    Attributes:
        kind: How the sentences were made.
        true: Whether they are true.
        pairs: How many there are.
        unsupported: How many were refused.
        partly: How many were found to be supported in part.
        seconds: Mean time of a verdict.
    """

    kind: str
    true: bool
    pairs: int
    unsupported: int
    partly: int
    seconds: float


def measure(pairs: Iterable[Pair], verifier: Verifier) -> list[Rate]:
    """Judge pairs and count the verdicts, by kind."""
    verdicts: dict[tuple[str, bool], list[tuple[Verdict, float]]] = defaultdict(list)
    for pair in pairs:
        start = perf_counter()
        verdict = verifier.verify(pair.sentence, pair.sources)
        verdicts[pair.kind, pair.true].append((verdict, perf_counter() - start))
    rates = [_rate(kind, true, found) for (kind, true), found in verdicts.items()]
    return sorted(rates, key=lambda rate: (not rate.true, rate.kind))


def _rate(kind: str, true: bool, found: Sequence[tuple[Verdict, float]]) -> Rate:
    return Rate(
        kind=kind,
        true=true,
        pairs=len(found),
        unsupported=sum(v.support == "unsupported" for v, _ in found),
        partly=sum(v.support == "partly" for v, _ in found),
        seconds=sum(s for _, s in found) / len(found),
    )


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
            quote=sentence, context=text[first:last], published=published, title=title, outlet=outlet
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


def news_pairs(corpus: Path, half: int, *, articles: int = 150) -> Iterator[Pair]:
    """Make pairs of the first articles of one half of MultiHop-RAG, by the hash of their address."""
    taken = 0
    for entry in json.loads(corpus.read_text(encoding="utf-8")):
        if hashlib.sha256(entry["url"].encode()).digest()[0] % 2 != half or taken == articles:
            continue
        taken += 1
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


def table(name: str, rates: Sequence[Rate]) -> str:
    """Lay the rates out, true sentences first, with a total of each."""
    rows = [("", "pairs", "unsupported", "partly", "not supported", "ms")]
    for true in (True, False):
        own = [rate for rate in rates if rate.true is true]
        rows += [_row(("true: " if true else "false: ") + rate.kind, [rate]) for rate in own]
        if own:
            rows.append(_row(f"ALL {'true' if true else 'false'}", own))
    return "\n".join([name, *aligned(rows)])


def _row(name: str, rates: Sequence[Rate]) -> tuple[str, ...]:
    pairs = sum(rate.pairs for rate in rates)
    refused = sum(rate.unsupported for rate in rates)
    partly = sum(rate.partly for rate in rates)
    seconds = sum(rate.seconds * rate.pairs for rate in rates) / pairs
    shares = (f"{100 * n / pairs:.1f} %" for n in (refused, partly, refused + partly))
    return (name, str(pairs), *shares, f"{1000 * seconds:.1f}")


def sets(folder: Path | None) -> dict[str, Iterator[Pair]]:
    """Give the sets of pairs by name; those of the benchmarks only with their folder."""
    found = {"practice articles (set on these)": practice_pairs()}
    if folder is not None:
        corpus = folder / "multihop-rag" / "corpus.json"
        found["news, first half (set on these)"] = news_pairs(corpus, 0)
        found["news, second half (held out)"] = news_pairs(corpus, 1)
        found["CLAPNQ (held out)"] = clapnq_pairs(folder / "clapnq" / "clapnq_dev_answerable.jsonl")
        found["RAMDocs (held out)"] = ramdocs_pairs(folder / "ramdocs" / "RAMDocs_test.jsonl")
    return found


def main() -> None:
    """Print the table of each set."""
    from index.embedding import open_embedder

    verifier = Verifier(open_embedder())
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for name, pairs in sets(folder).items():
        sys.stdout.write(table(name, measure(pairs, verifier)) + "\n\n")


if __name__ == "__main__":
    main()
