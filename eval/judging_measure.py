"""Measure a judge beside the floor that any judge must beat: lexical coverage.

The floor calls a sentence borne out where a large enough share of its words stands in the
quote. How large is learnt on the other pairs (five folds by group), so that the floor is as
good as it can be without having seen the labels that it is measured on.

Agreement beyond chance: Cohen's kappa (1960, https://doi.org/10.1177/001316446002000104).
Area under the curve: the Mann-Whitney statistic. All intervals draw whole groups.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from eval.statistics import Estimate, bootstrapped
from index.lexical import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from eval.judging import Judge
    from eval.judging_pairs import Pair

FEWEST_GROUPS = 30
FEWEST_OF_A_LABEL = 20
LEAST_VERDICTS = 0.98
_FOLDS = 5
_EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A judge and the floor on the same pairs.

    Attributes:
        judge: Name of the judge's model.
        pairs: How many pairs there are.
        supported: How many of them are borne out.
        verdicts: Share of the pairs on which the judge said Yes or No.
        judge_accuracy: Share of pairs judged rightly; no verdict counts as wrong.
        floor_accuracy: The same of lexical coverage.
        difference: The judge's less the floor's, pair by pair.
        judge_kappa: Agreement of the judge with the labels beyond chance.
        floor_kappa: The same of lexical coverage.
        floor_auc: Area under the curve of the coverage itself.
        by_kind: For each kind of pair, the share that judge and floor got right.
        may_gate: Whether a release may be gated by this judge.
        why: The reason.
        tokens: Tokens that the judge took.
        cost: US dollars, if its price is known.
    """

    judge: str
    pairs: int
    supported: int
    verdicts: float
    judge_accuracy: Estimate
    floor_accuracy: Estimate
    difference: Estimate
    judge_kappa: Estimate
    floor_kappa: Estimate
    floor_auc: float | None
    by_kind: dict[str, tuple[int, float, float]]
    may_gate: bool
    why: str
    tokens: int
    cost: float | None

    def to_dict(self) -> dict[str, object]:
        """Give the values for JSON."""
        return asdict(self)


def measure(
    judge: Judge, pairs: Sequence[Pair], *, tell: Callable[[int], object] = lambda _: None
) -> Measured:
    """Let a judge judge pairs, and compare it with the floor.

    Args:
        judge: The judge.
        pairs: At least one pair.
        tell: Called with how many pairs are done after each.

    Raises:
        ModelUnavailable: The model cannot be asked.
    """
    verdicts: list[bool | None] = []
    for pair in pairs:
        verdicts.append(judge.supports(pair.sentence, pair.quote))
        tell(len(verdicts))
    labels = np.array([pair.label for pair in pairs])
    groups = _numbered([pair.group for pair in pairs])
    covered = np.array([coverage(pair.sentence, pair.quote) for pair in pairs])
    floor = floor_verdicts(covered, labels, groups)
    # No verdict is a wrong one.
    judged = np.array(
        [
            not pair.label if said is None else said
            for pair, said in zip(pairs, verdicts, strict=True)
        ]
    )
    share = sum(said is not None for said in verdicts) / len(pairs)
    difference = _mean_by_group((judged == labels) * 1.0 - (floor == labels), groups)
    why = _objection(labels, groups, share, difference)
    return Measured(
        judge=judge.model.name,
        pairs=len(pairs),
        supported=int(labels.sum()),
        verdicts=share,
        judge_accuracy=_mean_by_group(judged == labels, groups),
        floor_accuracy=_mean_by_group(floor == labels, groups),
        difference=difference,
        judge_kappa=_kappa(judged, labels, groups),
        floor_kappa=_kappa(floor, labels, groups),
        floor_auc=auc(covered, labels),
        by_kind=_by_kind(pairs, judged == labels, floor == labels),
        may_gate=why is None,
        why=why or "it beats lexical coverage: the whole interval of the difference is above 0",
        tokens=judge.usage.prompt_tokens + judge.usage.completion_tokens,
        cost=judge.cost,
    )


def coverage(sentence: str, quote: str) -> float:
    """Give the share of a sentence's index terms that stand in a quote; 0 without any."""
    wanted = set(terms(sentence))
    return len(wanted & set(terms(quote))) / len(wanted) if wanted else 0.0


