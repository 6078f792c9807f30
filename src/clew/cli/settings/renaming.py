"""`clew rename`: touchpoints and channels by the names people want to read; renamed, merged, undone without trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import show, table, warn

if TYPE_CHECKING:
    from clew.store.naming.renames import Rename

__all__ = ["app"]

app = typer.Typer(
    help="Rename and merge touchpoints and channels; rows keep their names, so every rename can be undone."
)

Olds = Annotated[list[str], typer.Argument(help="Names as they are; several become one.")]
New = Annotated[str, typer.Option("--to", help="The name to be shown from now on.")]


@app.command("touchpoint")
def touchpoint(olds: Olds, to: New) -> None:
    """Show touchpoints by another name: `clew rename touchpoint Rechnung Faktura --to Invoice`."""
    _rename("touchpoint", olds, to)


@app.command("channel")
def channel(olds: Olds, to: New) -> None:
    """Show channels by another name: `clew rename channel mail e-mail --to E-mail`."""
    _rename("channel", olds, to)


@app.command("list")
def list_() -> None:
    """Show every rename that was ever stated, with its id, and the names in the data."""
    workspace = current().open(create=False)
    facts = [_document(fact) for fact in workspace.renames()]
    names = {column: workspace.names(column) for column in ("touchpoint", "channel")}
    show({"renames": facts, "names": names}, lambda: _print(facts, names))


@app.command("undo")
def undo(rename_id: Annotated[str, typer.Argument(help="The id that `clew rename list` shows.")]) -> None:
    """Take a rename back as if it had never been."""
    fact = current().open(create=False).undo_rename(rename_id)
    show({"undone": _document(fact)}, lambda: warn(f"The {fact.column} '{fact.old}' has its own name again."))


def _rename(column: str, olds: list[str], new: str) -> None:
    workspace = current().open()
    known = {row["name"] for row in workspace.names(column)} | {row["shown_as"] for row in workspace.names(column)}
    facts = [_document(workspace.rename(column, old, new)) for old in dict.fromkeys(olds)]
    for old in olds:
        if old not in known:
            warn(f"No row has the {column} '{old}' yet: the rename holds for those to come.")
    show({"renames": facts}, lambda: _print_facts(facts))


def _document(fact: Rename) -> dict[str, Any]:
    return {
        "id": fact.id,
        "column": fact.column,
        "old": fact.old,
        "new": fact.new,
        "stated_at": fact.stated_at,
        "undone_at": fact.undone_at,
    }


def _print(facts: list[dict[str, Any]], names: dict[str, list[dict[str, Any]]]) -> None:
    _print_facts(facts)
    rows = [[column, row["name"], row["shown_as"], row["rows"]] for column, found in names.items() for row in found]
    table(("column", "name in the data", "shown as", "rows"), rows)


def _print_facts(facts: list[dict[str, Any]]) -> None:
    if facts:
        table(tuple(facts[0]), [[value or "" for value in fact.values()] for fact in facts])
