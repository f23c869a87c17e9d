"""Read gold cases from JSON Lines and refuse what cannot be trusted as gold."""

from __future__ import annotations

import re
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

from eval.cases import Case, SuiteError
from eval.matching import contains
from eval.normalising import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails

    from eval.cases import Span
    from index import Article

_NEVER_ANSWERABLE = ("unanswerable", "false_premise")
_YES_NO = ((("yes",),), (("no",),))
_SHOWN = 90
_WORD = re.compile(r"\S+")
# Quotes may differ from the article in a letter or two; below this nothing is near.
_NEAR = 0.5


def load_cases(path: Path, articles: Mapping[str, Article]) -> list[Case]:
    """Read and check the cases of one file.

    Args:
        path: JSON Lines, one case a line; blank lines are passed over.
        articles: The articles of the suite by id, with their texts.

    Returns:
        The cases in the order of the file.

    Raises:
        SuiteError: The file cannot be read, holds no case, or has cases that are broken;
            each problem names file and line.
    """
    from pydantic import TypeAdapter

    cases: dict[str, Case] = {}
    lines: dict[str, int] = {}
    problems: list[str] = []
    reader = TypeAdapter(Case)
    for number, line in lines_of(path):
        found = _parsed(line, reader)
        if isinstance(found, Case):
            wrong = list(_problems(found, articles))
            if found.id in cases:
                wrong.append(f"id {found.id!r} is taken by line {lines[found.id]}; rename one")
            cases.setdefault(found.id, found)
            lines.setdefault(found.id, number)
        else:
            wrong = found
        problems += [f"{path}:{number}: {one}" for one in wrong]
    if problems:
        raise SuiteError(problems)
    if not cases:
        raise SuiteError([f"{path}: holds no cases; write one JSON object a line"])
    return list(cases.values())


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Give number and text of each line of a JSON Lines file that is not blank.

    Raises:
        SuiteError: The file cannot be read, or is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check the path"
        raise SuiteError([message]) from error
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise SuiteError([message]) from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _parsed(line: str, reader: TypeAdapter[Case]) -> Case | list[str]:
    """Give the case of one line, or what is wrong with the line."""
    from pydantic import ValidationError

    try:
        return reader.validate_json(line)
    except ValidationError as error:
        return said(error)


def said(error: ValidationError) -> list[str]:
    """Put what pydantic found wrong into words, one for each fault."""
    faults = []
    for one in error.errors(include_url=False):
        place = ".".join(str(part) for part in one["loc"])
        faults.append(f"{place}: {_reworded(one)}" if place else _reworded(one))
    return faults


def _reworded(one: ErrorDetails) -> str:
    if one["type"] == "unexpected_keyword_argument":
        return "there is no such field; correct or remove it"
    if one["type"] == "literal_error":
        return f"{one['input']!r} is no type of case; use {one['ctx']['expected']}"
    if one["type"] == "dataclass_type":
        return "must be a JSON object"
    return one["msg"][0].lower() + one["msg"][1:]


def _problems(case: Case, articles: Mapping[str, Article]) -> Iterator[str]:
    yield from _shape_problems(case)
    yield from _form_problems(case)
    for span in case.spans:
        problem = _span_problem(case, span, articles)
        if problem:
            yield problem


def _shape_problems(case: Case) -> Iterator[str]:
    if not case.id.strip() or not case.question.strip():
        yield "id and question must not be blank"
    if case.answerable and not (case.answers and case.evidence):
        yield "is answerable, so it needs answers and evidence"
    if not case.answerable and (case.answers or case.evidence):
        yield "is not answerable, so answers and evidence must be empty"
    if case.answerable and case.type in _NEVER_ANSWERABLE:
        yield f"type {case.type} cannot be answerable"
    if not all(case.answers) or not all(case.evidence):
        yield "a part of answers or evidence is empty; fill or remove it"
    if case.type == "yesno" and case.answerable and case.answers not in _YES_NO:
        yield 'type yesno needs answers [["yes"]] or [["no"]]'
    if case.type == "dialog" and not case.history:
        yield "type dialog needs a history"
    if case.type == "as_of" and case.as_of is None:
        yield "type as_of needs as_of"
    if case.correction and case.type != "false_premise":
        yield "only type false_premise has a correction"


def _form_problems(case: Case) -> Iterator[str]:
    accepted = [form for part in case.answers for form in part]
    for form in (*accepted, *case.forbidden):
        if not normalised(form).words:
            yield f"the form {form!r} has no letter or digit, so no answer could contain it"
    words = {normalised(form).words for form in accepted}
    for form in case.forbidden:
        if normalised(form).words in words:
            yield f"{form!r} is both accepted and forbidden"
        if any(contains(span.quote, form) for span in case.spans):
            yield f"the forbidden {form!r} stands in the evidence, which no answer may then quote"


def _span_problem(case: Case, span: Span, articles: Mapping[str, Article]) -> str | None:
    article = articles.get(span.article)
    if article is None:
        near = get_close_matches(span.article, articles, n=1, cutoff=_NEAR)
        hint = f"; the nearest is {near[0]!r}" if near else ""
        return f"there is no article {span.article!r}{hint}"
    if not span.quote.strip():
        return f"a quote from {article.id} is blank"
    if span.quote not in article.text:
        return f"{_not_verbatim(span.quote, article.text)} in {article.id}"
    published = article.published
    if case.as_of and published and published > case.as_of:
        return f"evidence from {article.id}, published {published}, after as_of {case.as_of}"
    return None


def _not_verbatim(quote: str, text: str) -> str:
    near = nearest(quote, text)
    if near is None:
        return f"the quote {_short(quote)!r} is not, nor anything near it,"
    # Begin shortly before the first difference: that is what must be mended.
    start = max(0, _alike(quote, near) - _SHOWN // 3)
    return f"the quote {_short(quote, start)!r} is not; the nearest text is {_short(near, start)!r}"


def nearest(quote: str, text: str) -> str | None:
    """Find the run of words in a text that is most like a quote, or None."""
    wanted = quote.split()
    words = list(_WORD.finditer(text))
    matcher = SequenceMatcher(None, [word.group() for word in words], wanted, autojunk=False)
    starts = {max(0, block.a - block.b) for block in matcher.get_matching_blocks() if block.size}
    runs = [words[start : start + len(wanted)] for start in sorted(starts)]
    texts = [text[run[0].start() : run[-1].end()] for run in runs]
    best = max(texts, key=lambda run: _likeness(run, quote), default=None)
    return best if best and _likeness(best, quote) >= _NEAR else None


def _alike(first: str, second: str) -> int:
    """Count the characters that two texts begin with alike."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), 0)


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _short(text: str, start: int = 0) -> str:
    end = start + _SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
