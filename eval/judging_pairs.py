"""Labelled pairs of a sentence and a quote, on which a judge is measured.

A folder holds either pairs.jsonl, of objects with `sentence`, `quote`, `label` (true where
the quote bears the whole sentence out) and, where several pairs go back to one article or
answer, `group`; or CLAPNQ's answerable questions (Rosenthal et al. 2025,
https://arxiv.org/abs/2404.02103), of which pairs are made.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.cases import SuiteError
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAIRS_FILE = "pairs.jsonl"
CLAPNQ_FILES = "clapnq*_answerable.jsonl"

_SEED = 20260312
_FEWEST_WORDS = 4
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w.,]*\d)")
_NO_ANSWER = ("", "na", "n/a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A sentence, a quote, and whether the quote bears the sentence out.

    Attributes:
        sentence: The sentence.
        quote: The quote.
        label: Whether the quote states all of the sentence.
        group: What the pair goes back to; pairs of one group are drawn together.
        kind: How it was made.
    """

    sentence: str
    quote: str
    label: bool
    group: str
    kind: str = "given"


def load_pairs(folder: str | Path) -> list[Pair]:
    """Read the pairs of a folder.

    Raises:
        SuiteError: It holds neither file, or a row cannot be used; each problem names it.
    """
    folder = Path(folder)
    given = folder / PAIRS_FILE
    if given.is_file():
        return _given(given)
    clapnq = sorted(path for path in folder.glob(CLAPNQ_FILES) if "unanswerable" not in path.name)
    if clapnq:
        return pairs_of_clapnq(_rows(clapnq[0]), clapnq[0])
    message = (
        f"{folder}: holds no labelled pairs; put {PAIRS_FILE} there, a line like "
        '{"sentence": "…", "quote": "…", "label": true} for each, or CLAPNQ’s '
        "clapnq_dev_answerable.jsonl"
    )
    raise SuiteError([message])


def _given(path: Path) -> list[Pair]:
    problems: list[str] = []
    pairs = []
    for number, row in _rows(path):
        wrong = _wrong_with(row)
        if wrong:
            problems.append(f"{path}: line {number} {wrong}")
            continue
        group = row.get("group")
        pairs.append(
            Pair(
                sentence=row["sentence"],
                quote=row["quote"],
                label=row["label"],
                group=str(number) if group is None else f"group {group}",
            )
        )
    if problems:
        raise SuiteError(problems)
    return pairs


def _wrong_with(row: dict[str, Any]) -> str | None:
    for name in ("sentence", "quote"):
        text = row.get(name)
        if not isinstance(text, str) or not text.strip():
            return f"has no {name}"
    if not isinstance(row.get("label"), bool):
        return "has no label, true or false"
    return None


def _rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Give (line number, object) of each line that is not empty.

    Raises:
        SuiteError: The file cannot be read, is empty, or a line is no JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError([f"{path}: cannot be read ({error})"]) from error
    rows, problems = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            problems.append(f"{path}: line {number} is no JSON ({error})")
            continue
        if isinstance(row, dict):
            rows.append((number, row))
        else:
            problems.append(f"{path}: line {number} is no JSON object")
    if problems:
        raise SuiteError(problems)
    if not rows:
        raise SuiteError([f"{path}: is empty"])
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grounded:
    """An answer of CLAPNQ: its sentences, what was selected for it, and the rest."""

    id: str
    sentences: tuple[str, ...]
    selected: str
    rest: str


def pairs_of_clapnq(rows: Sequence[tuple[int, dict[str, Any]]], path: Path) -> list[Pair]:
    """Make pairs of CLAPNQ's answers, as many that are not borne out as are.

    Borne out: a sentence of an answer, with the sentences that its annotator selected.
    Not borne out, by turns where each can be made: the sentence with one number changed
    (`altered`), with the rest of the same passage (`rest`), with what was selected for
    another question (`other`). An annotator's sentence may say a little more than the
    selected ones do, and the rest may say the same again: neither label is sure, and both
    answerers that are compared suffer from it alike.

    Raises:
        SuiteError: A row has another form.
    """
    found: list[_Grounded] = []
    problems: list[str] = []
    for number, row in rows:
        try:
            found += _grounded(row)
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            problems.append(f"{path}: line {number} is no CLAPNQ question ({error!r})")
    if problems:
        raise SuiteError(problems)
    dice, turns = random.Random(_SEED), cycle(("altered", "rest", "other"))  # noqa: S311 - no secret
    pairs = []
    for one in found:
        others = [other.selected for other in found if other.id != one.id]
        for sentence in one.sentences:
            against = _against(sentence, one, others, next(turns), dice)
            if against is not None:
                true = Pair(
                    sentence=sentence, quote=one.selected, label=True, group=one.id, kind="selected"
                )
                pairs += [true, against]
    return pairs


def _grounded(row: dict[str, Any]) -> Iterator[_Grounded]:
    """Give the first answer of a question, if it has words."""
    passage = row["passages"][0]["sentences"]
    for output in row["output"]:
        answer = " ".join(output["answer"].split())
        selected = [text.rstrip("& ").strip() for text in output["selected_sentences"]]
        if answer.lower() in _NO_ANSWER or not selected:
            continue
        sentences = [answer[start:end] for start, end in sentence_spans(answer)]
        yield _Grounded(
            id=str(row["id"]),
            sentences=tuple(s for s in sentences if len(s.split()) >= _FEWEST_WORDS),
            selected=" ".join(selected),
            rest=" ".join(text for text in passage if text.rstrip("& ").strip() not in selected),
        )
        return


def _against(
    sentence: str, one: _Grounded, others: Sequence[str], kind: str, dice: random.Random
) -> Pair | None:
    """Make a pair that is not borne out, of this kind or else of another."""
    numbers = [found for found in _NUMBER.finditer(sentence) if found[0] in one.selected]
    if kind == "altered" and numbers:
        place = numbers[0]
        changed = str(int(place[0]) + dice.choice([1, 2, 3, 5]))
        altered = sentence[: place.start()] + changed + sentence[place.end() :]
        if changed not in one.selected:
            return Pair(
                sentence=altered, quote=one.selected, label=False, group=one.id, kind="altered"
            )
    if kind != "other" and one.rest:
        return Pair(sentence=sentence, quote=one.rest, label=False, group=one.id, kind="rest")
    if not others:
        return None
    quote = dice.choice(others)
    return Pair(sentence=sentence, quote=quote, label=False, group=one.id, kind="other")
