"""The default encoder with all its views in PyTorch: what the ONNX graph is made of, and what serves without one."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.content_words import content_weights
from analysis.views import View

_TONE_LAYER: Final = 4  # of six
_MOST_TOKENS: Final = 256


def view_module(model: Any) -> Any:
    """A module that gives, of token ids, a vector of length 1 in each view, in the order of ``View``."""
    import torch  # noqa: PLC0415 - takes seconds, and only what runs without ONNX Runtime or makes its graph needs it

    class Views(torch.nn.Module):  # type: ignore[misc]  # torch has no types here
        """Means of token vectors: of the last layer, of the same by weights, of a layer in the middle."""

        def __init__(self) -> None:
            super().__init__()
            self.tokens = model[0].auto_model.eval()
            self.register_buffer("weights", torch.from_numpy(content_weights()), persistent=False)

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            read = self.tokens(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=token_type_ids,
                output_hidden_states=True,
            )
            hidden, tone = read.last_hidden_state, read.hidden_states[_TONE_LAYER]
            mask = attention_mask.to(hidden.dtype)
            return self.mean(hidden, mask), self.mean(hidden, mask * self.weights[input_ids]), self.mean(tone, mask)

        def mean(self, hidden: Any, weights: Any) -> Any:
            weights = weights.unsqueeze(-1)
            return torch.nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=1)

    return Views()


def views_of(model: Any, texts: Sequence[str], batch_size: int) -> dict[View, NDArray[np.float32]]:
    """The vectors of ``texts`` in every view, by PyTorch; there must be a text."""
    import torch  # noqa: PLC0415 - as above

    module = view_module(model)
    order = np.argsort([len(text) for text in texts], kind="stable")  # little is padded where lengths are alike
    made = []
    with torch.inference_mode():
        for start in range(0, len(order), batch_size):
            together = [texts[i].strip() for i in order[start : start + batch_size]]
            tokens = model.tokenizer(
                together, padding=True, truncation=True, max_length=_MOST_TOKENS, return_tensors="pt"
            )
            made.append([rows.numpy() for rows in module(**tokens)])
    places = np.argsort(order)
    return {
        view: np.concatenate(rows).astype(np.float32)[places]
        for view, rows in zip(View, zip(*made, strict=True), strict=True)
    }
