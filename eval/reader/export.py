"""Write the trained reader as ONNX with int8 weights: python -m eval.reader.export FILE."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import numpy as np
import onnx
import torch
from onnx import ModelProto, TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from eval.reader.network import Reader
from rag.reading.model import MODEL

# What the GELU gives and takes in the first layers has outliers that int8 activations, one scale
# for all, cannot hold: these stay float, and halve what quantisation adds to a verdict.
_FLOAT = [f"/layers.{layer}/{part}/MatMul" for layer in range(3) for part in ("up", "down")]
_INPUTS = ["input_ids", "token_type_ids", "attention_mask"]
_OUTPUTS = ["start", "end", "verdict"]
_OPSET = 17


@click.command()
@click.argument("trained", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=MODEL, show_default=True)
def main(trained: Path, out: Path) -> None:
    """Export what `eval.reader.training` has written."""
    reader = Reader()
    reader.load_state_dict(torch.load(trained))
    reader.eval()
    ids = torch.ones((2, 20), dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in (*_INPUTS, "start", "end")}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        torch.onnx.export(
            reader,
            (ids, torch.zeros_like(ids), ids),
            str(whole),
            input_names=_INPUTS,
            output_names=_OUTPUTS,
            dynamic_axes={**axes, "verdict": {0: "batch"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            out,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            nodes_to_exclude=_FLOAT,
        )
    onnx.save(_halved(onnx.load(out)), out)


def _halved(model: ModelProto) -> ModelProto:
    """Store the float matrices in 16 bits; they are widened when the model is loaded."""
    graph = model.graph
    for node in [node for node in graph.node if node.name in _FLOAT]:
        place = next(i for i, one in enumerate(graph.initializer) if one.name == node.input[1])
        matrix = numpy_helper.to_array(graph.initializer[place])
        name = f"{node.input[1]}_half"
        del graph.initializer[place]
        graph.initializer.append(numpy_helper.from_array(matrix.astype(np.float16), name))
        wide = helper.make_node("Cast", [name], [node.input[1]], to=TensorProto.FLOAT)
        graph.node.insert(0, wide)
    return model


if __name__ == "__main__":
    main()
