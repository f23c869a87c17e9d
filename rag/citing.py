"""Citations: the quote, where it stands, what its words mean, and who else carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.copies import also_in
from rag.answers import Citation
from rag.glosses import glosses
from rag.verifying import Source

if TYPE_CHECKING:
    from index import Article, Corpus
    from rag.evidence import Evidence

_MOST_TITLE_WORDS = 6
_CONTEXT = 700
_BRACKETS = str.maketrans("[]", "()")


class Citer:
    """Makes the citations of one answer, numbered from 1 in the order of making."""

    def __init__(self, corpus: Corpus) -> None:
        """Take the corpus whose articles are quoted."""
        self.corpus = corpus
        self._texts: dict[str, str] = {}
        self.made: list[Citation] = []

    def cite(self, evidence: Evidence) -> Citation:
        """Cite a sentence; the same one again gets the same number."""
        article = evidence.article
        for known in self.made:
            if (known.article_id, known.start, known.end) == (
                article.id,
                evidence.start,
                evidence.end,
            ):
                return known
        inferred = article.date_basis == "inferred"
        citation = Citation(
            number=len(self.made) + 1,
            article_id=article.id,
            title=article.title,
            outlet=article.outlet,
            url=article.url,
            published=article.published,
            date_basis=article.date_basis,
            quote=evidence.text,
            start=evidence.start,
            end=evidence.end,
            glosses=glosses(
                self._text(article.id),
                evidence.start,
                evidence.end,
                published=article.published,
                inferred=inferred,
            ),
            also=also_in(self.corpus, article.id, evidence.text),
        )
        self.made.append(citation)
        return citation

    def before(self, evidence: Evidence) -> str:
        """Give the text that stands before a sentence in its article."""
        return self._text(evidence.article.id)[max(0, evidence.start - _CONTEXT) : evidence.start]

    def source(self, evidence: Evidence) -> Source:
        """Give what words that rest on a sentence are verified against."""
        text, article = self._text(evidence.article.id), evidence.article
        return Source(
            quote=evidence.text,
            context=text[max(0, evidence.start - _CONTEXT) : evidence.end + _CONTEXT],
            published=article.published,
            title=article.title,
            outlet=article.outlet,
        )

    def _text(self, article_id: str) -> str:
        if article_id not in self._texts:
            article = self.corpus.article(article_id)
            self._texts[article_id] = article.text if article else ""
        return self._texts[article_id]


def source_name(article: Article | Citation) -> str:
    """Name an article in a few words: its outlet, else its title, and its date."""
    own = article.article_id if isinstance(article, Citation) else article.id
    name = unmarked(article.outlet or _shortened(article.title or "") or own)
    if article.published is None:
        return f"{name}, undated"
    about = "about " if article.date_basis == "inferred" else ""
    return f"{name}, {about}{article.published.isoformat()}"


def unmarked(name: str) -> str:
    """Give a name without square brackets: "[2]" in it would pass for a citation."""
    return name.translate(_BRACKETS)


def _shortened(title: str) -> str:
    words = title.split()
    return " ".join(words[:_MOST_TITLE_WORDS]) + (" …" if len(words) > _MOST_TITLE_WORDS else "")
