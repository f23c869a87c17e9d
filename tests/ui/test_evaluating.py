"""`dateline eval`: baselines, the gate and its exit codes, from the command line."""

from __future__ import annotations

import json
import sys

import pytest

from ui.cli import main

TEXT = (
    "The harbour board met on Friday. It approved a new crane for $418 million. "
    "The vote was nine to two. Work begins on March 15, 2026, said Ada Holm, who leads it.\n"
)
CASES = [
    {
        "id": "cost",
        "type": "fact",
        "question": "How much does the new crane cost?",
        "answerable": True,
        "answers": [["418 million"]],
        "evidence": [
            [{"article": "harbour", "quote": "It approved a new crane for $418 million."}]
        ],
    },
    {
        "id": "pope",
        "type": "unanswerable",
        "question": "Why did the pope visit the harbour board?",
        "answerable": False,
    },
]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "harbour-suite"
    (made / "articles").mkdir(parents=True)
    (made / "articles" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    write_gold(made, CASES)
    return made


def write_gold(folder, cases):
    lines = (case if isinstance(case, str) else json.dumps(case) for case in cases)
    (folder / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def dateline(monkeypatch, capfd, tmp_path):
    """Run `dateline eval` in this process; give exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def dateline(*arguments):
        monkeypatch.setattr(sys, "argv", ["dateline", "eval", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return left.value.code, out, err

    return dateline


@pytest.fixture
def accepted(dateline, folder):
    code, _, err = dateline(folder, "--accept")
    assert code == 0
    assert f"{folder / 'baseline.json'} is the baseline now: commit it" in err
    return folder


def test_an_accepted_run_passes_its_gate(accepted, dateline):
    code, out, _ = dateline(accepted, "--gate")
    assert "against the baseline (version " in out
    assert "2 from the cache" in out
    assert out.endswith("gate: passed\n")
    assert code == 0


def test_out_of_bounds_is_one(accepted, dateline):
    (accepted / "bounds.toml").write_text("[at_most]\nanswer_words = 1\n", encoding="utf-8")
    code, out, _ = dateline(accepted, "--gate")
    assert code == 1
    assert "out of bounds: words of an answer" in out


def test_what_cannot_be_seen_is_three(accepted, dateline):
    code, out, _ = dateline(accepted, "--gate", "--detect", "0.05", "--json")
    assert code == 3
    gate = json.loads(out)["gate"]
    assert gate["code"] == 3
    assert gate["reasons"][0].startswith("underpowered")


@pytest.mark.parametrize("name", ["articles/harbour.txt", "gold.jsonl"])
def test_a_suite_that_changed_is_four_before_anything_is_asked(name, accepted, dateline):
    path = accepted / name
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("visit the", "leave the")
        .replace("nine to two", "ten to one"),
        encoding="utf-8",
    )
    code, out, err = dateline(accepted, "--gate")
    assert (code, out) == (4, "")
    assert "have changed since the baseline; accept a new one with --accept" in err


def test_a_run_with_failures_is_four_and_no_baseline(folder, dateline):
    for flags in ((), ("--accept",)):
        code, out, err = dateline(folder, "--timeout", "0.000001", "--no-cache", *flags)
        assert code == 4
        assert "2 errors" in out
        assert "2 of 2 cases got no answer and count as wrong" in err
    assert not (folder / "baseline.json").exists()


def test_no_baseline_is_two(folder, dateline):
    code, out, err = dateline(folder, "--gate")
    assert (code, out) == (2, "")
    assert "there is no baseline" in err
    assert "--accept" in err


def test_the_baseline_of_another_suite_is_two(accepted, dateline):
    code, out, err = dateline("practice", "--gate", "--baseline", accepted / "baseline.json")
    assert (code, out) == (2, "")
    assert "is the baseline of the suite 'harbour-suite', not of 'practice'" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--gate", "--accept"), "use one of them"),
        (("--gate", "--limit", "1"), "leave --limit out"),
        (("--accept", "--limit", "1"), "leave --limit out"),
        (("--detect", "0.1"), "use both"),
        (("--gate", "--detect", "0"), "detect"),
        (("--gate", "--detect", "5"), "detect"),
        (("--baseline", "b.json"), "needs --gate"),
        (("--timeout", "0"), "timeout"),
    ],
)
def test_wrong_usage_is_two(arguments, said, folder, dateline):
    code, out, err = dateline(folder, *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([], "holds no cases"),
        ([CASES[0], "{no json"], "gold.jsonl:2: "),
        ([CASES[0], CASES[0]], "gold.jsonl:2: id 'cost' is taken by line 1"),
        (
            [
                {
                    **CASES[0],
                    "evidence": [
                        [{"article": "harbour", "quote": "It approved a crane for $418 million."}]
                    ],
                }
            ],
            "the nearest text is",
        ),
        (
            [{**CASES[0], "evidence": [[{"article": "harbor", "quote": "x"}]]}],
            "the nearest is 'harbour'",
        ),
        ([{**CASES[0], "colour": "red"}], "there is no such field"),
    ],
)
def test_broken_gold_is_two_and_named(cases, said, folder, dateline):
    write_gold(folder, cases)
    code, out, err = dateline(folder)
    assert (code, out) == (2, "")
    assert said in err


def test_a_report_is_written(accepted, dateline, tmp_path):
    code, _, err = dateline(accepted, "--gate", "--report", tmp_path / "report")
    assert code == 0
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert names >= {"report.html", "report.json", "junit.xml"}
    assert all(f"{name}" in err for name in names)
