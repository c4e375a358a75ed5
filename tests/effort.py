"""How work grows with its input, measured as a ratio within one run: seconds on a busy machine mean nothing."""

import gc
import time
from collections.abc import Callable

SLACK = 5.0
NOTHING = 0.002
"""Seconds below which a measurement is only noise."""


MEASUREMENTS = 3


def assert_linear(work: Callable[[str], object], text: str, *, shorter: int = 10) -> None:
    """Fail when the whole text takes far more than ``shorter`` times the work of a piece that many times shorter.

    The least of a few measurements counts, as nothing else makes one shorter; what passes is not measured again.
    """
    piece = text[: len(text) // shorter]
    small = max(min(_seconds(work, piece) for _ in range(MEASUREMENTS)), NOTHING)
    large = float("inf")
    for _ in range(MEASUREMENTS):
        large = min(large, _seconds(work, text))
        if large <= small * shorter * SLACK:
            return
    raise AssertionError(f"{len(piece)} characters took {small:.3f} s, {len(text)} took {large:.3f} s")


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Seconds of this process's own computing.

    Without the collector of garbage, which walks through all that other tests have left alive.
    """
    gc.disable()
    try:
        started = time.process_time()
        work(text)
        return time.process_time() - started
    finally:
        gc.enable()
