"""The report: complete, harmless whatever the articles say, and silent in a browser."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bounds import Bound
from eval.cases import Case, SuiteError, Turn
from eval.comparing import Change, Comparison, Flip
from eval.gating import GateResult
from eval.pages import page, write_report
from eval.pages.excerpts import excerpts
from eval.pages.numbers import interval, moved, shown
from eval.running import run
from eval.scoring import score
from eval.statistics import Estimate
from eval.suites import Run, Suite
from eval.summary import summarise
from index import Article
from rag.answers import Answer

EVIL = "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\"'&{{ 7*7 }}"
CHROMIUM = shutil.which("chromium")
LOADING = ("src", "href", "srcset", "data", "action", "poster", "xlink:href")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


class Page(HTMLParser):
    """Collects tags, and the words that a reader sees."""

    VOID = ("meta", "link", "input", "br", "img")

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.open = []
        self.words = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(text)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def suite_of(cases, articles, tmp_path):
    return Suite(name="harbour", corpus=tmp_path, cases=tuple(cases), articles=articles)


def made(engine, cases, articles):
    scores = score(run(engine, cases), articles)
    return Run(
        suite="harbour",
        scores=tuple(scores),
        summary=summarise(scores),
        total=len(cases),
        floors={"bm25": summarise(scores), "oracle": summarise(scores)},
    )


@pytest.fixture
def report(hand, cases, articles, tmp_path):
    def reported(reply, *, gate=None, more=()):
        every = [*cases, *more]
        known = hand.knowing(cases).reply
        engine = hand.engine(lambda question: reply(question) or known(question))
        run_ = made(engine, every, articles)
        return run_, Page(page(run_, suite_of(every, articles, tmp_path), gate=gate))

    return reported


def right(question):
    """Leave it to one who knows."""


def gate_of(*, code=1, flips=()):
    change = Change(
        metric="accuracy",
        cases=4,
        clusters=2,
        before=1.0,
        after=0.5,
        difference=-0.5,
        low=-0.9,
        high=-0.1,
        lost=2,
        gained=0,
        p=0.01,
        p_plain=0.01,
        adjusted=0.02,
        adjusted_plain=0.03,
        verdict="worse",
        smallest=0.25,
    )
    return GateResult(
        code=code,
        reasons=("worse: right answers <b>",),
        notes=("power: a drop of 25 points",),
        bounds=(
            Bound(metric="accuracy", side="at_least", bound=0.8, value=0.5, kept=False),
            Bound(metric="type:fact", side="at_least", bound=0.1, value=0.5, kept=True),
        ),
        comparison=Comparison(baseline="version 9.9", changes=(change,), flips=tuple(flips)),
    )


# What it says


def test_a_report_has_every_case_once_with_question_and_gold(report, cases):
    run_, html = report(right)
    details = [one for one in html.named("details") if one.get("class") == "case"]
    assert len(details) == len(cases)
    assert {one["id"] for one in details} == {f"case-{n}" for n in range(len(cases))}
    for case in cases:
        assert case.question in html.text
    assert "$418 million" in html.text
    assert "The articles do not answer this." in html.text
    assert len(run_.summary.funnel) == len(html.named("li")) - _others(html)


def _others(html):
    return sum(tag == "li" and "class" not in attrs for tag, attrs in html.tags)


def test_every_number_stands_with_its_interval_and_n(report):
    run_, html = report(right)
    for one in (run_.summary.metrics["accuracy"], *run_.summary.types.values()):
        assert shown(one.value, "share") in html.text
        assert interval(one, "share") in html.text


def test_quotes_and_gold_are_marked_in_the_article(report, hand):
    def half(question):
        if question == "How much is the crane?":
            return hand.answer("$418 million [1]", hand.cite("harbour", "new crane for $418"))
        return None

    _, html = report(half)
    marks = [one["class"] for one in html.named("mark")]
    assert {"gold", "both"} <= {*marks[3:]}  # the first three are the key of a case


def test_a_quote_that_is_not_in_the_article_is_shown_as_such(report, hand):
    def lie(question):
        made_up = replace(hand.cite("harbour", "Fishermen objected."), quote="Fishermen cheered.")
        return hand.answer("They cheered.", made_up, replace(made_up, article_id="nowhere"))

    _, html = report(lie)
    assert "not in the article at its place: Fishermen cheered." in html.text
    assert "no such article in the suite" in html.text


def test_an_error_is_told(report):
    def crash(question):
        message = "the model hung up"
        raise OSError(message)

    _, html = report(crash)
    assert "OSError: the model hung up" in html.text


def test_flips_come_first_the_lost_ones_leading(report, hand):
    flips = [
        Flip(case="colour", kind="lost", before="sound", after="wrong_answer", answer_before="No."),
        Flip(case="cost", kind="gained", before="not_used", after="sound", answer_before="£3 [1]"),
    ]

    def chatty(question):
        return hand.answer("Blue.") if "colour" in question else None

    _, html = report(chatty, gate=gate_of(flips=flips))
    order = [html.text.index(words) for words in ("Lost against", "Gained against", "Sound, as in")]
    assert order == sorted(order)
    assert "Was sound, is not." in html.text
    assert "£3 [1]" in html.text
    assert "Compared with version 9.9: 1 lost, 1 gained, 0 wrong in another way." in html.text


@pytest.mark.parametrize(
    ("code", "words"),
    [(0, "May ship"), (1, "Must not ship"), (3, "too few cases"), (4, "Invalid run")],
)
def test_the_verdict_stands_at_the_top(report, code, words):
    _, html = report(right, gate=gate_of(code=code))
    assert words in html.text[:400]
    assert "≥ 80.0 % ✗" in html.text
    assert "\u221250.0 pp" in html.text
    assert "\u221225.0 pp" in html.text


def test_without_a_gate_there_is_no_verdict(report):
    _, html = report(right)
    assert "ship" not in html.text
    assert "Against the baseline" not in html.text


def test_nothing_answered_has_no_curve(report, hand):
    _, html = report(lambda _: hand.refusal())
    assert "Risk and coverage" not in html.text


# Whatever the articles say


@pytest.fixture
def evil(hand, tmp_path):
    text = f"Once there was {EVIL} in an article. It ended."
    articles = {"evil": Article(id="evil", text=text, title=EVIL, outlet=EVIL)}
    case = Case(
        id=f"id {EVIL}",
        type="dialog",
        question=f"What about {EVIL}?",
        answerable=True,
        answers=((EVIL, "x"),),
        evidence=(),
        history=(Turn(question=EVIL, answer=EVIL),),
        forbidden=(EVIL + "2",),
        as_of=date(2026, 1, 1),
        note=EVIL,
    )
    quote = replace(hand.cite("harbour", "Fishermen objected."), article_id="evil")
    start = text.index(EVIL)
    quote = replace(quote, start=start, end=start + len(EVIL), quote=EVIL)
    wrong = replace(quote, quote=EVIL + "3", number=2)
    answer = Answer(question=EVIL, text=EVIL, answered=True, short=EVIL, citations=(quote, wrong))
    run_ = made(hand.engine(lambda _: answer), [case], articles)
    flip = Flip(case=case.id, kind="moved", before="miscited", after="not_used", answer_before=EVIL)
    return run_, suite_of([case], articles, tmp_path), gate_of(flips=[flip])


def test_all_is_escaped(evil):
    run_, suite, gate = evil
    html = Page(page(run_, suite, gate=gate))
    assert len(html.named("script")) == 1
    assert html.named("img") == []
    assert html.text.count(EVIL) > 8
    assert "49" not in html.text
    assert not any(name.startswith("on") for _, attrs in html.tags for name in attrs)


def test_nothing_is_fetched(evil):
    run_, suite, gate = evil
    text = page(run_, suite, gate=gate)
    html = Page(text)
    asked = [value for _, attrs in html.tags for name, value in attrs.items() if name in LOADING]
    assert {one for one in asked if not one.startswith("#")} == {"data:,"}
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    assert "@import" not in style
    assert "url(" not in style


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(-9, 320), st.integers(-9, 320))))
def test_excerpts_are_the_articles_own_words(text, places):
    cited = list(enumerate((min(p), max(p)) for p in places))
    found = excerpts(text, cited, [(2, 5)] if len(text) > 5 else [])
    plain = re.sub(r"\n\s*\n", "\n", text)
    numbers = []
    for one in found:
        words = "".join(segment.text for segment in one.segments)
        assert re.sub(r"\s", "", words) in re.sub(r"\s", "", plain)
        numbers += [number for segment in one.segments for number in segment.numbers]
    inside = [n for n, (a, b) in cited if max(a, 0) < min(b, len(text))]
    assert sorted(numbers) == inside


def test_excerpts_mark_what_is_cited_and_what_is_gold():
    text = "aaa bbb ccc ddd"
    (one,) = excerpts(text, [(1, (0, 7))], [(4, 11)])
    assert [(s.text, s.mark, s.numbers) for s in one.segments] == [
        ("aaa ", "cited", (1,)),
        ("bbb", "both", ()),
        (" ccc", "gold", ()),
        (" ddd", "", ()),
    ]
    assert not one.before
    assert not one.after


def test_excerpts_far_apart_are_shown_apart():
    text = "first " + "word " * 300 + "last"
    found = excerpts(text, [(1, (0, 5)), (2, (len(text) - 4, len(text)))], [])
    assert [(one.before, one.after) for one in found] == [(False, True), (True, False)]
    assert sum(len(s.text) for one in found for s in one.segments) < len(text) / 2


def test_numbers_are_written_alike():
    assert [shown(0.5, unit) for unit in ("share", "score", "words", "seconds", "money")] == [
        "50.0 %",
        "+0.50",
        "0",
        "500 ms",
        "$0.5000",
    ]
    assert shown(None, "share") == "–"
    assert moved(-0.054, "share") == "\u22125.4 pp"
    estimate = Estimate(value=0.5, low=0.4, high=0.6, n=9, total=9)
    assert interval(estimate, "share") == "40.0 – 60.0 %"


# The files


def test_three_files_are_written(hand, cases, articles, tmp_path):
    run_ = made(hand.knowing(cases), cases, articles)
    paths = write_report(tmp_path / "a" / "b", run_, suite_of(cases, articles, tmp_path))
    assert [path.name for path in paths] == ["report.html", "junit.xml", "report.json"]
    assert len(json.loads(paths[2].read_text(encoding="utf-8"))["results"]) == len(cases)


def test_lone_surrogates_do_not_stop_it(hand, cases, articles, tmp_path):
    run_ = made(hand.engine(lambda _: hand.answer("half \ud83d of it")), cases, articles)
    html, *_ = write_report(tmp_path, run_, suite_of(cases, articles, tmp_path))
    assert "half ? of it" in html.read_text(encoding="utf-8")


def test_a_folder_that_is_a_file_is_refused(hand, cases, articles, tmp_path):
    run_ = made(hand.knowing(cases), cases, articles)
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(SuiteError, match="taken: no report can be written there"):
        write_report(tmp_path / "taken", run_, suite_of(cases, articles, tmp_path))


# In a browser


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no chromium on PATH")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield opened
        opened.close()


@pytest.fixture
def visit(browser):
    """Open a file; give the page, and what the browser complained of or asked for."""

    def visited(path, **how):
        tab = browser.new_page(**how)
        said = []
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda request: said.append(request.url))
        tab.goto(path.as_uri())
        assert said.pop(0) == path.as_uri()
        return tab, said

    return visited


def test_the_page_is_silent_and_runs_nothing_of_an_article(visit, evil, tmp_path):
    run_, suite, gate = evil
    html, *_ = write_report(tmp_path, run_, suite, gate=gate)
    tab, said = visit(html)
    tab.locator("details.case > summary").click()
    assert tab.locator(".answer").inner_text() == EVIL
    assert tab.evaluate("window.hacked") is None
    assert said == []
    tab.close()


def test_cases_are_found_by_words_stage_and_key(visit, hand, cases, articles, tmp_path):
    run_ = made(hand.engine(lambda _: hand.refusal()), cases, articles)
    html, *_ = write_report(tmp_path, run_, suite_of(cases, articles, tmp_path), gate=gate_of())
    tab, said = visit(html)
    shown_ = tab.locator("details.case:visible")
    assert shown_.count() == len(cases)
    tab.keyboard.press("/")
    tab.keyboard.type("colour")
    assert shown_.count() == 1
    tab.keyboard.press("Escape")
    tab.locator("[data-show=sound]").click()
    assert shown_.count() == 2
    tab.locator("body").press("j")
    tab.keyboard.press("Enter")
    assert tab.locator("details.case[open]").count() == 1
    assert said == []
    tab.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_off_the_side(visit, evil, tmp_path, width, scheme):
    run_, suite, gate = evil
    html, *_ = write_report(tmp_path, run_, suite, gate=gate)
    size = {"width": width, "height": 800}
    tab, said = visit(html, viewport=size, color_scheme=scheme)
    tab.locator("details.case > summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    tab.close()
