"""The reader: a MiniLM that was trained to read a question and a passage together.

For each passage it gives how likely the passage answers the question at all, which stretch
of it does (Devlin and others 2019, https://arxiv.org/abs/1810.04805, section 4.3: start and
end of a span, the first token standing for "nowhere"). eval/reader/README.md tells what it was
trained on, and how.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.minilm import cores, sayable, session_of, tokenizer_of
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    from rag.reading.windows import Window

MODEL = Path(__file__).parent / "reader.onnx"
MAX_TOKENS = 256
# A stretch longer than this is no answer but a quotation.
_MOST_SPAN_TOKENS = 40
_MOST_QUESTION = 100


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage that may be the answer.

    Attributes:
        start: Offset of its first character in the window's text.
        end: Offset after its last one.
        score: Log-odds of this stretch against "the passage does not say".
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading one window.

    Attributes:
        answers: Log-odds that the window answers the question.
        spans: The best stretch of each sentence of the window; None where it was cut off.
    """

    answers: float
    spans: tuple[Span | None, ...]


class ReadingModel:
    """The model, loaded on first use."""

    def __init__(self, path: Path = MODEL) -> None:
        """Name the model file.

        Raises:
            ModelUnavailable: It is not there.
        """
        if not path.is_file():
            message = f"the reading model is missing ({path}): reinstall Dateline"
            raise ModelUnavailable(message)
        self._path = path
        self._threads = cores()

    @cached_property
    def _session(self) -> InferenceSession:
        return session_of(self._path, threads=1)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = tokenizer_of(MAX_TOKENS)
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        return tokenizer

    @cached_property
    def _questions(self) -> Tokenizer:
        return tokenizer_of(_MOST_QUESTION)

    def _shortened(self, question: str) -> str:
        """Cut a question so that most of the model's window is left to the passage."""
        tokens = self._questions.encode(question)
        return question[: tokens.offsets[-2][1]] if tokens.overflowing else question

    def read(self, question: str, windows: Sequence[Window]) -> list[Read]:
        """Read some windows for one question.

        Args:
            question: A question that stands on its own.
            windows: The passages, in any number.

        Returns:
            One reading for each, in order.
        """
        if not windows:
            return []
        asked = self._shortened(sayable(question))
        pairs = [(asked, sayable(window.text)) for window in windows]
        encodings = self._tokenizer.encode_batch(pairs)
        session = self._session  # loaded once, before the workers ask for it
        # Each window by itself: no padding, and the same result whatever stands beside it.
        with ThreadPoolExecutor(min(len(windows), self._threads)) as workers:
            outputs = list(workers.map(lambda one: _run(session, one), encodings))
        return [
            Read(
                answers=float(verdict[0]),
                spans=tuple(_best(encoding, start, end, place) for place in window.sentences),
            )
            for (start, end, verdict), encoding, window in zip(
                outputs, encodings, windows, strict=True
            )
        ]


def _run(session: InferenceSession, encoding: Encoding) -> list[NDArray[np.float32]]:
    feed = {
        "input_ids": np.asarray([encoding.ids], dtype=np.int64),
        "token_type_ids": np.asarray([encoding.type_ids], dtype=np.int64),
        "attention_mask": np.ones((1, len(encoding.ids)), dtype=np.int64),
    }
    return [output[0] for output in session.run(None, feed)]


def _best(
    encoding: Encoding,
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    sentence: tuple[int, int],
) -> Span | None:
    """Give the best stretch inside one sentence, against "nowhere"."""
    places = [
        i
        for i, (kind, (left, right)) in enumerate(
            zip(encoding.type_ids, encoding.offsets, strict=True)
        )
        if kind == 1 and right > left >= sentence[0] and right <= sentence[1]
    ]
    if not places:
        return None
    first, last = places[0], places[-1] + 1
    sums = start[first:last, None] + end[None, first:last]
    count = last - first
    fits = np.triu(np.ones((count, count), bool)) & ~np.triu(
        np.ones((count, count), bool), _MOST_SPAN_TOKENS
    )
    best = int(np.where(fits, sums, -np.inf).argmax())
    left, right = divmod(best, count)
    return Span(
        start=encoding.offsets[first + left][0],
        end=encoding.offsets[first + right][1],
        score=float(sums[left, right] - start[0] - end[0]),
    )
