"""The shape of a question: what asks, the auxiliary, who is asked about, and the rest.

There is no parser here. English questions put the auxiliary right behind what asks, and the
subject behind that; a list of verbs that news questions use tells where the subject ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

AUXILIARIES = frozenset(
    """is are was were am be do does did has have had can could will would should shall may might
    must isn't aren't wasn't weren't didn't doesn't don't hasn't won't""".split()  # noqa: SIM905 - a list would be 30 lines
)
PREPOSITIONS = frozenset(
    """in on at of for from to with by about after before during against between under over into
    since until through near off without among across behind despite per than as around within
    outside inside toward towards via versus upon out up down""".split()  # noqa: SIM905 - as above
)
ASKING = frozenset("who whom whose what which when where why how".split())  # noqa: SIM905 - as above
_IRREGULAR = {
    "begin": "began", "become": "became", "break": "broke", "bring": "brought", "build": "built",
    "buy": "bought", "choose": "chose", "come": "came", "do": "did", "draw": "drew", "fall": "fell",
    "fight": "fought", "find": "found", "get": "got", "give": "gave", "go": "went", "grow": "grew",
    "have": "had", "hear": "heard", "hold": "held", "keep": "kept", "know": "knew", "lead": "led",
    "leave": "left", "lose": "lost", "make": "made", "mean": "meant", "meet": "met", "pay": "paid",
    "rise": "rose", "run": "ran", "say": "said", "see": "saw", "sell": "sold", "send": "sent",
    "speak": "spoke", "spend": "spent", "stand": "stood", "steal": "stole", "take": "took",
    "tell": "told", "think": "thought", "throw": "threw", "understand": "understood", "win": "won",
    "withdraw": "withdrew", "write": "wrote", "strike": "struck", "shoot": "shot", "sink": "sank",
    "feel": "felt", "sit": "sat", "shut": "shut", "cut": "cut", "put": "put", "set": "set",
    "hit": "hit", "let": "let", "quit": "quit", "cost": "cost", "seek": "sought", "fly": "flew",
}  # fmt: skip
# Not those that are nouns as often: "strike", "vote", "talks".
_REGULAR = tuple(
    """travel depart walk negotiate protest rule deliver mean agree accept accuse add admit affect agree announce appeal appear apply appoint approve argue
    arrest arrive ask attend back ban beat believe blame call carry charge claim clear close
    collapse compare configure confirm consider contain continue contribute cover crash
    create criticise criticize cross damage decide declare decline delay demand deny
    describe destroy die differ direct disclose discover discuss drop employ enable end
    enter evacuate expand expect expire explain face fail favor favour fear finish fire
    force happen help hope host include increase injure insist introduce invest invite
    involve join kill land last launch lift live look lower manage matter mediate mention
    move need obtain occur offer open operate oppose order own participate pass perform plan
    play predict prefer prepare present prevent produce promise propose provide publish
    raise reach react receive recover reduce refuse reject relate release remain remove
    reopen repeat replace reply report represent require resign resolve respond resume
    return reveal save serve settle share show sign spread start state stay stop suffer
    suggest support survive suspend try turn use veto visit want warn watch weigh welcome
    work""".split()  # noqa: SIM905 - a list would be 190 lines
)
_VOWELS = "aeiou"


def _past(base: str) -> str:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return f"{base[:-1]}ied"
    doubled = {"admit", "ban", "drop", "plan", "stop"}
    return f"{base}{base[-1]}ed" if base in doubled else f"{base}ed"


def _present(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "o")):
        return f"{base}es"
    return f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in _VOWELS else f"{base}s"


_BASES = (*_IRREGULAR, *_REGULAR)
PAST_OF = {base: _past(base) for base in _BASES}
BASE_OF_PAST = {past: base for base, past in PAST_OF.items()}
BASE_OF_PRESENT = {_present(base): base for base in _BASES if base not in ("lead", "head")}
BASE_OF_PRESENT["leads"] = "lead"
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A question, taken apart into words.

    Attributes:
        asks: What asks: "how many ships", "when", "which company"; empty for yes or no.
        auxiliary: "did"; empty where the asked thing is the subject ("who won the prize").
        tail: All behind that.
    """

    asks: str
    auxiliary: str
    tail: str


def shape_of(question: str) -> Shape:
    """Take a question apart; one that has no form of a question is all tail."""
    found = [word for word in _TOKEN.findall(question.rstrip(" ?!.")) if word]
    while found and bare(found[0]) in ("and", "but", "so", "then", "also", "ok", "okay"):
        found = found[1:]
    if found and bare(found[0]) in AUXILIARIES:
        return Shape(asks="", auxiliary=found[0].lower(), tail=" ".join(found[1:]))
    start = (
        1 if len(found) > 1 and bare(found[0]) in PREPOSITIONS and bare(found[1]) in ASKING else 0
    )
    if not found or bare(found[start]) not in ASKING:
        return Shape(asks="", auxiliary="", tail=" ".join(found))
    for place in range(start + 1, len(found)):
        word = bare(found[place])
        if word in AUXILIARIES:
            asks, tail = found[:place], found[place + 1 :]
            return Shape(asks=" ".join(asks), auxiliary=word, tail=" ".join(tail))
        if is_verb(word):
            return Shape(asks=" ".join(found[:place]), auxiliary="", tail=" ".join(found[place:]))
    return Shape(asks=" ".join(found[: start + 1]), auxiliary="", tail=" ".join(found[start + 1 :]))


def bare(word: str) -> str:
    """Give a word folded and without punctuation around it."""
    return word.strip('.,;:?!"“”()').replace("’", "'").casefold()


def is_verb(word: str) -> bool:
    """Whether a folded word is, in any form, a verb of the list, or ends like a past one."""
    known = word in PAST_OF or word in BASE_OF_PAST or word in BASE_OF_PRESENT
    return known or (len(word) > 4 and word.endswith("ed"))  # noqa: PLR2004 - "bed", "seed"


def asking(word: str, shape: Shape, subject: str | None) -> str:
    """Ask another thing of what a question was about: "Why did Ann win the prize?".

    Args:
        word: What asks now: "Why".
        shape: The earlier question.
        subject: What was answered, to stand where the earlier question asked for its subject.
    """
    if shape.auxiliary and not (subject and _asks_subject(shape)):
        # "Where did it lift off from?" leaves a preposition behind for the place.
        tail = re.sub(r"\s(?:from|to|at|in|on|for|with)$", "", shape.tail)
        return f"{word} {shape.auxiliary} {tail if shape.asks else shape.tail}?"
    first, _, rest = shape.tail.partition(" ")
    who = subject or _someone(shape)
    if shape.auxiliary:
        return f"{word} {shape.auxiliary} {who} {shape.tail}?"
    verb = bare(first)
    if verb in BASE_OF_PAST:
        return f"{word} did {who} {BASE_OF_PAST[verb]} {rest}".rstrip() + "?"
    if verb in BASE_OF_PRESENT:
        return f"{word} does {who} {BASE_OF_PRESENT[verb]} {rest}".rstrip() + "?"
    if shape.asks:
        return f"{word} was it that {who} {shape.tail}?"
    return f"{word}: {shape.tail}?"


def _asks_subject(shape: Shape) -> bool:
    """Whether the asked thing is the subject: a participle follows the auxiliary."""
    first = bare(shape.tail.split(" ", 1)[0]) if shape.tail else ""
    return is_verb(first) and first not in ("the", "")


def _someone(shape: Shape) -> str:
    words = shape.asks.split()
    noun = " ".join(word for word in words if bare(word) not in {*ASKING, "many", "much"})
    return f"the {noun}" if noun else "it"
