"""llama.cpp's own server on one weights file: OpenAI's chat completions over HTTP on this machine.

Run as ``python benchmarks/_llama_server.py WEIGHTS PORT`` by a Python that has ``xllamacpp``; the key it wants is read
from ``VERBATIM_LOCAL_KEY``. It needs nothing of this project, so that Python may be any.
"""

import os
import sys
import time

# Spinning threads on a busy machine take the processor from everybody, the model included. Read when OpenMP loads.
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"

import xllamacpp  # type: ignore[import-not-found]  # installed by hand, see _local_model.py

CONTEXT_TOKENS = 16_384
"""Shared by the streams: a long interview with its prompt is about 4,000."""
STREAMS = 2
SEED = 20261122


def main(weights: str, port: int, key: str) -> None:
    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.api_keys = [key]
    params.ui = False
    params.offline = True
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = STREAMS
    params.sampling.seed = SEED
    # Two threads that share two processors with anything else fall to a token a second.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    server, parent = xllamacpp.Server(params), os.getppid()
    # It ends with whoever started it, also when that was killed.
    while os.getppid() == parent:
        time.sleep(1)
    del server


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), os.environ["VERBATIM_LOCAL_KEY"])
