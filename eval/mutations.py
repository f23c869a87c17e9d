"""Measure the verifier on labelled pairs: true sentences, reworded ones, and mutations.

`dateline eval verification` prints the tables.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from eval.pairs import clapnq_pairs, news_pairs, practice_pairs, ramdocs_pairs
from eval.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eval.pairs import Pair
    from rag.verifying import Verdict, Verifier


# A word put in another's place is measured, but is none of what the checks are for.
_BESIDES = "word"


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


def table(name: str, rates: Sequence[Rate]) -> str:
    """Lay the rates out, true sentences first, with a total of each."""
    rows: list[tuple[str, ...]] = [("", "pairs", "unsupported", "partly", "not supported", "ms")]
    for true in (True, False):
        own = [rate for rate in rates if rate.true is true]
        rows += [_row(("true: " if true else "false: ") + rate.kind, [rate]) for rate in own]
        counted = [rate for rate in own if rate.kind != _BESIDES]
        if counted:
            rows.append(_row(f"ALL {'true' if true else 'false'}", counted))
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
        found["news, second half (its errors were read once)"] = news_pairs(corpus, 1)
        found["news, the rest of the second half (held out)"] = news_pairs(corpus, 1, passed=150)
        found["CLAPNQ (its errors were read, no threshold set on it)"] = clapnq_pairs(
            folder / "clapnq" / "clapnq_dev_answerable.jsonl"
        )
        found["RAMDocs (its errors were read, no threshold set on it)"] = ramdocs_pairs(
            folder / "ramdocs" / "RAMDocs_test.jsonl"
        )
    return found