def floor_verdicts(
    covered: NDArray[np.float64], labels: NDArray[np.bool_], groups: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Call pairs borne out by their coverage, the cut of each fold learnt on the others.

    Args:
        covered: (pairs,) coverage.
        labels: (pairs,) labels.
        groups: (pairs,) number of each pair's group.
    """
    said = np.zeros(len(labels), dtype=bool)
    folds = groups % _FOLDS
    for fold in range(_FOLDS):
        inside = folds == fold
        others = ~inside if (~inside).any() else inside
        said[inside] = covered[inside] >= _best_cut(covered[others], labels[others])
    return said


def _best_cut(covered: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    cuts = np.unique(np.concatenate([[0.0], covered, [np.inf]]))
    right = [np.mean((covered >= cut) == labels) for cut in cuts]
    return float(cuts[int(np.argmax(right))])


def auc(values: NDArray[np.float64], labels: NDArray[np.bool_]) -> float | None:
    """Give the area under the curve; None where all labels are the same."""
    above, below = values[labels], values[~labels]
    if not len(above) or not len(below):
        return None
    higher = (above[:, None] > below).mean() + _EVEN * (above[:, None] == below).mean()
    return float(higher)


def _objection(
    labels: NDArray[np.bool_], groups: NDArray[np.intp], share: float, difference: Estimate
) -> str | None:
    """Say why a judge may not gate, if it may not."""
    fewer = int(min(labels.sum(), (~labels).sum()))
    if share < LEAST_VERDICTS:
        return f"it said Yes or No on {share:.0%} of the pairs; {LEAST_VERDICTS:.0%} are needed"
    if groups.max() + 1 < FEWEST_GROUPS or fewer < FEWEST_OF_A_LABEL:
        return (
            f"there are too few pairs to tell: {FEWEST_GROUPS} groups and "
            f"{FEWEST_OF_A_LABEL} pairs of each label are needed"
        )
    if difference.low is None or difference.low <= 0:
        return "it does not beat lexical coverage: the interval of the difference reaches 0"
    return None


def _numbered(groups: Sequence[str]) -> NDArray[np.intp]:
    places: dict[str, int] = {}
    return np.array([places.setdefault(group, len(places)) for group in groups], dtype=np.intp)


def _mean_by_group(values: NDArray[np.generic], groups: NDArray[np.intp]) -> Estimate:
    numbers = values.astype(float)
    count = int(groups.max()) + 1
    sums, sizes = np.bincount(groups, numbers, count), np.bincount(groups, minlength=count)

    def of(drawn: NDArray[np.intp]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = sums[drawn].sum(axis=-1) / sizes[drawn].sum(axis=-1)
        return found

    return bootstrapped(float(numbers.mean()), of, n=count)


def _kappa(
    said: NDArray[np.bool_], labels: NDArray[np.bool_], groups: NDArray[np.intp]
) -> Estimate:
    count = int(groups.max()) + 1
    cells = np.stack(
        [
            np.bincount(groups, (said == yes) & (labels == true), count)
            for yes in (True, False)
            for true in (True, False)
        ],
        axis=-1,
    )
    value = float(kappa_of(cells.sum(axis=0)))
    return bootstrapped(value, lambda drawn: kappa_of(cells[drawn].sum(axis=-2)), n=count)


def kappa_of(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give Cohen's kappa; 0 where all is of one kind.

    Args:
        cells: (…, 4) counts of yes said of yes, yes of no, no of yes, no of no.
    """
    yes_yes, yes_no, no_yes, no_no = np.moveaxis(cells.astype(float), -1, 0)
    total = yes_yes + yes_no + no_yes + no_no
    seen = (yes_yes + no_no) / total
    chance = (
        (yes_yes + yes_no) * (yes_yes + no_yes) + (no_yes + no_no) * (yes_no + no_no)
    ) / total**2
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = np.where(chance < 1, (seen - chance) / (1 - chance), 0.0)
    return found


def _by_kind(
    pairs: Sequence[Pair], judge: NDArray[np.bool_], floor: NDArray[np.bool_]
) -> dict[str, tuple[int, float, float]]:
    kinds = np.array([pair.kind for pair in pairs])
    return {
        kind: (many, float(judge[kinds == kind].mean()), float(floor[kinds == kind].mean()))
        for kind, many in Counter(kinds.tolist()).items()
    }
