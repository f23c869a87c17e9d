"""Fit what says whether the articles answer at all: python -m eval.reader.judging.

The reader's verdicts and the signs (`rag.signs`) are put together by a logistic regression over
the texts that the reader was not trained on and the practice suite, each counting half. The
signs may only speak against an answer. Weights that both hardly tell of stay as they are.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from eval.judging_measure import auc
from eval.reader.texts import TEXTS, read_texts
from eval.suites import load_suite
from index import open_corpus, sync
from rag.confidence import WEIGHTS, judge, signs_of, verdicts_of
from rag.evidence import gather
from rag.questions import analyse
from rag.reading import ReadingModel
from rag.reading.model import MODEL
from rag.rereading import reread
from rag.retrieval import Retriever
from rag.signs import Signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from eval.reader.texts import Text

HELD_OUT = "*-5.txt"
_PASSAGES, _FOLDS, _RIDGE = 12, 5, 0.01
# Set by hand: few questions of either source are off the topic, or about what was said.
_KEPT = ("low", "names", "lonely", "weak", "aside", "unsaid")
_MOST = 7.0
_CUTS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found for one question.

    Attributes:
        source: `texts`, or the name of a suite.
        group: What must not be parted by cross-validation: the article.
        there: Whether the articles answer.
        signs: The signs, then the two verdicts; see `rag.confidence`.
        shipped: How sure the judge is as it stands.
    """

    source: str
    group: str
    there: bool
    signs: tuple[float, ...]
    shipped: float


class _Watcher:
    """Finds and reads as the answerer does, with any reader."""

    def __init__(self, store: Path, reader: ReadingModel) -> None:
        self.corpus = open_corpus(store)
        self._retriever, self._reader = Retriever(self.corpus), reader

    def close(self) -> None:
        self.corpus.close()

    def see(self, text: str, as_of: date | None = None) -> tuple[tuple[float, ...], float] | None:
        question = analyse(text)
        found = self._retriever.search(question.text, top_k=_PASSAGES, as_of=as_of)
        evidence = reread(self._reader, question, gather(self.corpus, question, found))
        if not evidence:
            return None
        signs, _, _ = signs_of(question, found.query, evidence)
        sure = judge(question, found.query, evidence).value
        return (*signs.values(), *verdicts_of(evidence)), sure


def of_texts(texts: Sequence[Text], reader: ReadingModel, every: int) -> Iterator[Seen]:
    """Ask every so many-th question of training texts, over all their articles."""
    with tempfile.TemporaryDirectory() as folder:
        for place, text in enumerate(texts):
            head = (
                f"---\ntitle: {text.title!r}\noutlet: {text.outlet!r}\npublished: {text.day}\n---\n"
            )
            path = Path(folder) / f"{place:03d}.md"
            path.write_text(f"{head}{' '.join(text.sentences)}\n", encoding="utf-8")
        store = Path(folder) / "store"
        sync(sorted(Path(folder).glob("*.md")), store=store)
        with closing(_Watcher(store, reader)) as watcher:
            asked = [(str(place), one) for place, text in enumerate(texts) for one in text.asked]
            for group, one in asked[::every]:
                seen = watcher.see(one.text)
                if seen:
                    yield Seen("texts", f"texts {group}", one.sort != "U", *seen)


def of_suite(name: str, reader: ReadingModel) -> Iterator[Seen]:
    """Ask the questions of a suite that stand alone."""
    suite = load_suite(name)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        sync([suite.corpus], store=store)
        with closing(_Watcher(store, reader)) as watcher:
            for case in suite.cases:
                seen = None if case.history else watcher.see(case.question, case.as_of)
                if seen:
                    gold = [span.article for part in case.evidence for span in part]
                    yield Seen(
                        name, f"{name} {gold[0] if gold else case.id}", case.answerable, *seen
                    )


