"""XLSX: types, headers, sheets; bombs and damage give a sentence."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from clew.errors import UnreadableFileError
from clew.importers.readers.xlsx_files import xlsx_child, xlsx_source
from clew.importers.readers.xlsx_files.xlsx_source import XlsxSource


def saved(path, *sheets):
    """Write a workbook of (name, rows) and return its path."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path, sheet=""):
    source = XlsxSource(path, sheet)
    rows, broken = [], []
    for batch in source.batches():
        rows += batch.rows.to_pylist()
        broken += batch.broken
    return source, rows, broken


def test_types(tmp_path):
    """Dates and times are ISO, whole numbers have no fraction, zero is data, empty is null."""
    when = dt.datetime(2026, 3, 1, 14, 30)  # noqa: DTZ001 - a workbook knows no zones
    cells = [7, 0, 0.5, 3.0, when, dt.date(2026, 3, 1), dt.time(9, 5), True, " x ", None, "Żółć", 12345678901]
    path = saved(tmp_path / "t.xlsx", ("Data", [[f"c{n}" for n in range(12)], cells]))
    _, (row,), _ = read(path)
    expected = [
        "7",
        "0",
        "0.5",
        "3",
        "2026-03-01T14:30:00",
        "2026-03-01",
        "09:05:00",
        "true",
        " x ",
        None,
        "Żółć",
        "12345678901",
    ]
    assert [row[f"c{n}"] for n in range(12)] == expected


def test_first_sheet_with_anything_and_lines_of_the_sheet(tmp_path):
    """An empty cover sheet, a title and blank rows are stepped over; lines are those the person sees."""
    rows = [["Report"], [], ["id", "n"], [1, 2], [None, None], [3, 4]]
    source, found, _ = read(saved(tmp_path / "t.xlsx", ("Cover", []), ("Data", rows)))
    assert source.details["sheet"] == "Data"
    assert found == [
        {"id": "1", "n": "2", "_row": 0, "_line": 4},
        {"id": "3", "n": "4", "_row": 1, "_line": 6},
    ]


def test_cells_beyond_the_header(tmp_path):
    """A column without a name gets one by position."""
    source, found, _ = read(saved(tmp_path / "t.xlsx", ("Data", [["id", None, "id"], [1, 2, 3, 4], [5, 6, 7]])))
    assert source.columns == ("id", "column 2", "id (2)", "column 4")
    assert source.details["repeated"].startswith("The header repeats id: ")
    assert [row["column 4"] for row in found] == ["4", None]


def test_qualtrics(tmp_path):
    """Three header rows as in Qualtrics' CSV."""
    rows = [
        ["StartDate", "Q1"],
        ["Start Date", "How likely?"],
        ['{"ImportId":"startDate"}', '{"ImportId":"QID1"}'],
        ["2026-01-01", 9],
    ]
    source, found, _ = read(saved(tmp_path / "t.xlsx", ("Data", rows)))
    assert "3 rows" in source.details["header"]
    assert (source.texts["Q1"], source.import_ids["Q1"]) == ("How likely?", '{"ImportId":"QID1"}')
    assert [(row["Q1"], row["_line"]) for row in found] == [("9", 4)]


def test_many_rows_stream_in_batches(tmp_path):
    """Rows come in batches with running numbers."""
    path = saved(tmp_path / "t.xlsx", ("Data", [["id", "n"], *([n, n % 7] for n in range(25_000))]))
    batches = list(XlsxSource(path).batches())
    assert len(batches) > 1
    assert [row for batch in batches for row in batch.rows.column("_row").to_pylist()] == list(range(25_000))


def test_no_cells(tmp_path):
    """A workbook without a cell is a sentence."""
    with pytest.raises(UnreadableFileError, match="no sheet holds any cell"):
        XlsxSource(saved(tmp_path / "t.xlsx", ("Empty", [])))


def repacked(path, change):
    """Write the workbook again with its parts changed by ``change(name, bytes)``."""
    file = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    path.write_bytes(file.getvalue())
    return path


def sheet_of(path, xml):
    return repacked(path, lambda name, data: xml if name.endswith("sheet1.xml") else data)


def test_inflating_bomb(tmp_path):
    """A sheet that unpacks out of all proportion is refused while counting."""
    path = saved(tmp_path / "t.xlsx", ("Data", [["id", "n"], [1, 2]]))
    with pytest.raises(UnreadableFileError, match="100 times its size"):
        XlsxSource(sheet_of(path, b"<worksheet>" + b" " * (30 << 20) + b"</worksheet>"))


def test_size_is_counted_not_believed(tmp_path, monkeypatch):
    """The header of the entry says 10 bytes; there are 3 million."""
    monkeypatch.setattr(xlsx_source, "MAX_INFLATED", 1 << 20)
    path = saved(tmp_path / "t.xlsx", ("Data", [["id", "n"]]))
    sheet_of(path, bytes(n * n % 251 for n in range(3_000_000)))
    data = path.read_bytes()
    size = (3_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(UnreadableFileError, match="unpacks to more than 1 MB"):
        XlsxSource(path)


def test_too_many_parts(tmp_path):
    """A ZIP of thousands of parts is no workbook."""
    path = saved(tmp_path / "t.xlsx", ("Data", [["id", "n"]]))
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(1001):
            archive.writestr(f"xl/media/{n}", "")
    with pytest.raises(UnreadableFileError, match="parts, no workbook does"):
        XlsxSource(path)


def test_cell_at_the_far_corner(tmp_path):
    """Two cells a billion apart would be a table of 17 billion cells: the child's limit ends it, not the machine's."""
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        b"</sheetData></worksheet>"
    )
    path = saved(tmp_path / "t.xlsx", ("Data", [["id", "n"]]))
    with pytest.raises(UnreadableFileError, match=f"needs more than {xlsx_child.MEMORY_BYTES >> 20} MB"):
        XlsxSource(sheet_of(path, xml))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_broken_parts(tmp_path, part):
    """Parts that are no XML give one sentence."""
    path = saved(tmp_path / "t.xlsx", ("Data", [["id", "n"], [1, "x"]]))
    repacked(path, lambda name, data: b"<broken" if name == part else data)
    with pytest.raises(UnreadableFileError):
        list(XlsxSource(path).batches())


def test_entities_do_not_expand(tmp_path):
    """A laughing sheet neither fills the memory nor reads a file."""
    xml = (
        b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;&f;</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>n</t></is></c></row></sheetData></worksheet>'
    )
    path = sheet_of(saved(tmp_path / "t.xlsx", ("Data", [["id", "n"]])), xml)
    try:
        columns = XlsxSource(path).columns
    except UnreadableFileError:
        return
    assert "haha" not in "".join(columns)
