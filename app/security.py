"""Passwords, unguessable tokens, and counting how often somebody tries."""

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import TooManyRequests


def new_token() -> str:
    """Return 192 random bits, URL-safe, 32 characters."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """SHA-256 of a token: enough for one of 128 or more random bits, and what the database keeps."""
    return hashlib.sha256(token.encode()).hexdigest()


def derive_token(secret: str, purpose: str, *parts: str) -> str:
    """A token (192 bits) that only this installation can compute and that is the same for the same parts."""
    material = "\x1f".join((purpose, *parts)).encode()
    digest = hmac.new(secret.encode(), material, hashlib.sha256).digest()[:24]
    return base64.urlsafe_b64encode(digest).decode()


class Passwords:
    """argon2id, in a thread: it takes tens of milliseconds by design. ``hasher`` says how much work one password is."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        self._nobody = hasher.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Check a password; for an unknown user (None) it takes as long and says no."""

        def check() -> bool:
            try:
                return self._hasher.verify(password_hash or self._nobody, password) and password_hash is not None
            except (VerificationError, InvalidHashError):
                return False

        return await asyncio.to_thread(check)


PASSWORDS: Final = Passwords(PasswordHasher())
"""With the library's present parameters, which follow RFC 9106."""


class RateLimiter:
    """At most ``limit`` calls a window from one key, counted in this process, for the newest ``capacity`` keys.

    ``source`` says in a refusal what a key stands for.
    """

    def __init__(
        self,
        limit: int,
        window_seconds: float,
        *,
        source: str = "from this address",
        capacity: int = 50_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._window = window_seconds
        self._source = source
        self._capacity = capacity
        self._clock = clock
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def check(self, key: str) -> None:
        """Count one call. Raises TooManyRequests, with the seconds to wait, when there were too many."""
        now = self._clock()
        started, count = self._counts.get(key, (now, 0))
        if now - started >= self._window:
            started, count = now, 0
        self._counts[key] = (started, count + 1)
        self._counts.move_to_end(key)
        if len(self._counts) > self._capacity:
            self._counts.popitem(last=False)
        if count >= self._limit:
            wait = max(1, round(self._window - (now - started)))
            raise TooManyRequests(
                f"Too many requests came {self._source}.", f"Please try again in {wait} seconds.", retry_after=wait
            )
