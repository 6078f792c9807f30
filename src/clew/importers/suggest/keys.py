"""What makes the id of a row, and what keeps the answers of one row together."""

from __future__ import annotations

from pathlib import Path

from clew.importers.readers.source import Source
from clew.importers.suggest.columns import Found, Sheet
from clew.importers.suggest.draft import Draft, Line
from clew.importers.suggest.profile import Profile
from clew.tables import TABLES

__all__ = ["add_key"]

#: Roles whose column makes the id, the surest first.
KEYS: dict[str, tuple[str, ...]] = {
    "customers": ("customer",),
    "events": ("event id",),
    "feedback": ("response",),
    "calls": ("call",),
    "tickets": ("ticket",),
    "promises": ("order", "ticket", "run"),
    "ticket_changes": (),
    "identities": (),
    "purchases": ("purchase id", "order"),
    "subscriptions": ("contract", "customer"),
}
#: A count of a file's rows begins here at the latest, and most of it stays below so many times the rows.
BEGINS, SPREAD, MOSTLY = 10, 4, 0.9
#: Canonical columns that would mix up two people, were they read from a count.
PEOPLE = ("customer_id", "invitation_id")
ANEW = "but such numbers begin anew in another file, so the name of this one stands before"


def add_key(draft: Draft, sheet: Sheet, source: Source) -> None:
    """Propose what makes the id, unless the id itself is mapped: a column that is never blank and never repeats."""
    own = TABLES[draft.table].key
    if not KEYS[draft.table] or (len(own) == 1 and draft.has("columns", own[0])):
        return
    key = _single(draft, sheet, source) or _pair(draft, sheet)
    if key is None:
        draft.notes.append("No column tells the rows apart: without a key, overlapping exports would count twice.")
        return
    draft.lines.setdefault("", []).append(key)
    _keep_together(draft, key)


def _single(draft: Draft, sheet: Sheet, source: Source) -> Line | None:
    """The column that tells rows apart, with the file's name before it where it counts the rows of a survey."""
    for role in KEYS[draft.table]:
        for found in sheet.all(role):
            if not found.column.is_unique:
                continue
            why = f"{role}, never blank and never repeated"
            if draft.table == "feedback" and _counts_rows(found.column):
                return Line("key", [f"={_stem(source)}", found.column.name], found.sure, f"{why}; {ANEW}")
            return Line("key", [found.column.name], found.sure, why)
    return None


def _counts_rows(column: Profile) -> bool:
    """Whether the values are bare numbers from about 1 to about the number of rows, as each wave of a survey has."""
    if not all(text.isdecimal() for text in column.counts):
        return False
    numbers = sorted(int(text) for text in column.counts)
    return numbers[0] <= BEGINS and numbers[int(MOSTLY * (len(numbers) - 1))] <= SPREAD * len(numbers)


def _stem(source: Source) -> str:
    """The file's name without what says its format."""
    return Path(source.path.name.removesuffix(".gz")).stem


def _keep_together(draft: Draft, key: Line) -> None:
    """Who answered is told by what tells the rows apart: in full, and where nobody else is named."""
    if "columns" in draft.lines:
        draft.lines["columns"] = [_in_full(line, key) for line in draft.lines["columns"]]
    if "unpivot.columns" in draft.lines and not any(draft.has("columns", name) for name in PEOPLE):
        value = key.value if len(key.value) > 1 else key.value[0]
        draft.add("columns", "invitation_id", value, 0.8, "keeps the answers of one row together")


def _in_full(line: Line, key: Line) -> Line:
    """A line that names a person by the count alone, with the file's name before it."""
    if line.key in PEOPLE and key.value[0].startswith("=") and line.value == key.value[-1]:
        return Line(line.key, key.value, line.sure, line.why)
    return line


def _pair(draft: Draft, sheet: Sheet) -> Line | None:
    """An id and a running number that together never repeat."""
    for role in KEYS[draft.table]:
        for found in sheet.all(role):
            second = _second(sheet, found)
            if second:
                return Line("key", [found.column.name, second], 0.6, "together they never repeat")
    return None


def _second(sheet: Sheet, first: Found) -> str | None:
    if first.column.texts.null_count:
        return None
    for column in sheet.profiles:
        small = column.is_numeric and column.is_category and not column.texts.null_count
        if small and column is not first.column:
            pairs = set(zip(first.column.texts.to_pylist(), column.texts.to_pylist(), strict=True))
            if len(pairs) == len(column.texts):
                return column.name
    return None
