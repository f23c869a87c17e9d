"""Cut an article into passages of whole sentences."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from index.articles import Article, Passage
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSAGE_WORDS = 60
_WORD = re.compile(r"\S+")
# What has no spaces may be a whole line of Chinese or an encoded picture, of which the
# embedder makes a token for every character or two: past this length, count characters,
# so that passages hardly ever outgrow its window of 320 tokens.
_LONGEST_WORD = 20
_CHARACTERS = 3
# Of these a passage of the most and longest words may be long; more is a run of white space.
_REACH = _LONGEST_WORD + 1


def cut(article: Article, *, words: int = PASSAGE_WORDS) -> list[Passage]:
    """Cut an article into passages.

    Sentences are packed in order up to the limit; a sentence longer than that is cut
    at white space. Passages do not overlap: a hit can widen to its neighbours. A passage ends
    before a long run of white space, too, so that none is longer than 21 characters a word.

    Args:
        article: The article to cut.
        words: Most words in a passage, at least 1.

    Returns:
        The passages in order; `article.text[p.start:p.end] == p.text` holds for each.
    """
    groups: list[list[tuple[int, int]]] = []
    room = 0
    for start, end in sentence_spans(article.text):
        for span in _pieces(article.text, start, end, words):
            size = _size(article.text[span[0] : span[1]])
            far = bool(groups) and span[1] - groups[-1][0][0] > words * _REACH
            if not groups or size > room or far:
                groups.append([])
                room = words
            groups[-1].append(span)
            room -= size
    return [_passage(article, ordinal, group) for ordinal, group in enumerate(groups)]


def _passage(article: Article, ordinal: int, sentences: list[tuple[int, int]]) -> Passage:
    start, end = sentences[0][0], sentences[-1][1]
    text = article.text[start:end]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Passage(
        id=f"{article.id}#{ordinal}-{digest}",
        article_id=article.id,
        ordinal=ordinal,
        text=text,
        start=start,
        end=end,
        sentences=tuple(sentences),
    )


def _size(text: str) -> int:
    words = text.split()
    if text.isascii() and len(max(words, key=len)) <= _LONGEST_WORD:
        return len(words)
    return sum(_weight(word) for word in words)


def _weight(word: str) -> int:
    """Give how many words a run of characters without spaces counts for, at least 1."""
    if len(word) <= _CHARACTERS or (word.isascii() and len(word) <= _LONGEST_WORD):
        return 1
    wide = len(word) if len(word) > _LONGEST_WORD else sum(not c.isascii() for c in word)
    return max(1, -(-wide // _CHARACTERS))


def _pieces(text: str, start: int, end: int, words: int) -> list[tuple[int, int]]:
    """Cut one over-long sentence at white space, or anywhere where there is none."""
    reach = words * _REACH
    if end - start <= reach and _size(text[start:end]) <= words:
        return [(start, end)]
    pieces: list[tuple[int, int]] = []
    first, last, room = -1, -1, 0
    for left, right in _parts(text, start, end, words * _CHARACTERS):
        weight = _weight(text[left:right])
        if first >= 0 and (weight > room or right - first > reach):
            pieces.append((first, last))
            first = -1
        if first < 0:
            first, room = left, words
        last, room = right, room - weight
    pieces.append((first, last))
    return pieces


def _parts(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Give the words of a sentence, those of more than `most` characters in parts."""
    for word in _WORD.finditer(text, start, end):
        for left in range(word.start(), word.end(), most):
            yield left, min(left + most, word.end())
