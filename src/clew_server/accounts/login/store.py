"""Where sessions are kept: under a hash of their key, so that who reads the database or a copy of it is nobody."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Base
from django.utils import timezone

__all__ = ["SessionStore", "kept_as"]

#: As many letters of the hash as a key has room for: 160 bits.
_ROOM = 40


def kept_as(key: str) -> str:
    """Return what the database knows a session by.

    >>> len(kept_as("a key of a browser"))
    40
    """
    return hashlib.sha256(key.encode()).hexdigest()[:_ROOM]


class SessionStore(Base):
    """Django's sessions in the database; what the cookie says stands nowhere."""

    def _get_session_from_db(self) -> Any:
        return self._found(self._asked().first())

    async def _aget_session_from_db(self) -> Any:
        return self._found(await self._asked().afirst())

    def _asked(self) -> Any:
        return self.model.objects.filter(session_key=kept_as(self.session_key or ""), expire_date__gt=timezone.now())

    def _found(self, session: Any) -> Any:
        if session is None:
            self._session_key = None
        return session

    def exists(self, session_key: str) -> bool:
        """Return whether there is a session with this key."""
        return bool(super().exists(kept_as(session_key)))

    async def aexists(self, session_key: str) -> bool:
        """Return whether there is a session with this key."""
        return bool(await super().aexists(kept_as(session_key)))

    def create_model_instance(self, data: Any) -> Any:
        """Return the row of a session."""
        return _hashed(super().create_model_instance(data))

    async def acreate_model_instance(self, data: Any) -> Any:
        """Return the row of a session."""
        return _hashed(await super().acreate_model_instance(data))

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session, by default this one."""
        if key := session_key or self.session_key:
            super().delete(kept_as(key))

    async def adelete(self, session_key: str | None = None) -> None:
        """Remove a session, by default this one."""
        if key := session_key or self.session_key:
            await super().adelete(kept_as(key))


def _hashed(row: Any) -> Any:
    row.session_key = kept_as(row.session_key)
    return row
