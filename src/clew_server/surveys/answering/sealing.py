"""Times and ids that travel with a form and come back: sealed, so that nobody can make them up."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from functools import cache
from uuid import UUID, uuid4

from django.conf import settings

__all__ = ["another_id", "new_id", "opened_id", "opened_time", "response_of", "said_id", "seal_id", "seal_time",
           "seconds_since"]  # fmt: skip

_MARK_LETTERS = 22
#: Bytes of an id, and of the mark that follows it.
_ID_BYTES, _ID_MARK_BYTES = 16, 12
#: A page that was open longer was not read all the time: a day.
LONGEST = 86_400
#: Known to this process alone and kept nowhere: what is made with it leads back to nothing once it has ended.
_PASSING = secrets.token_bytes(32)


def seal_time(now: datetime) -> str:
    """Return a time that goes along with a form."""
    said = f"{int(now.timestamp())}"
    return f"{said}.{_mark('began', said)}"


def seconds_since(sealed: str, now: datetime) -> int | None:
    """Return the seconds since a sealed time; None where we did not seal it.

    >>> at = datetime(2026, 11, 29, tzinfo=UTC)
    >>> seconds_since(seal_time(at), at.replace(second=7)), seconds_since("1.x", at)
    (7, None)
    """
    shown_at = opened_time(sealed)
    return max(0, min(LONGEST, round((now - shown_at).total_seconds()))) if shown_at is not None else None


def opened_time(sealed: str) -> datetime | None:
    """Return the time that was sealed, to the second; None where we did not seal it."""
    said, _, mark = sealed.partition(".")
    if not hmac.compare_digest(mark.encode(), _mark("began", said).encode()):
        return None
    return datetime.fromtimestamp(int(said), UTC)


def new_id() -> UUID:
    """Return the id that a response will have if it is begun: random, it says nothing."""
    return uuid4()


def another_id(than: UUID, said: str) -> UUID:
    """Return the id of another response, begun from the page of one that is finished: the same for the same form.

    >>> one = new_id()
    >>> another_id(one, "a") == another_id(one, "a"), another_id(one, "a") in {one, another_id(one, "b")}
    (True, False)
    """
    return UUID(bytes=hmac.digest(_PASSING, than.bytes + said.encode(), "sha256")[:16], version=4)


def seal_id(response_id: UUID) -> str:
    """Return a response's id as it stands in addresses and goes along with forms: with a mark that only we can make.

    The id alone is in exports and tables: who reads those can neither read nor change what somebody is answering.
    """
    mark = hmac.digest(_key(), b"id\0" + response_id.bytes, "sha256")[:_ID_MARK_BYTES]
    return base64.urlsafe_b64encode(response_id.bytes + mark).decode().rstrip("=")


def opened_id(sealed: str) -> UUID | None:
    """Return the id that was sealed; None where we did not seal it.

    >>> one = new_id()
    >>> opened_id(seal_id(one)) == one, opened_id(str(one)), opened_id(seal_id(one)[:-1] + "!")
    (True, None, None)
    """
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _ID_BYTES + _ID_MARK_BYTES:
        return None
    found = UUID(bytes=raw[:_ID_BYTES])
    return found if hmac.compare_digest(sealed.encode(), seal_id(found).encode()) else None


def said_id(seed: str) -> UUID:
    """Return the id that a form says, sealed; a new one where it says none. The same form sent twice is one response.

    >>> one = new_id()
    >>> said_id(seal_id(one)) == one, said_id(str(one)) == one
    (True, False)
    """
    return opened_id(seed) or new_id()


def response_of(participant_id: UUID) -> UUID:
    """Return the id of a participant's response: always the same, and nobody can tell whose it is without our key.

    Never used for anonymous surveys: with the key it can be told.
    """
    raw = hmac.digest(_key(), b"response\0" + participant_id.bytes, "sha256")[:16]
    return UUID(bytes=raw, version=4)


def _mark(what: str, said: str) -> str:
    return hmac.digest(_key(), f"{what}\0{said}".encode(), "sha256").hex()[:_MARK_LETTERS]


def _key() -> bytes:
    return _made_of(settings.SECRET_KEY)


@cache
def _made_of(secret: str) -> bytes:
    return hashlib.sha256(b"clew survey forms\0" + secret.encode()).digest()
