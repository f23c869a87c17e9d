"""Whether a sentence says what a question supposes: the same days, speaker and outcome.

"Why did the bank raise its rate?" is best met by "the bank cut its rate because …"; "When
did the voters approve the tax?" by "the voters must approve the tax on November 4". Each
function here looks at one such contradiction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import PAST, terms, words
from rag.clauses import asked_terms
from rag.dates import find_dates
from rag.days import moved
from rag.spans import find_names
from rag.world import is_people, is_place

if TYPE_CHECKING:
    from collections.abc import Collection

    from rag.evidence import Evidence
    from rag.questions import Question

_SAYING = (
    r"(?:sa(?:id|ys)|saying|told|tells|call(?:s|ed|ing)|add(?:s|ed)|argue[sd]|promise[sd]|"
    r"warn(?:s|ed|ing)|threaten(?:s|ed|ing)|vow(?:s|ed|ing)|respond(?:s|ed)|post(?:s|ed)|"
    r"praise[sd]|describe[sd]|wrote|doubt(?:s|ed)|insist(?:s|ed)|predict(?:s|ed)|claim(?:s|ed)|"
    r"accuse[sd]|den(?:ies|ied)|reject(?:s|ed)|welcome[sd]|urge[sd]|confirm(?:s|ed)|noted|"
    r"apologi[sz]ed|declined|expects?|expected|believes?|believed|announced|proposed)"
)
_ASKED = re.compile(
    r"\b(?:what|how)\s(?:does|do|did|has|have)\s(?P<who>.+?)\s(?:say|said|think|tell|told|answer|"
    r"argue|predict|respond|reply|react|claim|promise|feel|comment)\b(?P<about>.*)",
    re.IGNORECASE,
)
# Deeds that are done once they are said, whatever they are about.
_INTENT = ("threatened", "promised", "offered", "vowed", "agreed", "refused", "pledged")
_STEM = 6
_OPEN = re.compile(
    r"\b(?:will|would|plans?|planned|expected|expects?|(?-i:may)|might|could|must|should|scheduled|"
    r"hopes?|hoped|promised|proposed|wants?|wanted|considering|if|called for|demand\w*|urg\w+|"
    r"seek\w*|likely|due to|to be|(?:is|are|was|were) to|until|linked)\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.IGNORECASE)
_CONTRARIES = (
    ("accept", "reject"), ("approv", "reject"), ("approv", "block"), ("clear", "block"),
    ("rise", "fall"), ("rose", "fell"), ("rais", "cut"), ("rais", "lower"), ("increas", "decreas"),
    ("increas", "reduc"), ("win", "lose"), ("won", "lost"), ("support", "oppos"),
    ("open", "clos"), ("begin", "end"), ("start", "end"), ("keep", "mov"), ("stay", "leav"),
    ("remain", "sack"), ("remain", "resign"), ("liable", "acquit"), ("guilty", "acquit"),
    ("reach", "fail"), ("accept", "declin"), ("longer", "early"), ("pass", "fail"),
    ("confirm", "den"), ("agree", "refus"), ("withdr", "refus"), ("sign", "without agreement"),
)  # fmt: skip
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|so that|in order|blam\w+|citing|cited|caus\w+|thanks to|"
    r"as a result|in response|reasons?|to protect|saying|for (?:lack|fear|want)|after|since|"
    r"argu\w+|when)\b",
    re.IGNORECASE,
)
_BEFORE = 3  # words
# News is of the days around its publication.
_ABOUT = 10
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLAUSE = re.compile(r"[;:—–]|,\s|\b(?:but|while|although|though|which|who|and)\b")


def unsaid(question: Question, evidence: Evidence) -> float | None:
    """Say whether a sentence lacks the speaker whose words are asked for.

    Returns:
        None where nobody's words are asked for, 0 where the sentence gives them, 0.5 where
        a pronoun may stand for the speaker, else 1.
    """
    asked = _ASKED.search(question.text)
    if asked is None:
        return None
    names = [question.text[a:b] for a, b in question.names if a < asked.end("who")]
    if not names or is_place(names[-1]) or is_people(names[-1]):
        return 0.0  # a ministry or a spokesman may speak for it
    who = set(terms(names[-1].split()[-1]))
    text = evidence.text
    if who & set(terms(text)) and re.search(rf"\b{_SAYING}\b", text):
        return 0.0
    pronoun = re.search(rf"\b(?:he|she|they|it)\s{_SAYING}\b|{_SAYING}\s(?:he|she)\b", text)
    return 0.5 if pronoun and who & set(terms(evidence.passage.text)) else 1.0


def aside(question: Question, text: str) -> float:
    """Give the share of a topic that a sentence lacks, where words on it are asked for."""
    asked = _ASKED.search(question.text)
    about = terms(asked["about"]) if asked else []
    said = set(terms(text))
    return sum(term not in said for term in about) / len(about) if about else 0.0


def uncaused(question: Question, text: str) -> bool:
    """Whether a reason is asked for and a sentence has no word that gives one."""
    return question.kind == "reason" and not _CAUSE.search(text)


def contrary(question: Question, text: str) -> bool:
    """Whether a sentence has the opposite of a word of the question, and not the word."""
    asked, said = question.text.casefold(), text.casefold()
    return any(
        _has(asked, a) and not _has(asked, b) and _has(said, b) and not _has(said, a)
        for pair in _CONTRARIES
        for a, b in (pair, pair[::-1])
    )


def _has(text: str, stem: str) -> bool:
    return re.search(rf"\b{stem}", text) is not None


def still_open(question: Question, text: str) -> bool:
    """Whether the question takes for done what the sentence only plans, wants or expects."""
    if not _DONE.search(question.text) or _OPEN.search(question.text):
        return False
    asked, said = question.text.casefold(), text.casefold()
    if any(word[:_STEM] in asked and f"{word} to" in said for word in _INTENT):
        return False  # "Why did he threaten to cancel …?" asks of the threat, which was made
    return bool(_OPEN.search(_clause(question, text))) and not _done(question, text)


def other_days(question: Question, evidence: Evidence) -> bool:
    """Whether the question names a time, and the sentence and its article only others."""
    published = evidence.article.published
    asked = [d for d in find_dates(question.text, published) if d.first and d.last]
    said = find_dates(evidence.text, published)
    days = [(d.first, d.last) for d in said]
    if published:
        days.append((moved(published, -_ABOUT), moved(published, _ABOUT)))
    if any(first is None for first, _ in days):
        return False
    return bool(asked and days) and not any(
        d.first <= last and first <= d.last  # type: ignore[operator] # neither is None
        for d in asked
        for first, last in days
    )


def other_year(question: Question, evidence: Evidence) -> bool:
    """Whether the question names a year that neither the sentence nor its article's day has."""
    years = set(_YEAR.findall(question.text))
    published = evidence.article.published
    said = set(_YEAR.findall(evidence.text)) | ({str(published.year)} if published else set())
    return bool(years) and not years & said


