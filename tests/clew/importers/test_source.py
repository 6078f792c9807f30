"""The door: formats are told by content, and what is no table is refused with a sentence that helps."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.errors import UnreadableFileError
from clew.importers.source import open_source

XES = '<log><trace><string key="a" value="1"/><event><string key="b" value="2"/></event></trace></log>'


def workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "n"])
    book.active.append([1, 2])
    book.save(file)
    return file.getvalue()


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"id": [1], "n": [2]}), file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"id,n\n1,2\n", "csv"),
        (b"\xef\xbb\xbfid;n\n1;2\n", "csv"),
        (b"<id>,<n>\n1,2\n", "csv"),
        (b"[id],[n]\n1,2\n", "csv"),
        ("id\tn\n1\t2\n".encode("utf-16"), "csv"),
        (b'[{"id": 1, "n": 2}]', "json"),
        (b'  {"records": [{"id": 1}]}', "json"),
        ('[{"id": 1}]'.encode("utf-16"), "json"),
        (b'{"id": 1}\n{"id": 2}\n', "jsonl"),
        (XES.encode(), "xes"),
        (b'<?xml version="1.0"?>\n<!-- by hand -->\n' + XES.encode(), "xes"),
        (XES.encode("utf-16"), "xes"),
        (workbook(), "xlsx"),
        (parquet(), "parquet"),
    ],
)
def test_format_is_told_by_content(tmp_path, data, expected):
    """A name that lies changes nothing; text formats may be gzipped."""
    path = tmp_path / "export.png"
    path.write_bytes(data)
    assert open_source(path).format == expected
    if expected not in ("xlsx", "parquet"):
        path.write_bytes(gzip.compress(data))
        assert open_source(path).format == expected


def packed_zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "a,b\n1,2\n")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\r\n\t", "nothing but white space"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
        (b"\n\n<HTML>\n", "is a web page"),
        (b"<?xml version='1.0'?><orders><order/></orders>", "begins with <orders>"),
        (packed_zip("data.csv"), "unpack it and import the files in it"),
        (packed_zip("content.xml"), "OpenDocument"),
        (b"PK\x03\x04 cut off", "damaged ZIP"),
        (gzip.compress(gzip.compress(b"a,b\n")), "packed twice"),
        (gzip.compress(b"a,b\n" * 99)[:10], "cannot be unpacked"),
        (gzip.compress(packed_zip("data.csv")), "inside gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"SQLite format 3\0", "is a SQLite database"),
        (b"BZh91AY&SY", "bunzip2"),
        (bytes(range(1, 32)) * 50, "binary data"),
        (b"[]", "without one readable record"),
        (b"{}", "without one readable record"),
        (b"[{]", "without one readable record"),
        (b"PAR1 and then nothing", "damaged Parquet"),
        (b"<log></log>", "without one readable event"),
        (b"<log", "without one readable event"),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",  # packed bytes carry the time: no names of tests
)
def test_strangers_get_one_sentence(tmp_path, data, sentence):
    """The sentence names the file, the trouble and a way out."""
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=sentence) as caught:
        open_source(path)
    said = str(caught.value)
    assert said.startswith("export.csv ")
    assert "\n" not in said
    assert said.endswith((".", "?"))
    assert len(said) < 300


def test_folders_and_missing_files(tmp_path):
    """What is there but no file, and what is not there."""
    with pytest.raises(UnreadableFileError, match="is a folder: name the files in it"):
        open_source(tmp_path)
    with pytest.raises(UnreadableFileError, match="cannot be read: No such file"):
        open_source(tmp_path / "nowhere.csv")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFileError, match="no ordinary file"):
        open_source(tmp_path / "pipe")


def test_permission_denied(tmp_path, monkeypatch):
    """The sentence says so; the refusal is played, for tests may run as root."""

    def refuse(self, *_):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.csv"
    path.write_text("a,b\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFileError, match="may not be read"):
        open_source(path)


def test_sheet_by_name(tmp_path):
    """A # names a sheet, unless the file's own name has one."""
    book = openpyxl.Workbook()
    book.active.append(["id", "n"])
    book.create_sheet("May 2026").append(["x", "y"])
    book.save(tmp_path / "a.xlsx")
    assert open_source(f"{tmp_path}/a.xlsx#May 2026").columns == ("x", "y")
    with pytest.raises(UnreadableFileError, match="no sheet 'June'; its sheets are Sheet, May 2026"):
        open_source(f"{tmp_path}/a.xlsx#June")
    (tmp_path / "a#b.csv").write_text("p,q\n1,2\n")
    assert open_source(tmp_path / "a#b.csv").columns == ("p", "q")
    with pytest.raises(UnreadableFileError, match="has no sheets"):
        open_source(f"{tmp_path}/a#b.csv#one")


def test_sha256_and_fingerprint(tmp_path):
    """The hash is of the bytes on disk; the fingerprint of format and header, order kept."""
    data = gzip.compress(b"id,n\n1,2\n")
    for name, content in (
        ("a", data),
        ("b", b"id,n\n3,4\n"),
        ("c", b"n,id\n3,4\n"),
        ("d", b'{"id":1,"n":2}\n{"id":2}'),
    ):
        (tmp_path / name).write_bytes(content)
    a, b, c, d = (open_source(tmp_path / name) for name in "abcd")
    assert a.sha256 == hashlib.sha256(data).hexdigest()
    assert a.fingerprint == b.fingerprint
    assert len({a.fingerprint, c.fingerprint, d.fingerprint}) == 3


def test_source_is_a_context_manager(tmp_path):
    """It may be used in a with statement."""
    (tmp_path / "a").write_text("id,n\n1,2\n")
    with open_source(tmp_path / "a") as source:
        assert sum(batch.rows.num_rows for batch in source.batches()) == 1
