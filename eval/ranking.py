"""How well a ranked list of passages serves a question of a benchmark.

The definitions are those of MultiHop-RAG's own script: spaces and newlines are deleted from
facts and passages, and a passage is relevant when a fact stands in it. Its MAP is not
standard average precision: at each rank it adds the share of newly found facts over the
rank. Success and reciprocal rank are computed by ir-measures.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.budget import TokenCounter
    from eval.multihop import Question

CUT_OFF = 10
BUDGET = 2_000
AT_BUDGET = f"@{BUDGET}tok"
_BLANK = str.maketrans("", "", " \n")
_MOST_FACTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One passage of a ranked list.

    Attributes:
        text: Its text.
        url: Address of its article, if known.
    """

    text: str
    url: str | None


def rank_scores(
    questions: Sequence[Question], runs: Sequence[Sequence[Ranked]], counter: TokenCounter
) -> list[dict[str, float]]:
    """Score ranked lists, each by its first ten passages and by its first 2,000 tokens.

    Args:
        questions: Questions that have facts.
        runs: The passages found for each, best first.
        counter: Counts the tokens.

    Returns:
        For each question its metrics by name: `hits@4`, `hits@10`, `mrr@10`, `map@10`, and
        `fact_recall`, `all_facts`, `article_recall` and `tokens` at `@10`; `hit`, `mrr`,
        `map` and the same, with `passages`, at `@2000tok`.
    """
    tens = [list(run[:CUT_OFF]) for run in runs]
    cuts = [counter.cut([one.text for one in run], BUDGET) for run in runs]
    fixed = [
        [Ranked(text=text, url=one.url) for text, one in zip(texts, run, strict=False)]
        for (texts, _), run in zip(cuts, runs, strict=True)
    ]
    firsts = _by_library([_found(q, run) for q, run in zip(questions, tens, strict=True)])
    others = _by_library([_found(q, run) for q, run in zip(questions, fixed, strict=True)])
    rows = []
    for place, question in enumerate(questions):
        row = {name: firsts[place][name] for name in ("hits@4", "hits@10")}
        row["mrr@10"] = firsts[place]["mrr"]
        row |= {f"{name}@10": v for name, v in _coverage(question, tens[place]).items()}
        row["tokens@10"] = float(sum(len(counter.tokens(one.text)) for one in tens[place]))
        row |= {name + AT_BUDGET: others[place][name] for name in ("hit", "mrr")}
        row |= {name + AT_BUDGET: v for name, v in _coverage(question, fixed[place]).items()}
        row["tokens" + AT_BUDGET] = float(cuts[place][1])
        row["passages" + AT_BUDGET] = float(len(fixed[place]))
        rows.append(row)
    return rows


def _found(question: Question, run: Sequence[Ranked]) -> list[set[str]]:
    """Give for each passage the facts that stand in it."""
    facts = {_stripped(fact) for fact in question.facts}
    texts = [_stripped(one.text) for one in run]
    return [{fact for fact in facts if fact in text} for text in texts]


def _stripped(text: str) -> str:
    return text.translate(_BLANK)


def _by_library(found: Sequence[Sequence[set[str]]]) -> list[dict[str, float]]:
    """Compute success and reciprocal rank by ir-measures.

    Every rank has its own score, so there are no ties to break; a relevant passage that is
    never found stands in each question's gold, without which the library skips it.
    """
    import ir_measures
    from ir_measures import RR, Qrel, ScoredDoc, Success

    # Past the end of the longest list.
    deepest = max([len(run) for run in found] + [CUT_OFF]) + 1
    names = {Success @ 4: "hits@4", Success @ 10: "hits@10", Success @ deepest: "hit", RR: "mrr"}
    gold, run = [], []
    for place, passages in enumerate(found):
        gold.append(Qrel(str(place), "unfound", 1))
        for rank, facts in enumerate(passages, 1):
            run.append(ScoredDoc(str(place), str(rank), float(-rank)))
            if facts:
                gold.append(Qrel(str(place), str(rank), 1))
    scores: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(names.values(), 0.0))
    for one in ir_measures.iter_calc(list(names), gold, run):
        scores[one.query_id][names[one.measure]] = float(one.value)
    return [scores[str(place)] for place in range(len(found))]


def _coverage(question: Question, run: Sequence[Ranked]) -> dict[str, float]:
    """Say how many of the facts and of the articles are there, and the official MAP."""
    seen: set[str] = set()
    gain = 0.0
    for rank, facts in enumerate(_found(question, run), 1):
        gain += len(facts - seen) / rank
        seen |= facts
    covered = sum(_stripped(fact) in seen for fact in question.facts)
    urls = {one.url for one in run}
    return {
        "map": gain / min(len(question.facts), _MOST_FACTS),
        "fact_recall": covered / len(question.facts),
        "all_facts": float(covered == len(question.facts)),
        "article_recall": sum(url in urls for url in question.urls) / len(question.urls),
    }
