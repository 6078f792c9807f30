"""CSV against the csv module of the standard library: cells, line numbers, what is broken."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.importers.readers.csv_files import csv_blocks, csv_source
from clew.importers.readers.csv_files.csv_source import CsvSource
from clew.importers.rejected import Rejected

LETTERS = "abz019 .'`\"\n\r,;\t|łșЖ😀=-{["
cells = st.text(alphabet=LETTERS, max_size=6)


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
    before = 0
    for number, row in enumerate(reader):
        if number and len(row) == width and any(row):
            fine.append(([cell or None for cell in row], before + 1))
        elif number and any(cell.strip(f' \t\r\n"{delimiter}') for cell in row) and len(row) != width:
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
    monkeypatch.setattr(csv_source, "sniff_dialect", lambda _: dialect(width, delimiter))
    found, broken = read(path)
    fine, ragged = oracle(text.getvalue(), width, delimiter)
    assert [([row[f"c{n}"] for n in range(width)], row["_line"]) for row in found] == fine
    assert [one.line for one in broken] == ragged
    assert sorted([row["_row"] for row in found] + [one.row for one in broken]) == list(range(len(found) + len(broken)))


def dialect(width: int, delimiter: str) -> csv_source.Dialect:
    return csv_source.Dialect(tuple(f"c{n}" for n in range(width)), delimiter, 1)
