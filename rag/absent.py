"""Outlets that a question asks after and that the corpus lacks: "the Bloomberg article on …".

What a named paper reports is not to be told by another's article; where the question rests on
a report that is not there, nothing near it answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.world import is_people, is_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Corpus
    from rag.evidence import Evidence

_REPORT = (
    r"(?:articles?|reports?|pieces?|stor(?:y|ies)|reviews?|editorials?|columns?|features?|"
    r"coverage|interviews?|analys[ei]s|publications?|reporting)"
)
_CAPITAL = r"[A-Z][\w'’&.-]*"
_NAME = rf"(?:[Tt]he\s)?{_CAPITAL}(?:\s(?:(?:of|and|the|&)\s)?{_CAPITAL})*"
_QUOTE = "[‘'\"“]?"
# "a Bloomberg article", "the Washington Post's report", "a separate CNET piece".
_BEFORE = re.compile(
    rf"\b(?:an?|the|another|separate|both|recent|this)\s{_QUOTE}(?P<name>{_CAPITAL}(?:\s(?:of\s)?{_CAPITAL})*)"
    rf"(?:['’]s?)?['’\"”]?\s{_REPORT}\b"
)
# "an article in The Hindu", "another from USA Today", "as reported by both Wired and ESPN".
_AFTER = re.compile(
    rf"\b(?:{_REPORT}|another)\s(?:in|by|from)\s(?:both\s)?{_QUOTE}(?P<name>{_NAME})"
)
# "… as mentioned by CNET": people and places are spoken of so as well, so the name itself must
# look like that of an outlet.
_TOLD = re.compile(
    rf"\b(?:reported|published|covered|carried|printed|given|discussed|described|outlined|"
    rf"mentioned|detailed|highlighted|presented|noted|told|explained|claimed|suggested|{_REPORT})"
    rf"\s(?:by|in|on)\s(?:both\s)?{_QUOTE}(?P<name>{_NAME})"
)
_ACCORDING = re.compile(rf"\b[Aa]ccording\sto\s(?:both\s)?{_QUOTE}(?P<name>{_NAME})")
_AND = re.compile(rf"['’\"”]?(?:,\s(?:and\s)?|\sand\s){_QUOTE}(?P<name>{_NAME})")
_PRESS = re.compile(
    r"\b(?:times|post|journal|news|herald|tribune|guardian|gazette|magazine|observer|standard|"
    r"chronicle|telegraph|independent|mirror|express|daily|weekly|wire|today|reuters|bloomberg|"
    r"associated press|agence france-presse|al jazeera|forbes|variety|politico|axios|wired)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[A-Z]{3,}")
_POSSESSIVE = re.compile(r"['’]s?$|[.,;:'’\"”]+$")
_LEAST = 3
# So many of the best sentences' passages may speak of an outlet.
_NEAR = 5
_NO_OUTLET = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)


def named_outlets(question: str) -> list[str]:
    """Find what a question names as the source of an article or a report, in its order.

    Only the wording tells; "the Mueller report" is found as well.
    """
    found: list[str] = []
    for pattern in (_BEFORE, _AFTER, _TOLD, _ACCORDING):
        sure = pattern in (_BEFORE, _AFTER)
        for match in pattern.finditer(question):
            here = [match["name"]]
            more = _AND.match(question, match.end()) if pattern is not _BEFORE else None
            while more is not None:
                here.append(more["name"])
                more = _AND.match(question, more.end())
            # Of "The Post and The Journal" both are named; so are they by one with "and" in it.
            names = [_bare(part) for one in here for part in re.split(r"\sand\s(?=[Tt]he\s)", one)]
            found += [name for name in names[:1] if sure or _looks_like_outlet(name)]
            found += [name for name in names[1:] if _looks_like_outlet(name)]
    each = {_folded(name): name for name in reversed(found) if _names(name)}
    return list(reversed(each.values()))


def absent_outlets(question: str, corpus: Corpus, evidence: Sequence[Evidence]) -> list[str]:
    """Give the outlets that a question asks after, and of which there is no article.

    Args:
        question: The question.
        corpus: The articles.
        evidence: Sentences found for it.

    Returns:
        Their names, as the question has them; none where the articles found do not tell
        their outlets, nor those of which the nearest passages speak ("… told Reuters").
    """
    named = named_outlets(question)
    if not named or any(e.article.outlet is None for e in evidence):
        return []
    known = {_folded(article.outlet or "") for article in corpus.articles}
    lacking = [name for name in named if not any(_alike(_folded(name), one) for one in known)]
    near = _folded(" ".join(f"{e.article.author} {e.passage.text}" for e in evidence[:_NEAR]))
    return [name for name in lacking if not _within(_folded(name), near)]


def _alike(name: str, outlet: str) -> bool:
    """Whether an outlet is meant: "BBC" is BBC News, "The Age of Melbourne" is The Age."""
    return bool(outlet) and (_within(name, outlet) or _within(outlet, name))


def _looks_like_outlet(name: str) -> bool:
    return bool(_PRESS.search(name) or _INITIALS.fullmatch(name))


def _names(name: str) -> bool:
    bare = name.removeprefix("the ")
    dated = bare.casefold().split()[0] in _NO_OUTLET
    return len(bare) >= _LEAST and not dated and not is_place(bare) and not is_people(bare)


def _bare(name: str) -> str:
    return _POSSESSIVE.sub("", name)


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold().removeprefix("the ")))


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "
