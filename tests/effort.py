"""How work grows with its input, measured as a ratio within one run: seconds on a busy machine mean nothing."""

import gc
import time
from collections.abc import Callable

SLACK = 5.0
NOTHING = 0.002
"""Seconds below which a measurement is only noise."""


def assert_linear(work: Callable[[str], object], text: str, *, shorter: int = 10) -> None:
    """Fail when the whole text takes far more than ``shorter`` times the work of a piece that many times shorter."""
    piece = text[: len(text) // shorter]
    small = max(_seconds(work, piece), NOTHING)
    large = _seconds(work, text)
    assert large <= small * shorter * SLACK, (
        f"{len(piece)} characters took {small:.3f} s, {len(text)} took {large:.3f} s"
    )


def _seconds(work: Callable[[str], object], text: str) -> float:
    """The least of three runs, in seconds of this process's own computing.

    Without the collector of garbage, which walks through all that other tests have left alive.
    """
    took = []
    for _ in range(3):
        gc.collect()
        gc.disable()
        try:
            started = time.process_time()
            work(text)
            took.append(time.process_time() - started)
        finally:
            gc.enable()
    return min(took)
