"""Put the questions of a suite to an answerer and keep all that comes back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from time import perf_counter
from traceback import format_exception_only
from typing import TYPE_CHECKING, Any, Protocol

from eval.cases import SuiteError
from eval.checking import flaw
from eval.patience import TooSlow, Worker
from rag.answers import Answer, Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from eval.cases import Case

TIMEOUT = 120.0
"""Seconds that a case may take."""

TOP_K = 10
"""How many hits are looked at for the gold, where the answerer refused and can search."""

_SLOW_IN_A_ROW = 3
_MOST_SAID = 500


class Answerer(Protocol):
    """Whatever answers questions: an engine, a baseline, a fake."""

    def ask(
        self, question: str, *, history: list[dict[str, str]] | None, as_of: date | None
    ) -> Answer:
        """Answer one question, from articles up to a day where one is given."""
        ...


class Memory(Protocol):
    """Earlier results, for cases that nothing has changed of."""

    def recall(self, case: Case) -> Result | None:
        """Give the result of a case, or None."""
        ...

    def keep(self, result: Result) -> None:
        """Remember a result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came back for one case.

    Attributes:
        case: The case.
        answer: The answer, or None where there was an error.
        error: The error's kind and text; such a case is wrong, whatever was asked.
        seconds: Time that the answerer took.
        hits: What was retrieved for the question, the answer given or refused.
        cached: Whether the answer is an earlier one of the same code on the same articles;
            `seconds` then tells of that one, and counts in no latency.
        timed_out: Whether the answerer was given up because it took too long.
    """

    case: Case
    answer: Answer | None
    error: str | None
    seconds: float
    hits: tuple[Hit, ...] = ()
    cached: bool = False
    timed_out: bool = False


def run(
    engine: Answerer,
    cases: Sequence[Case],
    *,
    timeout: float = TIMEOUT,
    memory: Memory | None = None,
    progress: bool = False,
) -> list[Result]:
    """Ask every case once, in order.

    Args:
        engine: The answerer; what it raises is kept as the result of that case. It is
            asked from one thread; one that is given up as too slow may still be at work
            while the next case is asked.
        cases: The cases.
        timeout: Seconds after which a case counts as failed. When three in a row take
            longer, the rest is not asked and counts as failed too.
        memory: Earlier results to use, and where new ones go.
        progress: Show a bar on standard error.

    Returns:
        One result a case, in the order of the cases.

    Raises:
        SuiteError: The timeout is not above 0.
    """
    if not timeout > 0:
        message = f"a timeout of {timeout} seconds leaves no time to answer; give more than 0"
        raise SuiteError([message])
    results: list[Result] = []
    with Worker() as worker:
        for case in _watched(cases, progress=progress):
            known = memory.recall(case) if memory else None
            last = [one.timed_out for one in results[-_SLOW_IN_A_ROW:]]
            if known is None and len(last) == _SLOW_IN_A_ROW and all(last):
                known = _given_up(case)
            results.append(known or _asked(engine, case, worker, timeout))
            if memory and known is None and results[-1].error is None:
                memory.keep(results[-1])
    return results


def _given_up(case: Case) -> Result:
    error = f"not asked: {_SLOW_IN_A_ROW} cases in a row took too long"
    return Result(case=case, answer=None, error=error, seconds=0.0, timed_out=True)


def _asked(engine: Answerer, case: Case, worker: Worker, timeout: float) -> Result:
    history = [asdict(turn) for turn in case.history] or None
    start = perf_counter()
    answer, error = _tried(
        worker, lambda: engine.ask(case.question, history=history, as_of=case.as_of), timeout
    )
    seconds = perf_counter() - start
    if isinstance(error, TooSlow):
        return Result(case=case, answer=None, error=str(error), seconds=seconds, timed_out=True)
    said = flaw(answer) if error is None else _told(error)
    if said is not None or not isinstance(answer, Answer):
        return Result(case=case, answer=None, error=said, seconds=seconds)
    # A copy: what the answerer does to its own later changes nothing.
    kept = replace(answer)
    hits = _retrieved(engine, case, kept, worker, timeout)
    return Result(case=case, answer=kept, error=None, seconds=seconds, hits=hits)


def _tried(
    worker: Worker, call: Callable[[], object], timeout: float
) -> tuple[object, BaseException | None]:
    """Give what a call gave, or how it failed.

    The answerer is what is being tried: however it fails, the suite goes on and counts it.
    """
    try:
        return worker.do(call, timeout), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit, too, is a failure of the case
        return None, error


def _told(error: BaseException) -> str:
    """Name an error, even one that fails when it is asked for its text."""
    return format_exception_only(error)[-1].strip()[:_MOST_SAID]


def _retrieved(
    engine: Answerer, case: Case, answer: Answer, worker: Worker, timeout: float
) -> tuple[Hit, ...]:
    """Give the hits of an answer; for a refusal, which shows few, those of a search."""
    search: Any = getattr(engine, "search", None)
    if answer.answered or not callable(search):
        return answer.hits
    question = answer.standalone or case.question
    found, error = _tried(worker, lambda: search(question, top_k=TOP_K, as_of=case.as_of), timeout)
    if error is None and isinstance(found, list) and all(type(hit) is Hit for hit in found):
        return tuple(found)
    return answer.hits


def _watched(cases: Sequence[Case], *, progress: bool) -> Iterable[Case]:
    if not progress:
        return cases
    from tqdm import tqdm

    return tqdm(cases, unit="case", desc="asking", delay=1, leave=False)
