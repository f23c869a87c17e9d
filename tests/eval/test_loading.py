"""What is refused as gold, and how it is said."""

from __future__ import annotations

import json

import pytest

from eval.cases import SuiteError
from eval.loading import load_cases, nearest

GOOD = {
    "id": "cost",
    "type": "fact",
    "question": "How much is the crane?",
    "answerable": True,
    "answers": [["418 million"]],
    "evidence": [[{"article": "harbour", "quote": "It approved a new crane for $418 million."}]],
}
NONE = {"answerable": False, "answers": [], "evidence": []}


@pytest.fixture
def load(tmp_path, articles):
    path = tmp_path / "gold.jsonl"

    def load(*lines):
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text(text, encoding="utf-8")
        return load_cases(path, articles)

    return load


def problem(load, *lines):
    with pytest.raises(SuiteError) as error:
        load(*lines)
    return str(error.value)


def test_cases_come_in_the_order_of_the_file(load):
    second = {**GOOD, **NONE, "id": "a", "type": "unanswerable", "note": "nobody says"}
    first, other = load(GOOD, "", second)
    assert (first.id, other.id) == ("cost", "a")
    assert first.answers == (("418 million",),)
    assert first.evidence[0][0].article == "harbour"
    assert other.answers == ()


def test_dates_and_turns_are_read(load):
    turn = {"question": "What?", "answer": "A crane."}
    (case,) = load({**GOOD, "type": "dialog", "history": [turn], "as_of": "2026-03-12"})
    assert case.as_of.isoformat() == "2026-03-12"
    assert case.history[0].answer == "A crane."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"type": "facts"}, "'facts' is no type of case"),
        ({"answerable": "yes"}, "answerable: input should be a valid boolean"),
        ({"extra": 1}, "extra: there is no such field"),
        ({"evidence": [[{"article": "harbour"}]]}, "evidence.0.0.quote: field required"),
        ({"as_of": "12 March"}, "as_of: input should be a valid date"),
        ({"answers": []}, "needs answers and evidence"),
        ({"answers": [[]]}, "a part of answers or evidence is empty"),
        ({"answers": [["…"]]}, "has no letter or digit"),
        ({"answerable": False}, "answers and evidence must be empty"),
        ({"type": "unanswerable"}, "cannot be answerable"),
        ({"type": "yesno"}, 'needs answers [["yes"]] or [["no"]]'),
        ({"type": "dialog"}, "needs a history"),
        ({"type": "as_of"}, "needs as_of"),
        ({"question": " "}, "must not be blank"),
        ({"correction": [GOOD["evidence"][0][0]]}, "only type false_premise"),
        ({"forbidden": ["418,000,000"]}, "both accepted and forbidden"),
        ({"forbidden": ["new crane"]}, "stands in the evidence"),
    ],
)
def test_a_broken_case_is_named_by_file_and_line(load, change, said):
    text = problem(load, "", {**GOOD, **change})
    assert said in text
    assert "gold.jsonl:2: " in text


def test_malformed_json_is_named_by_file_and_line(load):
    assert "gold.jsonl:2: invalid JSON" in problem(load, GOOD, '{"id": ')
    assert "gold.jsonl:1: must be a JSON object" in problem(load, "[1]")


def test_two_cases_of_one_id_are_both_named(load):
    text = problem(load, GOOD, GOOD)
    assert "gold.jsonl:2: id 'cost' is taken by line 1" in text


def with_quote(quote, article="harbour"):
    return {**GOOD, "evidence": [[{"article": article, "quote": quote}]]}


def test_a_quote_that_is_not_verbatim_is_shown_with_the_nearest_text(load):
    text = problem(load, with_quote("It approved a new crane for 418 million dollars."))
    assert "is not; the nearest text is" in text
    assert "for $418 million" in text
    assert "in harbour" in text


def test_a_quote_that_differs_late_is_shown_where_it_differs(load, articles):
    quote = articles["harbour"].text[:200].replace("Ada", "Ida")
    text = problem(load, with_quote(quote))
    assert "Ida Holm" in text
    assert "Ada Holm" in text


def test_a_quote_like_nothing_says_so(load):
    assert "nor anything near it" in problem(load, with_quote("Zebras graze quietly elsewhere."))


def test_an_unknown_article_is_named_with_the_nearest(load):
    text = problem(load, with_quote("The crane", "harbor"))
    assert "there is no article 'harbor'; the nearest is 'harbour'" in text


def test_all_problems_come_at_once_but_not_without_end(load):
    lines = [{**GOOD, "id": str(number), "type": "facts"} for number in range(30)]
    with pytest.raises(SuiteError) as error:
        load(*lines)
    assert len(error.value.problems) == 30
    assert str(error.value).endswith("… and 10 more")


def test_an_empty_suite_is_refused(load):
    assert "holds no cases" in problem(load, "", "  ")


def test_a_file_that_cannot_be_read_is_named(tmp_path, articles):
    with pytest.raises(SuiteError, match=r"absent\.jsonl: cannot be read"):
        load_cases(tmp_path / "absent.jsonl", articles)
    broken = tmp_path / "latin.jsonl"
    broken.write_bytes(b'{"id": "caf\xe9"}')
    with pytest.raises(SuiteError, match="is not UTF-8"):
        load_cases(broken, articles)


def test_the_nearest_text_is_the_articles_own():
    assert nearest("a  crane for $41 million", "It is a\ncrane for $418 million. No.") == (
        "a\ncrane for $418 million."
    )
    assert nearest("anything", "") is None
