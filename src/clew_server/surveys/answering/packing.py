"""Pages packed (gzip) for browsers that take them so: a third of their size goes over the line.

Nobody makes somebody else's browser ask for a page with a secret of theirs in it: there is no cookie, the secret is the
address itself. Pages that are sent back with what was typed are not packed. What is left is who watches the line: how
well a page packs could tell which of its answers is chosen, so each is given a name of random length.
"""

from __future__ import annotations

import re
import secrets
import struct
import zlib

import msgspec

from clew_server.collect.replies import Reply

__all__ = ["packed", "takes_gzip"]

#: Smaller pages gain nothing.
LEAST = 1024
#: How hard is tried: the most takes twice as long, for less than a tenth of the size.
LEVEL = 1
#: Letters of the name, which nobody reads, at most.
LONGEST_NAME = 256
#: A gzip file with a name, of no time and from no system (RFC 1952, 2.3).
_HEAD = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"
_NEVER = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")


def packed(reply: Reply, accepted: str) -> Reply:
    """Return the reply to a GET, packed where it is a page and the browser takes it; a cache is told of the choice."""
    if not reply.kind.startswith(b"text/html") or len(reply.file) < LEAST:
        return reply
    more = (*reply.more, (b"vary", b"accept-encoding"))
    if not takes_gzip(accepted):
        return msgspec.structs.replace(reply, more=more)
    return msgspec.structs.replace(reply, more=(*more, (b"content-encoding", b"gzip")), file=_packed(reply.file))


def takes_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header takes gzip.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("deflate, GZIP"), takes_gzip("gzip;q=0.0"), takes_gzip("")
    (True, True, False, False)
    """
    wishes = (part.partition(";") for part in accepted.split(","))
    return any(name.strip().lower() == "gzip" and not _NEVER.fullmatch(weight) for name, _, weight in wishes)


def _packed(page: bytes) -> bytes:
    name = b"-" * secrets.randbelow(LONGEST_NAME)
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    end = struct.pack("<LL", zlib.crc32(page), len(page) & 0xFFFFFFFF)
    return b"".join((_HEAD, name, b"\0", packing.compress(page), packing.flush(), end))
