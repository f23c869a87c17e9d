"""Words of opposite sense."""

from __future__ import annotations

from functools import cache

from rag.verifying.tokens import stem_of

_PAIRS = """rise raise increase grow climb jump gain surge soar up higher gains growth expand improve rally|fall drop cut lower decline decrease reduce slide shrink plunge down slump reduction decreased worsen tumble
accept approve agree endorse welcome|reject refuse decline deny disapprove rebuff spurn
win beat defeat victory|lose loss
widen|narrow
support back favor favour|oppose opposition against
allow permit let|ban bar forbid prohibit block prevent
confirm|deny
keep maintain|raise
keep maintain|cut
keep maintain|lower
keep maintain|change
open opening|close shut closure
begin start launch|end finish stop halt conclude
arrive enter join|leave depart exit quit
hire appoint|fire dismiss sack
buy purchase acquire|sell
succeed success successful|fail failure unsuccessful
include|exclude
more most|less fewer least
higher|lower
before|after
first|last
early earlier|late later
possible|impossible
likely|unlikely
legal|illegal
able|unable
known|unknown
safe|unsafe dangerous
guilty convicted|acquitted innocent
alive|dead
public|private
best better|worst worse
strong stronger|weak weaker
majority|minority
maximum|minimum
increase|decrease
positive|negative
profit|loss
import|export
above|below
inside|outside
north|south
east|west
male|female
old older|young new younger
large larger big biggest largest|small smaller smallest
high highest|low lowest
long longer longest|short shorter shortest
always|never
same|different
import imports|export exports
love|hate
remember|forget
pass|fail
encourage|discourage
agree|disagree
top|bottom
hot|cold
many|few
praise praised|criticise criticize condemn
strengthen|weaken
true|false
ease|tighten
upgrade|downgrade"""
# Pairs, from the first, whose words are opposites wherever they stand.
_STRONG = 10


@cache
def opposites() -> dict[str, list[tuple[set[str], set[str], bool]]]:
    """Give each stem with its side, the other side, and whether the pair is a strong one."""
    table: dict[str, list[tuple[set[str], set[str], bool]]] = {}
    for number, line in enumerate(_PAIRS.splitlines()):
        pair = [{stem_of(word)[1] for word in side.split()} for side in line.split("|")]
        for one, other in (pair, pair[::-1]):
            for stem in one:
                table.setdefault(stem, []).append((one, other, number < _STRONG))
    return table