def unmet_names(question: Question, around: Collection[str], held: Collection[str]) -> float:
    """Give the share of the question's names of which nothing stands around the sentence.

    Articles call countries by many names (China, Chinese, Beijing), so that of a place or
    a people tells only where no article of the corpus has it.

    Args:
        question: The question.
        around: Terms that stand around the sentence.
        held: Terms that the corpus holds.
    """
    unmet = []
    for span in find_names(question.text):
        name = question.text[span.start : span.end]
        said = terms(name)
        if said and (span.start, span.end) in question.names:
            # A person goes by the last name, anything else by the first word of it.
            telling = {said[-1] if span.kind == "person" else said[0]}
            vague = is_place(name) or is_people(name)
            unmet.append(not telling & set(around) and not (vague and telling & set(held)))
    return sum(unmet) / len(unmet) if unmet else 0.0


def _done(question: Question, text: str) -> bool:
    """Whether a deed that is asked about stands in a sentence in the past, and not as a plan.

    "It will come five months after the two met": they have met.
    """
    asked, said = asked_terms(question), words(text)
    return any(
        (word in PAST or word.endswith("ed"))
        and asked.intersection(terms(word))
        and not _OPEN.search(" ".join(said[max(0, place - _BEFORE) : place]))
        for place, word in enumerate(said)
    )


def _clause(question: Question, text: str) -> str:
    asked = {t for w in question.words for t in terms(w)} | set(words(question.text))
    return max(_CLAUSE.split(text), key=lambda part: len(asked & set(terms(part))))
