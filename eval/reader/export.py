"""Write the trained reader as ONNX with int8 weights: python -m eval.reader.export FILE."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from eval.reader.network import Reader
from rag.reading.model import MODEL

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
        )


if __name__ == "__main__":
    main()
