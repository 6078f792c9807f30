"""`clew suggest`, `import`, `imports`, `undo`: files in, and out again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import NO_ZONE, progress, show, table, warn
from clew.errors import ClewError, UsageError

__all__ = ["add_to"]

FIRST_REJECTIONS = 100


def add_to(app: typer.Typer) -> None:
    """Add this file's commands to the application."""
    app.command("suggest")(suggest)
    app.command("import")(import_)
    app.command("imports")(imports)
    app.command("undo")(undo)


def suggest(file: Annotated[Path, typer.Argument(help="The file to look at; nothing is stored.")]) -> None:
    """Propose a mapping for FILE as TOML on stdout, with the confidence of each guess as a comment."""
    from clew.importers import open_source, recognise, suggest_mapping  # noqa: PLC0415 - keeps `clew --help` quick

    with open_source(file) as source:
        proposal, preset = suggest_mapping(source), recognise(source)
    document = {
        "file": str(file),
        "mapping": proposal,
        "preset": preset.name if preset and preset.title in proposal else None,
    }
    show(document, lambda: print(proposal, end=""))  # noqa: T201 - the result itself


def import_(
    files: Annotated[list[Path], typer.Argument(help="Files to import; one mapping serves all of them.")],
    map_: Annotated[Path | None, typer.Option("--map", help="The mapping (TOML); see `clew suggest`.")] = None,
    table_: Annotated[
        str | None, typer.Option("--table", help="Take columns that bear canonical names of this table as they are.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count, store nothing.")] = False,  # noqa: FBT002
) -> None:
    """Import files; bad rows are set aside with line, column and reason and never stop a file."""
    from clew.importers import load_mapping  # noqa: PLC0415 - keeps `clew --help` quick

    workspace = current().open(create=not dry_run, hint=False)
    mapping = load_mapping(map_) if map_ else None
    if not workspace.settings.zone_is_set:
        warn(NO_ZONE)
    with progress("reading") as move:
        results = workspace.import_files(
            files, mapping=mapping, table=table_, dry_run=dry_run, progress=move, now=lambda: datetime.now(UTC)
        )
    for result in results:
        for sentence in [*result.warnings, *([f"clew: {result.file}: {result.error}"] if result.error else [])]:
            warn(sentence)
    documents = [_shortened(result.to_document()) for result in results]
    show({"files": documents, **({"dry_run": True} if dry_run else {})}, lambda: _print(documents, dry_run=dry_run))
    if code := _exit_code(documents, [result.error for result in results]):
        raise typer.Exit(code)


def imports(
    messages: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--messages", help="What came through the tracking API, an import an hour, not files.")
    ] = False,
) -> None:
    """List what came when: files, and in one line what the tracking API received."""
    from clew.store.loading.records import DELIVERED  # noqa: PLC0415 - keeps `clew --help` quick

    rows = current().open(create=False).imports()
    sent = [row for row in rows if row["format"] == DELIVERED]
    listed = sent if messages else [row for row in rows if row["format"] != DELIVERED]
    show({"imports": sent if messages else rows}, lambda: _list(listed, [] if messages else sent))


def _list(listed: list[dict[str, Any]], sent: list[dict[str, Any]]) -> None:
    names = ("import_id", "file", "imported_at", "tables", "rows", "accepted", "rejected", "undone")
    table(names, [[_flat(row.get(name)) for name in names] for row in listed])
    if sent:
        count = sum(row["rows"] for row in sent if not row["undone"])
        sys.stdout.write(f"The tracking API received {count:,} messages: clew imports --messages\n")


def undo(import_id: Annotated[str, typer.Argument(help="The import, as `clew imports` names it.")]) -> None:
    """Take one import back as if it had never been."""
    workspace = current().open(create=False)
    with progress("taking back") as move:
        result = workspace.undo(import_id, progress=move)
    show({"undone": result}, lambda: warn(f"Import {import_id} is taken back; import the file again to have it back."))


def _shortened(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "rejections": document["rejections"][:FIRST_REJECTIONS]}


def _exit_code(documents: list[dict[str, Any]], errors: list[ClewError | None]) -> int:
    if errors and all(isinstance(error, UsageError) for error in errors):
        return 2
    return int(any(errors) or _all_rejected(documents))


def _all_rejected(documents: list[dict[str, Any]]) -> bool:
    tables = [counts for document in documents for counts in document["tables"]]
    return any(t["rows"] for t in tables) and all(t["rows"] == t["rejected"] for t in tables)


def _flat(cell: object) -> object:
    return ", ".join(map(str, cell)) if isinstance(cell, list | tuple) else cell


def _print(documents: list[dict[str, Any]], *, dry_run: bool) -> None:
    names = ("table", "rows", "accepted", "duplicates", "updated", "conflicts", "rejected")
    for document in documents:
        if "error" in document:
            continue
        verb = "would be imported" if dry_run else f"import {document['import_id']}"
        sys.stdout.write(f"{document['file']}: {verb}, {document['seconds']:.1f} s\n")
        table(names, [[counts[name] for name in names] for counts in document["tables"]])
        for join in document["joins"]:
            words = "{matched:,} rows found their customer by {key}, {ambiguous:,} fit several, {unmatched:,} none\n"
            sys.stdout.write(words.format(**join))
        _print_rejections(document["rejections"])


def _print_rejections(rejections: list[dict[str, Any]], shown: int = 10) -> None:
    if rejections:
        rows = [[r["line"], r["column"], r["reason"], str(r["value"])[:60]] for r in rejections[:shown]]
        table(("line", "column", "reason", "value"), rows, title="Set aside, for example:")
