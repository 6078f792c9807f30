"""Lines of CSV that a spreadsheet takes for text, never for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

__all__ = ["csv_line"]

_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def csv_line(cells: Sequence[Any]) -> str:
    r"""Return one line; texts that a spreadsheet would compute begin with an apostrophe.

    >>> csv_line([3, "=1+1", "a,b"])
    '3,\'=1+1,"a,b"\r\n'
    """
    text = io.StringIO()
    csv.writer(text).writerow([_safe(cell) for cell in cells])
    return text.getvalue()


def _safe(cell: Any) -> Any:
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_BEGINS):
        return f"'{cell}"
    return cell
