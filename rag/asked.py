"""What kind of thing a question asks for, read from its question word and noun."""

from __future__ import annotations

import re
from typing import Literal

from rag.nouns import NounSort, noun_sort

Kind = Literal[
    "person", "place", "date", "money", "percent", "number", "duration", "yesno", "list",
    "reason", "manner", "definition", "name", "open",
]  # fmt: skip

AUXILIARY = (
    r"(?:is|are|was|were|am|be|do|does|did|has|have|had|can|could|will|would|should|shall|may|"
    r"might|must|isn['’]t|aren['’]t|wasn['’]t|didn['’]t|doesn['’]t|hasn['’]t|won['’]t)"
)
_YES_NO = re.compile(
    rf"^(?:(?:and|so|but|ok|okay|then|please|also)\W+)?{AUXILIARY}\b", re.IGNORECASE
)
# "Between the first report and the second, was there a change?"
_FRONTED = re.compile(
    r"^(?:between|after|before|considering|based on|given|in light of|following|since|according to|"
    rf"as of|in|on|by|during|with)\b(?![^?]*,\s(?:who|what|which|when|where|why|how)\b)[^?]*,\s{AUXILIARY}\s",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:(?:can|could|would|will)\syou\s(?:please\s)?(?:tell\sme|say|explain|list|name|give(?:\sme)?|describe|"
    r"summari[sz]e|find\sout)|do\s(?:you|we)\sknow|does\sanyone\sknow|is\sit\sknown|(?:please\s)?tell\sme|"
    r"I\s(?:want|would\slike|'d\slike|need)\sto\sknow)\s(?:about\s)?(?!whether\b|if\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:who(?:m|se)?|what|which|when|where|why|how)\b", re.IGNORECASE)
_OPENS_CLAUSE = re.compile(
    rf"(?:when|where|while)\s(?!{AUXILIARY}\b|and\b|or\b|exactly\b|else\b)", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[a-z\d)][.?!])\s+|;\s+")
