"""Words of one sense: "bought" and "acquired"; and words that exclude one another.

News says in one word what a question asks in another. A short list of what newspapers
write about goes a long way where no model is at hand; it joins irregular verb forms too.
"""

from __future__ import annotations

from functools import cache

from index.lexical import STOP_WORDS, terms, words

_SENSES = """
lead led leader leads leading head headed heads headed chair chaired chairman chairwoman run
buy bought buys purchase purchased acquire acquired acquisition takeover takes
sell sold sale sales
pay paid pays payment cost costs costing spend spent price priced worth value valued fee deal sum bill
meet met meeting meets talks convene convened gather
hold held holds host hosted stage staged place took
win won wins winner victory beat defeat defeated prize
lose lost loses loss
find found discover discovered discovery detect detected spot spotted noticed notice
begin began begun begins start started starts open opened opens launch launched
end ended ends finish finished conclude concluded expire expires close closed
rise rose risen rises raise raised increase increased grow grew grown growth climb climbed jump jumped gain gained surge surged up higher dearer
fall fell fallen falls drop dropped decline declined decrease decreased cut cuts reduce reduced slide slid slow slowed ease eased lower lowered down shrink shrank
die died dies dead death deaths kill killed toll fatal perish perished
hurt injured injury injuries wounded wound
say said says tell told state stated announce announced
think thought believe believed reckon reckoned expect expected expects forecast predict predicted foresee foresaw estimate estimated
found founded founder create created creator establish established start started set
make made makes produce produced build built builds manufacture maker
leave left leaves depart departed quit resign resigned resignation step stepped vacate
replace replaced succeed succeeds succeeded successor
name named appoint appointed appointment pick picked choose chose chosen hire hired
own owns owned owner owners
operate operates operated operator operators run runs
work works worked job employ employed
write wrote written author authored writer
direct directed director directs
paint painted painter painting
publish published publication release released issue issued
send sent sends ship shipped
give gave given gives grant granted award awarded receive received receives get
approve approved approval back backed ratify ratified accept accepted pass passed endorse endorsed
reject rejected rejection refuse refused turn
agree agreed agreement accord deal contract pact truce
ask asked asks demand demanded seek sought request requested call called
accuse accused accuses charge charged allege alleged blame blamed
steal stole stolen theft raid burgle burglary robbery
arrest arrested detain detained held
sue sued lawsuit
speak spoke spoken speech
film filmed shoot shot shooting
born birth
ship ships vessel vessels craft boat boats
car cars vehicle vehicles van
strike strikes walkout stoppage shutdown walked
company firm business
doctor physician medic
police officer officers
money fund funds aid
home homes house houses
flood floods flooded flooding
fire blaze wildfire
talk talks negotiation negotiations negotiate negotiated negotiators
duty duties tariff tariffs levy
pay wage wages salary
study report survey poll
show showed shown shows
vote voted votes ballot ballots
deliver delivered delivery
hide hid hidden
teach taught
bring brought
fly flew flown flight
drive drove driven driver
sing sang sung singer
know knew known
draw drew drawn
weigh weighs weight kilogram
last lasted lasts
sign signed signing
"""
_CONTRASTS = """
first second third fourth fifth sixth last
actor actress director screenplay
home away
north south east west
northern southern eastern western
men women
boys girls
mother father
husband wife
son daughter
brother sister
buyer seller
import export
winner loser
domestic foreign
import imports
before after
"""


@cache
def _senses() -> dict[str, frozenset[str]]:
    """Give for each term the terms of its senses, itself among them."""
    found: dict[str, set[str]] = {}
    for line in _SENSES.strip().splitlines():
        group = set(terms(line))
        for term in group:
            found.setdefault(term, set()).update(group)
    return {term: frozenset(group) for term, group in found.items()}


def kin(term: str) -> frozenset[str]:
    """Give the terms that may say the same as a term, itself among them."""
    return _senses().get(term, frozenset()) | {term}


_STEM = 5


def met(term: str, there: set[str]) -> bool:
    """Whether a term, a word of its sense or one that begins like it is among some terms."""
    if kin(term) & there:
        return True
    return len(term) >= _STEM and any(other[:_STEM] == term[:_STEM] for other in there)


@cache
def _contrasts() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in _CONTRASTS.strip().splitlines())


def excludes(question: str, text: str) -> bool:
    """Whether a text says "best actor" where a question says "best actress".

    That is: the question has one of several words that exclude one another, and the text
    has none of these but another of their group.
    """
    asked, said = set(words(question)), set(words(text))
    for group in _contrasts():
        wanted, there = asked & group, said & group
        if len(wanted) == 1 and there and not wanted & there and not wanted <= STOP_WORDS:
            return True
    return False
