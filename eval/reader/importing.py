"""Take the weights of an exported reader back, to train it further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from eval.reader.network import LAYERS, Reader

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

# The order in which the exported graph multiplies.
_PARTS = ("query", "key", "value", "out", "up", "down")
_MATRICES = [
    *(f"layers.{layer}.{part}.weight" for layer in range(LAYERS) for part in _PARTS),
    "span.weight",
    "verdict.0.weight",
    "verdict.3.weight",
]
_WHOLE = "_quantized"


def from_onnx(path: Path, minilm: Path) -> dict[str, Tensor]:
    """Give the state of a reader that `eval.reader.export` has written.

    What training leaves as it is comes from MiniLM's own weights; the rest is as exact as int8.

    Args:
        path: The exported reader.
        minilm: The model.safetensors of all-MiniLM-L6-v2.

    Raises:
        ValueError: The file is no such reader.
    """
    graph = onnx.load(path).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    state: dict[str, Tensor] = Reader().load_minilm(minilm).state_dict()
    kept = {name for name in state if name.startswith(("words.", "places.", "layers.0."))}
    casts = [node for node in graph.node if node.op_type == "Cast" and node.input[0] in held]
    held |= {node.output[0]: held[node.input[0]] for node in casts}
    found = [
        _dequantized(held, name) if name.endswith(_WHOLE) else held[name].astype(np.float32)
        for node in graph.node
        if node.op_type in ("MatMulInteger", "MatMul")
        for name in node.input
        if name in held and held[name].ndim == 2  # noqa: PLR2004 - a matrix
    ]
    if len(found) != len(_MATRICES):
        message = f"{path} has {len(found)} matrices, a reader {len(_MATRICES)}"
        raise ValueError(message)
    given = {name: matrix.T for name, matrix in zip(_MATRICES, found, strict=True)}
    given |= {name: held[name] for name in state if name in held}
    given["types.weight"] = _dequantized(held, f"types.weight{_WHOLE}")
    for name, array in given.items():
        if name not in kept:
            if tuple(state[name].shape) != array.shape:
                message = f"{name} of {path} has the shape {array.shape}"
                raise ValueError(message)
            state[name] = torch.tensor(np.ascontiguousarray(array))
    return state


def _dequantized(held: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    """Give a matrix, one scale for all of it or one for each column."""
    base = name.removesuffix(_WHOLE)
    whole, scale, zero = (
        held[base + end].astype(np.float32) for end in (_WHOLE, "_scale", "_zero_point")
    )
    return (whole - zero) * scale
