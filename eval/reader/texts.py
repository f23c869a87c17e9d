"""The texts that the reader is trained on: articles with questions, in a plain format.

```
== Title | Outlet | 2031-03-14
1 First sentence.
2 Second sentence.
Q What is asked? ## 2 ## the words of sentence 2 that answer
P What does sentence 2 say? ## 2 ## the words of sentence 2 that answer
Y Is it so? ## 1 ## no
U What does no sentence answer? ## 2
```

`P` is a plain question, in much the same words as its sentence; most of `Q` use others. The number
after `##` is that of the sentence that answers; for `U`, of the one that tempts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXTS = Path(__file__).parent / "texts"
_HEADING = re.compile(r"== (?P<title>[^|]+) \| (?P<outlet>[^|]+) \| (?P<day>\d{4}-\d\d-\d\d)")
_SENTENCE = re.compile(r"(?P<number>\d+) (?P<text>.+)")
_SEPARATOR = " ## "
_FIELDS = {"Q": 3, "P": 3, "Y": 3, "U": 2}

Sort = Literal["Q", "P", "Y", "U"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about an article.

    Attributes:
        sort: `Q`, `P`: some words of a sentence answer it; `Y`: it is answered yes or no; `U`:
            the article does not answer it.
        text: The question.
        sentence: Place of the sentence that answers, or that tempts one to answer.
        answer: The words that answer, or `yes` or `no`; None for `U`.
    """

    sort: Sort
    text: str
    sentence: int
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article of the training texts with its questions."""

    title: str
    outlet: str
    day: str
    file: str
    sentences: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def read_texts(paths: Iterable[Path]) -> list[Text]:
    """Read files of articles with questions.

    Raises:
        ValueError: A line does not keep to the format; it is named with its file.
    """
    return [text for path in paths for text in _read(path)]


def _read(path: Path) -> list[Text]:
    texts: list[Text] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        heading = _HEADING.fullmatch(line)
        if heading:
            title, outlet, day = heading.groups()
            texts.append(Text(title=title, outlet=outlet, day=day, file=path.name))
            continue
        why = _taken(line, texts[-1]) if texts else "the file does not begin with a heading"
        if why:
            message = f"{path}:{number}: {why}: {line[:80]}"
            raise ValueError(message)
    return texts


def _taken(line: str, text: Text) -> str | None:
    """Take a line of an article in; or say why it cannot be."""
    if line[:2] in ("Q ", "P ", "Y ", "U "):
        return _question(line, text)
    found = _SENTENCE.fullmatch(line)
    if found is None or int(found["number"]) != len(text.sentences) + 1:
        return "this is neither the next sentence nor a question"
    text.sentences.append(found["text"])
    return None


def _question(line: str, text: Text) -> str | None:
    sort, fields = line[0], line[2:].split(_SEPARATOR)
    if len(fields) != _FIELDS[sort] or not fields[1].isdecimal():
        return "write: sort, question ## number of a sentence ## answer"
    place = int(fields[1]) - 1
    if not 0 <= place < len(text.sentences):
        return "there is no such sentence"
    answer = fields[2] if sort != "U" else None
    if sort in ("Q", "P") and fields[-1] not in text.sentences[place]:
        return "the answer is not in the sentence, word for word"
    if sort == "Y" and answer not in ("yes", "no"):
        return "the answer is neither yes nor no"
    text.asked.append(Asked(sort=sort, text=fields[0], sentence=place, answer=answer))  # type: ignore[arg-type] # one of the four
    return None
