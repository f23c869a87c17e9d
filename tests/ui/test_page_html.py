"""What the page writes as HTML: nothing that an article says can act in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("gradio")

from index import Article
from index.articles import Passage
from rag.answers import Answer, Citation, Claim, Conflict, Gloss, Hit, Sentence
from rag.timeline import Event, Timeline
from ui.cards import age, as_days, days_name, link_html, quote_html
from ui.page.articles import articles_html, suggestions_html
from ui.page.events import number_of
from ui.page.reading import MOST_CHARACTERS, reader_html
from ui.page.session import Place, Reading, Turn, Use, day_of
from ui.page.telling import conversation_html
from ui.page.timeline import timeline_html

TAGS = frozenset(
    [
        "div",
        "section",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "span",
        "strong",
        "bdi",
        "button",
        "q",
        "ol",
        "ul",
        "li",
        "time",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "mark",
        "a",
    ]
)
NASTY = st.text(
    alphabet=st.sampled_from("<>\"'&/=`${}()[]!#*_-\\:;% \n\tab\u202e\u2066\x00\x1b"), max_size=40
) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "![x](http://192.0.2.1/p.png)",
        "javascript:alert(1)",
        "${alert(1)}{{constructor}}",
        "</mark></div><svg onload=alert(1)>",
    ]
)


class Checker(HTMLParser):
    """Collects tags, attributes and text, and refuses what the page never writes."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.open = []
        self.marks = []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name not in {"src", "srcset", "formaction", "srcdoc"}, name
            if name == "href":
                assert value.startswith(("http://", "https://"))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, words):
        self.words += words
        if "mark" in self.open:
            self.marks.append(words)


def parsed(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    assert not set("\u202e\u2066\x00\x1b") & set(html)
    return checker


def cited(text: str, number: int = 1, **fields) -> Citation:
    known = {
        "article_id": text or "a",
        "title": text,
        "outlet": text,
        "url": text,
        "published": date(2026, 3, 12),
        "date_basis": "inferred",
        "quote": text,
        "start": 0,
        "end": len(text),
    }
    return Citation(number=number, **(known | fields))


@given(NASTY, NASTY)
def test_a_conversation_holds_nothing_that_acts(one, two):
    citation = cited(one, glosses=(Gloss(at=len(one) // 2, text=two),), also=(two,))
    claims = tuple(Claim(value=v, citation=1, published=None) for v in (one, two))
    answer = Answer(
        question=two,
        text=one,
        answered=True,
        short=two,
        sentences=(Sentence(text=two, citations=(1,), support="partly", reason=one),),
        citations=(citation,),
        conflicts=(Conflict(about=one, kind="disagree", claims=claims),),
        warnings=(two,),
        standalone=one + "?",
        newest=date(2026, 3, 12),
        sources=1,
    )
    passage = Passage(
        id="a#0", article_id=one or "a", ordinal=0, text=two, start=0, end=len(two), sentences=()
    )
    hit = Hit(passage=passage, score=1.0, title=one, outlet=two)
    none = Answer(question=one, text=two, answered=False, reason=one, hits=(hit,))
    turns = [Turn(question=two, answer=answer), Turn(question=one, answer=none)]
    parsed(conversation_html([*turns, Turn(question=one, error=two)]))


@given(st.lists(NASTY, min_size=1, max_size=4), st.data())
def test_a_reader_marks_the_very_words_and_holds_nothing_that_acts(lines, data):
    text = "\n".join(lines)
    low = data.draw(st.integers(0, len(text)))
    high = data.draw(st.integers(low, len(text)))
    other = data.draw(st.integers(0, len(text)))
    places = (
        Place(article_id="a", start=low, end=high, number=1),
        Place(article_id="a", start=min(low, other), end=max(low, other), number=2),
    )
    article = Article(id="a", text=text, title=lines[0], url=lines[-1], date_note=lines[0])
    parsed(reader_html(article, Reading(places=places)))


def test_a_reader_marks_the_cited_sentence_and_no_more():
    text = "It rained. The talks open on Monday. Nobody knows.\n\nA second paragraph."
    start = text.index("The talks")
    place = Place(article_id="a", start=start, end=start + len("The talks open on Monday."))
    checker = parsed(reader_html(Article(id="a", text=text), Reading(places=(place,))))
    assert checker.marks == ["The talks open on Monday."]
    assert "It rained. The talks open on Monday. Nobody knows." in checker.words


def test_a_mark_goes_on_over_paragraphs_and_marks_that_overlap_stay_whole():
    text = "One two\nthree four"
    places = (
        Place(article_id="a", start=4, end=13, number=1),
        Place(article_id="a", start=8, end=18, number=2),
    )
    html = reader_html(Article(id="a", text=text), Reading(places=places, at=1))
    assert parsed(html).marks == ["two", "three", " four"]
    assert html.count("dl-now") == 2


def test_a_long_article_is_shown_around_the_place():
    text = "x" * 400_000 + " here it is " + "y" * 400_000
    place = Place(article_id="a", start=400_001, end=400_011)
    html = reader_html(Article(id="a", text=text), Reading(places=(place,)))
    assert parsed(html).marks == ["here it is"]
    assert len(html) < 2 * MOST_CHARACTERS


def test_an_article_that_has_gone_is_said_to_have_gone():
    html = reader_html(None, Reading(places=(Place(article_id="a"),)))
    assert "no longer in the store" in parsed(html).words


@given(NASTY, NASTY)
def test_timeline_list_and_suggestions_hold_nothing_that_acts(one, two):
    event = Event(
        first=date(2026, 3, 15),
        last=date(2026, 3, 16),
        status="planned",
        certainty="about",
        text=one,
        report=two,
        citations=(cited(two),),
        sources=1,
    )
    parsed(timeline_html(Timeline(topic=one, events=(event, event), newest=date(2026, 3, 12))))
    parsed(timeline_html(Timeline(topic=one, events=(), newest=None, reason=two)))
    parsed(articles_html([Article(id=one or "a", text="", title=two, outlet=one)], 2, {one or "a"}))
    parsed(suggestions_html([one, two], one))


@pytest.mark.parametrize(
    "url",
    [
        None,
        "javascript:alert(1)",
        "data:text/html,x",
        'https://a.example/"onclick=x',
        "file:///etc/passwd",
        "https://a.example/ b",
        " https://a.example",
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(url):
    assert link_html(url) == ""


def test_a_link_tells_its_target_nothing():
    html = link_html("https://a.example/b?c=1&d=2")
    assert parsed(html).words == "Original ↗"
    assert "noopener noreferrer" in html


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("about 2026-03-15 to 2026-03-16", "about 15–16 Mar 2026"),
        ("2025-12-30 to 2026-01-02", "30 Dec 2025 – 2 Jan 2026"),
        ("by 2026-03-15, the minister", "by 15 Mar 2026, the minister"),
        ("2026-02-31", "2026-02-31"),
        ("Scott Bessent", "Scott Bessent"),
    ],
)
def test_days_in_a_note_are_written_as_people_do(note, shown):
    assert as_days(note) == shown


def test_glosses_stand_apart_from_the_articles_words():
    quote = "They meet on Sunday in Paris."
    html = quote_html(cited(quote, glosses=(Gloss(at=19, text="2026-03-15"),)))
    assert parsed(html).words == "“They meet on Sunday [15 Mar 2026] in Paris.”"
    assert html.count("dl-gloss") == 1


def test_words_in_quotation_marks_get_no_second_ones():
    assert parsed(quote_html(cited('"We meet," he said.'))).words == '"We meet," he said.'
    assert parsed(quote_html(cited('He said "no" twice.'))).words == '“He said "no" twice.”'
    assert parsed(quote_html(cited(""))).words == "“”"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-3, ""),
        (0, "today"),
        (1, "yesterday"),
        (13, "13 days ago"),
        (21, "3 weeks ago"),
        (245, "8 months ago"),
        (1100, "3 years ago"),
    ],
)
def test_age_is_told_in_the_unit_that_people_use(days, told):
    today = date(2026, 11, 22)
    assert age(date.fromordinal(today.toordinal() - days), today) == told


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 3, 12), date(2026, 3, 12), "12 Mar 2026"),
        (date(2026, 3, 15), date(2026, 3, 16), "15–16 Mar 2026"),
        (date(2025, 11, 1), date(2025, 11, 30), "Nov 2025"),
        (date(2025, 10, 18), date(2025, 11, 2), "18 Oct – 2 Nov 2025"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Dec 2025 – 2 Jan 2026"),
    ],
)
def test_days_are_written_as_people_do(first, last, told):
    assert days_name(first, last) == told


