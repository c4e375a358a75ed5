"""What was worked out of an answer once is not worked out again on every later turn."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """Results of a pure function by the texts that it was given; the latest ``most`` are kept.

    The texts themselves are not. Safe to use from several threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[bytes, T] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, texts: tuple[str, ...], make: Callable[[], T]) -> T:
        """The result for ``texts``, made by ``make`` where it is not known; what that raises is not remembered."""
        key = _fingerprint(texts)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = make()
        with self._lock:
            self._known[key] = made
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return made


def _fingerprint(texts: tuple[str, ...]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for text in texts:
        part = text.encode("utf-8", "surrogatepass")
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
