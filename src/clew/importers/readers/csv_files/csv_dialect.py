"""How a delimited text file is written: delimiter, header, what stands above and below the header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clew.importers.raw import repeated_names, unique_columns

__all__ = ["SPACES", "Dialect", "is_import_id", "qualtrics_labels", "sniff_dialect"]

#: Delimiter name of files whose columns are separated by runs of spaces or tabs.
SPACES = "spaces"
_COMMON = (",", ";", "\t", "|")
_RARE = ("^", "~", "\x1f", "\x01", "\x1e", ":")  # one ASCII character, as the parser wants it
_NO_DELIMITER = "\x1f"
#: Share of the sampled rows that must be as wide as the header for a mark to be the delimiter.
_CONSISTENT = 0.5
#: The same for runs of spaces, which prose has as well.
_SPACED = 0.9
#: Share of the sampled rows that must have one more cell than the header for it to get one more column.
_WIDER = 0.8
_SAMPLE_ROWS = 500
_NUMERIC = re.compile(r"[\d\s.,:/+%-]+")
_IMPORT_ID = re.compile(r'^\s*\{\s*[\'"]?ImportId')


@dataclass(frozen=True, slots=True)
class Dialect:
    """What was sniffed: columns, delimiter, lines before the first row, and remarks for people.

    ``texts`` and ``import_ids``: what Qualtrics writes below each name of the header.
    """

    columns: tuple[str, ...]
    delimiter: str
    lines_above: int
    spaces: bool = False
    remarks: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    import_ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of the sample: its cells and how many physical lines end with it."""

    cells: list[str]
    lines: int

    @property
    def filled(self) -> int:
        return sum(bool(cell.strip()) for cell in self.cells)


def sniff_dialect(head: str) -> Dialect:
    r"""Return how the text that begins with ``head`` is written; ``head`` ends with a whole line or with the file.

    >>> sniff_dialect("id;rating\n1;9,5\n").columns
    ('id', 'rating')
    """
    body, declared = _declared(head)
    delimiter = declared or _delimiter(body)
    records = list(_records(body, delimiter))
    offset = 1 if declared else 0
    at = _header_at(records)
    if at is None:
        return Dialect((), delimiter, offset + (records[-1].lines if records else 0))
    return _with_header(records, at, delimiter, offset)


def _declared(head: str) -> tuple[str, str]:
    """Return the text below a ``sep=;`` line as Excel writes it, and the delimiter it declares."""
    first, _, body = head.partition("\n")
    match = re.fullmatch(r'"?sep=(.)"?\r?', first, re.IGNORECASE)
    return (body, match[1]) if match else (head, "")


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    """Yield the first records that have any cell; what the csv module refuses ends the sample."""
    if delimiter == SPACES:
        lines = enumerate(text.splitlines()[:_SAMPLE_ROWS], start=1)
        yield from (_Record(line.split(), number) for number, line in lines if line.strip())
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if cells and reader.line_num:
                yield _Record(cells, reader.line_num)
            if reader.line_num > _SAMPLE_ROWS:
                return
    except csv.Error:
        return


def _delimiter(text: str) -> str:
    """Return the delimiter under which most rows have as many cells as the header, and more than one."""
    rare = tuple(mark for mark in _RARE if mark in text)
    return (
        _best(text, _COMMON)
        or _best(text, (SPACES,), least=_SPACED)
        or _best(text, rare)
        or _best(text, _COMMON, titled=True)
        or next((mark for mark in _COMMON if _divides(text, mark)), "")
        or _single_column(text)
    )


def _divides(text: str, mark: str) -> bool:
    """Return whether header and nearly all rows have several cells: broken rows are better than one column."""
    records = [record for record in _records(text, mark) if record.filled]
    several = sum(len(record.cells) > 1 for record in records)
    return bool(records) and len(records[0].cells) > 1 and several >= _WIDER * len(records)


def _best(text: str, marks: tuple[str, ...], *, least: float = _CONSISTENT, titled: bool = False) -> str:
    """Return the mark under which the most rows are as wide as the header, empty where none will do."""
    scores = {mark: _consistency(text, mark, titled=titled) for mark in marks}
    best = max(marks, key=lambda mark: scores[mark], default="")
    return best if best and scores[best][0] >= least else ""


