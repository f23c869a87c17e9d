"""Answerers that try to look good: none may rise above what needs no skill, or pass the gate."""

from __future__ import annotations

import dataclasses
import re
import sys
import time

import pytest

from eval.baseline import baseline_of
from eval.bounds import read_bounds
from eval.fingerprint import suite_fingerprint
from eval.floors import BestSentences, Oracle, floors, quoting
from eval.gating import INVALID, PASS, REGRESSION, SKILL_FREE, gate
from eval.running import run
from eval.scoring import score
from eval.suites import Run, load_suite, sample
from eval.summary import summarise
from rag.answers import Answer, Hit

ENDLESS = 1_000_000


class Reply:
    """An answerer made of a function of question, history and day."""

    def __init__(self, reply):
        self._reply = reply

    def ask(self, question, *, history, as_of):
        return self._reply(question, history, as_of)


@pytest.fixture(scope="module")
def suite():
    return load_suite("seeds")


@pytest.fixture(scope="module")
def cases(suite):
    """Some cases of the seeds, so that every attack takes little time."""
    return sample(suite.cases, 60)


@pytest.fixture(scope="module")
def measured(suite, cases):
    beside = floors(cases, suite.articles)
    fingerprint = suite_fingerprint(suite.name, suite.cases, suite.articles)

    def measured(answerer, timeout=60.0):
        scores = score(run(answerer, cases, timeout=timeout), suite.articles)
        return Run(
            suite=suite.name,
            scores=tuple(scores),
            summary=summarise(scores),
            fingerprint=fingerprint,
            total=len(cases),
            floors=beside,
        )

    return measured


@pytest.fixture(scope="module")
def honest(suite, cases):
    """An answerer about as good as the package's own: it knows two cases of three."""
    known = {(case.question, case.as_of): place for place, case in enumerate(cases)}
    oracle, best = Oracle(cases, suite.articles), BestSentences(suite.articles, most_words=0)

    def reply(question, history, as_of):
        place = known[question, as_of]
        teller = oracle if place % 3 else best
        return teller.ask(question, history=history, as_of=as_of)

    return Reply(reply)


@pytest.fixture(scope="module")
def baseline(measured, honest):
    return baseline_of(measured(honest))


@pytest.fixture(scope="module")
def bounds(suite):
    return read_bounds(suite.bounds)


@pytest.fixture(scope="module")
def everything(suite):
    """Every sentence of every article, quoted."""
    searched = BestSentences(suite.articles, most_words=10**9)
    return quoting("", searched._places, confidence=1.0)


@pytest.fixture(scope="module")
def copied(suite):
    return BestSentences(suite.articles, most_words=110)


def plain(text, **fields):
    return Answer(question="", text=text, answered=True, **{"confidence": 1.0, **fields})


def test_the_honest_one_passes(measured, honest, baseline, bounds):
    result = gate(measured(honest), baseline, bounds=bounds)
    assert (result.code, result.reasons) == (PASS, ())


def test_the_oracle_is_better_and_passes(measured, suite, cases, baseline, bounds):
    result = gate(measured(Oracle(cases, suite.articles)), baseline, bounds=bounds)
    assert result.code == PASS
    verdicts = {one.metric: one.verdict for one in result.comparison.changes}
    assert verdicts["sound"] == "better"


def skipping(honest, change):
    """Take the honest answers and change them."""

    def reply(question, history, as_of):
        answer = honest.ask(question, history=history, as_of=as_of)
        return change(answer) if answer.answered else answer

    return Reply(reply)


def names_and_numbers(text):
    return " ".join(re.findall(r"[A-Z$€£]?[\w.%$-]*[A-Z\d][\w.%-]*", text))


def attack_junk(**_):
    return Reply(lambda *_: plain("It remains to be seen what will come of it all."))


def attack_refuse_all(**_):
    return Reply(lambda *_: Answer(question="", text="I cannot say.", answered=False))


def attack_refuse_in_words_only(**_):
    return Reply(lambda *_: plain("The articles do not say."))


def attack_answer_behind_a_refusal(copied, **_):
    def reply(question, history, as_of):
        answer = copied.ask(question, history=history, as_of=as_of)
        return dataclasses.replace(answer, answered=False)

    return Reply(reply)


def attack_yes_to_all(**_):
    return Reply(lambda *_: plain("Yes.", short="yes"))