def test_a_choice_of_articles_leaves_undated_ones_out_only_where_days_are_asked_for():
    old = Article(id="a", text="", published=date(2025, 1, 1), outlet="Wire")
    new = Article(id="b", text="", published=date(2026, 1, 1), outlet="Post")
    undated = Article(id="c", text="", outlet="Wire")
    every = [old, new, undated]
    assert Use().chosen(every) == every
    assert Use(first=date(2025, 6, 1)).chosen(every) == [new]
    assert Use(last=date(2025, 6, 1)).chosen(every) == [old]
    assert Use(outlets=("Wire",)).chosen(every) == [old, undated]


def test_a_day_that_is_none_is_refused_with_an_example():
    from index import SettingsError

    assert day_of("2026-03-12", "From") == date(2026, 3, 12)
    assert day_of(" ", "From") is None
    with pytest.raises(SettingsError, match="2026-03-12"):
        day_of("yesterday", "From")


@pytest.mark.parametrize("sent", ["", "x", "1e9", "\uff11\uff12", "999999999999", "--1", None])
def test_a_number_that_is_none_opens_nothing(sent):
    class Event:
        turn = sent

    assert number_of(Event(), "turn") is None
    assert number_of(Event(), "other") is None


def test_only_the_sentence_that_lists_the_values_gives_way_to_the_table():
    first, second = cited("It killed 185.", 1), cited("It killed 120.", 2)
    claims = tuple(Claim(value=v, citation=i, published=None) for v, i in (("185", 1), ("120", 2)))
    told = Sentence(text="185 (Post); earlier 120 (Wire).", citations=(1, 2), support="supported")
    answer = Answer(
        question="How many?",
        text="x",
        answered=True,
        short="185; 120",
        sentences=(told,),
        citations=(first, second),
        conflicts=(Conflict(about="How many?", kind="updated", claims=claims),),
    )
    words = parsed(conversation_html([Turn(question="How many?", answer=answer)])).words
    assert "185 earlier 120" in words
    assert "(Post)" not in words
    drafted = replace(answer, answerer="gguf:model")
    words = parsed(conversation_html([Turn(question="How many?", answer=drafted)])).words
    assert "185 (Post); earlier 120 (Wire)." in words


def test_a_sentence_borne_out_in_part_says_what_is_not():
    answer = Answer(
        question="Why?",
        text="x",
        answered=True,
        sentences=(
            Sentence(text="So.", citations=(1,), support="partly", reason="“so” is in no quote"),
        ),
        citations=(cited("It rained."),),
    )
    html = conversation_html([Turn(question="Why?", answer=answer)])
    assert 'aria-label="Partly supported&#58; “so” is in no quote"' in html
