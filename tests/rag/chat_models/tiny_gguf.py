"""A GGUF file small enough to make in a test: the Llama architecture with random weights.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Its vocabulary is the
256 bytes, so what it says is noise, but it says it through all of llama.cpp.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CONTEXT = 1024
_WIDTH, _INNER, _HEADS = 32, 64, 2
_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9
_TEMPLATE = (
    "{% for message in messages %}<{{ message['role'] }}>{{ message['content'] }}{% endfor %}"
)


def write_tiny_gguf(path: Path, *, seed: int = 7) -> Path:
    """Write the file; the same seed gives the same model."""
    words = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    facts: list[tuple[str, bytes]] = [
        ("general.architecture", _string("llama")),
        ("llama.context_length", _number(CONTEXT)),
        ("llama.embedding_length", _number(_WIDTH)),
        ("llama.block_count", _number(1)),
        ("llama.feed_forward_length", _number(_INNER)),
        ("llama.attention.head_count", _number(_HEADS)),
        ("llama.attention.layer_norm_rms_epsilon", struct.pack("<If", _FLOAT32, 1e-5)),
        ("tokenizer.ggml.model", _string("llama")),
        ("tokenizer.ggml.tokens", _array(_STRING, [_text(word) for word in words])),
        ("tokenizer.ggml.scores", _array(_FLOAT32, [struct.pack("<f", 0.0)] * len(words))),
        (
            "tokenizer.ggml.token_type",
            _array(_INT32, [struct.pack("<i", kind) for kind in [2, 3, 3, *[6] * 256]]),
        ),
        ("tokenizer.ggml.bos_token_id", _number(1)),
        ("tokenizer.ggml.eos_token_id", _number(2)),
        ("tokenizer.chat_template", _string(_TEMPLATE)),
    ]
    tensors = _tensors(len(words), np.random.default_rng(seed))
    head, offset = b"", 0
    for name, values in tensors.items():
        sizes = values.shape[::-1]  # the fastest first
        head += _text(name) + struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes)
        head += struct.pack("<IQ", 0, offset)
        offset += _padded(values.nbytes)
    start = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts))
    start += b"".join(_text(name) + value for name, value in facts) + head
    body = b"".join(v.tobytes().ljust(_padded(v.nbytes), b"\0") for v in tensors.values())
    path.write_bytes(start.ljust(_padded(len(start)), b"\0") + body)
    return path


def _tensors(words: int, dice: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    def some(*shape: int) -> Any:
        return dice.normal(0, 0.6, shape).astype(np.float32)

    ones = np.ones(_WIDTH, dtype=np.float32)
    out = some(words, _WIDTH)
    # Letters alone: what is no text would be an odd answer.
    spoken = [3 + byte for byte in b"abcdefghijklmnop "]
    out[[row for row in range(words) if row not in spoken]] *= 0.01
    return {
        "token_embd.weight": some(words, _WIDTH),
        "output_norm.weight": ones,
        "output.weight": out,
        "blk.0.attn_norm.weight": ones,
        "blk.0.attn_q.weight": some(_WIDTH, _WIDTH),
        "blk.0.attn_k.weight": some(_WIDTH, _WIDTH),
        "blk.0.attn_v.weight": some(_WIDTH, _WIDTH),
        "blk.0.attn_output.weight": some(_WIDTH, _WIDTH),
        "blk.0.ffn_norm.weight": ones,
        "blk.0.ffn_gate.weight": some(_INNER, _WIDTH),
        "blk.0.ffn_up.weight": some(_INNER, _WIDTH),
        "blk.0.ffn_down.weight": some(_WIDTH, _INNER),
    }


def _padded(size: int) -> int:
    return -(-size // 32) * 32


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _string(text: str) -> bytes:
    return struct.pack("<I", _STRING) + _text(text)


def _number(value: int) -> bytes:
    return struct.pack("<II", _UINT32, value)


def _array(kind: int, items: list[bytes]) -> bytes:
    return struct.pack("<IIQ", _ARRAY, kind, len(items)) + b"".join(items)
