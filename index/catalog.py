"""The catalog: which articles and passages the store holds, in one SQLite file.

An article is in the store exactly when its rows are committed here. The vectors lie in
files beside it (`index/vectors.py`) and in Chroma (`index/store.py`); both are written
first, so a row never points at something that is not there. A reader sees the moment at
which it opened the catalog, whatever a writer commits later.
"""

from __future__ import annotations

from index.article_rows import ArticleRows
from index.connecting import FILE_NAME, FORMAT
from index.copy_rows import CopyRows
from index.passage_rows import PassageRow, PassageRows

__all__ = ["FILE_NAME", "FORMAT", "Catalog", "PassageRow"]


class Catalog(ArticleRows, PassageRows, CopyRows):
    """One connection to a store's catalog."""
