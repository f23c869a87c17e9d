"""What the page does to the store: files, folders, the steps that are shown, the answerer."""

from __future__ import annotations

import shutil
import threading
from types import SimpleNamespace

import pytest

pytest.importorskip("gradio")

import index
import rag
from index import SettingsError
from rag.streaming import Done
from ui.page.articles import folder_choices, report_html, status_html, step_html
from ui.page.browsing import Browsing
from ui.page.desk import Desk, model_name
from ui.page.filing import stepped
from ui.page.folders import MOST_FOLDERS, named
from ui.page.layout import answerers
from ui.page.session import QUOTES, Use

FERRY = "---\ntitle: Ferry {0}\npublished: 2026-03-0{0}\n---\nFerry {0} sails on {0} March 2026.\n"


class Silent:
    """Suggests nothing."""

    def renew(self):
        pass


@pytest.fixture
def news(tmp_path):
    """A folder that an operator may name, beside one that he did not name."""
    folder = tmp_path / "news"
    for number, name in enumerate(("2025", "2026/march", ".hidden", "deep/er/and/down"), 1):
        (folder / name).mkdir(parents=True)
        (folder / name / f"ferry{number}.md").write_text(FERRY.format(number))
    (folder / "empty").mkdir()
    (folder / "2025" / "page.html").write_text("no article")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "diary.txt").write_text("Nobody may read this.")
    (folder / "linked").symlink_to(tmp_path / "private")
    return folder


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("indexed")
    (folder / "own").mkdir()
    (folder / "own" / "harbour.txt").write_text("Ferries return to Eastmere on 4 March 2026.")
    index.sync([folder / "own"], store=folder / "store")
    return folder / "store"


@pytest.fixture
def desk(tmp_path, news, indexed):
    shutil.copytree(indexed, tmp_path / "store")
    engine = rag.open(tmp_path / "store")
    desk = Desk(engine, folders=named([news]))
    yield desk
    desk.close()
    engine.close()


def filed(work):
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, *end.value


def names(desk):
    return {folder.name: folder.files for folder in desk.filing.folders()}


def test_only_folders_below_a_named_one_are_offered_and_no_path_is_told(desk, tmp_path):
    assert names(desk) == {
        "news": 3,
        "news/2025": 1,
        "news/2026": 1,
        "news/2026/march": 1,
        "news/deep": 1,
        "news/deep/er": 1,
    }
    assert str(tmp_path) not in repr(folder_choices(desk.filing.folders()))


def test_no_other_folder_can_be_indexed(desk, tmp_path):
    private = str(tmp_path / "private")
    others = ["private", "news/linked", "news/../private", "news/.hidden", "news/empty", "/", ""]
    for name in (private, *others):
        with pytest.raises(SettingsError, match="not offered"):
            filed(desk.filing.add_folder(name))
    assert [article.id for article in desk.articles()] == ["harbour"]


def test_without_a_named_folder_there_is_none_to_index(desk):
    assert Desk(desk.engine).filing.folders() == []


def test_a_folder_is_indexed_and_indexed_again(desk, news):
    steps, report, problems = filed(desk.filing.add_folder("news/2025"))
    assert (report.added, problems) == (["ferry1"], [])
    assert steps[-1].state == "finishing"
    assert {article.id for article in desk.articles()} == {"harbour", "ferry1"}
    [indexed] = [folder.name for folder in desk.filing.folders() if folder.indexed]
    assert indexed == "news/2025"
    (news / "2025" / "ferry1.md").write_text(FERRY.format(7))
    (news / "2025" / "bad.txt").write_bytes(bytes(300))
    _, report, problems = filed(desk.filing.add_folder("news/2025"))
    assert report.updated == ["ferry1"]
    assert problems == ["bad.txt: looks like a binary file; remove it or save it as text"]


def test_an_indexed_folder_that_was_emptied_is_still_offered(desk, news):
    filed(desk.filing.add_folder("news/2025"))
    (news / "2025" / "ferry1.md").unlink()
    assert names(desk)["news/2025"] == 0
    _, report, _ = filed(desk.filing.add_folder("news/2025"))
    assert report.removed == ["ferry1"]
    assert "news/2025" not in names(desk)


def test_a_folder_below_an_indexed_one_is_not_offered_a_second_time(desk):
    filed(desk.filing.add_folder("news/2026"))
    assert "news/2026/march" not in names(desk)
    filed(desk.filing.add_folder("news"))
    assert list(names(desk)) == ["news"]
    # The one that was indexed alone has moved under its new name.
    ids = {article.id for article in desk.articles()}
    assert ids == {"harbour", "2025/ferry1", "2026/march/ferry2", "deep/er/and/down/ferry4"}


def test_a_folder_must_be_one_and_its_name_must_tell_it_apart(tmp_path, news):
    with pytest.raises(SettingsError, match="is no folder"):
        named([tmp_path / "nothing"])
    (tmp_path / "other" / "news").mkdir(parents=True)
    with pytest.raises(SettingsError, match="called 'news' too"):
        named([news, tmp_path / "other" / "news"])
    assert named([news, news]) == (news.resolve(),)


