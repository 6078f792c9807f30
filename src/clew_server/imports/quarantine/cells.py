"""The cells of a raw row as a form shows them; of what the tracking API received, the message is mended as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext

from clew.errors import UsageError
from clew.store import Workspace

__all__ = ["Cell", "cells_of", "changed_cells", "shown_cells"]

#: Raw rows are numbered as in the file; pieces that were no rows leave gaps, so it is looked a little before.
BEFORE, AROUND = 200, 400
MESSAGE = "message"
#: A text so long is written in a box of several lines.
LONG = 120


@dataclass(frozen=True)
class Cell:
    """One cell: its place in the form, the column, its text, what was said of it, whether it wants several lines."""

    index: int
    name: str
    text: str
    reasons: list[dict[str, Any]]
    is_long: bool


def cells_of(store: Workspace, found: Mapping[str, Any], row: int) -> dict[str, str] | None:
    """Return the cells of one raw row of an import that can be mended; None where there is no such row."""
    for raw in store.raw_rows(found["import_id"], offset=max(row - BEFORE, 0), limit=AROUND):
        if raw["_row"] == row:
            cells = {name: text or "" for name, text in raw.items() if name not in {"_row", "_line"}}
            return {MESSAGE: cells[MESSAGE]} if found["is_delivered"] else cells
    return None


def changed_cells(found: Mapping[str, Any], cells: Mapping[str, str], posted: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that were written otherwise; a form sends lines that end another way, which is no change.

    Raises:
        UsageError: a message is no JSON object any more.
    """
    sent = {name: posted.get(f"c{index}", text) for index, (name, text) in enumerate(cells.items())}
    changed = {name: _lines(text) for name, text in sent.items() if _lines(text) != _lines(cells[name])}
    if found["is_delivered"] and changed:
        _check_object(changed[MESSAGE])
    return changed


def shown_cells(cells: Mapping[str, str], posted: Mapping[str, str], reasons: list[dict[str, Any]]) -> list[Cell]:
    """Return the cells for the form: as they were sent, where they were, else as they stand."""
    found = []
    for index, (name, kept) in enumerate(cells.items()):
        text = posted.get(f"c{index}", kept)
        is_long = (name == MESSAGE and len(cells) == 1) or "\n" in kept or len(kept) > LONG
        found.append(Cell(index, name, text, [one for one in reasons if one["column"] == name], is_long))
    return found


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _check_object(text: str) -> None:
    try:
        said = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UsageError(gettext("This is no JSON: %(error)s") % {"error": error}) from error
    if not isinstance(said, dict):
        raise UsageError(gettext("A message is a JSON object: it begins with { and ends with }."))
