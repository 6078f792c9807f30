"""Cutting into whole records: whatever the size of the pieces, the records are those the parser sees."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.csv as pv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers.readers.csv_files import csv_blocks
from clew.importers.readers.csv_files.csv_blocks import Block, Unfinished, line_ends, record_blocks, whole_records

RAW = st.text(alphabet='ab",\n\r', max_size=60)


class Pieces:
    """A reader that hands out the data a few bytes at a time."""

    def __init__(self, data: bytes, torn: str = "", size: int | None = None) -> None:
        self._file = io.BytesIO(data)
        self._size = size
        self.torn = ""
        self._torn = torn

    def read(self, size: int) -> bytes:
        data = self._file.read(self._size or size)
        if not data:
            self.torn = self._torn
        return data


def parsed(data: bytes) -> list[list[str]]:
    """Return the records as the csv module sees them, blank ones left out."""
    return [row for row in csv.reader(io.StringIO(data.decode(), newline="")) if row]


@settings(deadline=None, max_examples=150)
@given(text=RAW, size=st.integers(1, 30))
def test_no_record_is_lost_or_cut(text, size):
    """Without unclosed quotes the blocks parse, one by one, to the records of the whole."""
    data = text.encode()
    found = list(record_blocks(Pieces(data, size=size), b","))
    if all(isinstance(piece, Block) for piece in found):
        assert [row for piece in found for row in parsed(piece.data)] == parsed(data)


@settings(deadline=None, max_examples=150)
@given(text=RAW, size=st.integers(1, 30))
def test_the_size_of_the_pieces_changes_nothing(text, size):
    """Records and unfinished lines are the same whether the data comes at once or bit by bit."""
    data = text.encode()
    whole = flattened(record_blocks(Pieces(data), b","))
    assert flattened(record_blocks(Pieces(data, size=size), b",")) == whole


def flattened(pieces) -> list[object]:
    result: list[object] = []
    for piece in pieces:
        result += parsed(piece.data) if isinstance(piece, Block) else [(piece.start, piece.lines)]
    return result


@settings(deadline=None, max_examples=150)
@given(text=RAW)
def test_a_quote_opens_only_where_a_cell_begins(text):
    """The cut is where pyarrow's own parser is between two records: both halves parse to the whole."""
    data = text.encode()
    cut = whole_records(data, b",", final=False)
    assert arrow_rows(data[:cut]) + arrow_rows(data[cut:] + b"\n") == arrow_rows(data + b"\n") or cut == 0


def arrow_rows(data: bytes) -> list[str]:
    """Return the raw text of every record: one column too many is asked for, so that each is handed to the handler."""
    rows: list[str] = []

    def taken(row: pv.InvalidRow) -> str:
        rows.append(row.text)
        return "skip"

    if data.strip(b"\r\n"):
        try:
            pv.read_csv(
                pa.BufferReader(data),
                read_options=pv.ReadOptions(column_names=[str(n) for n in range(99)], block_size=len(data) + 1),
                parse_options=pv.ParseOptions(newlines_in_values=True, invalid_row_handler=taken),
            )
        except pa.ArrowInvalid:
            return ["refused"]
    return rows


@pytest.mark.parametrize(
    ("data", "lines"),
    [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\r\nb\r\n", 2), (b"a\rb", 2), (b"\n\n", 2), (b"a\n\r", 2)],
)
def test_line_ends(data, lines):
    """Each of \\r\\n, \\n and \\r ends a line."""
    assert line_ends(data) == lines


def test_unclosed_quote_costs_one_line():
    """The line in which the quote opens is given up; those after it are read."""
    found = list(record_blocks(Pieces(b'1,a\n2,"b\n3,c\n'), b","))
    assert found[0] == Block(b"1,a\n")
    assert found[1] == Unfinished(b'2,"b', 1, "a quote opens and is never closed")
    assert found[2] == Block(b"3,c\n")


def test_record_without_end_is_given_up(monkeypatch):
    """A row longer than the limit is given up line by line; its size never has to fit in memory."""
    monkeypatch.setattr(csv_blocks, "MAX_RECORD", 100)
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 40)
    data = b"1,a\n2," + b"x" * 1000 + b"\n3,c\n"
    found = list(record_blocks(Pieces(data), b","))
    assert [piece.data for piece in found if isinstance(piece, Block)] == [b"1,a\n", b"3,c\n"]
    assert [piece.reason for piece in found if isinstance(piece, Unfinished)] == ["no end of the row within 0 MB"]


def test_torn_tail_is_no_record():
    """Where the bytes end early, the last line may be cut off in the middle of a number."""
    found = list(record_blocks(Pieces(b"1,100\n2,20", torn="cut off"), b","))
    assert found == [Block(b"1,100\n"), Unfinished(b"2,20", 1, "cut off")]
    assert list(record_blocks(Pieces(b"1,100\n", torn="cut off"), b","))[1:] == [Unfinished(b"", 1, "cut off")]
