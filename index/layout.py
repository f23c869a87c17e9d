"""Where the parts of a store lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from index.catalog import FILE_NAME


def is_url(location: str) -> bool:
    """Say whether a store's location names a Chroma server."""
    return location.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one store.

    Attributes:
        location: What the user named: a folder, or a Chroma server's URL.
        folder: Where catalog, vector files and postings lie.
        chroma: Where Chroma lies: a folder below, or the server's URL.
    """

    location: str
    folder: Path
    chroma: str

    @classmethod
    def at(cls, location: str, *, cache: Path) -> Layout:
        """Lay a store out.

        Args:
            location: A folder, or `http(s)://host:port` of a Chroma server.
            cache: Where the local copy of a server's articles is kept.
        """
        if is_url(location):
            name = re.sub(r"[^A-Za-z0-9.-]+", "-", location.split("://", 1)[1]).strip("-")
            return cls(location, cache / "servers" / name, location)
        folder = Path(location)
        return cls(location, folder, str(folder / "chroma"))

    @property
    def exists(self) -> bool:
        """Whether anything was ever indexed here."""
        return (self.folder / FILE_NAME).is_file()

    def vectors(self, number: int) -> Path:
        """Folder of one generation of vector files."""
        return self.folder / f"vectors-{number}"

    def postings(self, generation: int) -> Path:
        """Folder of one generation of postings."""
        return self.folder / f"postings-{generation}"

    def generations(self) -> list[Path]:
        """Folders of every generation of vector files and postings."""
        return [*self.folder.glob("vectors-*"), *self.folder.glob("postings-*")]
