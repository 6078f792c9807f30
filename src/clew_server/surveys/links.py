"""Addresses of answer pages: a public one a distribution, a personal one a participant, one a response."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from clew.errors import UsageError
from clew_server.configuration import configuration
from clew_server.lakes.handles import opened
from clew_server.surveys.persons import keys_of_names

__all__ = [
    "PREFIX",
    "Out",
    "new_slug",
    "out_address",
    "out_of",
    "out_token",
    "participant_of",
    "personal_address",
    "personal_token",
    "public_address",
    "short_out_address",
]

PREFIX = "/s/"
_SLUG_BYTES = 12
_MARK_BYTES = 16
_TOKEN_BYTES = 32
_PERSON_BYTES = 32
#: Of a link that says "never again": workspace, participant, person, mark; and where it holds one key more.
_OUT_BYTES = 16 + 16 + _PERSON_BYTES + _MARK_BYTES
_LONG_OUT_BYTES = _OUT_BYTES + _PERSON_BYTES


class Out(NamedTuple):
    """Who says "never again": a participant; and the person of a workspace, whom the link names where it does.

    ``person`` is the key that stands for them, ``also`` that of the address they were asked at, where it is another.
    """

    participant_id: UUID
    workspace_id: UUID | None = None
    person: str = ""
    also: str = ""

    @property
    def keys(self) -> list[str]:
        """All keys of the person that the link names."""
        return [key for key in (self.person, self.also) if key]


def new_slug() -> str:
    """Return a new random public address of a distribution: 16 characters, 96 bits."""
    return secrets.token_urlsafe(_SLUG_BYTES)


def personal_token(participant_id: UUID) -> str:
    """Return the token of a participant's link: the id and a mark that only this server can make; nothing is stored."""
    return _text(participant_id.bytes + _mark(participant_id.bytes))


def participant_of(token: str) -> UUID | None:
    """Return whose ``token`` it is, None where this server did not make it.

    >>> one = UUID(int=7)
    >>> participant_of(personal_token(one)) == one, participant_of("x" * 43)
    (True, None)
    """
    raw = _bytes(token)
    if len(raw) != _TOKEN_BYTES or not hmac.compare_digest(raw[16:], _mark(raw[:16])):
        return None
    return UUID(bytes=raw[:16])


def personal_address(participant_id: UUID, **query: str) -> str:
    """Return the whole address of a participant's link; ``query`` as ``**{"q.score": "9"}`` answers by a click."""
    return _whole(f"{PREFIX}{personal_token(participant_id)}", query)


def public_address(slug: str, **query: str) -> str:
    """Return the whole address of a distribution's public link."""
    return _whole(f"{PREFIX}{slug}", query)


def out_address(workspace_id: UUID, participant_id: UUID, person: str, address: str) -> str:
    """Return the whole address at which a participant, who is asked at ``address``, says: never again."""
    return _whole(f"{PREFIX}out/{out_token(workspace_id, participant_id, person, address)}", {})


def short_out_address(participant_id: UUID) -> str:
    """Return a shorter one, for text messages: it leads nowhere once the participant is gone."""
    return _whole(f"{PREFIX}out/{personal_token(participant_id)}", {})


def out_token(workspace_id: UUID, participant_id: UUID, person: str, address: str = "") -> str:
    """Return what says "never again" for a person of a workspace, as :mod:`clew_server.surveys.persons` knows them.

    It names them by ``person``, and by the key of the address at which they are asked: no data may know of that one.

    It outlives its way out, and the server's secret key: the mark is made with the workspace's own, which is in every
    copy of it.
    """
    keys = dict.fromkeys([person, *keys_of_names(workspace_id, (), (address,))])
    raw = workspace_id.bytes + participant_id.bytes + b"".join(map(bytes.fromhex, keys))
    return _text(raw + _own_mark(workspace_id, raw))


def out_of(token: str) -> Out | None:
    """Return who says "never again" by a token; None where this server did not make it. A personal one does as well."""
    raw = _bytes(token)
    if len(raw) not in {_OUT_BYTES, _LONG_OUT_BYTES}:
        participant_id = participant_of(token)
        return Out(participant_id) if participant_id is not None else None
    said, mark = raw[:-_MARK_BYTES], raw[-_MARK_BYTES:]
    workspace_id = UUID(bytes=said[:16])
    try:
        is_ours = hmac.compare_digest(mark, _own_mark(workspace_id, said))
    except UsageError:  # no workspace of this server
        return None
    person, also = said[32:].hex()[: 2 * _PERSON_BYTES], said[32:].hex()[2 * _PERSON_BYTES :]
    return Out(UUID(bytes=said[16:32]), workspace_id, person, also) if is_ours else None


def _whole(path: str, query: dict[str, str]) -> str:
    return configuration().address + path + (f"?{urlencode(query)}" if query else "")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(token: str) -> bytes:
    """Return what a token holds, nothing where it is spelt otherwise than we do: each has one address, not four."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return b""
    return raw if _text(raw) == token else b""


def _own_mark(workspace_id: UUID, raw: bytes) -> bytes:
    secret = opened(workspace_id).store.place.secret
    return hmac.digest(secret, b"survey never again\0" + raw, "sha256")[:_MARK_BYTES]


def _mark(raw: bytes) -> bytes:
    key = hashlib.sha256(b"clew survey links\0" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, raw, "sha256")[:_MARK_BYTES]