def attack_yes_and_no(**_):
    return Reply(lambda *_: plain("Yes and no.", short="yes"))


def attack_yes_then_no(**_):
    return Reply(lambda *_: plain("No.", short="Yes."))


def attack_repeat_the_question(**_):
    return Reply(lambda question, *_: plain(question))


def attack_cite_everything(everything, honest, **_):
    def all_cited(answer):
        return dataclasses.replace(answer, citations=everything.citations)

    return skipping(honest, all_cited)


def attack_copy_articles(suite, **_):
    whole = quoting(
        "", [(one, 0, len(one.text)) for one in suite.articles.values()], confidence=1.0
    )
    return Reply(lambda *_: whole)


def attack_copy_passages(copied, **_):
    return copied


def attack_one_fact_said_for_all(everything, **_):
    return Reply(lambda *_: dataclasses.replace(everything, text="Paris, on March 15, 2026"))


def attack_dump_names_and_numbers(everything, **_):
    names = dict.fromkeys(names_and_numbers(everything.text).split())
    return Reply(lambda *_: plain(" ".join([*names][:115])))


def attack_dump_names_of_the_best(copied, **_):
    """Name all that the best sentences name, and cite none of them."""

    def reply(question, history, as_of):
        answer = copied.ask(question, history=history, as_of=as_of)
        return plain(names_and_numbers(answer.text))

    return Reply(reply)


def attack_dump_under_an_honest_cover(honest, everything, **_):
    names = dict.fromkeys(names_and_numbers(everything.text).split())
    return skipping(
        honest, lambda answer: dataclasses.replace(answer, text=" ".join([*names][:115]))
    )


def attack_shuffled_citations(honest, everything, **_):
    others = everything.citations

    def shuffled(answer):
        moved = others[(7 * len(answer.text)) % len(others)]
        return dataclasses.replace(answer, citations=(dataclasses.replace(moved, number=1),))

    return skipping(honest, shuffled)


def attack_wrong_offsets(honest, **_):
    def moved(answer):
        cited = [dataclasses.replace(one, start=one.start + 1) for one in answer.citations]
        return dataclasses.replace(answer, citations=tuple(cited))

    return skipping(honest, moved)


def attack_made_up_quotes(honest, **_):
    def made_up(answer):
        cited = [dataclasses.replace(one, quote=one.quote.swapcase()) for one in answer.citations]
        return dataclasses.replace(answer, citations=tuple(cited))

    return skipping(honest, made_up)


def attack_crash_on_every_third(honest, **_):
    asked = []

    def reply(question, history, as_of):
        asked.append(question)
        if len(asked) % 3 == 0:
            message = "no more memory"
            raise MemoryError(message)
        return honest.ask(question, history=history, as_of=as_of)

    return Reply(reply)


def attack_leave(**_):
    return Reply(lambda *_: sys.exit(0))


def attack_unsayable_errors(**_):
    class Mute(Exception):
        def __str__(self):
            raise self

    def reply(*_):
        raise Mute

    return Reply(reply)


def attack_endless_space(**_):
    return Reply(lambda *_: plain(" " * ENDLESS + "["))


def attack_endless_brackets(**_):
    return Reply(lambda *_: plain("[1" * ENDLESS))


def attack_a_subclass(honest, **_):
    class Sly(Answer):
        __slots__ = ()

        @property
        def answered(self):
            return True

    def sly(answer):
        # The property of the class hides the field, so fields are set one by one.
        made = object.__new__(Sly)
        for one in dataclasses.fields(Answer):
            if one.name != "answered":
                object.__setattr__(made, one.name, getattr(answer, one.name))
        return made

    return skipping(honest, sly)


def attack_a_text_that_holds_all(honest, **_):
    class Holds(str):
        __slots__ = ()

        def __contains__(self, _):
            return True

    return skipping(honest, lambda answer: dataclasses.replace(answer, text=Holds(answer.text)))


def attack_boundless_confidence(honest, **_):
    return skipping(honest, lambda answer: dataclasses.replace(answer, confidence=2.0))


def attack_no_number_for_confidence(honest, **_):
    return skipping(honest, lambda answer: dataclasses.replace(answer, confidence=float("nan")))


