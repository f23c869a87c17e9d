"""Read the files of public sets; a row that cannot be used names its file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from eval.cases import SuiteError
from eval.loading import lines_of, said

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")


def read_lines(path: Path, kind: type[T]) -> list[T]:
    """Read a JSON Lines file.

    Args:
        path: The file.
        kind: A dataclass: what each line must give; fields that it does not name are
            passed over.

    Raises:
        SuiteError: The file cannot be read, is empty, or has lines of another form.
    """
    from pydantic import TypeAdapter, ValidationError

    reader = TypeAdapter(kind)
    rows, problems = [], []
    for number, line in lines_of(path):
        try:
            rows.append(reader.validate_json(line))
        except ValidationError as error:
            problems += [f"{path}:{number}: {fault}" for fault in said(error)]
    if problems:
        raise SuiteError(problems)
    if not rows:
        raise SuiteError([f"{path}: is empty; get the set anew"])
    return rows


def read_list(path: Path, kind: type[T]) -> list[T]:
    """Read a file that is one JSON list; see `read_lines`.

    Raises:
        SuiteError: The file cannot be read, is empty, or has rows of another form.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        rows: list[T] = TypeAdapter(list[kind]).validate_json(path.read_bytes())  # type: ignore[valid-type] # made at run time
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check the path"
        raise SuiteError([message]) from error
    except ValidationError as error:
        raise SuiteError([f"{path}: row {fault}" for fault in said(error)]) from error
    if not rows:
        raise SuiteError([f"{path}: is empty; get the set anew"])
    return rows
