"""Train the reader: python -m eval.reader.training --weights model.safetensors --out reader.pt.

Needs `pip install -e ".[reader]"`. An epoch takes about a quarter of an hour on two cores.
The last file of each subject is held out; its figures are printed after each epoch.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import torch
from torch.nn import functional as F  # noqa: N812 - as everywhere

from eval.reader.examples import examples
from eval.reader.importing import from_onnx
from eval.reader.network import Reader
from eval.reader.texts import TEXTS, read_texts
from index.embedding.minilm import tokenizer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from eval.reader.examples import Example

HELD_OUT = "*-5.txt"
_TOKENS, _BATCH = 256, 16
_RATE, _HEAD_RATE, _DECAY, _CLIP = 1e-4, 5e-4, 0.01, 1.0
_WARMING, _LAST_RATE = 0.06, 0.03
# The span of a yes/no question is its whole sentence, which is told less exactly.
_SENTENCE_WEIGHT, _YES_WEIGHT = 0.3, 2.0
_OUTSIDE = -1e4


@dataclass(frozen=True, slots=True)
class _Encoded:
    ids: list[int]
    types: list[int]
    answers: bool
    span: tuple[int, int]
    yes: bool | None


def encode(drawn: Sequence[Example]) -> list[_Encoded]:
    """Turn examples into tokens; those whose answer was cut off are left out."""
    tokenizer = tokenizer_of(_TOKENS)
    tokenizer.enable_truncation(_TOKENS, strategy="only_second")
    encodings = tokenizer.encode_batch([(one.question, one.window) for one in drawn])
    encoded = []
    for one, encoding in zip(drawn, encodings, strict=True):
        place = (0, 0)
        if one.span:
            places = [
                i
                for i, (kind, (start, end)) in enumerate(
                    zip(encoding.type_ids, encoding.offsets, strict=True)
                )
                if kind == 1 and end > start and start < one.span[1] and end > one.span[0]
            ]
            if not places:
                continue
            place = (places[0], places[-1])
        encoded.append(_Encoded(encoding.ids, encoding.type_ids, one.answers, place, one.yes))
    return encoded


def batches(encoded: Sequence[_Encoded], chance: random.Random) -> list[list[_Encoded]]:
    """Group examples of like length, in a random order."""
    ordered = sorted(encoded, key=lambda one: (len(one.ids) // 8, chance.random()))
    grouped = [list(ordered[i : i + _BATCH]) for i in range(0, len(ordered), _BATCH)]
    chance.shuffle(grouped)
    return grouped


def run(reader: Reader, batch: Sequence[_Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    """Read a batch; tokens of the question and padding cannot be an answer."""
    longest = max(len(one.ids) for one in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    types, attention = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, one in enumerate(batch):
        length = len(one.ids)
        ids[row, :length] = torch.tensor(one.ids)
        types[row, :length] = torch.tensor(one.types)
        attention[row, :length] = 1
    allowed = (types == 1) & (attention == 1)
    allowed[:, 0] = True
    start, end, verdict = reader(ids, types, attention)
    return (
        start.float().masked_fill(~allowed, _OUTSIDE),
        end.float().masked_fill(~allowed, _OUTSIDE),
        verdict.float(),
    )


def loss_of(reader: Reader, batch: Sequence[_Encoded]) -> Tensor:
    """Cross-entropy of start and end, and of both verdicts."""
    start, end, verdict = run(reader, batch)
    starts = torch.tensor([one.span[0] for one in batch])
    ends = torch.tensor([one.span[1] for one in batch])
    answers = torch.tensor([float(one.answers) for one in batch])
    polar = torch.tensor([one.yes is not None for one in batch])
    yes = torch.tensor([float(bool(one.yes)) for one in batch])
    weight = torch.where(polar, _SENTENCE_WEIGHT, 1.0)
    spans = F.cross_entropy(start, starts, reduction="none") + F.cross_entropy(
        end, ends, reduction="none"
    )
    loss = (spans * weight / 2).mean()
    loss = loss + F.binary_cross_entropy_with_logits(verdict[:, 0], answers)
    if polar.any():
        wrong = F.binary_cross_entropy_with_logits(verdict[polar, 1], yes[polar])
        loss = loss + _YES_WEIGHT * polar.float().mean() * wrong
    return loss


def _parameters(reader: Reader) -> list[dict[str, object]]:
    """Give what is trained: the words' vectors and the first layer stay as they are."""
    frozen = [reader.words, reader.places, reader.layers[0]]
    for module in frozen:
        for parameter in module.parameters():
            parameter.requires_grad = False
    trained = [(n, p) for n, p in reader.named_parameters() if p.requires_grad]
    head = [p for n, p in trained if n.startswith(("span.", "verdict."))]
    body = [p for n, p in trained if not n.startswith(("span.", "verdict."))]
    return [{"params": body, "lr": _RATE}, {"params": head, "lr": _HEAD_RATE}]


