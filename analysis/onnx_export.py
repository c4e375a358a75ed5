"""Makes the ONNX graph of the default encoder from the installed weights, once on a machine, without a network.

The graph computes what PyTorch computes, in 32 bits: its vectors are the model's own, may lie in one cache with
PyTorch's, and do not depend on the texts they were made with. An int8 graph is faster by a quarter to two thirds when
it reads one text at a time; together, it scales all by the largest number among them, so that one text would get other
vectors in other company (mean cosine .993).
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np

from analysis.onnx_encoder import INPUTS, OnnxEncoder
from analysis.torch_encoder import view_module, views_of
from analysis.views import View

_RECIPE: Final = "fp32-3"
"""To be changed with what the graph computes: graphs of another recipe are left alone."""
_OPSET: Final = 17
_SECONDS: Final = 300.0
_CHECKED_TEXTS: Final = ("The export failed twice.", "ok", "We waited three weeks for access. " * 30)
_LEAST_ALIKE: Final = 0.9999


class ExportFailedError(Exception):
    """No graph could be made; PyTorch serves in its stead."""


def graphs_folder() -> Path:
    """Where graphs are kept: the user's cache folder, for every installation and process of this user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "verbatim"


def find_graph(folder: Path, weights: str) -> Path | None:
    """The graph of the weights with this SHA-256 that is whole: its name tells the SHA-256 of its content."""
    for path in sorted(folder.glob(f"{weights[:16]}.{_RECIPE}.*.onnx")):
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            continue
        if path.name.split(".")[-2] == found:
            return path
    return None


def made_graph(folder: Path, weights: str) -> Path:
    """The graph in ``folder``, made in a process of its own where there is none yet. Raises ExportFailedError.

    PyTorch and what exports it take 700 MB, which this process would keep. Two processes that make it at once make the
    same file, and the last one stays.
    """
    if (graph := find_graph(folder, weights)) is not None:
        return graph
    missing = [package for package in ("torch", "onnx") if importlib.util.find_spec(package) is None]
    if missing:
        raise ExportFailedError(f"not installed: {', '.join(missing)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "analysis.onnx_export", str(folder), weights],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportFailedError(str(error)) from error
    graph = find_graph(folder, weights)
    if graph is None:
        said = done.stderr.strip().splitlines()
        raise ExportFailedError(said[-1] if said else f"the export ended with status {done.returncode}")
    return graph


def export(model: Any, folder: Path, weights: str, tokenizer: Path) -> Path:
    """Write the graph of a sentence-transformers ``model`` of BERT's kind; it appears whole or not at all.

    Raises ExportFailedError when the graph's vectors are not those of the model.
    """
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        made = Path(beside) / "graph.onnx"
        _write(model, made)
        encoder = OnnxEncoder(made, tokenizer, threads=1)
        expected = views_of(model, _CHECKED_TEXTS, 1)
        expected[View.WHOLE] = model.encode(list(_CHECKED_TEXTS), normalize_embeddings=True, show_progress_bar=False)
        for view, rows in encoder.encode_views(_CHECKED_TEXTS).items():
            alike = float(np.sum(rows * expected[view], axis=1).min())
            if not alike >= _LEAST_ALIKE:
                raise ExportFailedError(f"the graph's vectors differ from the model's ({view}: cosine {alike:.4f})")
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        return made.replace(folder / f"{weights[:16]}.{_RECIPE}.{digest}.onnx")


def _write(model: Any, to: Path) -> None:
    import torch  # noqa: PLC0415 - takes seconds, and only this needs it

    ids = torch.ones((2, 8), dtype=torch.int64)
    axes = {name: {0: "texts", 1: "tokens"} for name in INPUTS} | {view.value: {0: "texts"} for view in View}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's advice to its authors
        # The tracing exporter: the newer one needs a package more and gives the same graph.
        torch.onnx.export(
            view_module(model),
            (ids, ids, ids * 0),
            str(to),
            input_names=list(INPUTS),
            output_names=[view.value for view in View],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def main(arguments: list[str]) -> None:
    """``python -m analysis.onnx_export FOLDER WEIGHTS``: what `made_graph` starts."""
    from analysis.embedding import default_model_folder, load_default_model  # noqa: PLC0415 - it imports this module

    folder, weights = arguments
    export(load_default_model(), Path(folder), weights, default_model_folder() / "tokenizer.json")


if __name__ == "__main__":
    main(sys.argv[1:])
