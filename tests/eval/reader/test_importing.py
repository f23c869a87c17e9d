"""The shipped reader's weights can be taken back out of its file, to train it further."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[reader]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install -e '.[reader]'")

import torch

from eval.reader.importing import from_onnx
from eval.reader.network import Reader
from index.embedding.minilm import tokenizer_of
from rag.reading.model import MODEL, ReadingModel
from rag.reading.windows import Window

WEIGHTS = Path(os.environ.get("DATELINE_TEST_MINILM", "model.safetensors"))


@pytest.mark.skipif(not WEIGHTS.is_file(), reason="DATELINE_TEST_MINILM names no file")
def test_the_imported_reader_reads_as_the_exported_one():
    reader = Reader()
    reader.load_state_dict(from_onnx(MODEL, WEIGHTS))
    reader.eval()
    question, text = "Where did they meet?", "They met in Geneva last May, the ministry said."
    window = Window(text=text, sentences=((0, len(text)),), places=(0,))
    encoding = tokenizer_of(256).encode(question, text)
    ids = torch.tensor([encoding.ids])
    with torch.no_grad():
        _, _, verdict = reader(ids, torch.tensor([encoding.type_ids]), torch.ones_like(ids))
    exported = ReadingModel(MODEL).read(question, [window])[0]
    assert float(verdict[0, 0]) == pytest.approx(exported.answers, abs=0.5)