def _rates(steps: int) -> Iterator[float]:
    for step in range(steps):
        yield min(1.0, step / (_WARMING * steps)) * max(_LAST_RATE, 1 - step / steps)


def held_out(reader: Reader, encoded: Sequence[_Encoded]) -> dict[str, float]:
    """Measure on examples that were not trained on: verdicts, spans that touch, yes and no."""
    reader.eval()
    right = touched = spans = polar = polar_right = 0
    with torch.no_grad():
        for batch in (list(encoded[i : i + 32]) for i in range(0, len(encoded), 32)):
            start, end, verdict = run(reader, batch)
            for row, one in enumerate(batch):
                right += (float(verdict[row, 0]) > 0) == one.answers
                if one.yes is not None:
                    polar += 1
                    polar_right += (float(verdict[row, 1]) > 0) == one.yes
                elif one.answers:
                    spans += 1
                    first, last = int(start[row, 1:].argmax()) + 1, int(end[row, 1:].argmax()) + 1
                    touched += first <= one.span[1] and last >= one.span[0]
    reader.train()
    return {
        "verdict": right / len(encoded),
        "span": touched / max(spans, 1),
        "yesno": polar_right / max(polar, 1),
    }


@click.command()
@click.option("--weights", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--epochs", default=3, show_default=True)
@click.option(
    "--start",
    type=click.Path(exists=True, path_type=Path),
    help="Train this further, .pt or .onnx.",
)
@click.option("--share", default=1.0, help="Draw so many of the questions that are not plain.")
@click.option("--rate", default=1.0, help="Learn so many times as fast.")
@click.option("--fresh", default="", help="Draw all questions of the texts of this pattern.")
def main(  # noqa: PLR0913, PLR0917 - options
    weights: Path,
    out: Path,
    epochs: int,
    start: Path | None,
    share: float,
    rate: float,
    fresh: str,
) -> None:
    """Train the reader from the weights of all-MiniLM-L6-v2."""
    torch.manual_seed(0)
    chance = random.Random(1)  # noqa: S311 - nothing secret
    held = sorted(TEXTS.glob(HELD_OUT))
    new = sorted(TEXTS.glob(fresh)) if fresh else []
    known, unknown = read_texts(sorted(set(TEXTS.glob("*.txt")) - {*held, *new})), read_texts(new)
    test = encode(examples(read_texts(held), random.Random(5)))  # noqa: S311 - nothing secret
    reader = Reader().load_minilm(weights).train()
    if start:
        trained = from_onnx(start, weights) if start.suffix == ".onnx" else torch.load(start)
        reader.load_state_dict(trained)
    groups = _parameters(reader)
    first = [group["lr"] * rate for group in groups]  # type: ignore[operator] # floats
    optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
    drawn = [
        batches(encode(examples(known, chance, share) + examples(unknown, chance)), chance)
        for _ in range(epochs)
    ]
    rates = _rates(sum(map(len, drawn)))
    for epoch, batched in enumerate(drawn, start=1):
        with click.progressbar(batched, label=f"epoch {epoch}") as bar:
            for batch in bar:
                slower = next(rates)
                for group, most in zip(optimiser.param_groups, first, strict=True):
                    group["lr"] = most * slower
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    loss = loss_of(reader, batch)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(reader.parameters(), _CLIP)
                optimiser.step()
        torch.save(reader.state_dict(), out)
        click.echo(held_out(reader, test))


if __name__ == "__main__":
    main()
