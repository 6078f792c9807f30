"""Unpacking: like the standard library on whole files, better on cut ones, and no bomb goes off."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError
from clew.importers.readers import byte_stream
from clew.importers.readers.byte_stream import ByteStream


def unpacked(path: Path, size: int = 1000) -> tuple[bytes, str]:
    with ByteStream(path) as stream:
        data = b"".join(iter(lambda: stream.read(size), b""))
        return data, stream.torn


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(members=st.lists(st.binary(max_size=300), min_size=1, max_size=4), size=st.integers(1, 400))
def test_members_one_after_another(tmp_path, members, size):
    """Several gzip members are one file, as gunzip reads them."""
    path = tmp_path / "t.gz"
    path.write_bytes(b"".join(gzip.compress(member) for member in members))
    assert unpacked(path, size) == (b"".join(members), "")


def test_every_byte_before_a_cut_is_given(tmp_path):
    """A file cut at any place gives a true beginning, and says that it is torn."""
    data = random.Random(3).randbytes(5000) + b"x" * 5000  # noqa: S311 - any bytes that do not pack
    packed = gzip.compress(data)
    path = tmp_path / "t.gz"
    lengths = []
    for cut in range(20, len(packed), 97):
        path.write_bytes(packed[:cut])
        found, torn = unpacked(path, 1 << 20)
        assert data.startswith(found)
        assert "ends in the middle" in torn
        lengths.append(len(found))
    assert lengths == sorted(lengths)
    assert lengths[-1] > 4000


def test_flipped_byte_is_noticed(tmp_path):
    """The check sum at the end, or the data before it, tells."""
    packed = bytearray(gzip.compress(b"id,n\n" * 1000))
    packed[-6] ^= 1
    path = tmp_path / "t.gz"
    path.write_bytes(packed)
    assert "damaged" in unpacked(path)[1]


def test_padding_after_the_end_is_nothing(tmp_path):
    """Tapes and block devices pad with zeros."""
    path = tmp_path / "t.gz"
    path.write_bytes(gzip.compress(b"abc") + b"\0" * 512)
    assert unpacked(path) == (b"abc", "")


def test_bomb(tmp_path, monkeypatch):
    """Out of all proportion is refused while reading, long before the end."""
    monkeypatch.setattr(byte_stream, "_FREE_BYTES", 1 << 20)
    path = tmp_path / "t.gz"
    path.write_bytes(gzip.compress(b"\0" * (20 << 20)))
    with pytest.raises(UnreadableFileError, match="decompression bomb"):
        unpacked(path, 1 << 16)


def test_tight_but_honest(tmp_path):
    """A small file may be packed as tightly as it likes."""
    path = tmp_path / "t.gz"
    path.write_bytes(gzip.compress(b"1,2\n" * 100_000))
    assert unpacked(path) == (b"1,2\n" * 100_000, "")
