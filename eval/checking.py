"""Whether what an answerer gave is an answer through and through.

The harness reads what it is given many times. Every field must therefore be of exactly the
declared type: a subclass could say one thing when it is scored and another when it is shown.
"""

from __future__ import annotations

import math
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import rag.answers
from index import Passage
from rag.answers import Answer

_LEAVES = (str, bool, int, date, NoneType)


def flaw(answer: object) -> str | None:
    """Say what in an answer is not as `rag.Answer` declares it; None where all is well."""
    if type(answer) is not Answer:
        return f"gave no Answer but {type(answer).__name__}"
    wrong = _wrong(answer, Answer, "")
    if wrong is None and not 0 <= answer.confidence <= 1:
        wrong = f"confidence is {answer.confidence}, not 0 to 1"
    return wrong and f"gave no Answer that can be read: {wrong}"


def _wrong(value: Any, kind: Any, path: str) -> str | None:
    """Give the first thing below a value that is not of its kind."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _of_none(value, get_args(kind), path)
    if origin is Literal:
        known = type(value) is str and value in get_args(kind)
        return None if known else _said(value, path)
    if origin in (tuple, dict):
        return _in_container(value, kind, path)
    if kind is float:
        return None if _is_finite(value) else _said(value, path)
    if isinstance(kind, type) and is_dataclass(kind):
        return _in_dataclass(value, kind, path)
    return None if kind not in _LEAVES or type(value) is kind else _said(value, path)


def _is_finite(value: Any) -> bool:
    if type(value) is int:
        return abs(value) < sys.maxsize
    return type(value) is float and math.isfinite(value)


def _of_none(value: Any, kinds: tuple[Any, ...], path: str) -> str | None:
    if any(_wrong(value, kind, path) is None for kind in kinds):
        return None
    # The deeper complaint tells more than "is no Answer".
    inner = next((kind for kind in kinds if is_dataclass(kind) and type(value) is kind), None)
    return _wrong(value, inner, path) if inner else _said(value, path)


def _in_container(value: Any, kind: Any, path: str) -> str | None:
    if type(value) is not get_origin(kind):
        return _said(value, path)
    if type(value) is dict:
        key_kind, item_kind = get_args(kind)
        pairs = [(key, item_kind, item) for key, item in value.items()]
        wrong = [_wrong(key, key_kind, f"{path} key") for key in value]
    else:
        kinds = get_args(kind)
        pairs = [(place, kinds[0], item) for place, item in enumerate(value)]
        many = len(value) == len(kinds) or Ellipsis in kinds
        wrong = [None if many else f"{path} has {len(value)} parts"]
    wrong += [_wrong(item, item_kind, f"{path}[{at!r}]") for at, item_kind, item in pairs]
    return next(filter(None, wrong), None)


def _in_dataclass(value: Any, kind: Any, path: str) -> str | None:
    if type(value) is not kind:
        return _said(value, path)
    declared = hints(type(value))  # type: ignore[arg-type] # every type has a hash
    for one in fields(value):
        name = f"{path}.{one.name}" if path else one.name
        if not hasattr(value, one.name):
            return f"{name} is missing"
        wrong = _wrong(getattr(value, one.name), declared[one.name], name)
        if wrong:
            return wrong
    return None


@cache
def hints(kind: Any) -> dict[str, Any]:
    """Give the types of the fields; those modules name some for type checkers alone."""
    module = vars(sys.modules[str(kind.__module__)])
    found: dict[str, Any] = get_type_hints(
        kind, globalns={**module, "Passage": Passage, **vars(rag.answers)}
    )
    return found


def _said(value: object, path: str) -> str:
    shown = repr(value) if isinstance(value, float) else type(value).__name__
    return f"{path} is {shown}"
