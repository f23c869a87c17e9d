"""The vector files of a store: pooled vectors, and token vectors for late interaction.

Both only grow: an append is flushed to disk before the catalog commits the rows, so what
the catalog counts is always there, and what lies behind it is a crashed run's and is
written over. Rows of removed articles stay until the files are compacted.
"""

from __future__ import annotations

import mmap
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.compress import token_dtype

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    row: np.dtype[np.generic]
    # Read here and there: reading ahead would bring the whole file into memory.
    scattered: bool = False

    def rows(self) -> int:
        return self.path.stat().st_size // self.row.itemsize if self.path.exists() else 0

    def read(self, count: int) -> NDArray[np.generic]:
        if count == 0:
            return np.zeros(0, dtype=self.row)
        with self.path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), count * self.row.itemsize, access=mmap.ACCESS_READ)
        if self.scattered and hasattr(mmap, "MADV_RANDOM"):
            mapped.madvise(mmap.MADV_RANDOM)
        return np.frombuffer(mapped, dtype=self.row, count=count)

    def write(self, first: int, rows: NDArray[np.generic]) -> None:
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.seek(first * self.row.itemsize)
            file.write(np.ascontiguousarray(rows).tobytes())
            file.flush()
            os.fsync(file.fileno())


class VectorFiles:
    """The files of one generation of a store's vectors."""

    def __init__(self, folder: Path, dimension: int) -> None:
        """Name the files below `folder`; nothing is opened yet."""
        self.folder = folder
        self.dimension = dimension
        self._pooled = _File(folder / "vectors.f32", np.dtype((np.void, 4 * dimension)))
        self._tokens = _File(folder / "tokens.q4", token_dtype(dimension), scattered=True)

    def write(self, row: int, vectors: NDArray[np.float32]) -> None:
        """Write pooled vectors from a row on, and wait until they are on disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._pooled.write(row, vectors.astype(np.float32, copy=False))

    def write_tokens(self, first: int, tokens: NDArray[np.void]) -> None:
        """Write packed token vectors from a row on, and wait until they are on disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._tokens.write(first, tokens)

    def held(self) -> tuple[int, int]:
        """Give how many whole rows the files hold: pooled vectors, token vectors."""
        return self._pooled.rows(), self._tokens.rows()

    def pooled(self, rows: int) -> NDArray[np.float32]:
        """Map (rows, dimension) float32."""
        return self._pooled.read(rows).view(np.float32).reshape(rows, self.dimension)

    def tokens(self, count: int) -> NDArray[np.void]:
        """Map (count,) packed token vectors; see `index.compress`."""
        return self._tokens.read(count)  # type: ignore[return-value] # the dtype is fixed above
