"""The default embedder for benchmarks that read the same texts again."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.embedding import SentenceTransformerEmbedder, content_key
from analysis.views import View


class Remembering:
    """The default embedder with all its views; no text is embedded twice."""

    def __init__(self, embedder: SentenceTransformerEmbedder | None = None) -> None:
        self._embedder = embedder or SentenceTransformerEmbedder()
        self._known: dict[str, NDArray[np.float32]] = {}  # of shape (views, dimension)
        self.name, self.dimension = self._embedder.name, self._embedder.dimension
        self.view_names = self._embedder.view_names

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_views(texts)[View.WHOLE]

    def embed_views(self, texts: Sequence[str]) -> dict[View, NDArray[np.float32]]:
        if new := {key: text for text in texts if (key := content_key(text)) not in self._known}:
            made = self._embedder.embed_views(list(new.values()))
            self._known |= dict(zip(new, np.stack([made[view] for view in View], axis=1), strict=True))
        rows = np.array([self._known[content_key(text)] for text in texts], dtype=np.float32)
        return {view: rows[:, place] for place, view in enumerate(View)}
