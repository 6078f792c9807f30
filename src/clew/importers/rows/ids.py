"""What makes a row's id: the mapping's key, or else the file's bytes and the row's place in it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["join_texts", "place_ids"]

HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
ROW_DIGITS, PART_DIGITS = 12, 4
FILE_DIGITS = 24


def join_texts(parts: list[pa.Array]) -> pa.Array:
    """Return the texts joined by ``|``, null where any part is null; one part is itself.

    >>> join_texts([pa.array(["2017", "2017"]), pa.array(["1", None])]).to_pylist()
    ['2017|1', None]
    """
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, "|")


def place_ids(source_sha256: str, rows: npt.NDArray[np.int64], part: int) -> pa.Array:
    """Return ids of rows without a key: hex of the file's SHA-256 (24 digits), row (12) and part (4).

    Written out rather than hashed once more: two places of one file can then never share an id.

    >>> place_ids("ab" * 32, np.array([10]), 1).to_pylist()
    ['abababababababababababab00000000000a0001']
    """
    width = FILE_DIGITS + ROW_DIGITS + PART_DIGITS
    digits = np.empty((len(rows), width), np.uint8)
    digits[:, :FILE_DIGITS] = np.frombuffer(source_sha256[:FILE_DIGITS].encode(), np.uint8)
    for place in range(ROW_DIGITS):
        digits[:, FILE_DIGITS + place] = HEX[(rows >> (4 * (ROW_DIGITS - 1 - place))) & 15]
    digits[:, FILE_DIGITS + ROW_DIGITS :] = np.frombuffer(f"{part:0{PART_DIGITS}x}".encode(), np.uint8)
    offsets = np.arange(0, (len(rows) + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(rows), [None, pa.py_buffer(offsets), pa.py_buffer(digits)])
