"""A scanner that decodes what it finds: where a canary is, it sings."""

from __future__ import annotations

import base64
import io
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

_DEEP = 4


def unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield ``data`` and everything that is packed in it, wherever it begins: gzip, zstd and lz4 frames, zip, Parquet.

    Arrow files and streams, Parquet pages and the journal's blocks are found by their compressed frames; Parquet is
    also read as Parquet, for its values, its statistics and its metadata.
    """
    yield data
    if depth == _DEEP:
        return
    for inner in (*_frames(data), *_zip(data), *_parquet(data)):
        yield from unpacked(inner, depth + 1)


def _frames(data: bytes) -> Iterator[bytes]:
    for magic, (codec, end_of) in _PACKED.items():
        at = data.find(magic)
        while at >= 0:
            yield _decompress(data[at : end_of(data, at)], codec)
            at = data.find(magic, at + 1)


def _decompress(frame: bytes, codec: str) -> bytes:
    """Return what can be read of a frame; where it is none after all, what was read so far."""
    found = io.BytesIO()
    try:
        with pa.CompressedInputStream(pa.BufferReader(frame), codec) as stream:
            while piece := stream.read(1024):
                found.write(piece)
    except (OSError, pa.ArrowException):
        pass
    return found.getvalue()


def _end_of_gzip(data: bytes, at: int) -> int:
    reader = zlib.decompressobj(wbits=31)
    try:
        reader.decompress(data[at:])
    except zlib.error:
        return at
    return len(data) - len(reader.unused_data)


def _end_of_lz4(data: bytes, at: int) -> int:
    """Return where an LZ4 frame ends (LZ4 Frame Format 1.6): what follows would spoil the reading of its last bytes."""
    flags = data[at + 4] if at + 4 < len(data) else 0
    here = at + 7 + 8 * (flags >> 3 & 1) + 4 * (flags & 1)
    while size := int.from_bytes(data[here : here + 4], "little"):
        here += 4 + (size & 0x7FFFFFFF) + 4 * (flags >> 4 & 1)
    return here + 4 + 4 * (flags >> 2 & 1)


def _end_of_zstd(data: bytes, at: int) -> int:
    """Return where a Zstandard frame ends (RFC 8878, 3.1.1)."""
    flags = data[at + 4] if at + 4 < len(data) else 0
    single, content = flags >> 5 & 1, (1, 2, 4, 8)[flags >> 6]
    here = at + 5 + (1 - single) + (0, 1, 2, 4)[flags & 3] + (content if flags >> 6 or single else 0)
    is_last = False
    while not is_last and here < len(data):
        header = int.from_bytes(data[here : here + 3], "little")
        is_last = bool(header & 1)
        here += 3 + (1 if header >> 1 & 3 == 1 else header >> 3)
    return here + 4 * (flags >> 2 & 1)


_PACKED = {
    b"\x28\xb5\x2f\xfd": ("zstd", _end_of_zstd),
    b"\x04\x22\x4d\x18": ("lz4", _end_of_lz4),
    b"\x1f\x8b\x08": ("gzip", _end_of_gzip),
}


def _zip(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def _parquet(data: bytes) -> Iterator[bytes]:
    if not (data.startswith(b"PAR1") and data.endswith(b"PAR1")):
        return
    file = pq.ParquetFile(pa.BufferReader(data))
    yield repr(file.metadata).encode()
    yield repr(file.metadata.metadata).encode()
    yield repr(file.read().to_pylist()).encode()
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            yield repr(file.metadata.row_group(group).column(column).statistics).encode()


def disguises(text: str) -> set[bytes]:
    """Return the ways ``text`` may stand in bytes: UTF-8, UTF-16, JSON and URL escapes, hex, base64 at 3 offsets."""
    plain = text.encode()
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in text)
    found = {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), escaped.encode(), escaped.upper().encode()}
    found |= {plain.hex().encode(), plain.hex().upper().encode(), urllib.parse.quote(text, safe="").encode()}
    for offset in range(3):
        whole = base64.b64encode(b"x" * offset + plain + b"xxx")
        found.add(whole[-(-offset * 8 // 6) + (offset > 0) : (offset + len(plain)) * 8 // 6])
    return found


def scan(folder: Path, canaries: Iterable[str]) -> set[str]:
    """Return the canaries that stand anywhere in a byte, or a name, of a file under ``folder``."""
    paths = sorted(path for path in folder.rglob("*"))
    pieces = [str(path.relative_to(folder)).encode() for path in paths]
    for path in paths:
        if path.is_file():
            pieces += unpacked(path.read_bytes())
    everything = b"\n".join(dict.fromkeys(pieces))
    return {canary for canary in canaries if any(form in everything for form in disguises(canary))}


@pytest.fixture(name="scan")
def scan_fixture() -> Callable[[Path, Iterable[str]], set[str]]:
    return scan


@pytest.fixture(name="disguises")
def disguises_fixture() -> Callable[[str], set[bytes]]:
    return disguises
