import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from analysis.embedding import SentenceTransformerEmbedder
from analysis.onnx_encoder import OnnxEncoder, _batches, usable_threads
from analysis.onnx_export import _RECIPE, ExportFailedError, find_graph, graphs_folder, made_graph

WEIGHTS = "ab" * 32


def keep(folder: Path, content: bytes, named: bytes | None = None) -> Path:
    digest = sha256(content if named is None else named).hexdigest()
    path = folder / f"{WEIGHTS[:16]}.{_RECIPE}.{digest}.onnx"
    path.write_bytes(content)
    return path


def test_a_graph_is_found_only_when_its_content_is_what_its_name_says(tmp_path: Path) -> None:
    assert find_graph(tmp_path / "nowhere", WEIGHTS) is None
    broken = keep(tmp_path, b"half a gra", named=b"half a graph and the rest")
    assert find_graph(tmp_path, WEIGHTS) is None
    whole = keep(tmp_path, b"a graph")
    assert find_graph(tmp_path, WEIGHTS) == whole
    assert find_graph(tmp_path, "cd" * 32) is None
    assert made_graph(tmp_path, WEIGHTS) == whole
    assert broken.exists()  # another version's property, perhaps: nobody deletes what they did not make


def test_a_folder_that_cannot_be_written_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportFailedError, match="file"):
        made_graph(tmp_path / "file" / "graphs", WEIGHTS)


def test_graphs_are_kept_in_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert graphs_folder() == tmp_path / "verbatim"


def test_one_setting_bounds_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert usable_threads() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert 1 <= usable_threads() <= (os.cpu_count() or 1)


def test_every_text_is_in_one_batch_with_texts_of_its_length() -> None:
    lengths = [3, 256, 4, 4, 5, 256, 3, 250, 90, 4, 4, 4, 4]
    batches = [batch.tolist() for batch in _batches(lengths)]
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    assert batches[0] == [1, 5]  # the longest first, and few of them
    assert all(len(batch) * max(lengths[place] for place in batch) <= 512 for batch in batches)
    assert max(map(len, batches)) == 8


def test_what_stops_onnx_does_not_stop_the_embedder(tmp_path: Path) -> None:
    """In a process of its own, where ONNX Runtime is not installed; the model itself need not be read for this."""
    code = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from analysis.embedding import SentenceTransformerEmbedder\n"
        "print(SentenceTransformerEmbedder().slower_because)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "onnxruntime" in done.stdout


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_onnx_gives_the_models_own_vectors_whatever_the_company() -> None:
    embedder = SentenceTransformerEmbedder()
    assert embedder.slower_because == ""
    texts = [
        "The export is slow",
        "ok",
        "",
        "  spaces\n",
        "\x00 \ud800",
        "\u05e9\u05dc\u05d5\u05dd \U0001f642",
        "x" * 9_000,
        "so " * 900,
    ]
    vectors = embedder.embed(texts)
    expected = embedder._loaded().encode(
        [text[:8_000].encode("utf-8", "replace").decode() for text in texts], normalize_embeddings=True
    )
    assert np.allclose(vectors, expected, atol=1e-5)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert np.allclose(vectors, alone, atol=1e-5)
    encoder = embedder._onnx_encoder()
    assert isinstance(encoder, OnnxEncoder)
    with ThreadPoolExecutor(4) as pool:
        assert all(np.allclose(found, vectors, atol=1e-5) for found in pool.map(embedder.embed, [texts] * 8))
