"""What a body tells of a device and its visit that is never written down: its address, its browser, what was searched.

The texts are emptied where they stand in the JSON: all else of a message stays as it was sent, byte for byte.
"""

from __future__ import annotations

import re

__all__ = ["without_traces"]

_REST = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
_TEXT = rb'"' + _REST + rb'"'
_FLAT = rb'[^"{}]|' + _TEXT
_OBJECT = rb"\{(?:" + _FLAT + rb"|\{(?:" + _FLAT + rb")*+\})*+\}"
#: The network address and the browser, wherever they are named.
_DEVICE = re.compile(rb'("(?:ip|user[_-]?[aA]gent)"\s*+:\s*+")' + _REST + rb'(?=")')
#: The page that a message's context tells of; in it addresses, and what was searched for.
_PAGE = re.compile(rb'"page"\s*+:\s*+' + _OBJECT)
#: What newer browsers tell of themselves beside.
_HINTS = re.compile(rb'("userAgentData"\s*+:\s*+)' + _OBJECT)
_BEHIND = re.compile(
    rb'("(?:(?:tab_)?url|href|(?:initial_)?referrer)"\s*+:\s*+"[^"\\?#]*+(?:\\.[^"\\?#]*+)*+)[?#]' + _REST + rb'(?=")'
)
_SEARCHED = re.compile(rb'("search"\s*+:\s*+")' + _REST + rb'(?=")')


def without_traces(body: bytes) -> bytes:
    """Return a body of JSON without addresses of devices, names of browsers, and what pages were asked for.

    >>> without_traces(b'{"context": {"ip": "192.0.2.7", "page": {"url": "https://shop.example/a?mail=a@b.c"}}}')
    b'{"context": {"ip": "", "page": {"url": "https://shop.example/a"}}}'
    """
    if b'"ip"' in body or b'gent"' in body:
        body = _DEVICE.sub(rb"\1", body)
    if b'"userAgentData"' in body:
        body = _HINTS.sub(rb"\1{}", body)
    if b"?" in body or b"#" in body:
        body = _PAGE.sub(_bare, body)
    return body


def _bare(page: re.Match[bytes]) -> bytes:
    return _SEARCHED.sub(rb"\1", _BEHIND.sub(rb"\1", page[0]))
