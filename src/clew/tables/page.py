"""The documentation page of the canonical tables, written from their definitions.

Run ``python -m clew.tables.page > docs/reference/tables.md`` after a change.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from clew.tables import HOUSE_COLUMNS, TABLES, Check, Column, NotBefore, Table, Within

__all__ = ["tables_page"]

INTRODUCTION = """# Canonical tables

Written from the definitions in `clew.tables`; do not edit by hand.

Times are UTC microseconds. Ids are text as the source gave them. Money is decimal(18,4) with an ISO currency. Zero is
data; what is missing, not asked, not applicable or not experienced is never a zero. *fact*: the same id with other
content is a conflict, and the first in journal order stands. *state*: the latest by `version_at`, then by content,
wins.
"""


def tables_page(tables: Mapping[str, Table]) -> str:
    """Return the page as Markdown: one section a table, then the columns all tables have."""
    parts = [INTRODUCTION, *(_section(table) for table in tables.values())]
    parts.append("## Every table also has\n\n" + _columns(HOUSE_COLUMNS))
    return "\n".join(parts)


def _section(table: Table) -> str:
    facts = f"A row is {table.row}. Merge: *{table.merge}*. Id: {_names(table.key)}. Time: `{table.time_column}`. "
    facts += f"Schema version {table.version}."
    checks = "".join(f"\n- {_check(check)}" for check in table.checks)
    return f"## {table.name}\n\n{facts}\n\n{_columns(table.columns)}" + (f"\nChecks:\n{checks}\n" if checks else "")


def _columns(columns: tuple[Column, ...]) -> str:
    head = "| column | type | unit | what it is |\n|---|---|---|---|\n"
    return head + "".join(f"| `{c.name}` | {c.type} | {c.unit} | {_about(c)} |\n" for c in columns)


def _about(column: Column) -> str:
    choices = f" ({', '.join(column.choices)})" if column.choices else ""
    return f"{column.about}{choices}" + ("; required" if column.required else "")


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _check(check: Check) -> str:
    match check:
        case Within():
            low = "" if check.minimum is None else f" at least {check.minimum}"
            high = "" if check.maximum is None else f" at most {check.maximum}"
            return f"`{check.column}` is{low}{' and' if low and high else ''}{high}"
        case NotBefore():
            return f"`{check.column}` is not before `{check.earlier}`"
        case _:
            return f"`{check.column}` is a whole number where `{check.when}` is {check.equals}"


if __name__ == "__main__":
    sys.stdout.write(tables_page(TABLES))