def attack_huge_number_for_confidence(honest, **_):
    return skipping(honest, lambda answer: dataclasses.replace(answer, confidence=10**400))


ATTACKS = {
    name.removeprefix("attack_"): made
    for name, made in list(globals().items())
    if name.startswith("attack_")
}


@pytest.fixture(scope="module")
def means(suite, honest, everything, copied):
    """What an attacker may use."""
    return {"suite": suite, "honest": honest, "everything": everything, "copied": copied}


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_rises_above_the_floors_or_passes(name, means, measured, baseline, bounds):
    attacker = ATTACKS[name](**means)
    attacked = measured(attacker)
    sound = attacked.summary.metrics["sound"].value
    floor = max(
        attacked.floors[one].metrics["sound"].value for one in attacked.floors if one in SKILL_FREE
    )
    assert sound <= floor
    result = gate(attacked, baseline, bounds=bounds)
    assert result.code in (REGRESSION, INVALID)
    assert result.reasons


def test_a_slow_one_is_given_up(measured, baseline, bounds):
    def reply(*_):
        time.sleep(30)

    began = time.perf_counter()
    attacked = measured(Reply(reply), timeout=0.05)
    assert time.perf_counter() - began < 20
    assert attacked.summary.metrics["sound"].value == 0
    errors = [one.result.error for one in attacked.scores]
    assert errors[:3] == ["took longer than 0.05 s"] * 3
    assert errors[3].startswith("not asked: 3 cases in a row")
    assert all(one.result.timed_out for one in attacked.scores)
    assert gate(attacked, baseline, bounds=bounds).code == INVALID


def test_the_gold_alone_without_citations_is_not_sound(measured, cases, baseline, bounds):
    """Right answers with nothing to show for them: accuracy is not all that is gated."""
    known = {case.question: case for case in cases}

    def reply(question, *_):
        case = known[question]
        if not case.answerable:
            return Answer(question="", text="", answered=False)
        return plain(", ".join(part[0] for part in case.answers))

    attacked = measured(Reply(reply))
    assert attacked.summary.metrics["accuracy"].value > 0.9
    assert attacked.summary.metrics["citation_precision"].value == 0
    result = gate(attacked, baseline, bounds=bounds)
    assert result.code == REGRESSION
    assert any("every part cited" in reason for reason in result.reasons)


def test_citing_the_gold_a_hundred_times_gains_nothing(measured, honest):
    def often(answer):
        return dataclasses.replace(answer, citations=answer.citations * 3)

    once, thrice = measured(honest), measured(skipping(honest, often))
    precision = [one.summary.metrics["citation_precision"].value for one in (once, thrice)]
    assert precision[1] <= precision[0]


def test_answering_only_one_case_costs_area_under_the_curve(measured, honest, cases):
    first = next(case.question for case in cases if case.answerable)

    def reply(question, history, as_of):
        if question == first:
            return honest.ask(question, history=history, as_of=as_of)
        return Answer(question="", text="", answered=False)

    shy = measured(Reply(reply)).summary.metrics["aurc"].value
    assert shy > measured(honest).summary.metrics["aurc"].value


def test_an_answer_changed_after_it_was_given_stays_as_it_was(measured, honest):
    given = []

    def reply(question, history, as_of):
        for earlier in given:
            object.__setattr__(earlier, "citations", ())
            object.__setattr__(earlier, "answered", False)
        answer = honest.ask(question, history=history, as_of=as_of)
        given.append(answer)
        return answer

    changed, left = measured(Reply(reply)), measured(honest)
    assert [one.stage for one in changed.scores] == [one.stage for one in left.scores]


def test_hits_that_are_not_the_articles_words_hold_no_gold(suite, cases):
    from index.passages import cut

    passages = [passage for article in suite.articles.values() for passage in cut(article)]
    true = tuple(Hit(passage=passage, score=1.0) for passage in passages)
    forged = tuple(
        Hit(passage=dataclasses.replace(passage, text="x" * len(passage.text)), score=1.0)
        for passage in passages
    )
    case = next(case for case in cases if case.answerable)
    for hits, held in ((true, True), (forged, False)):
        answerer = Reply(lambda *_, hits=hits: plain("No idea at all.", hits=hits))
        (one,) = score(run(answerer, [case]), suite.articles)
        assert one.retrieved is held
        assert one.stage == ("not_used" if held else "not_retrieved")
