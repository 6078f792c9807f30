"""The door for files: ``open_source`` looks at a file's bytes and opens it with the reader of its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clew.errors import UnreadableFileError
from clew.importers.readers.csv_files.csv_source import CsvSource
from clew.importers.readers.json_files.json_source import JsonSource
from clew.importers.readers.parquet_files.parquet_source import ParquetSource
from clew.importers.readers.source import Source
from clew.importers.readers.xes_files.xes_source import XesSource
from clew.importers.readers.xlsx_files.xlsx_source import XlsxSource
from clew.importers.sniff import sniff_format

__all__ = ["Source", "open_source"]


def open_source(path: Path | str) -> Source:
    """Return the file opened by the reader of its format, which is told by content, never by name.

    ``file.xlsx#Sheet name`` opens one sheet. Raises UnreadableFileError with one sentence that says what is wrong and
    what to do about it.
    """
    path, sheet = _with_sheet(Path(path))
    try:
        return _opened(path, sheet)
    except PermissionError as error:
        raise UnreadableFileError(f"{path.name} may not be read by this user: change its permissions.") from error
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _with_sheet(path: Path) -> tuple[Path, str]:
    """Return path and sheet of ``file.xlsx#Sheet name``; a file whose own name has a # stays whole."""
    if path.exists() or "#" not in str(path):
        return path, ""
    whole = str(path)
    cuts = [at for at, letter in enumerate(whole) if letter == "#"]
    cut = next((at for at in reversed(cuts) if Path(whole[:at]).exists()), cuts[0])
    return Path(whole[:cut]), whole[cut + 1 :]


def _opened(path: Path, sheet: str) -> Source:
    """Return the file opened; errors of the operating system come through."""
    name = sniff_format(path)
    if name == "xlsx":
        return XlsxSource(path, sheet)
    if sheet:
        raise UnreadableFileError(f"{path.name} is {name}, which has no sheets: leave out #{sheet}.")
    return _READERS[name](path)


_READERS: dict[str, Callable[[Path], Source]] = {
    "csv": CsvSource,
    "json": JsonSource,
    "parquet": ParquetSource,
    "xes": XesSource,
}
