"""Put the questions of a suite to an answerer and keep all that comes back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from time import perf_counter
from types import UnionType
from typing import TYPE_CHECKING, Any, Protocol

from rag.answers import Answer, Citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from eval.cases import Case


class Answerer(Protocol):
    """Whatever answers questions: an engine, a baseline, a fake."""

    def ask(
        self, question: str, *, history: list[dict[str, str]] | None, as_of: date | None
    ) -> Answer:
        """Answer one question, from articles up to a day where one is given."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came back for one case.

    Attributes:
        case: The case.
        answer: The answer, or None where there was an error.
        error: The error's kind and text; such a case is wrong, whatever was asked.
        seconds: Time that the answerer took.
    """

    case: Case
    answer: Answer | None
    error: str | None
    seconds: float


def run(engine: Answerer, cases: Sequence[Case], *, progress: bool = False) -> list[Result]:
    """Ask every case once, in order.

    Args:
        engine: The answerer; what it raises is kept as the result of that case.
        cases: The cases.
        progress: Show a bar on standard error.

    Returns:
        One result a case, in the order of the cases.
    """
    return [_asked(engine, case) for case in _watched(cases, progress=progress)]


def _asked(engine: Answerer, case: Case) -> Result:
    history = [asdict(turn) for turn in case.history] or None
    answer: Answer | None = None
    error: str | None = None
    start = perf_counter()
    try:
        answer = engine.ask(case.question, history=history, as_of=case.as_of)
    # The answerer is what is being tried: however it fails, the suite goes on and counts it.
    except Exception as failure:  # noqa: BLE001
        error = f"{type(failure).__name__}: {failure}"
    seconds = perf_counter() - start
    if error is None and not _is_answer(answer):
        answer, error = None, f"gave no Answer but {type(answer).__name__}"
    return Result(case=case, answer=answer, error=error, seconds=seconds)


def _is_answer(answer: Any) -> bool:
    """Whether an answer can be scored: nothing in it may stop the harness."""
    return (
        isinstance(answer, Answer)
        and _holds(answer, text=str, answered=bool, short=str | None, citations=tuple)
        and all(_is_citation(one) for one in answer.citations)
    )


def _is_citation(one: Any) -> bool:
    kinds = {"article_id": str, "quote": str, "start": int, "end": int}
    return isinstance(one, Citation) and _holds(one, **kinds)


def _holds(value: object, **kinds: type | UnionType) -> bool:
    return all(isinstance(getattr(value, name), kind) for name, kind in kinds.items())


def _watched(cases: Sequence[Case], *, progress: bool) -> Iterable[Case]:
    if not progress:
        return cases
    from tqdm import tqdm

    return tqdm(cases, unit="case", desc="asking", delay=1, leave=False)
