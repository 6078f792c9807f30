"""What checksums alone do not find: records changed, left out or moved by somebody who can compute a CRC."""

from __future__ import annotations

from pathlib import Path

import pytest

from clew.store.journal.frames import HEADER_BYTES, decode_header, encode_frame
from clew.store.journal.scan import Ending, SegmentScan

Piece = tuple[str, bytes]


@pytest.fixture
def segment(journal, now) -> Path:
    """An open segment of two groups of two records."""
    writer = journal.writer(now=now)
    for number in range(4):
        ref = writer.append("api", b"body %d" % number)
        if number % 2:
            writer.commit()
    writer._abandon()
    return journal.folder / f"{ref.segment}.segment"


def frames(data: bytes) -> list[bytes]:
    found = []
    while data:
        end = HEADER_BYTES + decode_header(data[:HEADER_BYTES]).length
        found.append(data[:end])
        data = data[end:]
    return found


def again(
    frame: bytes, *, body: bytes | None = None, sequence: int | None = None, workspace: str | None = None
) -> bytes:
    """Return the frame with something else in it and right checksums."""
    header = decode_header(frame[:HEADER_BYTES])
    return encode_frame(
        header.kind,
        frame[HEADER_BYTES:] if body is None else body,
        workspace=workspace or header.workspace,
        sequence=header.sequence if sequence is None else sequence,
        received_us=header.received_us,
    )


def scan(path: Path, pieces: list[bytes], after: int = -1) -> tuple[list[int], Ending]:
    path.write_bytes(b"".join(pieces))
    with SegmentScan(path, path.stem, "w1") as found:
        records = [record.sequence for group in found.groups(after) for record in group]
        return records, found.ending


def test_the_frames_are_opening_two_records_commit_two_records_commit(segment):
    kinds = [decode_header(frame[:HEADER_BYTES]).kind for frame in frames(segment.read_bytes())]
    assert kinds == ["open", "api", "api", "commit", "api", "api", "commit"]


def test_a_changed_body_breaks_the_chain(segment):
    pieces = frames(segment.read_bytes())
    pieces[4] = again(pieces[4], body=b"BODY 2")
    records, ending = scan(segment, pieces)
    assert records == [0, 1]
    assert (ending.state, ending.what) == ("damaged", "the chain does not hold before record 4")


def test_a_record_left_out_is_found(segment):
    pieces = frames(segment.read_bytes())
    del pieces[2]
    assert scan(segment, pieces)[1].what == "record 2 stands where 1 should"
    del pieces[1]
    assert scan(segment, pieces)[1].what == "record 2 stands where 0 should"


def test_a_record_left_out_and_the_rest_counted_anew_breaks_the_chain(segment):
    pieces = frames(segment.read_bytes())
    forged = [pieces[0], again(pieces[2], sequence=0), again(pieces[3], sequence=1)]
    records, ending = scan(segment, forged)
    assert (records, ending.state) == ([], "damaged")


def test_a_group_from_another_place_is_found(segment):
    pieces = frames(segment.read_bytes())
    assert scan(segment, [pieces[0], *pieces[4:]])[1].state == "damaged"
    assert scan(segment, [*pieces, *pieces[4:]])[1].state == "damaged"


def test_a_record_of_another_workspace_is_found(segment):
    pieces = frames(segment.read_bytes())
    pieces[1] = again(pieces[1], workspace="w2")
    assert scan(segment, pieces)[1].what == "belongs to workspace 'w2'"


def test_a_second_opening_is_found(segment):
    pieces = frames(segment.read_bytes())
    assert scan(segment, [pieces[0], pieces[0], *pieces[1:]])[1].state == "damaged"


def test_the_skip_by_headers_gives_the_same_records(segment):
    pieces = frames(segment.read_bytes())
    for after in range(-1, 5):
        records, ending = scan(segment, pieces, after)
        assert records == [number for number in range(4) if number > after]
        assert (ending.state, ending.records) == ("clean", 4)


def test_a_group_behind_a_damaged_one_is_not_given(segment):
    pieces = frames(segment.read_bytes())
    pieces[1] = pieces[1][:-1] + b"X"
    records, ending = scan(segment, pieces)
    assert (records, ending.state, ending.records) == ([], "damaged", 0)


def test_what_a_living_writer_adds_while_it_is_read_is_no_damage(journal, now, tmp_path):
    """The file was opened while a group was on its way into it; two more were committed before its end was judged."""
    writer = journal.writer(now=now)
    for number in range(4):
        ref = writer.append("api", b"body %d" % number)
        writer.commit()
    whole = (journal.folder / f"{ref.segment}.segment").read_bytes()
    writer._abandon()
    second = sum(map(len, frames(whole)[:4]))
    path = tmp_path / f"{ref.segment}.segment"
    path.write_bytes(whole[: second - 5])
    with SegmentScan(path, path.stem, "w1") as found:
        path.write_bytes(whole)
        records = [record.sequence for group in found.groups() for record in group]
    assert (records, found.ending.state) == ([0], "torn")
