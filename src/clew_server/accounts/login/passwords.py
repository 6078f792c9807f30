"""How passwords are kept: argon2id, with at most four computed at once."""

from __future__ import annotations

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

__all__ = ["Hasher", "TooManyHashesError"]

AT_ONCE = 4
#: Seconds that one more waits for its turn.
PATIENCE = 2.0
_turns = BoundedSemaphore(AT_ONCE)


class TooManyHashesError(Exception):
    """More passwords are being checked than this machine should bear: answered with 429."""


class Hasher(Argon2PasswordHasher):
    """argon2id with 19 MiB, two passes, one lane: OWASP's minimum, about 60 ms."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a new password."""
        with _turn():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether ``password`` is the one that was hashed."""
        with _turn():
            return bool(super().verify(password, encoded))


class _turn:  # noqa: N801 - reads as the statement it is
    def __enter__(self) -> None:
        if not _turns.acquire(timeout=PATIENCE):
            raise TooManyHashesError

    def __exit__(self, *_: object) -> None:
        _turns.release()
