"""Run as a script in a process of its own, with limits: reads one sheet, writes a line of JSON a row.

The first line names the sheet; each row is ``[sheet row, [cells]]``; trouble is ``{"error": ...}``. It imports nothing
of Clew, so that its memory is that of the workbook.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

#: Address space and processor seconds; what needs more is no export, or too large to be read as XLSX.
MEMORY_BYTES = 800 << 20
CPU_SECONDS = 120


def main(path: str, sheet: str) -> None:
    """Write the rows of the sheet, or of the first that holds anything where ``sheet`` is empty, to stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        for line in _lines(path, sheet):
            sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
    except BrokenPipeError:
        sys.stderr.close()  # the reader has seen enough
    except Exception as error:  # noqa: BLE001 - whatever the library raises becomes a sentence
        sys.stdout.write(json.dumps({"error": f"{type(error).__name__}: {error}"}) + "\n")


def _lines(path: str, sheet: str) -> Iterator[Any]:
    """Yield the sheet's name, then its rows that hold anything."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - the limits come first

    with CalamineWorkbook.from_path(path) as book:
        if sheet and sheet not in book.sheet_names:
            yield {"error": f"there is no sheet {sheet!r}; its sheets are {', '.join(book.sheet_names)}"}
            return
        for name in [sheet] if sheet else book.sheet_names:
            found = book.get_sheet_by_name(name)
            if sheet or (found.height and found.width):
                yield {"sheet": name, "sheets": book.sheet_names}
                yield from _rows(found)
                return
    yield {"error": "no sheet holds any cell"}


def _rows(sheet: Any) -> Iterator[Any]:
    """Yield 1-based row number and cells of the rows that hold anything; empty columns at the left are no columns."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(value) for value in row]
        if any(cells):
            yield [number, cells]


def _text(value: Any) -> str | None:  # noqa: PLR0911 - one line a type
    """Return one cell as text: ISO times, whole numbers without a fraction, empty as None."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return format(value.total_seconds(), ".15g")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