def test_many_folders_are_cut_short(tmp_path, desk):
    many = tmp_path / "many"
    for number in range(MOST_FOLDERS + 5):
        (many / f"{number:03}").mkdir(parents=True)
        (many / f"{number:03}" / "a.txt").write_text("A ferry.")
    assert len(Desk(desk.engine, folders=[many]).filing.folders()) == MOST_FOLDERS


def test_the_page_shows_steps_then_what_was_done_and_each_files_fault(desk, tmp_path):
    good, bad = tmp_path / "bridge.md", tmp_path / "bad.txt"
    good.write_text("The bridge of Westford opens on 9 May 2026.")
    bad.write_bytes(bytes(300))
    shown = [report for report, *_ in Browsing(desk, Silent()).add([good, bad], Use())]
    assert "Beginning" in shown[0]
    assert all("dl-progress" in report for report in shown[:-1])
    assert "1 added&#46;" in shown[-1]
    assert "1 file was not taken." in shown[-1]
    assert "bad&#46;txt&#58; looks like a binary file" in shown[-1]


def test_a_fault_of_the_store_is_told_and_the_files_stay_chosen(desk, tmp_path):
    from filelock import FileLock

    good = tmp_path / "bridge.md"
    good.write_text("The bridge of Westford opens on 9 May 2026.")
    with FileLock(tmp_path / "store" / "lock"):
        *_, last = Browsing(desk, Silent()).add([good], Use())
    assert "Nothing was added." in last[0]
    assert "being written by another process" in last[0]
    assert str(tmp_path) not in last[0]
    assert isinstance(last[1], dict)  # the box is left alone


def test_steps_are_told_in_words():
    step = index.SyncStep
    assert "Reading file 3 of 8" in step_html(step(state="reading", done=2, total=8))
    embedding = step_html(step(state="embedding", done=512, total=2048))
    assert "Embedded 512 of 2,048 passages" in embedding
    assert 'value="25"' in embedding
    assert "Renewing the index" in step_html(step(state="finishing"))
    assert "<progress" not in step_html(None)


def test_nothing_new_is_told_as_such():
    report = index.SyncReport()
    assert "Nothing new" in report_html(report, [])
    report.unchanged = 3
    assert "3 unchanged&#46;" in report_html(report, [], samples_left=False)
    made_room = report_html(report, [], samples_left=True)
    assert "unchanged&#46; The sample articles have made room" in made_room


def test_work_that_is_given_up_is_done_to_its_end():
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def work(tell):
        tell(index.SyncStep(state="reading", total=1))
        begun.set()
        go_on.wait(5)
        done.set()

    steps = stepped(work)
    assert next(steps).state == "reading"
    begun.wait(5)
    threading.Timer(0.1, go_on.set).start()
    steps.close()
    assert done.is_set()


def test_the_state_of_the_index_is_told(desk, tmp_path):
    facts = desk.facts
    assert facts.whole
    assert facts.changed.year >= 2026
    assert "complete" in status_html(facts)
    work = desk.filing.add_folder("news/2025")
    next(work)
    assert not desk.facts.whole
    assert "being indexed" in status_html(desk.facts)
    filed(work)
    assert desk.facts.whole


class Model:
    """A model whose server is away."""

    name = "http://192.0.2.7:9000/v1#tiny"
    context_window = 8000
    price = None

    def __init__(self):
        self.asked = 0

    def count_tokens(self, text):
        return len(text)

    def complete(self, *_, **__):
        self.asked += 1
        message = "the server of the model is away"
        raise index.ModelUnavailable(message)

    def stream(self, *_, **__):
        self.complete()
        yield


def test_a_visitor_chooses_whether_the_model_drafts(desk):
    model = desk.engine.model = Model()
    question = "When do ferries return to Eastmere?"
    *_, done = desk.answer(question, [], Use(quoted=True))
    assert isinstance(done, Done)
    assert done.answer.answered
    assert model.asked == 0
    *_, done = desk.answer(question, [], Use())
    assert model.asked >= 1
    assert "the server of the model is away" in done.answer.warnings[-1]


def test_the_choice_of_answerers_comes_from_the_settings_alone(desk):
    assert [value for _, value in answerers(None)] == [QUOTES]
    shown = answerers("tiny")
    assert [value for _, value in shown] == ["model", QUOTES]
    assert "tiny" in shown[0][0]
    desk.engine.model = Model()
    assert desk.facts.model == "tiny"
    browsing = Browsing(desk, Silent())
    for sent, quoted in ((QUOTES, True), ("model", False), ("http://192.0.2.1/v1#x", False)):
        use, *_ = browsing.narrow(None, None, [], None, 10, sent, Use())
        assert use.quoted is quoted
    assert desk.engine.model.name == Model.name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("openai:gpt-5-mini", "gpt-5-mini"),
        ("http://10.0.0.7:8080/v1#qwen", "qwen"),
        ("gguf:/home/me/models/tiny.gguf", "tiny.gguf"),
        ("gguf:owner/repository/tiny.gguf", "tiny.gguf"),
        ("never", "never"),
    ],
)
def test_a_model_is_called_by_its_name_not_by_its_place(name, shown):
    assert model_name(name) == shown


def test_a_removed_article_that_was_not_added_here_is_told(desk):
    told, *_ = Browsing(desk, Silent()).remove(Use(), SimpleNamespace(article="harbour"))
    assert "only articles that were added here" in told
