"""JUnit XML: what the schema of build servers allows, and what the run came to."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from eval.bounds import Bound
from eval.comparing import Change, Comparison
from eval.gating import GateResult
from eval.junit import write_junit
from eval.running import run
from eval.scoring import score
from eval.suites import Run
from eval.summary import summarise

# Element: attributes that it must have, those that it may have, and its children; from
# junit-10.xsd of Jenkins' xunit plugin.
GRAMMAR = {
    "testsuites": ((), ("name", "time", "tests", "failures", "errors"), ("testsuite",)),
    "testsuite": (
        ("name", "tests", "failures", "errors"),
        ("time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"),
        ("testsuite", "properties", "testcase", "system-out", "system-err"),
    ),
    "properties": ((), (), ("property",)),
    "property": (("name", "value"), (), ()),
    "testcase": (
        ("name",),
        ("time", "classname", "group"),
        ("skipped", "error", "failure", "system-out", "system-err"),
    ),
    "failure": ((), ("type", "message"), ()),
    "error": ((), ("type", "message"), ()),
}
TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


def check(element):
    required, allowed, children = GRAMMAR[element.tag]
    assert set(required) <= set(element.attrib) <= {*required, *allowed}
    assert TIME.fullmatch(element.get("time", "0"))
    for child in element:
        assert child.tag in children
        check(child)


def made(engine, cases, articles, **changes):
    scores = score(run(engine, cases), articles)
    return Run(
        suite="harbour", scores=tuple(scores), summary=summarise(scores), seconds=1234.5, **changes
    )


def written(run_, path, **gate):
    write_junit(run_, path / "junit.xml", **gate)
    root = ET.parse(path / "junit.xml").getroot()  # noqa: S314 - written by the line above
    check(root)
    return root


def change(**values):
    blank = {"before": 0.9, "after": 0.5, "difference": -0.4, "low": -0.6, "high": -0.2}
    counts = {"cases": 9, "clusters": 3, "lost": 4, "gained": 0}
    chances = {"p": 0.01, "p_plain": 0.01, "adjusted": 0.02, "adjusted_plain": 0.03}
    rest = {"metric": "accuracy", "verdict": "worse", "smallest": 0.2}
    return Change(**{**blank, **counts, **chances, **rest, **values})


def test_a_case_that_is_sound_has_no_failure(hand, cases, articles, tmp_path):
    root = written(made(hand.knowing(cases), cases, articles), tmp_path)
    assert [one.get("name") for one in root.iter("testcase")] == [case.id for case in cases]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("6", "0", "0")
    assert root.find(".//testcase[@classname='harbour.fact']").get("name") == "cost"
    assert root.find(".//property[@name='accuracy']").get("value") == "1"


def test_a_case_that_is_lost_says_where_and_why(hand, cases, articles, tmp_path):
    root = written(made(hand.engine(lambda _: hand.refusal()), cases, articles), tmp_path)
    failure = root.find(".//testcase[@name='cost']/failure")
    assert failure.get("type") in ("wrong_refusal", "not_retrieved")
    assert "How much is the crane?" in failure.text
    assert "$418 million | 418 million" in failure.text
    assert root.get("failures") == "4"


def test_a_crash_is_an_error(hand, cases, articles, tmp_path):
    def crash(question):
        message = "out of\x00 memory \ud800"
        raise RuntimeError(message)

    root = written(made(hand.engine(crash), cases, articles), tmp_path)
    assert root.get("errors") == "6"
    assert "out of\ufffd memory" in root.find(".//error").get("message")


@pytest.mark.parametrize("text", ["]]>", "<b>&amp;", "\x1b[2J\x0b\ufffe", "\U0001f600 ünïcode"])
def test_any_answer_can_be_written(hand, cases, articles, tmp_path, text):
    root = written(made(hand.engine(lambda _: hand.answer(text)), cases, articles), tmp_path)
    said = root.find(".//testcase[@name='colour']/failure").text
    assert re.sub("[\x1b\x0b\ufffe]", "\ufffd", text) in said


def test_the_gate_is_a_suite_of_its_own(hand, cases, articles, tmp_path):
    gate = GateResult(
        code=1,
        reasons=("worse: right answers",),
        bounds=(
            Bound(metric="accuracy", side="at_least", bound=0.8, value=0.5, kept=False),
            Bound(metric="answer_words", side="at_most", bound=80, value=None, kept=False),
            Bound(metric="abstention", side="at_least", bound=0.5, value=0.6, kept=True),
        ),
        comparison=Comparison(
            baseline="1", changes=(change(), change(metric="sound", verdict="same")), flips=()
        ),
    )
    run_ = made(hand.knowing(cases), cases, articles)
    root = written(run_, tmp_path, gate=gate)
    suite = root.find("testsuite[@name='harbour']/../testsuite[2]")
    failed = [one.get("name") for one in suite if one.find("failure") is not None]
    assert failed == [
        "the gate passes",
        "accuracy is not worse",
        "accuracy is at least 0.8",
        "answer_words is at most 80",
    ]
    assert (suite.get("tests"), suite.get("failures")) == ("6", "4")
    assert {one.get("classname") for one in suite} == {"harbour.gate"}

    passed = written(run_, tmp_path, gate=replace(gate, code=0, comparison=None, bounds=()))
    assert passed.get("failures") == "0"
