"""Make an answer again of the plain values that `Answer.to_dict` gave."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from eval.checking import hints


class ThawError(ValueError):
    """Plain values do not make what they should."""


def thaw(value: Any, kind: Any) -> Any:  # noqa: PLR0911 - one a kind of type
    """Make a value of a declared type out of JSON's plain values.

    Raises:
        ThawError: They are not what the type declares.
    """
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _thaw_one_of(value, get_args(kind))
    if origin is Literal or kind is Any:
        return value
    if origin is tuple and isinstance(value, list):
        return _thaw_tuple(value, get_args(kind))
    if origin is dict and isinstance(value, dict):
        return {key: thaw(item, get_args(kind)[1]) for key, item in value.items()}
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, dict):
        declared = hints(kind)
        given = {one.name: thaw(value[one.name], declared[one.name]) for one in fields(kind)}
        return kind(**given)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is float and type(value) in (int, float):
        return value
    if isinstance(kind, type) and type(value) is kind:
        return value
    message = f"{type(value).__name__} is no {kind}"
    raise ThawError(message)


def _thaw_one_of(value: Any, kinds: tuple[Any, ...]) -> Any:
    if value is None and NoneType in kinds:
        return None
    for kind in kinds:
        try:
            return thaw(value, kind)
        except (ThawError, KeyError, ValueError):
            continue
    message = f"{type(value).__name__} is none of {kinds}"
    raise ThawError(message)


def _thaw_tuple(values: list[Any], kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return tuple(thaw(value, kinds[0]) for value in values)
    return tuple(thaw(value, kind) for value, kind in zip(values, kinds, strict=True))
