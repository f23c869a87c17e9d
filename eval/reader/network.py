"""The network: MiniLM's encoder with a head for spans and one for verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F  # noqa: N812 - as everywhere

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
_WORDS, _PLACES, _TYPES = 30_522, 512, 2
_EPSILON, _DROPOUT = 1e-12, 0.1
_LAYER_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "passed": "output.LayerNorm",
}
_EMBEDDINGS = {
    "words.weight": "word_embeddings.weight",
    "places.weight": "position_embeddings.weight",
    "types.weight": "token_type_embeddings.weight",
    "norm.weight": "LayerNorm.weight",
    "norm.bias": "LayerNorm.bias",
}


class _Layer(nn.Module):  # type: ignore[misc] # torch is no dependency
    """One layer of a transformer encoder, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.value, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.attended = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.passed = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Give the next states, (batch, tokens, WIDTH)."""
        batch, tokens, _ = states.shape
        query, key, value = (
            part(states).view(batch, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, tokens, WIDTH))
        states = self.attended(states + self.drop(mixed))
        states = self.passed(states + self.drop(self.down(F.gelu(self.up(states)))))
        return states


class Reader(nn.Module):  # type: ignore[misc] # as above
    """Question and window in; start, end and verdicts out."""

    def __init__(self) -> None:
        """Make it with random weights; see `load_minilm`."""
        super().__init__()
        self.words, self.places = nn.Embedding(_WORDS, WIDTH), nn.Embedding(_PLACES, WIDTH)
        self.types, self.norm = nn.Embedding(_TYPES, WIDTH), nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.drop = nn.Dropout(_DROPOUT)
        self.layers = nn.ModuleList(_Layer() for _ in range(LAYERS))
        self.span = nn.Linear(WIDTH, 2)
        self.verdict = nn.Sequential(
            nn.Linear(WIDTH, WIDTH), nn.Tanh(), nn.Dropout(_DROPOUT), nn.Linear(WIDTH, 2)
        )

    def forward(self, ids: Tensor, types: Tensor, attention: Tensor) -> tuple[Tensor, ...]:
        """Read pairs of question and window.

        Args:
            ids: (batch, tokens) int64.
            types: (batch, tokens) 0 for the question, 1 for the window.
            attention: (batch, tokens) 1 for tokens, 0 for padding.

        Returns:
            (batch, tokens) logits that an answer starts there; the same for its end, the
            first token standing for no answer; and (batch, 2) log-odds that the window
            answers, and of yes against no.
        """
        states = self.words(ids) + self.types(types) + self.places.weight[: ids.shape[1]]
        states = self.drop(self.norm(states))
        mask = attention[:, None, None, :].bool()
        for layer in self.layers:
            states = layer(states, mask)
        start, end = self.span(states).unbind(-1)
        return start, end, self.verdict(states[:, 0])

    def load_minilm(self, path: Path) -> Reader:
        """Take the encoder's weights from the model.safetensors of all-MiniLM-L6-v2."""
        given = load_file(path)
        names = {mine: f"embeddings.{theirs}" for mine, theirs in _EMBEDDINGS.items()}
        for layer in range(LAYERS):
            for mine, theirs in _LAYER_NAMES.items():
                for part in ("weight", "bias"):
                    names[f"layers.{layer}.{mine}.{part}"] = (
                        f"encoder.layer.{layer}.{theirs}.{part}"
                    )
        missing, _ = self.load_state_dict({m: given[t] for m, t in names.items()}, strict=False)
        if not all(name.startswith(("span.", "verdict.")) for name in missing):
            message = f"{path} is not all-MiniLM-L6-v2: it lacks {missing}"
            raise ValueError(message)
        return self
