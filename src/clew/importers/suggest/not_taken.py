"""What a proposal leaves in the file: said at the end of each block, so that nothing is lost unseen."""

from __future__ import annotations

from clew.importers.suggest.columns import Sheet
from clew.importers.suggest.draft import Draft
from clew.importers.suggest.profile import Profile
from clew.importers.suggest.tables import used_columns
from clew.importers.values.json_path import outer_column
from clew.tables import TABLES

__all__ = ["say_not_taken"]


def say_not_taken(drafts: list[Draft], sheet: Sheet, apart: set[str]) -> None:
    """Note in each block that could keep them the columns that no block takes, and what they hold."""
    taken = apart.union(*map(_taken, drafts))
    left = [f"{column.name}{_holds(column)}" for column in sheet.profiles if column.name not in taken]
    for draft in drafts:
        if left and {"properties", "traits"} & set(TABLES[draft.table].by_name):
            draft.last.append(f"Not taken: {', '.join(left)}: put what you need under [properties].")


def _taken(draft: Draft) -> set[str]:
    """The source columns that a block reads, whatever for."""
    names = used_columns(draft)
    for line in draft.lines.get("", []) + draft.lines.get("properties", []):
        if line.key in {"key", "columns"} or line.key == "where":
            names |= set(line.value)
        elif line.key == "changes":
            names |= set(line.value.values())
    return names | {
        outer_column(line.value) for line in draft.lines.get("properties", []) if isinstance(line.value, str)
    }


def _holds(column: Profile) -> str:
    """What a column holds, in brackets; nothing where it has few values like any property."""
    if not column.filled:
        return " (blank)"
    if column.timing is not None:
        return " (times)"
    if column.is_bare_numeric:
        return " (numbers)"
    if column.is_prose:
        return " (texts)"
    return "" if column.is_category else " (many values)"
