"""The verb of a "when" question."""

from __future__ import annotations

import pytest

from rag.deeds import deed
from rag.questions import analyse


@pytest.mark.parametrize(
    ("question", "verb"),
    [
        ("When did the Supreme Court rule on tariffs?", "rule"),
        ("On what date did the court strike down the emergency tariffs?", "strike"),
        ("When did the Trump administration launch its investigation?", "launch"),
        ("When did Trump first visit China?", "visit"),
        ("When will the envoys of Orvania and Keld meet in Port Salis?", "meet"),
        ("When did Bessent and He Lifeng meet?", "meet"),
        ("When will trains run again on the line?", "run"),
        ("When was the poll on the presidential race published?", "published"),
        ("When was the mill on Cable Street shut?", "shut"),
        ("In which year did the US trade deficit peak?", "peak"),
        ("When did mediator Ada Holm declare an impasse?", "declare"),
        # a light verb, and one that cannot be told
        ("When does the duty take effect?", None),
        ("When was the duty supposed to end?", None),
        ("For which day did Bessent say the talks were planned?", None),
        ("When did Bessent say the talks would end?", "say"),
        ("What was the date of the vote?", None),
        ("when", None),
    ],
)
def test_reads_the_verb_whose_day_is_asked(question, verb):
    assert deed(analyse(question)) == verb