_NOUN = re.compile(
    rf"(?:what|which|whose|how\smany|how\smuch)\s(?!{AUXILIARY}\b)"
    r"(?P<noun>(?:the\s)?[\w.'’&-]+(?:\s[\w.'’&-]+){0,5})",
    re.IGNORECASE,
)
_IS = re.compile(
    r"(?:what|which|who)(?:['’]s|\s(?:is|are|was|were|will|would|(?:has|have|had)\sbeen))\s"
    r"(?:be\s)?(?P<noun>[^?]+)",
    re.IGNORECASE,
)
_ENDS_NOUN = re.compile(
    rf"\s(?:{AUXILIARY}|of|in|on|at|from|to|for|with|by|about|after|before|during|as|be|called|hurt|whose|that|who|"
    r"which|when|where|than|per|into|over|since|until|off|out|up|against|between|under|the|an?|"
    r"we|they|he|she|it|you|there|[A-Z][\w.’'-]*)(?:\s|$)"
)
_OWNED = re.compile(r"^(?:[\w.’'-]+\s){0,4}?[\w.-]+(?:['’]s|s['’])\s", re.IGNORECASE)
_NAME_OF = re.compile(r"^(?:the\s)?names?\sof\s", re.IGNORECASE)
_VERB = re.compile(
    r"\w{2,}ed|ran|won|led|built|bought|took|went|made|gave|met|said|held|wrote|hit|put|sold|lost|"
    r"fell|rose|kept|left|sent|stood|became|beat|broke|lies?|lay|gives?|works?|owns?|hosts?|leads?|"
    r"claims?|drew|got|own|work|correctly|now|first",
    re.IGNORECASE,
)
_NOUNS: tuple[tuple[Kind, str], ...] = (
    ("duration", "length duration"),
    ("money", """payout loan price cost sum fee budget fine value revenue bonus fare payment bill
        damages compensation wage wages profit turnover salary pay money reward ransom
        funding euros dollars pounds tallars crowns florins yen yuan francs"""),
    ("percent", """percentage percent share rate tariff levy surtax tax margin increase rise raise
        turnout majority proportion unemployment inflation growth yield duty level forecast"""),
    ("number", """number total toll size age figure score result capacity population distance
        height weight temperature magnitude altitude speed depth"""),
    ("date", "date day weekday month year time timing quarter week deadline"),
    ("place", """city country place town capital venue state region location port building
        hotel airport street nation island village hospital site spot district province county
        continent museum stadium river border headquarters"""),
    ("person", """official person minister leader president secretary negotiator analyst
        spokesman spokesperson man woman expert envoy player author economist member councilman
        councilwoman senator lawmaker judge governor mayor mediator chairman chairwoman chair
        chief boss director actor actress candidate professor scientist lawyer ambassador ceo
        founder coach manager winner spokeswoman people widow wife husband candidate star"""),
    ("reason", "reason cause"),
    ("name", """company organisation organization agency bank ministry department outlet
        newspaper firm party club team network group charity consultancy airline brokerage union
        court committee insurer operator rocket film book law institute university band album
        brand drug lender carrier publisher"""),
)  # fmt: skip
KIND_OF: dict[str, Kind] = {noun: kind for kind, text in _NOUNS for noun in text.split()}
_BY_SORT: dict[NounSort | None, Kind] = {"person": "person", "place": "place", "named": "name"}
_HOW: tuple[tuple[str, Kind], ...] = (
    (r"how\s(?:long|much\s(?:longer|time))\b", "duration"),
    (r"how\s(?:soon|recently)\b", "date"),
    (r"(?:by\s)?how\smuch\b[^?]*\b(?:weigh\w*)\b", "number"),
    (r"how\s(?:high|big\sa|large\sa)\b", "percent"),
    (r"how\smany\s(?:euros|dollars|pounds|yuan|yen|francs|crowns|rupees|florins)\b", "money"),
    (r"how\s(?:many|often|far|big|large|old|tall|heavy|fast|deep|wide|frequent\w*)\b", "number"),
    ((r"(?:by\s)?how\smuch\b[^?]*\b(?:rise|rose|risen|fall|fell|fallen|drop\w*|grow|grew|grown|"
     r"increase\w*|decrease\w*|climb\w*|jump\w*|gain\w*|decline\w*|raise[ds]?|slump\w*|up|down)\b"),
     "percent"),
    ((r"how\smuch\s(?!more\b|money\b|dearer\b|better\b|less\b|of\b|cheaper\b|worse\b|compensation\b|"
     r"prize\b|aid\b|cash\b|debt\b|tax\b|funding\b|revenue\b|damage\b|profit\b|financial\b)"
     rf"(?!{AUXILIARY}\b)[a-z]"), "number"),
    (r"how\s(?:much|expensive|dear)\b", "money"),
    (r"how\scome\b", "reason"),
)  # fmt: skip
_HOW_BIG = re.compile(
    r"how\s(?:big|large|high|deep)\s(?:is|was|are|were|will\sbe|would\sbe)\s(?P<noun>[^?]+)",
    re.IGNORECASE,
)
_WHAT: tuple[tuple[str, Kind], ...] = (
    ((r"what\s(?:did|does|do|will|would|is|was|are|were|has|have|had)\b.*\b(?:cost|pay|paying|spend|"
     r"paid|spent|charge|charged|worth)\b(?!\swith)(?!\sfor\s(?:his|her|its|their))"), "money"),
    (r"what\s(?:\w+\s)?(?:prompted|caused|triggered|led\sto|made)\b", "reason"),
)  # fmt: skip
_SIDE_BY_SIDE = re.compile(
    r"\b(?:when|where|who|why|how\s\w+)\s(?:and|or)\s(?:when|where|who|why)\b", re.IGNORECASE
)
_QUESTION_WORDS: dict[str, Kind] = {
    "who": "person", "whom": "person", "whose": "person", "where": "place", "when": "date",
    "why": "reason",
}  # fmt: skip
_DEFINITION = re.compile(
    r"(?:what|who)\s(?:is|are|was|were)\s(?:the\s|a\s|an\s)?[\w.-]+(?:\s[\w.-]+)?\?*$",
    re.IGNORECASE,
)


def kinds_of(text: str) -> tuple[Kind, ...]:
    """Give what a question asks for, in order: "When and where" asks for two."""
    text = plainly(text)
    if _YES_NO.match(text) or _FRONTED.match(text):
        return ("yesno",)
    asks = _asking(text)
    if asks is None:
        return (_of_keywords(text),)
    joined = _SIDE_BY_SIDE.search(asks)
    if joined and joined.start() == 0:
        asked = [
            _QUESTION_WORDS.get(w, "manner")
            for w in re.split(r"\W+(?:and|or)\W+", joined.group().casefold())
        ]
        return tuple(dict.fromkeys(asked))
    return (_kind(asks),)


def plainly(text: str) -> str:
    """Take the courtesy off a question: "Could you tell me where …" is "where …"."""
    return _COURTESY.sub("", text)


