"""The door for files: ``open_source`` looks at a file's bytes and opens it with the reader of its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clew.errors import UnreadableFileError
from clew.importers.readers.csv_source import CsvSource
from clew.importers.readers.json_source import JsonSource
from clew.importers.readers.parquet_source import ParquetSource
from clew.importers.readers.source import Source
from clew.importers.sniff import sniff_format

__all__ = ["Source", "open_source"]


def open_source(path: Path | str) -> Source:
    """Return the file opened by the reader of its format, which is told by content, never by name.

    ``file.xlsx#Sheet name`` opens one sheet. Raises UnreadableFileError with one sentence that says what is wrong and
    what to do about it.
    """
    path = Path(path)
    try:
        return _opened(path)
    except PermissionError as error:
        raise UnreadableFileError(f"{path.name} may not be read by this user: change its permissions.") from error
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _opened(path: Path) -> Source:
    """Return the file opened; errors of the operating system come through."""
    return _READERS[sniff_format(path)](path)


_READERS: dict[str, Callable[[Path], Source]] = {
    "csv": CsvSource,
    "json": JsonSource,
    "parquet": ParquetSource,
}
