"""CSV against the csv module of the standard library: cells, line numbers, what is broken."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.importers.readers.csv_files import csv_blocks, csv_source
from clew.importers.readers.csv_files.csv_source import CsvSource
from clew.importers.rejected import Rejected

LETTERS = "abz019 .'`\"\n\r,;\t|łșЖ😀=-{["
cells = st.lists(st.sampled_from([*LETTERS, "\r\n"]), max_size=6).map("".join)


def read(path: Path) -> tuple[list[dict[str, object]], list[Rejected]]:
    rows: list[dict[str, object]] = []
    broken: list[Rejected] = []
    for batch in CsvSource(path).batches():
        rows += batch.rows.to_pylist()
        broken += batch.broken
    return rows, broken


def written(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def oracle(text: str, width: int, delimiter: str) -> tuple[list[tuple[list[str | None], int]], list[int]]:
    """Return cells and physical line of each row that has a value, and the lines of ragged rows, as csv sees them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    fine: list[tuple[list[str | None], int]] = []
    ragged: list[int] = []
    before, blank = 0, " " if delimiter == "\t" else " \t"  # what must be quoted to stand in a cell is a value
    for number, row in enumerate(reader):
        if number and len(row) == width and any(row):
            fine.append(([cell or None for cell in row], before + 1))
        elif number and len(row) != width and (row == [""] or any(cell.strip(blank) for cell in row)):
            ragged.append(before + 1)
        before = reader.line_num
    return fine, ragged


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(cells, min_size=1, max_size=5), max_size=12),
    width=st.integers(2, 4),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(1, 40),
)
def test_round_trip_with_the_csv_module(tmp_path, monkeypatch, rows, width, delimiter, end, block):
    """Rows of the right width come back cell by cell with their line; all others are broken; nothing is lost."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow([f"c{n}" for n in range(width)])
    writer.writerows(rows)
    path = written(tmp_path / "t.csv", text.getvalue())
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", block)
    monkeypatch.setattr(csv_source, "_HEAD_BYTES", 16)
    monkeypatch.setattr(csv_source, "sniff_dialect", lambda _: dialect(width, delimiter))
    found, broken = read(path)
    fine, ragged = oracle(text.getvalue(), width, delimiter)
    assert [([row[f"c{n}"] for n in range(width)], row["_line"]) for row in found] == fine
    assert [one.line for one in broken] == ragged
    assert sorted([row["_row"] for row in found] + [one.row for one in broken]) == list(range(len(found) + len(broken)))


def dialect(width: int, delimiter: str) -> csv_source.Dialect:
    return csv_source.Dialect(tuple(f"c{n}" for n in range(width)), delimiter, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1250"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_and_gzip(tmp_path, encoding, packed):
    """The same text in any encoding, packed or not, gives the same cells and lines."""
    lines = [f'{n},"Żółta łódź, płynie\nświetnie",{n % 11}' for n in range(40)]
    data = ("id,opinia,ocena\n" + "\n".join(lines)).encode(encoding)
    path = written(tmp_path / "t.csv", gzip.compress(data) if packed else data)
    rows, broken = read(path)
    assert not broken
    assert [row["opinia"] for row in rows] == ["Żółta łódź, płynie\nświetnie"] * 40
    assert [row["_line"] for row in rows] == [2 + 2 * n for n in range(40)]


def test_bytes_that_are_no_text_are_replaced_and_named(tmp_path):
    """A comment cut off in the middle of a letter keeps its row, its rating and a remark; so does a NUL."""
    path = written(tmp_path / "t.csv", b"id,text,n\n1,za\xc5\xbc\xc3\xb3,5\n2,za\xc5,6\n3,a\0b,7\n")
    (batch,) = CsvSource(path).batches()
    assert batch.rows.column("text").to_pylist() == ["zażó", "za\ufffd", "a\ufffdb"]
    assert batch.rows.column("n").to_pylist() == ["5", "6", "7"]
    assert [(one.line, one.column, one.row) for one in batch.repaired] == [(3, "text", 1), (4, "text", 2)]
    assert not batch.broken


def test_rows_with_bytes_that_are_no_text_may_be_ragged_too(tmp_path):
    """The parser hands such rows to Python, which must not fail on them."""
    path = written(
        tmp_path / "t.csv", b"id,text\n1,\xc3\xb3\n2,\xb3\xb3,6,7\n3,z\xc5\x82oto\n4,\xc5\x82\n5,\xc5\x82\n6,\xc5\x82\n"
    )
    rows, broken = read(path)
    assert [row["id"] for row in rows] == ["1", "3", "4", "5", "6"]
    assert [(one.line, one.value) for one in broken] == [(3, "2,\ufffd\ufffd,6,7")]


def test_ragged_rows_say_what_is_wrong(tmp_path):
    """Too few and too many cells are broken, with line, row and text; blank rows are nothing."""
    rows, broken = read(written(tmp_path / "t.csv", "a,b,c\n1,2\n\n1,2,3,4\n,,\n \n5,6,7\n"))
    assert [(row["a"], row["_line"], row["_row"]) for row in rows] == [("5", 7, 2)]
    assert broken == [
        Rejected(2, "", "2 columns where the header has 3", "1,2", 0),
        Rejected(4, "", "4 columns where the header has 3", "1,2,3,4", 1),
    ]


def test_empty_is_null_and_zero_and_spaces_are_not(tmp_path):
    """Empty cells are null, quoted or not; zero is data; spaces stand as they are."""
    rows, _ = read(written(tmp_path / "t.csv", 'a,b,c,d\n0,, x ,""\n'))
    assert [rows[0][name] for name in "abcd"] == ["0", None, " x ", None]


def test_unclosed_quote_does_not_swallow_the_file(tmp_path):
    """One line is broken, the rest is read."""
    rows, broken = read(written(tmp_path / "t.csv", 'a,b\n1,x\n2,"y\n3,z\n4,w\n'))
    assert [(row["a"], row["_line"]) for row in rows] == [("1", 2), ("3", 4), ("4", 5)]
    assert [(one.line, one.reason) for one in broken] == [(3, "a quote opens and is never closed")]


def test_gzip_cut_off_gives_what_was_whole(tmp_path):
    """The rows before the cut are read, the half row is broken with the reason."""
    data = gzip.compress("".join(f"{n},{'x' * (n % 7)}{n * 7919}\n" for n in range(20_000)).encode())
    path = written(tmp_path / "t.csv.gz", gzip.compress(b"id,text\n") + data[: len(data) // 2])
    rows, broken = read(path)
    assert len(rows) > 1000
    assert [row["id"] for row in rows] == [str(n) for n in range(len(rows))]
    assert len(broken) == 1
    assert "cut off" in broken[0].reason


def test_batches_may_be_read_twice_and_are_small(tmp_path):
    """Reading again gives the same; a batch stays far below 64 MB."""
    path = written(tmp_path / "t.csv", "id,text\n" + "".join(f"{n},{'lorem' * 20}\n" for n in range(120_000)))
    source = CsvSource(path)
    first, second = list(source.batches()), list(source.batches())
    assert [batch.rows.num_rows for batch in first] == [batch.rows.num_rows for batch in second]
    assert len(first) > 1
    assert max(batch.rows.nbytes for batch in first) < 32 << 20
    numbers = pa.concat_arrays([batch.rows.column("_row") for batch in first]).to_pylist()
    assert numbers == list(range(120_000))


def test_spaces_as_delimiter(tmp_path):
    """Runs of spaces separate, spaces at the edges do not; a number of columns is still demanded."""
    text = (
        " customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n 00002 19970112  1  12.00 \n 3 4\n"
    )
    rows, broken = read(written(tmp_path / "t.txt", text + " 00004 19970113  2  29.33\n" * 9))
    assert rows[0] == {
        "customer_id": "00001",
        "date": "19970101",
        "number_of_cds": "1",
        "dollar_value": "11.77",
        "_row": 0,
        "_line": 2,
    }
    assert [one.line for one in broken] == [4]
    assert len(rows) == 11


def test_qualtrics_headers_are_skipped(tmp_path):
    """The second and third header rows are no answers, also when a question text runs over lines."""
    text = (
        'StartDate,Q1,Q2\r\nStart Date,"How likely\r\nare you?",Why?\r\n'
        '"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\r\n'
        "2026-01-02 10:00:00,9,good\r\n"
    )
    source = CsvSource(written(tmp_path / "t.csv", text))
    (batch,) = source.batches()
    assert batch.rows.to_pylist() == [
        {"StartDate": "2026-01-02 10:00:00", "Q1": "9", "Q2": "good", "_row": 0, "_line": 5}
    ]
    assert "3 rows" in source.details["header"]
    assert source.texts["Q1"] == "How likely\r\nare you?"
    assert source.import_ids["Q2"] == '{"ImportId":"QID2"}'


def test_names_that_need_mending(tmp_path):
    """Repeated, empty and our own names are made usable, in place."""
    source = CsvSource(written(tmp_path / "t.csv", "id,,id,_row\n1,2,3,4\n"))
    assert source.columns == ("id", "column 2", "id (2)", " _row")
    (batch,) = source.batches()
    assert batch.rows.to_pylist() == [{"id": "1", "column 2": "2", "id (2)": "3", " _row": "4", "_row": 0, "_line": 2}]
