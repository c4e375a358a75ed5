"""Passwords for tests that are about something else: a proper hash takes a fifth of a second of a core, by design."""

from argon2 import PasswordHasher

from app.security import Passwords

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
