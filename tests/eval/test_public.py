"""Public sets: their files are read, their questions kept to their articles, and nothing is fooled."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import index.reading
from eval.cases import SuiteError
from eval.public import load_public, run_public
from eval.public.corpus import Text, articles_of
from eval.public.rouge import rouge_1_recall, rouge_l
from rag.answers import Answer, Citation, Conflict, Hit

BRIDGE = "The bridge opened in 1934 . It is 400 metres long . Trains have crossed it since 1951 ."
LAKE = (
    "The lake is deep . Its water is cold all year . Nobody swims in it . Pike , perch , trout , "
    "eels , carp , roach , bream and tench live there , watched by herons and otters ."
)
HILL = "The hill has a chapel on its top . Pilgrims climb it in May ."


def write(folder, name, rows):
    folder.mkdir(exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def clapnq_row(name, question, title, text, *outputs):
    sentences = [one.strip() + " ." for one in text.split(" .") if one.strip()]
    return {
        "id": name,
        "input": question,
        "passages": [{"title": title, "text": text, "sentences": sentences}],
        "output": [{"answer": a, "selected_sentences": s, "meta": {}} for a, s in outputs]
        or [{"answer": "", "selected_sentences": []}],
    }


@pytest.fixture
def clapnq(tmp_path):
    opened, _, trains = (one + " ." for one in BRIDGE.removesuffix(" .").split(" . "))
    answerable = clapnq_row(
        "a1",
        "when did the bridge open",
        "Bridge",
        BRIDGE,
        ("It opened in 1934.", [opened + " &"]),
        ("In 1934; trains have crossed since 1951.", [opened, trains]),
    )
    folder = write(tmp_path / "clapnq", "clapnq_dev_answerable.jsonl", [answerable])
    others = [
        clapnq_row("u1", "who built the lake", "Lake", LAKE),
        clapnq_row("u2", "how high is the hill", "Hill", HILL),
        clapnq_row("u3", "how long is the other bridge", "Bridge", BRIDGE + " Old ."),
    ]
    return write(folder, "clapnq_dev_unanswerable.jsonl", others)


@pytest.fixture
def ramdocs(tmp_path):
    def texts(*pairs):
        return [{"text": t, "type": kind, "answer": a} for t, kind, a in pairs]

    rows = [
        {
            "question": "Where was Ada Holm born?",
            "documents": texts(
                ("Ada Holm (painter) was born in Oslo in 1901.", "correct", "Oslo"),
                ("Ada Holm (skater) was born in Bergen.", "correct", "Bergen"),
                ("Ada Holm was born in Cairo, they say.", "misinfo", "Cairo"),
                ("Holm is a word for an islet.", "noise", "unknown"),
            ),
            "disambig_entity": ["Ada Holm (painter)", "Ada Holm (skater)"],
            "gold_answers": ["Oslo", "Bergen"],
            "wrong_answers": ["Cairo"],
        },
        {
            "question": "How deep is Loch Ern?",
            "documents": texts(("Loch Ern is 90 metres deep.", "correct", "90 metres")),
            "disambig_entity": ["Loch Ern"],
            "gold_answers": ["90 metres"],
            "wrong_answers": [],
        },
    ]
    return write(tmp_path / "ramdocs", "RAMDocs_test.jsonl", rows)


@pytest.fixture
def mtrag(tmp_path):
    def task(name, kind, contexts, *said, target="The bridge is 400 metres long."):
        speakers = ("user", "agent")
        return {
            "task_id": name,
            "contexts": [{"document_id": one, "text": text} for one, text in contexts],
            "input": [{"speaker": speakers[n % 2], "text": t} for n, t in enumerate(said)],
            "targets": [{"speaker": "agent", "text": target}],
            "answerability": [kind],
        }

    rows = [
        task("t1", "ANSWERABLE", [("b", BRIDGE)], "When did the bridge open?"),
        task("t2", "ANSWERABLE", [("b", BRIDGE)], "The bridge?", "It opened in 1934.", "How long?"),
        task("t3", "UNANSWERABLE", [], "Who built it?"),
        task("t4", "UNDERSPECIFIED", [("l", LAKE), ("h", HILL)], "How high is it?"),
        task("t5", "PARTIAL", [("l", LAKE)], "How deep and how wide is the lake?"),
    ]
    return write(tmp_path / "mtrag", "mtragun_reference.jsonl", rows)


@pytest.fixture
def multihop(tmp_path):
    folder = tmp_path / "multihop"
    folder.mkdir()
    about = {"source": "S", "author": None, "category": "c", "published_at": "2023-11-27T08:45:59"}
    corpus = [
        {**about, "title": f"T{n}", "url": f"u{n}", "body": text}
        for n, text in enumerate((BRIDGE, LAKE))
    ]
    fact = {"url": "u0", "fact": "The bridge opened in 1934 ."}

    def row(query, answer, kind, evidence):
        return {"query": query, "answer": answer, "question_type": kind, "evidence_list": evidence}

    questions = [
        row("Did it open?", "Yes", "comparison_query", [fact]),
        row("Did it close?", "no", "temporal_query", [fact]),
        row("What opened?", "The bridge", "inference_query", [fact]),
        row("Who built it?", "Insufficient information.", "null_query", []),
    ]
    (folder / "corpus.json").write_text(json.dumps(corpus), encoding="utf-8")
    (folder / "MultiHopRAG.json").write_text(json.dumps(questions), encoding="utf-8")
    return folder


class Fake:
    """An engine that replies as `reply(question, articles)` says, and keeps what it was asked."""

    def __init__(self, folder, reply, standalone=None):
        self.articles = load_public(folder).articles
        self.reply = reply
        self.standalone = standalone or {}
        self.asked = []

    def ask(self, question, *, history, only):
        self.asked.append((question, history, only))
        allowed = {i: one for i, one in self.articles.items() if only is None or i in only}
        text, quotes = self.reply(question, allowed)
        return Answer(
            question=question,
            text=text or "The articles do not say.",
            answered=text is not None,
            citations=tuple(cite(allowed, *quote) for quote in quotes),
            standalone=self.standalone.get(question),
        )

    def search(self, question, *, top_k, only):
        """Rank by words in common, the longer text last."""
        words = set(question.lower().strip("?").split())
        allowed = [one for i, one in self.articles.items() if only is None or i in only]
        ranked = sorted(allowed, key=lambda one: -len(words & set(one.text.lower().split())))
        return [hit(one) for one in ranked[:top_k]]


def cite(articles, name, quote):
    start = articles[name].text.index(quote)
    unknown = dict.fromkeys(("title", "outlet", "url", "published", "date_basis"))
    place = {"start": start, "end": start + len(quote)}
    return Citation(number=1, article_id=name, quote=quote, **place, **unknown)


def hit(article):
    passage = index.Passage(
        id=f"{article.id}#0-x",
        article_id=article.id,
        ordinal=0,
        text=article.text,
        start=0,
        end=len(article.text),
        sentences=(),
    )
    return Hit(passage=passage, score=1.0)


def refuse(question, articles):
    return None, []


def values(run):
    return {one.name: one.estimate.value for one in run.measures}


def floors(run, name):
    return next(one.floors for one in run.measures if one.name == name)


# What is read


def test_a_folder_is_recognised_by_its_files(clapnq, ramdocs, mtrag, multihop):
    names = [load_public(one).name for one in (clapnq, ramdocs, mtrag, multihop)]
    assert names == ["clapnq", "ramdocs", "mtrag-un", "multihop-rag"]


def test_a_folder_that_is_none_of_them_is_told_the_files(tmp_path):
    with pytest.raises(SuiteError, match=r"no public set.*RAMDocs_test\.jsonl"):
        load_public(tmp_path)


def test_a_broken_line_names_file_and_line(ramdocs):
    path = ramdocs / "RAMDocs_test.jsonl"
    good = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([good[0], "", '{"question": 7}', "{", good[1]]), encoding="utf-8")
    with pytest.raises(SuiteError) as caught:
        load_public(ramdocs)
    assert f"{path}:3: question: " in str(caught.value)
    assert f"{path}:3: documents: " in str(caught.value)
    assert f"{path}:4: " in str(caught.value)
    assert f"{path}:1" not in str(caught.value)


def test_an_empty_file_is_no_set(ramdocs):
    (ramdocs / "RAMDocs_test.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="is empty"):
        load_public(ramdocs)


def test_a_row_of_a_list_is_named(multihop):
    path = multihop / "MultiHopRAG.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    del rows[2]["answer"]
    path.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(SuiteError, match=r"row 2\.answer: "):
        load_public(multihop)


def test_a_dialog_must_end_with_a_question(mtrag):
    path = mtrag / "mtragun_reference.jsonl"
    row = json.loads(path.read_text(encoding="utf-8").splitlines()[1])
    row["input"] = row["input"][:2]
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(SuiteError, match="task 't2' does not end with a question"):
        load_public(mtrag)


def test_a_limit_keeps_all_articles(clapnq):
    suite = load_public(clapnq, 2)
    assert (len(suite.cases), suite.total, len(suite.articles)) == (2, 4, 4)


def test_distractors_are_other_articles_and_the_same_each_time(clapnq):
    first, second = load_public(clapnq), load_public(clapnq)
    assert [one.only for one in first.cases] == [one.only for one in second.cases]
    # The fourth passage is of the first one's article, and may answer its question.
    assert first.cases[0].only[0] == "000000"
    assert sorted(first.cases[0].only) == ["000000", "000001", "000002"]


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1, max_size=3))
def test_articles_are_what_the_index_reads(tmp_path_factory, pairs):
    articles, files = articles_of(Text(text="x" + text, title=title) for text, title in pairs)
    folder = tmp_path_factory.mktemp("files")
    for name, text in zip(articles, files, strict=True):
        (folder / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    read = {one.id: index.reading.read(one)[0] for one in index.reading.find([folder])}
    assert {name: one.text for name, one in read.items()} == {
        name: one.text for name, one in articles.items()
    }


# What is asked


def test_questions_are_kept_to_their_articles(ramdocs):
    engine = Fake(ramdocs, refuse)
    run_public(ramdocs, engine=engine)
    assert [only for *_, only in engine.asked] == [
        ("000000", "000001", "000002", "000003"),
        ("000004",),
    ]


def test_dialogs_bring_their_history(mtrag):
    engine = Fake(mtrag, refuse)
    run_public(mtrag, engine=engine)
    histories = {question: history for question, history, _ in engine.asked}
    assert histories["How long?"] == [{"question": "The bridge?", "answer": "It opened in 1934."}]
    assert histories["Who built it?"] is None


def test_an_engine_that_crashes_is_wrong_both_ways(clapnq):
    def crash(question, articles):
        raise RuntimeError(question)

    run = run_public(clapnq, engine=Fake(clapnq, crash))
    found = values(run)
    assert run.errors == 4
    assert (found["unanswerable_refused"], found["false_refusals"], found["balanced"]) == (0, 1, 0)
    assert found["rouge_l"] == 0


def test_an_engine_whose_search_crashes_is_an_error(clapnq):
    class Broken(Fake):
        def search(self, question, **_):
            raise OSError(question)

    run = run_public(clapnq, engine=Broken(clapnq, refuse))
    assert run.errors == 1  # the only question whose gold passage is searched for


# What it comes to


def test_clapnq_of_one_who_knows(clapnq):
    def know(question, articles):
        if question != "when did the bridge open":
            return None, []
        return "It opened in 1934. [1]", [("000000", "The bridge opened in 1934 .")]

    run = run_public(clapnq, engine=Fake(clapnq, know))
    found = values(run)
    assert found["balanced"] == 1
    assert found["rouge_l"] == found["rouge_1_recall"] == 1
    assert found["citation_precision"] == found["citation_recall"] == 1
    assert found["recall@5"] == found["ndcg@5"] == 1


def test_clapnq_of_one_who_copies(clapnq):
    def copy(question, articles):
        name = min(articles)
        return articles[name].text, [(name, articles[name].text.strip())]

    run = run_public(clapnq, engine=Fake(clapnq, copy))
    found = values(run)
    assert found["balanced"] == pytest.approx(0.5)
    assert found["rouge_l"] == pytest.approx(floors(run, "rouge_l")["whole passage"])
    assert found["citation_precision"] == pytest.approx(2 / 3)
    assert floors(run, "citation_precision")["whole passage"] == pytest.approx(2 / 3)


def test_citations_that_are_not_the_passage_count_against_it(clapnq):
    def stray(question, articles):
        quotes = [("000000", "The bridge opened in 1934 .")] if "000000" in articles else []
        return "In 1934.", [*quotes, *[("000001", "The lake is deep .")][: "000001" in articles]]

    found = values(run_public(clapnq, engine=Fake(clapnq, stray)))
    assert found["citation_precision"] == 0.5
    assert found["citation_recall"] == 1


def test_ramdocs_wants_every_right_value_and_no_false_one(ramdocs):
    said = {"Where was Ada Holm born?": "Oslo, or Bergen", "How deep is Loch Ern?": "90 metres"}

    def right(question, articles):
        return said[question], []

    assert values(run_public(ramdocs, engine=Fake(ramdocs, right)))["exact"] == 1

    said["Where was Ada Holm born?"] = "Oslo, Bergen, or Cairo"
    found = values(run_public(ramdocs, engine=Fake(ramdocs, right)))
    assert (found["exact"], found["exact_2"], found["exact_1"]) == (0.5, 0, 1)
    assert found["false_said"] == 1

    said["Where was Ada Holm born?"] = "Oslo"
    assert values(run_public(ramdocs, engine=Fake(ramdocs, right)))["exact_2"] == 0


def test_what_is_quoted_may_be_long(ramdocs, multihop):
    def quote(question, articles):
        named = [name for name, one in articles.items() if re.search("Ada|bridge|lake", one.text)]
        quotes = [(name, articles[name].text.strip()) for name in named[:2]]
        return " ".join(f"“{text}” [1]" for _, text in quotes), quotes

    def retold(question, articles):
        return quote(question, articles)[0], []

    def unquoted(question, articles):
        loose = " ".join(f"word{n}" for n in range(30))
        return f"Oslo, Bergen, the bridge. {loose}", []

    assert values(run_public(ramdocs, engine=Fake(ramdocs, quote)))["exact_2"] == 1
    assert values(run_public(ramdocs, engine=Fake(ramdocs, unquoted)))["exact_2"] == 0
    assert values(run_public(multihop, engine=Fake(multihop, quote)))["answer_entity"] == 1
    assert values(run_public(multihop, engine=Fake(multihop, retold)))["answer_entity"] == 0


def test_ramdocs_shows_what_a_perfect_reader_would_score(ramdocs):
    beside = floors(run_public(ramdocs, engine=Fake(ramdocs, refuse)), "exact")
    assert beside == {"majority of a perfect reader": 0.5, "list of a perfect reader": 0.5}


def test_a_conflict_is_surfaced_where_each_value_is_quoted_from_its_text(ramdocs):
    def both(question, articles):
        if "Loch" in question:
            return None, []
        return "Oslo [1] or Cairo [2]", [
            ("000000", "was born in Oslo"),
            ("000002", "was born in Cairo"),
        ]

    def unquoted(question, articles):
        return "Oslo or Cairo", [("000000", "Ada Holm (painter)")] if "Ada" in question else []

    engine = Fake(ramdocs, both)
    found = values(run_public(ramdocs, engine=engine))
    assert (found["conflict_surfaced"], found["conflict_named"]) == (1, 0)
    assert found["citations_right"] == 0.5
    assert values(run_public(ramdocs, engine=Fake(ramdocs, unquoted)))["conflict_surfaced"] == 0


def test_a_named_conflict_counts(ramdocs):
    class Naming(Fake):
        def ask(self, question, **_):
            conflict = Conflict(about="birthplace", kind="disagree", claims=())
            return Answer(question=question, text="?", answered=True, conflicts=(conflict,))

    found = values(run_public(ramdocs, engine=Naming(ramdocs, refuse)))
    assert found["conflict_named"] == 1


def test_mtrag_finds_by_what_the_dialog_makes_of_the_question(mtrag):
    standalone = {"How long?": "How many metres long is the bridge"}
    run = run_public(mtrag, engine=Fake(mtrag, refuse, standalone))
    found = values(run)
    assert found["ndcg@5_follow_up"] == 1
    assert found["ndcg@5_follow_up"] >= found["ndcg@5_follow_up_alone"]
    assert run.outcomes[1].found_by_history[0] == run.outcomes[1].asked.gold[0]
    assert run.outcomes[0].found_by_history == run.outcomes[0].found


def test_mtrag_counts_what_is_unclear_apart(mtrag):
    def talk(question, articles):
        return "The bridge is 400 metres long.", []

    found = values(run_public(mtrag, engine=Fake(mtrag, talk)))
    assert found["unanswerable_refused"] == 0
    assert found["false_refusals"] == 0
    assert found["underspecified_answered"] == found["partial_answered"] == 1
    assert found["rouge_l"] == 1


def test_multihop_reads_yes_and_no_strictly(multihop):
    said = {
        "Did it open?": "Yes, in 1934.",
        "Did it close?": "No.",
        "What opened?": "the Bridge over it",
        "Who built it?": None,
    }
    run = run_public(multihop, engine=Fake(multihop, lambda q, _: (said[q], [])))
    assert values(run)["accuracy"] == 1

    # The string that has 0.856 by the official script.
    trick = "yes no insufficient information sam bankman-fried google The bridge"
    run = run_public(multihop, engine=Fake(multihop, lambda *_: (trick, [])))
    found = values(run)
    assert (found["answer_yes"], found["answer_no"], found["answer_null"]) == (0, 0, 0)
    assert found["answer_entity"] == 1
    assert found["short"] == 0


def test_multihop_shows_the_best_constant(multihop):
    run = run_public(multihop, engine=Fake(multihop, refuse))
    assert floors(run, "type_null") == {"refuses all": 1.0}
    assert floors(run, "type_comparison") == {"always “yes”": 1.0}
    assert values(run)["accuracy"] == max(floors(run, "accuracy").values())


def test_every_number_says_what_it_rests_on(clapnq, ramdocs, mtrag, multihop):
    for folder in (clapnq, ramdocs, mtrag, multihop):
        run = run_public(folder, engine=Fake(folder, refuse))
        plain = json.loads(json.dumps(run.to_dict()))
        assert len(plain["measures"]) == len(run.measures)  # no name twice
        assert len(plain["results"]) == len(run.outcomes)
        for one in run.measures:
            assert 0 <= one.estimate.n <= one.estimate.total
            assert f"  {one.label}" in run.table()


def test_the_engine_itself_answers_from_the_set(ramdocs):
    run = run_public(ramdocs)
    assert run.errors == 0
    assert run.embedded > 0
    for outcome in run.outcomes:
        assert {one.article_id for one in outcome.result.answer.citations} <= {*outcome.asked.only}
    assert run_public(ramdocs).embedded == 0


# ROUGE


def test_rouge_on_worked_examples():
    # Lin 2004: "police killed the gunman" and two rewordings of it.
    reference = "police killed the gunman"
    assert rouge_l("police kill the gunman", reference) == 0.75
    assert rouge_l("the gunman kill police", reference) == 0.5
    assert rouge_1_recall("The gunman, the gunman!", reference) == 0.5
    assert rouge_l("", reference) == rouge_l(reference, "…") == rouge_1_recall("x", "") == 0


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_rouge_l_finds_the_longest_common_subsequence(first, second):
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
            )
    longest = table[-1][-1]
    expected = 2 * longest / (len(first) + len(second)) if longest else 0
    assert rouge_l(" ".join(first), " ".join(second)) == pytest.approx(expected)
