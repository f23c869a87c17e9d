"""Enumerations of things without names: "soybeans, beef and planes"."""

from __future__ import annotations

import re

Place = tuple[int, int]

_AND = re.compile(r",?\s(?:and|or)\s")
_BEFORE = re.compile(
    r"(?:^|[;:.—–“”(]\s?|,\s(?:said|which|who)\b|\b(?:of|in|on|at|to|for|from|with|by|over|including|like|as|into|about|against|"
    r"such\sas|is|are|was|were|be|been|has|have|had|will|would|can|could|may|between|among|than|"
    r"said|that|both|either|include[sd]?|cover(?:s|ed)?|named|add(?:s|ed)?|buy|sell|sold|bought|"
    r"stole|took|banned?|offered|sent|lost|promised|want(?:s|ed)?|demand(?:s|ed)?|[a-z]+ed|[a-z]+ing)\s)"
    r"(?:(?:the|an?|its|his|her|their|some|any|about|more|new)\s)?"
)
_AFTER = re.compile(
    r"[.;:,—–“”()!?]|\s(?:is|are|was|were|be|has|have|had|will|would|can|could|may|might|in|on|at|to|for|from|"
    r"with|by|over|under|after|before|during|until|as|that|which|who|when|where|while|but|because|"
    r"since|into|about|against|said|says|[a-z]+ed|stood|ran|won|came|went|took|made|gave|got|held|hit|"
    r"put|sold|lost|fell|rose|kept|left|sent|became|began|led|met|saw|shut|closed|and|or|if|across|through|between|than|then|this|next|last|a\s(?:day|week|year))\b"
)
_LEAD = re.compile(r"(?:the|an?|its|his|her|their|some|any|more)\s")
_OPENS = re.compile(
    r"(?:to|who|which|that|when|where|while|but|if|in|on|at|by|for|from|with|as|because|after|before|said|says|"
    r"including|[a-z]+ing\s(?:the|an?|to|its|on|in|for)|he|she|it|they|we|[a-z]{3,}ed)\b"
)
_MOST_WORDS = 6
_NO_ITEM = re.compile(
    r"\b(?:he|she|it|they|we|i|you|is|are|was|were|has|have|had|will|would|not|said|says|that|who|which)\b|^\d+$",
    re.IGNORECASE,
)


def series(text: str) -> list[list[Place]]:
    """Find enumerations of two or more short noun phrases.

    Returns:
        For each the (start, end) of its items, articles and possessives left out.
    """
    found: list[list[Place]] = []
    for joint in _AND.finditer(text):
        last = _last(text, joint.end())
        items = _items_before(text, joint.start())
        if last and items and not (found and items[0][0] < found[-1][-1][1]):
            run = [*items, last]
            if all(_is_item(text[slice(*p)]) for p in run):
                found.append(run)
    return _merged(text, found)


def _merged(text: str, runs: list[list[Place]]) -> list[list[Place]]:
    """Join runs that only a comma parts: "salmon and cod, timber and glass"."""
    merged: list[list[Place]] = []
    for run in runs:
        if merged and text[merged[-1][-1][1] : run[0][0]].strip() == ",":
            merged[-1] += run
        else:
            merged.append(run)
    return merged


def _last(text: str, start: int) -> Place | None:
    if _OPENS.match(text, start):
        return None
    start = _bare(text, start, len(text))
    end = _AFTER.search(text, start)
    stop = end.start() if end else len(text)
    return (start, stop) if stop > start else None


def _items_before(text: str, end: int) -> list[Place]:
    """Give the items before the last "and", from the first on.

    Between commas an item is whole, "the sale of TikTok"; the first one begins behind the
    verb or preposition that opens the enumeration.
    """
    places: list[Place] = []
    stop = end
    while True:
        comma = text.rfind(", ", 0, stop)
        begin = comma + 2
        whole = comma >= 0 and _is_item(text[begin:stop]) and not _OPENS.match(text, begin)
        if not whole:
            break
        places.append((_bare(text, begin, stop), stop))
        stop = comma
    starts = [m.end() for m in _BEFORE.finditer(text[:stop])]
    begin = max((s for s in starts if s < stop), default=0)
    return [(_bare(text, begin, stop), stop), *places[::-1]]


def _bare(text: str, begin: int, stop: int) -> int:
    """Leave out the article or possessive with which an item begins."""
    lead = _LEAD.match(text, begin, stop)
    return lead.end() if lead else begin


def _is_item(item: str) -> bool:
    return 0 < len(item.split()) <= _MOST_WORDS and not _NO_ITEM.search(item) and item[0].isalnum()
