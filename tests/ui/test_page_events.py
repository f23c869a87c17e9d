"""What the page does with questions, votes and files, without a browser."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

pytest.importorskip("gradio")

import index
import rag
from index import SettingsError, StoreLocked
from rag.answers import Answer, Sentence
from rag.streaming import Done, Progress, SentenceReady
from ui.page.asking import Asking
from ui.page.browsing import Browsing
from ui.page.desk import Desk
from ui.page.saving import exported, record
from ui.page.serving import TOKEN, token_of
from ui.page.session import MOST_TURNS, Turn, Use
from ui.page.suggesting import Suggester, candidates, questions
from ui.page.uploads import MOST_FILES, checked, safe_name, told


class FakeDesk:
    """Answers with the question turned round, or fails as it is told to."""

    def __init__(self, error=None):
        self.error = error
        self.heard = []
        self.drafts = False

    def answer(self, question, told, use):
        self.heard.append((question, [answer.question for answer in told], use))
        yield Progress(state="searching")
        if self.error:
            raise self.error
        answer = Answer(question=question, text=question[::-1], answered=True)
        if self.drafts:
            sentence = Sentence(text="So <far>.", citations=(1,), support="supported")
            yield SentenceReady(sentence=sentence, citations=())
        yield Done(answer=answer)


class Silent:
    """Suggests nothing."""

    def following(self, *_):
        return []

    def renew(self):
        pass


def asking(error=None):
    desk = FakeDesk(error)
    return desk, Asking(desk, Silent())


def test_a_question_is_shown_at_once_then_its_answer():
    _, events = asking()
    waiting, done = events.ask("  Where do \n they meet? ", (), Use())
    assert "Where do they meet&#63;" in waiting[1]
    assert "dl-progress" in waiting[1]
    assert waiting[0]["stop_btn"]
    assert done[2][0].question == "Where do they meet?"
    assert "dl-progress" not in done[1]
    assert done[0]["submit_btn"]


def test_sentences_are_shown_as_soon_as_they_are_checked():
    desk, events = asking()
    desk.drafts = True
    _, writing, done = events.ask("Where?", (), Use())
    assert "So &#60;far&#62;&#46;" in writing[1]
    assert "Writing …" in writing[1]
    assert "far" not in done[1]


def test_earlier_answers_are_handed_on_and_failed_ones_are_not():
    desk, events = asking()
    past = (Turn(question="One?", answer=Answer(question="One?", text="1", answered=True)),)
    list(events.ask("Two?", (*past, Turn(question="Broken?", error="x")), Use(top_k=3)))
    assert desk.heard == [("Two?", ["One?"], Use(top_k=3))]


def test_an_error_becomes_a_turn_and_the_conversation_goes_on():
    _, events = asking(StoreLocked("/home/me/news/.dateline is being written by another process"))
    *_, last = events.ask("Where?", (), Use())
    assert last[2][0].error == ".dateline is being written by another process"
    assert "/home/me" not in last[1]
    assert last[0]["submit_btn"]
    _, well = asking()
    *_, after = well.ask("Again?", last[2], Use())
    assert [turn.question for turn in after[2]] == ["Where?", "Again?"]


def test_asking_again_and_editing_replace_the_last_turn():
    desk, events = asking()
    *_, first = events.ask("One?", (), Use())
    *_, second = events.ask("Two?", first[2], Use())
    *_, again = events.again(second[2], Use())
    assert [turn.question for turn in again[2]] == ["One?", "Two?"]
    assert desk.heard[-1][1] == ["One?"]
    edited = events.edit(again[2])
    assert edited[0]["value"] == "Two?"
    assert [turn.question for turn in edited[2]] == ["One?"]


def test_a_question_given_up_leaves_the_conversation_as_it_was():
    _, events = asking()
    *_, first = events.ask("One?", (), Use())
    stopped = events.stopped(first[2])
    assert "One&#63;" in stopped[1]
    assert stopped[0]["submit_btn"]


def test_a_long_conversation_keeps_its_last_turns():
    _, events = asking()
    turns = tuple(Turn(question=str(i), error="x") for i in range(MOST_TURNS))
    *_, last = events.ask("New?", turns, Use())
    assert len(last[2]) == MOST_TURNS
    assert last[2][-1].question == "New?"


def test_a_vote_is_kept_as_a_line_of_json_and_the_same_again_takes_the_mark_away(tmp_path):
    desk, events = asking()
    desk.votes = tmp_path / "votes.jsonl"
    *_, asked = events.ask("One?", (), Use())
    sent = SimpleNamespace(turn="0", vote="up")
    html, turns = events.vote(asked[2], sent)
    assert turns[0].vote == "up"
    assert 'aria-pressed="true"' in html
    [line] = desk.votes.read_text().splitlines()
    kept = json.loads(line)
    assert (kept["vote"], kept["question"], kept["quotes"]) == ("up", "One?", [])
    _, turns = events.vote(turns, sent)
    assert turns[0].vote is None
    assert len(desk.votes.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "sent", [{"turn": "7", "vote": "up"}, {"turn": "0", "vote": "x"}, {}, {"turn": "-1"}]
)
def test_a_vote_that_fits_no_answer_is_not_kept(tmp_path, sent):
    desk, events = asking()
    desk.votes = tmp_path / "votes.jsonl"
    *_, asked = events.ask("One?", (), Use())
    events.vote(asked[2], SimpleNamespace(**sent))
    assert not desk.votes.exists()


def test_a_vote_holds_the_quotes_with_their_places(tmp_path, seeds_store):
    engine = rag.open(seeds_store)
    answer = engine.ask("When do Bessent and He Lifeng meet in Paris?")
    record(tmp_path / "votes.jsonl", answer, "down")
    [quote, *_] = json.loads((tmp_path / "votes.jsonl").read_text())["quotes"]
    text = engine.corpus.article(quote["article_id"]).text
    assert text[quote["start"] : quote["end"]] == quote["quote"]
    engine.close()


def test_an_export_holds_every_turn():
    turns = [
        Turn(question="*One*?", answer=Answer(question="One?", text="1 <b>", answered=True)),
        Turn(question="Two?", error="It failed."),
    ]
    markdown = exported(turns, "md")
    assert "## \\*One\\*?" in markdown
    assert "It failed." in markdown
    assert "<b>" not in markdown
    made = json.loads(exported(turns, "json"))
    assert [answer["text"] for answer in made["answers"]] == ["1 <b>"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("talks.txt", "talks.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.TXT", "boot.txt"),
        (".hidden.md", "hidden.md"),
        ("a<b>\n'c'.md", "a_b___c_.md"),
        ("   .txt", "article.txt"),
        ("été – новости.md", "été – новости.md"),
    ],
)
def test_a_file_name_stays_in_its_folder(name, safe):
    assert safe_name(name) == safe


def test_files_are_sorted_out_one_by_one(tmp_path):
    good, empty, other = (tmp_path / name for name in ("good.md", "empty.txt", "page.html"))
    good.write_text("Talks open on Monday.")
    empty.touch()
    other.write_text("x")
    taken, problems = checked([good, empty, other])
    assert taken == {"good.md": good}
    assert [line.split(":")[0] for line in problems] == ["empty.txt", "page.html"]
    _, problems = checked([good] * (MOST_FILES + 3))
    assert "3 files" in problems[-1]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("/home/me/a b.txt: has no text", "a b.txt: has no text"),
        ("C:\\Users\\me\\a.txt: has no text", "a.txt: has no text"),
        ("see https://a.example/b/c for more", "see https://a.example/b/c for more"),
        ("12/03/2026 is a day", "12/03/2026 is a day"),
    ],
)
def test_an_error_does_not_tell_the_folders_of_the_machine(words, shown):
    assert told(SettingsError(words)) == shown


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "articles").mkdir()
    (folder / "articles" / "harbour.md").write_text(
        "---\ntitle: Ferries to return to Eastmere\npublished: 2026-03-01\noutlet: Wire\n---\n"
        "Ferries return to Eastmere on 4 March 2026, the harbour master said.\n"
    )
    index.sync([folder / "articles"], store=folder / "store")
    engine = rag.open(folder / "store")
    desk = Desk(engine)
    yield desk
    desk.close()
    engine.close()


def filed(work):
    """Let filing run to its end; give its steps and what came of it."""
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, *end.value


def answered(desk, question, told, use) -> Answer:
    *_, done = desk.answer(question, told, use)
    return done.answer


def test_an_answer_given_up_makes_room_for_the_next(desk):
    given_up = desk.answer("When do ferries return to Eastmere?", [], Use())
    assert [next(given_up).state for _ in range(2)] == ["searching", "searching"]
    other = desk.answer("When do ferries return?", [], Use())
    assert next(other).state == "searching"
    assert "waiting" in next(other).state
    given_up.close()
    *_, done = other
    assert done.answer.answered


def test_an_article_can_be_added_asked_for_and_removed(desk, tmp_path):
    file = tmp_path / "bridge.md"
    file.write_text("---\ntitle: Bridge\n---\nThe bridge of Westford opens on 9 May 2026.\n")
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x00\x01\x02" * 50)
    steps, report, problems = filed(desk.filing.add([file, bad]))
    assert report.added == ["bridge"]
    assert steps[-1].state == "finishing"
    assert problems == ["bad.txt: looks like a binary file; remove it or save it as text"]
    assert desk.filing.removable() == {"bridge"}
    answer = answered(desk, "When does the bridge of Westford open?", [], Use())
    assert "May 9, 2026" in answer.text or "9 May 2026" in answer.text
    desk.filing.remove("bridge")
    assert [article.id for article in desk.articles()] == ["harbour"]
    assert desk.filing.removable() == set()


def test_what_is_read_with_a_guess_is_told(desk, tmp_path):
    file = tmp_path / "quay.md"
    file.write_text("---\npublished: 2099-01-01\n---\nThe quay of Westford opens on 9 May 2026.\n")
    _, _, problems = filed(desk.filing.add([file]))
    assert problems == [
        "quay.md: published 2099-01-01 is yet to come, taken as unknown; mend the date"
    ]
    other = tmp_path / "pier.md"
    other.write_text("The pier of Westford is closed.")
    assert filed(desk.filing.add([other]))[2] == []
    for added in ("quay", "pier"):
        desk.filing.remove(added)


def test_a_store_that_is_being_written_goes_on_answering_and_takes_nothing(desk, tmp_path):
    from filelock import FileLock

    file = tmp_path / "pier.md"
    file.write_text("The pier of Westford opens on 9 June 2026.")
    with FileLock(desk.engine.corpus.layout.folder / "lock"):
        with pytest.raises(StoreLocked) as refused:
            filed(desk.filing.add([file]))
        assert answered(desk, "When do ferries return to Eastmere?", [], Use()).answered
    assert str(tmp_path) not in told(refused.value)
    assert not (desk.filing.added / "pier.md").exists()


def test_suggestions_never_call_the_model(desk):
    class Model:
        name = "never"

        def complete(self, *_):
            raise AssertionError

    desk.engine.model = Model()
    try:
        assert desk.quoted("When do ferries return to Eastmere?").answered
        assert desk.facts.model == "never"
    finally:
        desk.engine.model = None


@pytest.mark.parametrize("article_id", ["harbour", "../../etc/passwd", ""])
def test_only_what_was_added_here_can_be_removed(desk, article_id):
    with pytest.raises(SettingsError, match="only articles that were added here"):
        desk.filing.remove(article_id)
    assert desk.article("harbour") is not None


def test_a_choice_of_articles_narrows_the_answers(desk):
    question = "When do ferries return to Eastmere?"
    answer = answered(desk, question, [], Use(outlets=("Wire",)))
    assert answer.answered
    answer = answered(desk, question, [], Use(outlets=("Post",)))
    assert not answer.answered
    assert answer.hits == ()


def test_articles_added_to_the_samples_make_a_store_of_their_own(
    seeds_store, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    engine = rag.open(seeds_store)
    desk = Desk(engine)
    monkeypatch.setattr("ui.page.desk.seeds_store", lambda _: str(seeds_store))
    (tmp_path / "bridge.txt").write_text("The bridge of Westford opens on 9 May 2026.")
    filed(desk.filing.add([tmp_path / "bridge.txt"]))
    assert [article.id for article in desk.articles()] == ["bridge"]
    assert (tmp_path / ".dateline" / "added" / "bridge.txt").is_file()
    assert len(engine.corpus.refreshed().articles) == 5
    desk.close()
    engine.close()


def test_suggestions_are_made_of_headlines_and_answered_by_them(desk):
    suggester = Suggester(desk)
    first = suggester.first()
    assert first[0] == "When do Ferries return to Eastmere?"
    assert first[-1] == "Which articles do you have?"
    for question in first:
        answer = answered(desk, question, [], Use())
        assert answer.answered, question


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Congress to vote on the bill", "When does Congress vote on the bill?"),
        (
            "Bessent to meet He Lifeng in Paris before visit",
            "When does Bessent meet He Lifeng in Paris?",
        ),
        ("U.S. and China to hold talks in Geneva", "When do U.S. and China hold talks in Geneva?"),
        ("Ministers set to sign the deal", "When do Ministers sign the deal?"),
        ("Rates held", "What is known about “Rates held”?"),
    ],
)
def test_a_headline_becomes_a_question(title, question):
    article = index.Article(id="a", text="", title=title)
    assert question in list(questions(article))


def test_no_headline_no_question():
    assert candidates([index.Article(id="a", text="")]) == []


def test_a_day_that_is_none_changes_nothing(desk, monkeypatch):
    warned = []
    monkeypatch.setattr("ui.page.browsing.gr.Warning", warned.append)
    browsing = Browsing(desk, Silent())
    use, *_ = browsing.narrow("never", None, [], None, 10, "quotes", Use())
    assert use == Use()
    assert "never" in warned[0]
    use, told_so, listed = browsing.narrow("2026-01-01", None, ["Wire"], None, 5, "model", Use())
    assert (use.top_k, use.outlets) == (5, ("Wire",))
    assert "1 of 1 article " in told_so
    assert "Eastmere" in listed
    assert replace(use, top_k=10).narrow


def test_places_that_do_not_exist_open_nothing(desk):
    browsing = Browsing(desk, Silent())
    turns = (Turn(question="x", error="y"),)
    for sent in ({"turn": "0"}, {"turn": "9"}, {"turn": "x"}, {}):
        opened = browsing.open_cited(turns, SimpleNamespace(**sent))
        assert all(isinstance(part, dict) for part in opened), sent  # nothing is changed
    html, _ = browsing.open_article(SimpleNamespace(article="../../etc/passwd"))
    assert "no longer in the store" in html


def test_the_password_is_the_one_set_or_a_new_one(monkeypatch):
    monkeypatch.delenv(TOKEN, raising=False)
    assert token_of(auth=False) == (None, False)
    one, made = token_of(auth=True)
    assert made
    assert one != token_of(auth=True)[0]
    monkeypatch.setenv(TOKEN, "short")
    with pytest.raises(SettingsError, match="too short"):
        token_of(auth=False)
    monkeypatch.setenv(TOKEN, "long enough to stay")
    assert token_of(auth=False) == ("long enough to stay", False)
