"""`clew change`: the company's change log, drawn on every chart of time."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer

from clew.cli.globals import current
from clew.cli.output import show, table, warn
from clew.errors import UsageError

__all__ = ["app"]

app = typer.Typer(help="The company's change log: releases, prices, campaigns, outages.")

_COLUMNS = ("id", "begins", "ends", "kind", "title", "note")


@app.command("add")
def add(
    begins: Annotated[str, typer.Argument(help="The first day, as 2026-03-01.")],
    title: Annotated[str, typer.Argument(help="What changed, in a few words.")],
    until: Annotated[str | None, typer.Option(help="The last day, where it is not the first.")] = None,
    kind: Annotated[str, typer.Option(help="release, price, campaign, outage or other.")] = "other",
    note: Annotated[str, typer.Option(help="More about it; name no person here.")] = "",
) -> None:
    """Add an entry to the change log."""
    from clew.changes import KIND, Change  # noqa: PLC0415 - keeps `clew --help` quick

    change = Change.of({"begins": begins, "ends": until, "kind": kind, "title": title, "note": note})
    name = uuid.uuid4().hex
    current().open().keep(KIND, name, change.to_document())
    show({"change": {"id": name, **change.to_document()}}, lambda: warn(f"'{change.title}' is in the change log."))


@app.command("list")
def list_() -> None:
    """List the change log in the order of time."""
    from clew.changes import read_changes  # noqa: PLC0415 - keeps `clew --help` quick

    found = read_changes(current().open(create=False).settings.documents)
    rows = [{"id": name, **change.to_document()} for name, change in found.items()]
    show({"changes": rows}, lambda: table(_COLUMNS, [[row[column] or "" for column in _COLUMNS] for row in rows]))


@app.command("remove")
def remove(change_id: Annotated[str, typer.Argument(help="The id that `clew change list` shows.")]) -> None:
    """Take an entry out of the change log."""
    workspace = current().open(create=False)
    known = workspace.settings.documents["change"]
    if change_id not in known:
        raise UsageError.unknown("change", change_id, known)
    workspace.keep("change", change_id, None)
    show({"removed": change_id}, lambda: warn("The entry is gone."))