def noun_of(text: str) -> str:
    """Give the noun phrase that names what is asked for ("budget airline"), folded; or ""."""
    text = plainly(text)
    asks = _asking(text)
    if _YES_NO.match(text):
        return ""
    if asks is None:
        return _keyword_noun(text)
    found = _NOUN.match(asks)
    noun = found["noun"] if found else ""
    if not noun and (found := _IS.match(asks)):
        noun = _NAME_OF.sub("", found["noun"])
        plain = _cut(noun.rstrip("?. "))
        if noun_kind(plain):
            return re.sub(r"^.*(?:['’]s|s['’])\s", "", plain)
        return _cut(_OWNED.sub("", noun).rstrip("?. "))
    return _cut(_NAME_OF.sub("", noun).rstrip("?. "))


def _cut(noun: str) -> str:
    """Leave out what follows a noun phrase: "company operates the" is "company"."""
    noun = re.sub(
        r"^(?:the|an?|his|her|its|their|one|other|exactly)\s", "", noun, flags=re.IGNORECASE
    )
    kept: list[str] = []
    noun = re.sub(r"^((?:two|three|four|five|six)\s)(?:[A-Z][\w'’-]*\s)+", r"\1", noun)
    for word in _ENDS_NOUN.split(f"{noun} ", maxsplit=1)[0].casefold().split():
        acts = kept and (_VERB.fullmatch(word) or (word.endswith("s") and kept[-1] in KIND_OF))
        if acts:
            break
        kept.append(word)
    return " ".join(kept)


def _asking(text: str) -> str | None:
    """Give a question from the word on that asks; None where none does."""
    pieces = [piece for piece in _SENTENCE.split(text) if _ASKS.search(piece)]
    if not pieces:
        return None
    asked = [piece for piece in pieces if piece.rstrip().endswith("?")] or pieces
    piece = asked[-1]
    places = [m.start() for m in _ASKS.finditer(piece)]
    first = places[0]
    if len(places) > 1 and (
        _OPENS_CLAUSE.match(piece, first)
        or re.search(r"[,;]\s(?:but\s|and\s|so\s)?$|\b(?:tell me|know)\s$", piece[: places[-1]])
    ):
        first = places[-1]
    by = re.search(r"\bby\s$", piece[:first], re.IGNORECASE)
    return piece[by.start() if by and piece[first:].casefold().startswith("how") else first :]


def _kind(asks: str) -> Kind:
    sized = _HOW_BIG.match(asks)
    if sized and noun_kind(_cut(_OWNED.sub("", sized["noun"]))) == "money":
        return "money"
    for pattern, kind in (*_HOW, *_WHAT):
        if re.match(pattern, asks, re.IGNORECASE):
            return kind
    first = asks.split(maxsplit=1)[0].casefold().rstrip("?!.,")
    return _QUESTION_WORDS.get(first) or noun_kind(noun_of(asks)) or _unnamed(asks, first)


def _unnamed(asks: str, first: str) -> Kind:
    """Give the kind of a question without a noun that tells it."""
    if re.match(r"what\s(?:is|are|was|were)\s(?:the\s)?names?\sof\b", asks, re.IGNORECASE):
        return "person"
    if _DEFINITION.match(asks):
        return "definition"
    return "manner" if first == "how" else "open"


def noun_kind(noun: str) -> Kind | None:
    """Give the kind of thing that a noun phrase names, by its last word that tells."""
    for word in reversed(noun.split()):
        kind = KIND_OF.get(word) or KIND_OF.get(_singular(word)) or _BY_SORT.get(noun_sort(word))
        if kind:
            return kind
    return None


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s")


def _of_keywords(text: str) -> Kind:
    """Give the kind that the keywords of a search name: "weekly pay of strikers"."""
    return noun_kind(_keyword_noun(text)) or "open"


def _keyword_noun(text: str) -> str:
    before = re.split(
        r"\s(?:of|in|for|on|at|to|from|by|after|before|that|who|which)\s",
        text.rstrip("?. "),
        maxsplit=1,
    )[0]
    before = re.sub(
        r"^(?:(?:list|name|give|tell me|state)\s)?(?:the\s|all\s)*", "", before, flags=re.IGNORECASE
    )
    tokens = before.casefold().split()
    last = next(
        (
            i
            for i in reversed(range(len(tokens)))
            if KIND_OF.get(tokens[i]) or KIND_OF.get(_singular(tokens[i]))
        ),
        None,
    )
    if last is None:
        return tokens[-1] if tokens else ""
    return " ".join(tokens[max(0, last - 1) : last + 1])
