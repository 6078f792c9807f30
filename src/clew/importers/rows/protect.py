"""What must not reach the journal leaves the batch here: dropped columns go, hashed ones become keyed hashes."""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa

from clew.importers.mapping.model import Mapping
from clew.importers.values.cells import clean_texts

__all__ = ["protect_batch", "protected_text"]

HASH_DIGITS = 32


def protect_batch(raw: pa.RecordBatch, mapping: Mapping, secret: bytes) -> pa.RecordBatch:
    """Return the batch without the columns to drop and with HMAC-SHA256 (32 hex digits) in those to hash.

    Equal texts give equal hashes in every column and file of a workspace, so that hashed numbers still join.

    >>> from clew.importers.mapping.model import Mapping, Private
    >>> batch = pa.record_batch({"ip": ["1.2.3.4"], "score": ["9"]})
    >>> protect_batch(batch, Mapping((), Private(drop=("ip",))), b"").schema.names
    ['score']
    """
    private = mapping.private
    names = [name for name in raw.schema.names if name not in private.drop]
    columns = [_hashed(raw.column(name), secret) if name in private.hash else raw.column(name) for name in names]
    return pa.RecordBatch.from_arrays(columns, names)


def protected_text(text: str, secret: bytes) -> str:
    """Return what stands in a hashed column where the source said ``text``."""
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:HASH_DIGITS]


def _hashed(texts: pa.Array, secret: bytes) -> pa.Array:
    """Keyed hashes of the texts, null where there is none; each distinct text is hashed once."""
    encoded = clean_texts(texts).dictionary_encode()
    digests = [protected_text(text, secret) for text in encoded.dictionary.to_pylist()]
    return pa.array(digests, pa.string()).take(encoded.indices)
