"""Runs the exported encoder with ONNX Runtime: PyTorch's vectors, in a third of its time and memory."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from analysis.views import View

INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
_MOST_TOKENS: Final = 256
"""As sentence-transformers reads this model; what is longer is cut."""
_LARGEST_BATCH: Final = 8
_TOKENS_A_BATCH: Final = 512
"""Short texts together save calls; long ones gain nothing from company and leave the processor's caches."""
_ONLY_ERRORS: Final = 3


class OnnxEncoder:
    """A sentence encoder as an ONNX graph (see `analysis.onnx_export`); safe to share between threads.

    Each thread works on a batch of its own: threads that share one batch wait for each other at every layer, which on a
    busy machine costs more than they bring. ``threads``: at most so many, by default those that this process may use.
    """

    def __init__(self, graph: Path, tokenizer: Path, *, threads: int | None = None) -> None:
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it would keep the memory of the longest text for ever
        options.log_severity_level = _ONLY_ERRORS
        self._session = InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._pool = ThreadPoolExecutor(threads or usable_threads(), thread_name_prefix="encoder")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One L2-normalised row per text, ``(len(texts), dimension)``; there must be a text."""
        return self._encoded(texts, [View.WHOLE])[View.WHOLE]

    def encode_views(self, texts: Sequence[str]) -> dict[View, NDArray[np.float32]]:
        """As ``encode``, and the same in every other view, in the time of one of them."""
        return self._encoded(texts, list(View))

    def _encoded(self, texts: Sequence[str], views: Sequence[View]) -> dict[View, NDArray[np.float32]]:
        tokens = [self._tokenizer.encode(text.strip()).ids for text in texts]
        batches = list(_batches([len(one) for one in tokens]))
        together = [[tokens[place] for place in batch] for batch in batches]
        run = partial(self._run, views)
        made = list(self._pool.map(run, together)) if len(together) > 1 else [run(together[0])]
        places = np.argsort(np.concatenate(batches))
        return {view: np.concatenate(rows)[places] for view, rows in zip(views, zip(*made, strict=True), strict=True)}

    def _run(self, views: Sequence[View], batch: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        fed = dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        return [np.asarray(rows, dtype=np.float32) for rows in self._session.run([view.value for view in views], fed)]


def usable_threads() -> int:
    """The processors this process may use, at most OMP_NUM_THREADS where that is set."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(processors, int(wanted))) if wanted.isdecimal() else processors


def _batches(lengths: Sequence[int]) -> Iterator[NDArray[np.int64]]:
    """Places of texts that are encoded together: of like length, so that little is padded; the longest first.

    The longest first, so that no thread begins a long batch when the others have nothing left.
    """
    order = np.argsort(-np.asarray(lengths), kind="stable")
    start = 0
    while start < len(order):
        size = min(_LARGEST_BATCH, max(1, _TOKENS_A_BATCH // lengths[order[start]]))
        yield order[start : start + size]
        start += size
