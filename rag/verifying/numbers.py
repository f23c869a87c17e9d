"""Check: every number of a sentence stands in its quotes, with its unit and its thing."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.verifying.aligning import flanked, laid_beside
from rag.verifying.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.verifying.quantities import Quantity
    from rag.verifying.reading import Evidence, Reading

# "About 1.2 billion" may stand for 1,187 million; "more than 40" for 42.
_ROUNDED, _ABOVE = 0.06, 0.25
_SMALL, _STRETCH = 3, 3
_OPPOSED = {("more", "less"), ("less", "more")}


def check_numbers(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find the numbers that no quote has."""
    held = [(quote, q) for quote in evidence.quotes for q in quote.quantities]
    for quantity in sentence.quantities:
        same = [q for _, q in held if _same(quantity, q)]
        if same:
            yield from _bounds(quantity, same)
            yield from _replaced(sentence, quantity, evidence)
            continue
        if _incidental(sentence, quantity, evidence) or _as_word(quantity, evidence):
            continue
        others = [q for _, q in held if q.kind == quantity.kind] or [q for _, q in held]
        yield Finding(check="number", reason=_missing(quantity, others))
    yield from _parted(sentence, evidence)


def _parted(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find a "from … to …" that is made of two of the quotes'."""
    held = {(a.value, b.value) for quote in evidence.quotes for a, b in _spans(quote)}
    for one, other in _spans(sentence):
        if (one.value, other.value) in held:
            continue
        if any((a == one.value) != (b == other.value) for a, b in held):
            yield Finding(
                check="number",
                reason=f"no quote goes from “{one.text}” to “{other.text}”",
            )
            return


def _spans(reading: Reading) -> list[tuple[Quantity, Quantity]]:
    """Give the numbers that are joined by "to"."""
    return [
        (one, other)
        for one, other in pairwise(reading.quantities)
        if reading.text[one.end : other.start].strip() == "to"
    ]


def _replaced(sentence: Reading, quantity: Quantity, evidence: Evidence) -> Iterator[Finding]:
    """Find a number in whose place, between the same words, a quote has another."""
    first, after = sentence.span(quantity.start, quantity.end)
    found: str | None = None
    for quote in evidence.quotes:
        codes = laid_beside(sentence, quote)
        for number, (kind, a, b, c, d) in enumerate(codes):
            if not a <= first < b:
                continue
            if kind == "equal" and b - a > after - first:
                return
            if (
                kind != "replace"
                or max(b - a, d - c) > _STRETCH
                or not flanked(sentence, codes, number)
            ):
                continue
            start, end = quote.tokens[c].start, quote.tokens[d - 1].end
            theirs = [q for q in quote.quantities if start <= q.start < end]
            if len(theirs) == 1 and not _same(quantity, theirs[0]):
                found = theirs[0].text
    if found:
        reason = f"the quote says “{found}”, not “{quantity.text}”"
        yield Finding(check="number", reason=reason)


def _missing(quantity: Quantity, others: Sequence[Quantity]) -> str:
    if not others:
        return f"the quote does not give the number “{quantity.text}”"
    nearest = min(others, key=lambda q: abs(_log(q.value) - _log(quantity.value)))
    return f"the quote says “{nearest.text}”, not “{quantity.text}”"


def _log(value: float) -> float:
    return math.log1p(abs(value))


def _same(one: Quantity, other: Quantity) -> bool:
    return _same_value(one, other) and _same_unit(one, other)


def _same_value(one: Quantity, other: Quantity) -> bool:
    a, b = one.value, other.value
    if math.isclose(a, b, rel_tol=1e-6) or (
        one.kind == other.kind == "percent" and not (one.digits and other.digits)
        and abs(a - b) < 1
    ):  # fmt: skip
        return True
    if one.bound == "about" and a * b > 0:
        return abs(a - b) <= _ROUNDED * abs(b)
    if one.bound == "more" and a > 0:
        return a < b <= a * (1 + _ABOVE)
    return one.bound == "less" and b > 0 and b < a <= b * (1 + _ABOVE)


def _same_unit(one: Quantity, other: Quantity) -> bool:
    if one.kind == other.kind:
        if one.kind == "money":
            dollars = one.unit.endswith("$") and other.unit.endswith("$")
            return one.unit == other.unit or (dollars and "$" in (one.unit, other.unit))
        return one.unit == other.unit
    kinds = {one.kind, other.kind}
    if kinds == {"plain", "unit"}:
        return one.kind == "plain" or (
            other.bound == "" and one.unit in ("point", "goal", "season")
        )
    if kinds == {"plain", "ordinal"}:
        return False
    if kinds == {"plain", "money"}:
        return one.kind == "plain"
    return False


def _bounds(quantity: Quantity, same: Sequence[Quantity]) -> Iterator[Finding]:
    if any(q.bound == quantity.bound for q in same):
        return
    bounds = {q.bound for q in same}
    if any((quantity.bound, bound) in _OPPOSED for bound in bounds) and "" not in bounds:
        yield Finding(
            check="number", reason=f"the quote bounds “{quantity.text}” on the other side"
        )
    elif not quantity.bound and "" not in bounds and bounds & {"more", "less"}:
        yield Finding(
            check="number",
            reason=f"the quote gives “{quantity.text}” as a bound, not as the exact number",
            hard=False,
        )
    elif quantity.bound in ("more", "less") and all(q.value == quantity.value for q in same):
        yield Finding(
            check="number",
            reason=f"the quote gives “{quantity.text}” without “{quantity.bound} than”",
            hard=False,
        )


def _incidental(sentence: Reading, quantity: Quantity, evidence: Evidence) -> bool:
    """Whether a small count only counts what is named: "the two countries"."""
    if quantity.digits or quantity.kind not in ("plain", "ordinal") or quantity.value > _SMALL:
        return False
    head = _head(sentence, quantity)
    counted = {
        _head(quote, q)
        for quote in evidence.quotes
        for q in quote.quantities
        if q.kind == quantity.kind and q.value != quantity.value
    }
    return quantity.value <= _SMALL and head not in counted


def _head(reading: Reading, quantity: Quantity) -> str | None:
    _, end = reading.span(quantity.start, quantity.end)
    for token in reading.tokens[end : end + 4]:
        if token.content:
            return token.stem
    return None


def _as_word(quantity: Quantity, evidence: Evidence) -> bool:
    """Whether the figure is part of a name or of a date in the quotes: "COVID-19", "2024"."""
    return (
        quantity.digits
        and quantity.kind in ("plain", "ordinal")
        and any(
            token.text == quantity.text
            and not any(q.start <= token.start < q.end for q in quote.quantities)
            for quote in evidence.quotes
            for token in quote.tokens
        )
    )