def fitted(
    signs: NDArray[np.float64], there: NDArray[np.bool_], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fit the weights, bias first: those of signs at most 0, those of verdicts at least 0.

    Args:
        signs: (n, m) the signs, then the verdicts.
        there: (n,) whether the articles answer.
        weight: (n,) what each question counts.
    """
    from scipy.optimize import minimize

    kept = dict(zip(Signs.__slots__, WEIGHTS.values(), strict=True))
    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    bounds += [(kept[n], kept[n]) if n in _KEPT else (-_MOST, 0.0) for n in Signs.__slots__]
    bounds += [(0.0, None)] * (signs.shape[1] - len(kept))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = weights[0] + signs @ weights[1:]
        off = weight * (1 / (1 + np.exp(-odds)) - there)
        wrong = float((weight * (np.logaddexp(0, odds) - there * odds)).sum())
        slope = np.concatenate([[off.sum()], signs.T @ off + _RIDGE * weights[1:]])
        return wrong + _RIDGE * float((weights[1:] ** 2).sum()) / 2, slope

    start = np.array([0.0, *([0.0] * signs.shape[1])])
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B")
    return np.asarray(found.x)


def report(seen: Sequence[Seen], fitting: Sequence[str]) -> Iterator[str]:
    """Fit on some sources, tell the weights, and how well each source is judged.

    Those fitted on are judged with each fifth of their articles left out in turn.
    """
    signs = np.array([one.signs for one in seen])
    there = np.array([one.there for one in seen])
    source = np.array([one.source for one in seen])
    used = np.isin(source, fitting)
    weight = np.zeros(len(seen))
    for name in fitting:
        for label in (True, False):
            same = (source == name) & (there == label)
            weight[same] = 1 / max(int(same.sum()), 1) / (2 * len(fitting))
    groups = {group: place for place, group in enumerate(dict.fromkeys(one.group for one in seen))}
    fold = np.array([groups[one.group] % _FOLDS for one in seen])
    weights = fitted(signs[used], there[used], weight[used])
    odds = weights[0] + signs @ weights[1:]
    for out in range(_FOLDS):
        left, kept = used & (fold == out), used & (fold != out)
        bias, *rest = fitted(signs[kept], there[kept], weight[kept])
        odds[left] = bias + signs[left] @ np.array(rest)
    names = [*Signs.__slots__, "answers", "any_answers"]
    yield f"bias {weights[0]:.2f}"
    yield from (f"{name} {w:.2f}" for name, w in zip(names, weights[1:], strict=True))
    shipped = np.array([one.shipped for one in seen])
    for name in dict.fromkeys(source.tolist()):
        mine = source == name
        areas = [auc(v[mine], there[mine]) for v in (signs[:, -1], shipped, odds)]
        told = ", ".join("-" if a is None else f"{a:.3f}" for a in areas)
        yield f"{name}, {mine.sum()} questions, AUC of verdict, as shipped, fitted: {told}"
        for how, values in (("shipped", shipped), ("fitted", 1 / (1 + np.exp(-odds)))):
            cuts = [
                f"{cut}: {(values[mine & ~there] < cut).mean():.0%} of traps, "
                f"{(values[mine & there] < cut).mean():.0%} of the others"
                for cut in _CUTS
            ]
            yield f"  {how}, declined below {'; '.join(cuts)}"


@click.command()
@click.option("--reader", type=click.Path(exists=True, path_type=Path), default=MODEL)
@click.option("--every", default=1, show_default=True, help="Take every so many-th question.")
def main(reader: Path, every: int) -> None:
    """Fit the judge."""
    model = ReadingModel(reader)
    texts = read_texts(sorted(TEXTS.glob(HELD_OUT)))
    seen = [*of_texts(texts, model, every), *of_suite("practice", model), *of_suite("seeds", model)]
    for line in report(seen, fitting=("texts", "practice")):
        click.echo(line)


if __name__ == "__main__":
    main()
