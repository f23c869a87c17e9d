"""Common nouns that tell what sort of thing a question asks for."""

from __future__ import annotations

from typing import Literal

NounSort = Literal["person", "place", "time", "amount", "named"]

_WORDS: dict[NounSort, str] = {
    "person": """person people man woman official minister leader president secretary negotiator
        analyst economist spokesman spokeswoman spokesperson expert envoy player author lawmaker
        member candidate manager judge director governor mayor contractor actor actress producer
        founder worker victim miner protester driver councilman councilwoman senator ambassador
        adviser professor scientist mediator chairman chairwoman chair head commissioner foreman
        attorney lawyer politician diplomat mother father son daughter brother sister wife
        husband captain prosecutor reporter journalist colleague guard owner firefighter
        suspect""",
    "place": """city country town place venue state region location port hotel airport street
        nation village hospital island building station restaurant palace capital""",
    "time": "day date year month week time weekday quarter deadline",
    "amount": """rate price fee cost level salary bonus budget percentage share tariff duty levy
        fine capacity turnout value amount sum figure size number score age stake toll total
        margin population revenue yield reward rise raise increase cut compensation penalty""",
    "named": """company firm agency bank ministry department outlet newspaper journal party club
        team network group charity consultancy airline brokerage union court committee insurer
        operator organisation organization lab laboratory foundation film book study survey law
        treaty""",
}
_SORT_OF: dict[str, NounSort] = {
    word: sort for sort, text in _WORDS.items() for word in text.split()
}


def noun_sort(noun: str) -> NounSort | None:
    """Give what a noun, folded, names; None for a noun that is not listed."""
    singular = noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
    return _SORT_OF.get(noun) or _SORT_OF.get(singular)
