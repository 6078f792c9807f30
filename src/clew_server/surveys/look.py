"""How a survey looks and ends: colour, logo, where people are led afterwards; what may be shown where."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from clew_server.lakes.handles import opened

__all__ = ["LARGEST_LOGO", "LOGO_KINDS", "ORIGINS", "Look", "look_of", "origin_of", "origins_of"]

#: Bytes of a logo, 12 KB as it stands in a page: a whole answer page stays under 30 KB.
LARGEST_LOGO = 9 * 1024
LOGO_KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")
#: Kind and name of the document among the workspace's settings that lists the origins (https://shop.example) which
#: surveys may lead to at their end and be shown on.
ORIGINS = ("origins", "surveys")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*\Z")
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


class Look(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``colour`` is #rrggbb or empty, ``logo`` Base64 of a picture of ``logo_kind``, ``redirect`` an address or empty.

    ``sender`` is the name under which people are asked; ``closes_at`` (ISO, UTC) when nobody may answer any more.
    """

    colour: str = ""
    logo: str = ""
    logo_kind: str = ""
    redirect: str = ""
    sender: str = ""
    closes_at: str = ""


#: Made ready by the thread that imports: two that use a shape first at once end the process.
_READY = msgspec.json.Decoder(Look)


def look_of(options: dict[str, Any]) -> Look:
    """Return the look that a survey's options hold; what is crooked is left out, never an error.

    >>> look_of({"colour": "#aa0000", "unknown": 1}).colour
    '#aa0000'
    """
    said = {name: value for name, value in options.items() if name in Look.__struct_fields__ and isinstance(value, str)}
    if not _COLOUR.match(said.get("colour", "")):
        said.pop("colour", None)
    if said.get("logo_kind") not in LOGO_KINDS:
        said = {name: value for name, value in said.items() if not name.startswith("logo")}
    return msgspec.convert(said, Look)


def origins_of(workspace_id: UUID) -> tuple[str, ...]:
    """Return the origins that a workspace's surveys may lead to and be shown on, as an owner listed them."""
    kind, name = ORIGINS
    document = opened(workspace_id).store.settings.documents[kind].get(name) or {}
    return tuple(origin for origin in document.get("origins", ()) if origin_of(origin) == origin)


def origin_of(address: str) -> str:
    """Return the origin of an address, empty where it has none that a browser would go to.

    >>> origin_of("https://Shop.example:443/thanks?x=1"), origin_of("javascript:alert(1)"), origin_of("//x.org")
    ('https://shop.example', '', '')
    """
    if any(letter in address for letter in "\\\r\n\t ") or not address.isascii():
        return ""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.username is not None or not _is_host(parts.hostname or ""):
        return ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}{f':{port}' if port not in {None, usual} else ''}"


def _is_host(name: str) -> bool:
    """Return whether it is a name, or an address of the net: what else stands in an origin would end up in headers."""
    if ":" not in name:
        return bool(_HOST.match(name))
    try:
        return IPv6Address(name).scope_id is None
    except ValueError:
        return False
