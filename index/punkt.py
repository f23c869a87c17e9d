"""Punkt: does this full stop end a sentence?

The deciding half of Kiss and Strunk's system (2006, https://doi.org/10.1162/coli.2006.32.4.485),
after NLTK's `PunktSentenceTokenizer` 3.10 (Apache-2.0), to which a test holds it equal. NLTK
itself is left out because importing it takes over two seconds and 150 MB, and because its
versions before 3.10 stumble over “curly” quotes. The trained parameters are NLTK's, in the
copy that comes with LlamaIndex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from index.errors import ModelUnavailable

_CLOSING = r"[)\";}\]*:@'({\[\u2018\u2019\u201c\u201d\xab\xbb?!]"
_MULTI = r"(?:-{2,}|\.{2,}|(?:\.\s){2,}\.)"
_TOKEN = re.compile(
    rf"{_MULTI}|(?=[^(\"`{{\[:;&#*@)}}\]\-,])\S+?"
    rf"(?=\s|$|{_CLOSING}|{_MULTI}|,(?=$|\s|{_CLOSING}|{_MULTI}))|\S"
)
_END = re.compile(rf"[.?!](?=({_CLOSING}|\s+(\S+)))")
_TRAILING = re.compile(r"[\"')\]}\u2018\u2019\u201c\u201d\xab\xbb]+?(?:\s+|(?=--)|$)", re.MULTILINE)
_NUMBER = re.compile(r"^-?[.,]?\d[\d,.-]*\.?$")
_INITIAL = re.compile(r"[^\W\d]\.$")
_ELLIPSIS = re.compile(r"\.\.+$")
_NUMERIC = "##number##"

# In which places a word was seen while training, a bit each.
_INSIDE_UPPER, _ANY_UPPER = 1 << 2, 1 << 1 | 1 << 2 | 1 << 3
_BEGINS_LOWER, _ANY_LOWER = 1 << 4, 1 << 4 | 1 << 5 | 1 << 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Punkt:
    """The trained parameters of one language.

    Attributes:
        abbreviations: Words that take a full stop, without it, in lower case.
        collocations: Pairs of words between which a full stop ends no sentence.
        starters: Words that often begin a sentence.
        contexts: Word → the places it was seen in, as bits.
    """

    abbreviations: frozenset[str]
    collocations: frozenset[tuple[str, str]]
    starters: frozenset[str]
    contexts: dict[str, int]

    @classmethod
    def english(cls, *, more_abbreviations: frozenset[str] = frozenset()) -> Punkt:
        """Load the parameters for English.

        Raises:
            ModelUnavailable: LlamaIndex, which brings them, is not installed whole.
        """
        spec = find_spec("llama_index.core")
        place = "_static/nltk_cache/tokenizers/punkt_tab/english"
        folder = Path(spec.origin or "").parent / place if spec else Path(place)
        try:
            abbreviations, starters, collocations, contexts = (
                (folder / name).read_text(encoding="utf-8").splitlines()
                for name in (
                    "abbrev_types.txt",
                    "sent_starters.txt",
                    "collocations.tab",
                    "ortho_context.tab",
                )
            )
        except OSError as error:
            message = (
                f"the sentence model is missing ({folder}): reinstall llama-index-core "
                "(pip install --force-reinstall llama-index-core)"
            )
            raise ModelUnavailable(message) from error
        pairs = (line.split("\t") for line in collocations)
        seen = (line.split("\t") for line in contexts)
        return cls(
            abbreviations=frozenset(abbreviations) | more_abbreviations,
            collocations=frozenset((first, second) for first, second in pairs),
            starters=frozenset(starters),
            contexts={word: int(bits) for word, bits in seen},
        )

    def spans(self, line: str) -> Iterator[tuple[int, int]]:
        """Give (start, end) of each sentence of a text without line breaks."""
        shift = 0
        beyond = (len(line), len(line))
        for (start, stop), (follows, end) in pairwise([*self._slices(line), beyond]):
            first = start + shift
            # A quote or bracket after the full stop belongs to the sentence before it.
            trailing = _TRAILING.match(line[follows:end])
            if trailing:
                yield first, follows + len(trailing.group().rstrip())
                shift = trailing.end()
                continue
            shift = 0
            if first < stop:
                yield first, stop

    def _slices(self, line: str) -> Iterator[tuple[int, int]]:
        first = 0
        for found, context in _contexts(line):
            tokens = _TOKEN.findall(context)
            if any(self._parts(one, other) for one, other in pairwise(tokens)):
                yield first, found.end()
                first = found.start(2) if found[2] else found.end()
        yield first, len(line.rstrip())

    def _parts(self, token: str, following: str) -> bool:
        """Say whether a sentence ends with `token`, given what follows."""
        breaks, special = self._alone(token)
        if not token.endswith("."):
            return breaks
        kind = _without_stop(_kind(token))
        next_kind = _kind(following)
        if self._alone(following)[0]:
            next_kind = _without_stop(next_kind)
        if (kind, next_kind) in self.collocations:
            return False
        initial = _INITIAL.match(token) is not None
        upper = following[0].isupper()
        starts = self._starts(following, next_kind)
        if special and not initial and (starts or (upper and next_kind in self.starters)):
            return True
        if starts is False and (initial or kind == _NUMERIC):
            return False
        never_lower = not self.contexts.get(next_kind, 0) & _ANY_LOWER
        if starts is None and initial and upper and never_lower:
            return False
        return breaks

    def _alone(self, token: str) -> tuple[bool, bool]:
        """Say of a token by itself: does it end a sentence; is it abbreviation or ellipsis."""
        if token in {".", "?", "!"}:
            return True, False
        if _ELLIPSIS.match(token):
            return False, True
        if not token.endswith(".") or token.endswith(".."):
            return False, False
        word = token[:-1].lower()
        known = word in self.abbreviations or word.rpartition("-")[2] in self.abbreviations
        return not known, known

    def _starts(self, token: str, kind: str) -> bool | None:
        """Say whether a token begins a sentence, by its case; None where that is open."""
        if token in {";", ":", ",", ".", "!", "?"}:
            return False
        seen = self.contexts.get(kind, 0)
        if token[0].isupper() and seen & _ANY_LOWER and not seen & _INSIDE_UPPER:
            return True
        if token[0].islower() and (seen & _ANY_UPPER or not seen & _BEGINS_LOWER):
            return False
        return None


def _contexts(line: str) -> Iterator[tuple[re.Match[str], str]]:
    """Give each possible end of a sentence, with the words before and after it."""
    start, end = 0, 0
    last: re.Match[str] | None = None
    for found in _END.finditer(line):
        space = max(line.rfind(c, end, found.start()) for c in " \t")
        # A word that begins the text, or goes on from the stop before, has no space.
        first = space + 1 if space > end else start
        if last is not None and end <= first:
            yield last, line[start:end] + last[0] + last[1]
        last, start, end = found, first, found.start()
    if last is not None:
        yield last, line[start:end] + last[0] + last[1]


def _kind(token: str) -> str:
    return _NUMBER.sub(_NUMERIC, token.lower())


def _without_stop(kind: str) -> str:
    return kind[:-1] if len(kind) > 1 and kind.endswith(".") else kind
