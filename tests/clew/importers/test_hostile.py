"""Files made to hurt: no crash, no hang, memory under 1 GB, and always a reason.

Each corpus is read in one child process, which reports for every file what became of it and how much memory the
process had needed at most until then.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError
from clew.importers.source import open_source

SECONDS = 60
MEGABYTES = 1024
READER = """
import json, re, resource, sys, time
from pathlib import Path
from clew.errors import UnreadableFileError
from clew.importers.source import open_source

for path in sys.argv[1:]:
    began, rows, reasons = time.monotonic(), 0, []
    try:
        for batch in open_source(path).batches():
            rows += batch.rows.num_rows
            reasons += [one.reason for one in (*batch.broken, *batch.repaired)]
    except UnreadableFileError as error:
        reasons.append(str(error))
    own = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
    peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) >> 10
    print(json.dumps([rows, reasons[:3], peak, time.monotonic() - began]), flush=True)
"""


def outcomes(paths: list[Path]) -> Iterator[tuple[str, int, list[str]]]:
    """Yield name, rows and reasons of each file; fails where one was too much for time or memory."""
    command = [sys.executable, "-W", "error", "-c", READER, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS * len(paths), check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert len(lines) == len(paths)
    for path, line in zip(paths, lines, strict=True):
        rows, reasons, peak, seconds = json.loads(line)
        assert peak < MEGABYTES, f"{path.name} took {peak} MB"
        assert seconds < SECONDS, f"{path.name} took {seconds} s"
        yield path.name, rows, reasons


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def workbook(sheet: bytes) -> bytes:
    """Return a workbook whose only sheet is ``sheet``."""
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, "xl/worksheets/sheet1.xml": sheet})


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)

LAUGHING = f"<?xml version='1.0'?>{LAUGHS}<log><trace>&a9;</trace></log>"
#: File name → bytes, and what must stand in one of the reasons (None: it is to be read without complaint).
CORPUS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "zeros.csv.gz": (lambda: gzip.compress(b"id,n\n" + b"\0" * (100 << 20), 1), "no end of the row within"),
    "rows.csv.gz": (lambda: gzip.compress(b"id,n\n" + b"1,2\n" * 20_000_000), "bomb"),
    "laughs.xes": (LAUGHING.encode, "DOCTYPE"),
    "laughs-utf16.xes": (
        lambda: LAUGHING.encode("utf-16"),
        "DOCTYPE",
    ),
    "outside.xes": (
        lambda: b'<!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]><log><trace>&f;</trace></log>',
        "DOCTYPE",
    ),
    "tower.xes": (lambda: b"<log><trace>" + b"<list>" * 500_000, "without one readable event"),
    "comment.xes": (lambda: b"<log><!--" + b"x" * (40 << 20), "without one readable event"),
    "text.xes": (lambda: b"<log>" + b"x" * (40 << 20), "without one readable event"),
    "brackets.json": (lambda: b"[" * 5_000_000, "nested deeper"),
    "braces.json": (lambda: b'{"a":' * 2_000_000, "nested deeper"),
    "comma.json": (lambda: b"[0" + b"," * 5_000_000, "not valid JSON"),
    "surrogates.jsonl": (lambda: b'{"a": "\\ud800", "b": "\\udfff\\ud800"}\n{"a": "\\u0000"}\n', "replaced"),
    "digits.jsonl": (lambda: b'{"a": 1}\n{"a": ' + b"9" * 3_000_000 + b"}\n", None),
    "keys.jsonl": (lambda: "".join(f'{{"k{n}": 1}}\n' for n in range(20_000)).encode(), "columns"),
    "repeats.json": (lambda: b"[{" + b'"a":1,' * 500_000 + b'"a":2}]', None),
    "nuls.csv": (lambda: b"id,n\n" + b"\0" * 1_000_000 + b",2\n3,4\n", "replaced"),
    "only-nuls.csv": (lambda: b"\0" * 1_000_000, ""),
    "quotes.csv": (lambda: b"id,n\n" + b'"' * 3_000_000, "1 columns where the header has 2"),
    "opening.csv": (lambda: b"id,n\n" + b'1,"x\n' * 300_001, ""),
    "stray.csv": (lambda: b"id,n\n" + b'1,5" pipe\n' * 300_000, None),
    "pairs.csv": (lambda: b'id,n\n1,"x\n' + b'a"",b\n' * 300_000, "never closed"),
    "header.csv": (lambda: b"x" * (40 << 20), "begins with a line of more than"),
    "digits.csv": (lambda: b"1" * 130_000 + b"x,n\n1,2\n", None),
    "spaces.txt": (lambda: b"id n\n" + b"1 2\n" * 50 + b"1" + b" " * 3_000_000 + b"2\n", None),
    "commas.csv": (lambda: b"id,n\n" + b"," * 1_500_000 + b"\n1,2\n", None),
    "wide.csv": (lambda: b",".join(b"c%d" % n for n in range(20_000)) + b"\n" + b",".join([b"1"] * 20_000) + b"\n", ""),
    "returns.csv": (lambda: b"id,n\r" + b"1,2\r" * 200_000, None),
    "blank.csv": (lambda: b"id,n\n" + b"\n" * 1_000_000 + b"1,2\n", None),
    "ragged.csv": (lambda: b"id,n\n1,2\n1,2\n1,2\n" + b"1,2,3\n" * 300_000, "3 columns where the header has 2"),
    "mixed.csv": (
        lambda: "id,n\nż,1\nó,2\n".encode() + "ż,3\n".encode("cp1250") + "Ж,4\n".encode("utf-16-le") + b"\xff\xfe\n",
        "replaced",
    ),
    "utf7.csv": (lambda: "id,text\n1,Grüße\n".encode("utf-7"), None),
    "utf16-odd.csv": (lambda: "id,n\n1,ż\n".encode("utf-16") + b"\x00", ""),
    "bad-utf16.csv": (lambda: "id,n\n".encode("utf-16-le") + b"\x00\xd8,\x00\x01\x00\n\x00", ""),
    "slip.xlsx": (lambda: zipped({"xl/workbook.xml": b"<w/>", "../../../tmp/evil": b"x"}), "XLSX"),
    "nested.zip": (lambda: zipped({"a.zip": zipped({"b.csv": b"id\n"})}), "unpack it"),
    "spaces.xlsx": (lambda: workbook(SHEET + b" " * (110 << 20) + b"</sheetData></worksheet>"), "times its size"),
    "corner.xlsx": (
        lambda: workbook(
            SHEET
            + b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
            + b"</sheetData></worksheet>"
        ),
        "save the sheet as CSV",
    ),
    "deep.xlsx": (lambda: workbook(SHEET + bytes(60 + n % 9 for n in range(3_000_000))), ""),
    "truncated.parquet": (lambda: table({"a": list(range(10_000))})[:-200], "damaged Parquet"),
    "dictionary.parquet": (lambda: table({"a": ["x" * 1_000_000] * 100}), None),
    "noise": (lambda: random.Random(1).randbytes(3_000_000), "binary data"),  # noqa: S311 - noise that repeats
    "controls": (lambda: bytes(range(256)) * 10_000, "binary data"),
}


def table(columns: dict[str, list[object]]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def test_corpus(tmp_path):
    """Every file of the corpus ends in rows, reasons or one sentence."""
    paths = []
    for name, (make, _) in CORPUS.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(make())
    for name, rows, reasons in outcomes(paths):
        wanted = CORPUS[name][1]
        if wanted is None:
            assert not reasons, (name, reasons)
            assert rows, name
        elif wanted:
            assert any(wanted in reason for reason in reasons), (name, reasons)
        else:
            assert rows or reasons, name
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(CORPUS)


def stretched(path: Path, head: bytes, tail: bytes, megabytes: int) -> Path:
    """Write a file with one value of ``megabytes`` between head and tail."""
    with path.open("wb") as file:
        file.write(head)
        for _ in range(megabytes):
            file.write(b"x" * (1 << 20))
        file.write(tail)
    return path


@pytest.mark.parametrize("megabytes", [200, pytest.param(1100, marks=pytest.mark.deep)])
def test_one_cell_of_many_megabytes(tmp_path, megabytes):
    """One cell larger than the limit: it is given up, what follows in line formats is read, memory stays small."""
    cases = {
        "bare.csv": (b"id,n\n1,2\n3,", b"\n5,6\n", 2, "no end of the row within"),
        "quoted.csv": (b'id,n\n1,2\n3,"', b'"\n5,6\n', 2, "no end of the row within"),
        "lines.jsonl": (b'{"id":1}\n{"id":"', b'"}\n{"id":3}\n', 2, "the line is longer than"),
        "document.json": (b'[{"id":1},{"id":"', b'"},{"id":3}]', 1, "not valid JSON"),
        "log.xes": (
            b'<log><trace><event><int key="a" value="1"/></event><event><string key="a" value="',
            b'"/></event></trace></log>',
            1,
            "longer than",
        ),
    }
    for name, (head, tail, rows, reason) in cases.items():
        path = stretched(tmp_path / name, head, tail, megabytes)
        ((_, found, reasons),) = outcomes([path])
        assert found == rows, (name, found, reasons)
        assert any(reason in one for one in reasons), (name, reasons)
        path.unlink()


def survives(path: Path) -> None:
    """Read the whole file, however damaged; anything but UnreadableFileError is a failure."""
    try:
        source = open_source(path)
        for batch in source.batches():
            batch.rows.validate(full=True)
            assert batch.rows.schema.names == [*source.columns, "_row", "_line"]
            assert all(one.reason and one.line >= 1 for one in batch.broken)
            for one in (*batch.broken, *batch.repaired):
                assert "\0" not in f"{one.column}{one.value}{one.reason}".encode().decode()
    except UnreadableFileError as error:
        assert str(error)  # noqa: PT017 - either ending is fine


SEEDS = (
    'id,text,n\n1,"a, b",2\n2,"x\ny",3\n3,ż,4\n'.encode(),
    b'[{"a": 1, "b": {"c": [1, 2]}}, {"a": null}]',
    b'{"a": 1}\n{"a": "x", "b": 2.5}\n',
    b'<log xmlns="u"><trace><string key="a" value="1"/><event><date key="d" value="2020-01-01"/></event></trace></log>',
    gzip.compress(b"id,n\n1,2\n3,4\n" * 20),
    table({"a": [1, 2], "b": ["x", None]}),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.sampled_from(SEEDS[:-1]),  # each Parquet file costs a child process: those are among the deep tests
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=3), st.integers(0, 4)), max_size=4),
    cut=st.none() | st.integers(0, 300),
)
def test_damaged_files(tmp_path, seed, changes, cut):
    """Bytes replaced, inserted, removed, the end cut off."""
    data = seed
    for at, new, removed in changes:
        at %= len(data) + 1  # noqa: PLW2901 - a place inside the data
        data = data[:at] + new + data[at + removed :]
    path = tmp_path / "t"
    path.write_bytes(data[:cut])
    survives(path)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path, data):
    """Whatever the bytes."""
    path = tmp_path / "t"
    path.write_bytes(data)
    survives(path)


@pytest.mark.deep
def test_thousands_of_damaged_files(tmp_path):
    """3,000 seeded damages of every format."""
    generator = random.Random(20_261_121)  # noqa: S311 - damage that repeats
    path = tmp_path / "t"
    for _ in range(3_000):
        data = bytearray(generator.choice(SEEDS))
        for _ in range(generator.randrange(1, 6)):
            at = generator.randrange(len(data))
            data[at : at + generator.randrange(4)] = generator.randbytes(generator.randrange(4))
        path.write_bytes(data)
        survives(path)
