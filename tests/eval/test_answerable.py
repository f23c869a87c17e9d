"""What the gate of drafts is set by: how well Yes against No tells what is answered."""

from __future__ import annotations

import importlib.util
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eval.answerable import ask, fitted, report
from eval.suites import load_suite, open_suite

FAKE = Path(__file__).parent.parent / "rag" / "chat_models" / "fake_chat_model.py"
ARTICLE = """---
title: "Ferry strike drags on"
outlet: Northern Wire
published: 2025-03-06
---
Talks about the ferry strike will resume on Monday in Bergen, the mediator said.
"""
QUOTE = "Talks about the ferry strike will resume on Monday in Bergen, the mediator said."
CASES = [
    {
        "id": "a",
        "type": "fact",
        "question": "Where will the talks about the ferry strike resume?",
        "answerable": True,
        "answers": [["Bergen"]],
        "evidence": [[{"article": "ferry", "quote": QUOTE}]],
    },
    {
        "id": "b",
        "type": "unanswerable",
        "question": "Which hotel will host the talks about the ferry strike?",
        "answerable": False,
        "answers": [],
        "evidence": [],
    },
]


@pytest.fixture
def fake() -> Any:
    spec = importlib.util.spec_from_file_location("answerable_fake_chat_model", FAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.FakeChatModel


def test_each_case_is_asked_once_and_nothing_is_drafted(fake: Any, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.md").write_text(ARTICLE, encoding="utf-8")
    lines = "\n".join(json.dumps(case) for case in CASES)
    (tmp_path / "gold.jsonl").write_text(lines, encoding="utf-8")
    suite = load_suite(tmp_path)
    model = fake(["Yes"], top={"Yes": 0.75, "No": 0.25})
    with closing(open_suite(suite, llm="none", store=tmp_path / "store")) as engine:
        told = list(ask(engine, model, suite.cases))
        alone = [engine.ask(case.question).confidence for case in suite.cases]
    assert [(one["id"], one["there"]) for one in told] == [("a", True), ("b", False)]
    assert [one["yes"] for one in told] == pytest.approx([0.75, 0.75])
    assert [one["own"] for one in told] == pytest.approx(alone)
    assert len(model.asked) == 2


def told(count: int = 60) -> list[dict[str, Any]]:
    """Cases that the model tells apart nearly always, and we not at all."""
    drawn = np.random.default_rng(3)
    return [
        {
            "id": str(number),
            "there": number % 2 == 0,
            "yes": float(np.clip(0.3 + 0.4 * (number % 2 == 0) + drawn.normal(0, 0.1), 0, 1)),
            "own": float(drawn.uniform(0.1, 0.9)),
        }
        for number in range(count)
    ]


def test_the_report_tells_who_tells_them_apart() -> None:
    lines = list(report([*told(), {"id": "x", "there": False, "yes": None, "own": 0.0}]))
    assert lines[0] == "60 cases, 30 of them answerable; 1 not asked"
    auc = {line.split()[1]: float(line.split()[-1]) for line in lines if line.startswith("AUC")}
    assert auc["model"] > 0.95
    assert auc["own"] < 0.75
    assert auc["fitted,"] > 0.9
    assert sum("let through" in line for line in lines) == 10


def test_one_kind_of_case_tells_nothing() -> None:
    assert len(list(report([one for one in told() if one["there"]]))) == 1


def test_the_fit_weighs_what_tells() -> None:
    cases = told(200)
    signs = np.array([[10 * (one["yes"] - 0.5), 10 * (one["own"] - 0.5)] for one in cases])
    _, model, own = fitted(signs, np.array([one["there"] for one in cases]))
    assert model > 1
    assert abs(own) < model / 3
