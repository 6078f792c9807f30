"""`clew quarantine` and `clew remap`: what was set aside and why; mended row by row, or by another mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clew.cli.globals import current
from clew.cli.output import number, show, table, warn
from clew.errors import UsageError

__all__ = ["app", "remap"]

app = typer.Typer(help="The quarantine: rows that were set aside, why, and how to mend them.")

Import = Annotated[str, typer.Argument(help="The id that `clew imports` shows.")]
_SHOWN = ("line", "row", "table", "column", "reason", "value")


@app.command("reasons")
def reasons() -> None:
    """Count what is set aside by import, table, reason and column, the most first."""
    rows = current().open(create=False).quarantine()
    columns = ("import_id", "file", "table", "reason", "column", "count")
    show({"reasons": rows}, lambda: table(columns, [[row[name] for name in columns] for row in rows]))


@app.command("list")
def list_(
    import_id: Annotated[str | None, typer.Option("--import", help="Of this import alone.")] = None,
    of_table: Annotated[str | None, typer.Option("--table", help="Missing from this table.")] = None,
    reason: Annotated[str | None, typer.Option(help="Set aside for this reason.")] = None,
    column: Annotated[str | None, typer.Option(help="Because of this column.")] = None,
    value: Annotated[str | None, typer.Option(help="Because of this value.")] = None,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many first.")] = 0,
    limit: Annotated[int, typer.Option(min=0, help="At most so many.")] = 100,
) -> None:
    """List rows that are set aside, page by page."""
    found = current().open(create=False).set_aside(
        import_id=import_id, table=of_table, reason=reason, column=column, value=value, offset=offset, limit=limit
    )  # fmt: skip
    show(found, lambda: table(_SHOWN, [[row[name] for name in _SHOWN] for row in found["rows"]]))
    if offset + len(found["rows"]) < found["total"]:
        warn(f"{number(found['total'])} in all: --offset {offset + len(found['rows'])} shows more.")


@app.command("mend")
def mend(
    import_id: Import,
    row: Annotated[int, typer.Argument(help="The row's number in the file, as `clew quarantine list` shows it.")],
    cells: Annotated[list[str], typer.Argument(help="Cells as they should be: column=value; column= empties one.")],
) -> None:
    """Correct cells of a row that was set aside and load it again; what came is kept beside it."""
    from clew.store.mending.mends import Correction  # noqa: PLC0415 - keeps `clew --help` quick

    said = dict(_cell(text) for text in cells)
    (fact,) = current().open(create=False).mend(import_id, [Correction(row, said)])
    document = {"id": fact.id, "row": row, "columns": list(fact.columns), "at": fact.at, "undone_at": None}
    left = current().open(create=False).set_aside(import_id=import_id, limit=1_000_000)["rows"]
    still = [f"{found['column']}: {found['reason']}" for found in left if found["row"] == row]
    show(
        {"mend": document, "still_set_aside": still},
        lambda: warn(f"Row {row} is mended." if not still else f"Row {row} is still set aside: {'; '.join(still)}."),
    )


@app.command("mends")
def mends(import_id: Import) -> None:
    """List what was mended of an import, the undone too."""
    rows = current().open(create=False).mends(import_id)
    show(
        {"mends": rows},
        lambda: table(
            ("id", "row", "columns", "at", "undone_at"),
            [[row["id"], row["row"], ", ".join(row["columns"]), row["at"], row["undone_at"] or ""] for row in rows],
        ),
    )


@app.command("undo")
def undo(
    import_id: Import, mend_id: Annotated[str, typer.Argument(help="The id that `clew quarantine mends` shows.")]
) -> None:
    """Take a mend back as if it had never been."""
    fact = current().open(create=False).undo_mend(import_id, mend_id)
    show({"undone": fact.id}, lambda: warn(f"Row {fact.row} is again as it came."))


def remap(
    import_id: Import,
    mapping: Annotated[Path | None, typer.Option("--map", help="The mapping to read it by (TOML).")] = None,
    value: Annotated[
        tuple[str, str, str] | None,
        typer.Option(help="COLUMN VALUE MEANS: the same mapping, by which VALUE means MEANS (empty: no answer)."),
    ] = None,
    original: Annotated[bool, typer.Option("--original", help="The mapping it came with.")] = False,  # noqa: FBT002 - an option
) -> None:
    """Read an import by another mapping, from the journal: the file is not needed, and --original takes it back."""
    from clew.importers import load_mapping  # noqa: PLC0415 - keeps `clew --help` quick

    if (mapping is not None) + (value is not None) + original != 1:
        raise UsageError("Say one of --map FILE, --value COLUMN VALUE MEANS, --original.")
    workspace = current().open(create=False)
    if value is not None:
        found = workspace.remap_value(import_id, *value)
    else:
        found = workspace.remap(import_id, None if mapping is None else load_mapping(mapping))
    show(
        {"remapped": found},
        lambda: warn(f"{found['file']}: {number(found['accepted'])} accepted, {number(found['rejected'])} rejected."),
    )


def _cell(text: str) -> tuple[str, str | None]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"'{text[:60]}' is no cell; write column=value.")
    return name, value or None