def _single_column(text: str) -> str:
    """Return the delimiter for a file of one column: a comma unless it would cut a cell in two."""
    return "," if all(len(record.cells) == 1 for record in _records(text, ",")) else _NO_DELIMITER


def _consistency(text: str, delimiter: str, *, titled: bool) -> tuple[float, int]:
    """Return the share of rows as wide as the header or one empty cell wider, and its width; (0, 0) for one column.

    ``titled``: lines of one cell, a title, may stand above the header.
    """
    records = [record for record in _records(text, delimiter) if record.filled]
    header = next((record for record in records if record.filled > 1), None)
    if header is None or (header is not records[0] and not titled):
        return (0, 0)
    width = len(header.cells)
    below = records[records.index(header) + 1 :]
    fitting = sum(len(one.cells) == width or (len(one.cells) == width + 1 and not one.cells[-1]) for one in below)
    return (round((1 + fitting) / len(records), 2), width)


def _header_at(records: list[_Record]) -> int | None:
    """Return the position of the header: the first record with two filled cells, else with one."""
    several = next((at for at, record in enumerate(records) if record.filled > 1), None)
    return several if several is not None else next((at for at, record in enumerate(records) if record.filled), None)


def _with_header(records: list[_Record], at: int, delimiter: str, offset: int) -> Dialect:
    """Return the dialect once the header is found."""
    header, below = records[at], records[at + 1 :]
    remarks: dict[str, str] = {}
    if header.lines - 1 > 0 and at > 0:
        remarks["above the header"] = f"{at} lines skipped: {' '.join(records[0].cells).strip()[:80]}"
    names, lines, skipped = header.cells, header.lines, 0
    if all(_NUMERIC.fullmatch(cell) for cell in names if cell.strip()):
        remarks["header"] = "none: the first line holds numbers, so the columns are numbered"
        names, lines = [""] * len(names), records[at - 1].lines if at else 0
    elif skipped := _qualtrics_rows(below):
        remarks["header"] = f"{skipped + 1} rows (names, question texts, import ids), as Qualtrics writes them"
        lines = below[skipped - 1].lines
    names = _widened(names, below)
    shown = "spaces" if delimiter == SPACES else delimiter
    remarks = {"delimiter": {"\t": "tab"}.get(shown, shown if shown.isprintable() else repr(shown)), **remarks}
    spaces = delimiter == SPACES
    remarks |= repeated_names(names)
    columns = unique_columns(names)
    labels = qualtrics_labels(columns, [record.cells for record in below[:skipped]])
    return Dialect(columns, "\t" if spaces else delimiter, offset + lines, spaces, remarks, *labels)


def is_import_id(cell: str) -> bool:
    """Return whether the cell is one of Qualtrics' import ids, as under its headers.

    >>> is_import_id('{"ImportId":"QID7"}')
    True
    """
    return _IMPORT_ID.match(cell) is not None


def qualtrics_labels(
    columns: tuple[str, ...], rows: Sequence[Sequence[str | None]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return by column the question texts and the import ids that stand in the rows below the names of the header.

    >>> qualtrics_labels(("Q1",), [["How likely?"], ['{"ImportId":"QID1"}']])
    ({'Q1': 'How likely?'}, {'Q1': '{"ImportId":"QID1"}'})
    """
    if not rows:
        return {}, {}
    filled = [{name: cell for name, cell in zip(columns, row, strict=False) if cell} for row in rows]
    return filled[0] if len(rows) > 1 else {}, filled[-1]


def _qualtrics_rows(below: list[_Record]) -> int:
    """Return how many rows under the header are question texts and import ids."""
    for rows, record in enumerate(below[:2], start=1):
        if record.cells and is_import_id(record.cells[0]):
            return rows
    return 0


def _widened(names: list[str], below: list[_Record]) -> list[str]:
    """Return the names with one more column where nearly every row ends with one more delimiter than the header."""
    wider = sum(len(record.cells) == len(names) + 1 and not record.cells[-1] for record in below)
    return [*names, ""] if below and wider >= _WIDER * len(below) else names
