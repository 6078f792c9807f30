from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime

import google_crc32c
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.store.journal.frames import (
    ERASED,
    HEADER_BYTES,
    REPLACED,
    WHOLE,
    Frame,
    body_matches,
    decode_header,
    encode_frame,
    microseconds,
    next_chain,
    open_body,
    record_hash,
)

GIVEN = {"workspace": "w1", "sequence": 7, "received_us": 1_700_000_000_000_000}


def split(data: bytes) -> tuple[Frame | None, bytes]:
    return decode_header(data[:HEADER_BYTES]), data[HEADER_BYTES:]


def test_the_header_stands_as_the_reference_page_says():
    data = encode_frame("api", b"hello", **GIVEN)
    assert data[:4] == b"CLWJ"
    assert struct.unpack_from("<HHII", data, 4) == (1, 0, 5, google_crc32c.value(b"hello"))
    assert data[16:52] == b"w1".ljust(36, b"\0")
    assert struct.unpack_from("<Qq", data, 52) == (7, 1_700_000_000_000_000)
    assert data[68:84] == b"api".ljust(16, b"\0")
    assert struct.unpack_from("<I", data, 84) == (google_crc32c.value(data[:84]),)
    assert data[88:] == b"hello"


def test_the_checksum_is_crc32c():
    assert google_crc32c.value(b"123456789") == 0xE3069283  # the check value of CRC-32C (iSCSI), RFC 3720


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2**40), st.integers(-(2**50), 2**50))
def test_what_was_encoded_is_decoded(body, sequence, received_us):
    data = encode_frame("import_done", body, workspace="ü" * 18, sequence=sequence, received_us=received_us)
    frame, rest = split(data)
    assert frame
    assert (frame.workspace, frame.sequence, frame.received_us, frame.kind) == (
        "ü" * 18,
        sequence,
        received_us,
        "import_done",
    )
    assert rest == body
    assert body_matches(frame, rest)


@settings(deadline=None)
@given(st.data())
def test_no_flipped_bit_goes_unseen(data):
    whole = encode_frame("api", data.draw(st.binary(min_size=1, max_size=200)), **GIVEN)
    bit = data.draw(st.integers(0, 8 * len(whole) - 1))
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    frame, body = split(bytes(changed))
    assert frame is None or not body_matches(frame, body)


def test_other_formats_and_states_are_none_of_ours():
    for change in ({"magic": b"CLWK"}, {"format": 2}, {"state": 3}):
        parts = {"magic": b"CLWJ", "format": 1, "state": 0} | change
        header = struct.pack(
            "<4sHHII36sQq16s", parts["magic"], parts["format"], parts["state"], 0, 0, b"w1", 0, 0, b"api"
        )
        assert decode_header(header + struct.pack("<I", google_crc32c.value(header))) is None
    assert decode_header(b"short") is None


def test_an_erased_and_a_replaced_body_keep_the_first_hash():
    first = hashlib.sha256(b"first").digest()
    frame, _ = split(encode_frame("api", b"first", **GIVEN))
    erased, _ = split(encode_frame("api", first, **GIVEN, state=ERASED))
    replaced, _ = split(encode_frame("api", first + b"other", **GIVEN, state=REPLACED))
    assert open_body(frame, b"first") == (b"first", first)
    assert open_body(erased, first) == (None, first)
    assert open_body(replaced, first + b"other") == (b"other", first)
    assert record_hash(frame, first) == record_hash(erased, first) == record_hash(replaced, first)
    assert frame.state == WHOLE


@pytest.mark.parametrize("change", [{"workspace": "w2"}, {"sequence": 8}, {"received_us": 5}])
def test_the_records_hash_covers_whose_which_and_when(change):
    one, _ = split(encode_frame("api", b"x", **GIVEN))
    other, _ = split(encode_frame("api", b"x", **(GIVEN | change)))
    assert record_hash(one, b"h" * 32) != record_hash(other, b"h" * 32)


def test_the_chain_depends_on_the_order():
    a, b = hashlib.sha256(b"a").digest(), hashlib.sha256(b"b").digest()
    start = bytes(32)
    assert next_chain(next_chain(start, a), b) != next_chain(next_chain(start, b), a)
    assert next_chain(start, a) == hashlib.sha256(start + a).digest()


def test_times_keep_their_microseconds():
    moment = datetime(2026, 11, 21, 9, 30, 15, 123457, tzinfo=UTC)
    frame, _ = split(encode_frame("api", b"", workspace="w1", sequence=0, received_us=microseconds(moment)))
    assert frame.received_at == moment
