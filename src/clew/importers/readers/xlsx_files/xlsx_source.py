"""Reads one sheet of an XLSX workbook, in a child process with limits, after its ZIP was found harmless."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from clew.errors import UnreadableFileError
from clew.importers.raw import RawBatch, repeated_names, unique_columns
from clew.importers.readers.csv_files.csv_dialect import is_import_id, qualtrics_labels
from clew.importers.readers.flatten import Record, batches_of, check_columns
from clew.importers.readers.source import Source
from clew.importers.readers.xlsx_files import xlsx_child
from clew.importers.rejected import Rejected, shorten

__all__ = ["MAX_ENTRIES", "MAX_INFLATED", "MAX_RATIO", "XlsxSource"]

MAX_ENTRIES = 1_000
MAX_INFLATED = 200 << 20
MAX_RATIO = 100
#: Below this an entry may be packed as tightly as it likes.
_SMALL = 1 << 20
_CHUNK = 1 << 20


class XlsxSource(Source):
    """One sheet: the first that holds anything, or the one named. ``_line`` is the row in the sheet.

    The header is the first row with two filled cells (one, where no row has two).
    """

    format = "xlsx"

    def __init__(self, path: Path, sheet: str = "") -> None:
        _refuse_bombs(path)
        self.path = path
        self._sheet = sheet
        with closing(self._lines()) as lines:
            opened = next(lines)
            self._header_row, header, labels = _header(path, lines)
        details = {"sheet": opened["sheet"], "sheets": ", ".join(opened["sheets"])}
        if labels:
            details["header"] = f"{len(labels) + 1} rows (names, question texts, import ids), as Qualtrics writes them"
        self._first_row = self._header_row + 1 + len(labels)
        names = [cell or "" for cell in header]
        super().__init__(path, unique_columns(names), details | repeated_names(names))
        check_columns(path.name, self.columns)
        self.texts, self.import_ids = qualtrics_labels(self.columns, labels)

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows below the header that hold anything; cells beyond the header make a row broken."""
        return batches_of(self._records(), self.columns, self.columns)

    def _records(self) -> Iterator[Record | Rejected]:
        """Yield the rows as records."""
        with closing(self._lines()) as lines:
            next(lines)
            for number, cells in lines:
                if number >= self._first_row:
                    yield self._record(number, cells)

    def _record(self, number: int, cells: list[str | None]) -> Record | Rejected:
        """Return one row as a record."""
        if any(cells[len(self.columns) :]):
            reason = f"cells to the right of the header's {len(self.columns)} columns"
            return Rejected(number, "", reason, shorten(" | ".join(cell or "" for cell in cells)))
        return Record(number, dict(zip(self.columns, map(_clean, cells), strict=False)))

    def _lines(self) -> Generator[Any]:
        """Yield what the child writes, its first line with the sheet's name included; raise what it ends with."""
        command = [sys.executable, "-I", xlsx_child.__file__, str(self.path.absolute()), self._sheet]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - our own script, no shell
            try:
                for line in child.stdout or ():
                    said = json.loads(line)
                    if isinstance(said, dict) and "error" in said:
                        raise UnreadableFileError(_sentence(self.path, said["error"]))
                    yield said
                if child.wait():
                    raise UnreadableFileError(_too_much(self.path))
            finally:
                child.kill()


def _clean(cell: str | None) -> str | None:
    """Return the cell without what no text holds."""
    return cell.replace("\0", "\N{REPLACEMENT CHARACTER}") if cell else cell


def _header(path: Path, lines: Iterator[Any]) -> tuple[int, list[str | None], list[list[str | None]]]:
    """Return the header's row number, its cells, and the rows under it that are Qualtrics' texts and ids."""
    seen: list[tuple[int, list[str | None]]] = []
    for number, cells in lines:
        seen.append((number, cells))
        if sum(bool(cell and cell.strip()) for cell in cells) > 1:
            below = [cells for (_, cells), _ in zip(lines, range(2), strict=False)]
            skipped = next((at for at, cells in enumerate(below, start=1) if is_import_id(cells[0] or "")), 0)
            return number, cells, below[:skipped]
    if not seen:
        raise UnreadableFileError(f"{path.name} holds no cell in this sheet: name another as file.xlsx#Sheet name.")
    return seen[0][0], seen[0][1], []


def _sentence(path: Path, error: str) -> str:
    """Return what the child said, as a sentence for the person who handed the file over."""
    if "sheet" in error:
        return f"{path.name}: {error}."
    if "MemoryError" in error:
        return _too_much(path)
    return f"{path.name} is a damaged or protected XLSX ({shorten(error, 160)}): save it again without password."


def _too_much(path: Path) -> str:
    """Return the sentence for a workbook that the child could not hold."""
    megabytes = xlsx_child.MEMORY_BYTES >> 20
    return f"{path.name} needs more than {megabytes} MB or {xlsx_child.CPU_SECONDS} s to read: save the sheet as CSV."


def _refuse_bombs(path: Path) -> None:
    """Raise unless the ZIP is small when unpacked, counted while unpacking, whatever its headers say."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise UnreadableFileError(f"{path.name} holds {len(entries)} parts, no workbook does: save it as CSV.")
            total = 0
            for entry in entries:
                total += _inflated(path, archive, entry, MAX_INFLATED - total)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableFileError(
            f"{path.name} is a damaged or protected XLSX ({error}): save it again, or as CSV."
        ) from error


def _inflated(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> int:
    """Return how many bytes the entry really unpacks to; raise as soon as it is too many."""
    entry.file_size = MAX_INFLATED * 2  # what the header claims would end the count early
    size = 0
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > room or size > max(_SMALL, MAX_RATIO * entry.compress_size):
                raise UnreadableFileError(
                    f"{path.name} unpacks to more than {MAX_INFLATED >> 20} MB or {MAX_RATIO} times its size: "
                    "a bomb, or too large to be read as XLSX. Save the sheet as CSV."
                )
    return size
