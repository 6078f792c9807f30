"""`clew status`, `verify`, `rebuild`, `compact`, `backup`, `restore`, `export`: looking after the data folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import progress, show, table, warn
from clew.errors import UsageError

__all__ = ["Erasures", "NoneErased", "add_to", "put_back", "taken"]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands to the application."""
    for command in (status, verify, rebuild, compact, backup, restore, export):
        app.command(command.__name__)(command)


def status() -> None:
    """Show how far the tables are behind the journal, sizes, and what is in quarantine."""
    document = current().open(create=False).status()
    show(document, lambda: table(("what", "value"), [[name, _flat(value)] for name, value in document.items()]))


def verify() -> None:
    """Read every stored byte against its checksum; name every damaged file and end with 1. Changes nothing."""
    from clew.store.verify import verify as read_everything  # noqa: PLC0415 - keeps `clew --help` quick

    folder = current().find()
    damages = read_everything(folder) if folder else []
    rows = [{"file": damage.file, "where": damage.where, "what": damage.what} for damage in damages]
    show({"damaged": rows}, lambda: _print_damages(rows))
    if rows:
        raise typer.Exit(1)


def rebuild() -> None:
    """Make the tables again from the journal; answers stay the same."""
    workspace = current().open(create=False)
    with progress("rebuilding") as move:
        document = workspace.rebuild(progress=move)
    show({"rebuilt": document}, lambda: warn("The tables are rebuilt from the journal."))


def compact() -> None:
    """Merge small files by month and drop superseded rows; answers stay the same."""
    document = current().open(create=False).compact()
    show({"compacted": document}, lambda: warn("The tables are compacted."))


def backup(directory: Annotated[Path, typer.Argument(help="A new folder for the copy.")]) -> None:
    """Write a consistent, self-checking copy of the data folder; others may write meanwhile."""
    document = taken(directory)
    show({"backup": document}, lambda: warn(f"The copy stands in {directory}, {document['files']} files."))


def taken(directory: Path, **beside: Any) -> dict[str, Any]:
    """Return what was copied into ``directory``; ``beside`` is what :func:`clew.store.backup.backup` takes besides."""
    from clew.store import list_workspaces, open_workspace  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.store.backup import backup as write_backup  # noqa: PLC0415

    data = current().data
    folders = [open_workspace(data, name, create=False).place.folder for name in list_workspaces(data)]
    copied = write_backup(folders, directory, now=lambda: datetime.now(UTC), **beside)
    return {"directory": str(directory), "workspaces": list(copied.workspaces), "files": len(copied.files)}


Erasures = Annotated[
    Path | None, typer.Option(help="List of erased people to honour where --data holds none (the file ERASED).")
]
NoneErased = Annotated[bool, typer.Option("--none-erased", help="Say that nobody was erased since the copy was made.")]


def restore(
    directory: Annotated[Path, typer.Argument(help="The folder of a copy.")],
    erasures: Erasures = None,
    none_erased: NoneErased = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Put a copy in the place of --data; a damaged copy is refused, and erased people stay erased."""
    from clew.store.erasure import erase_listed  # noqa: PLC0415 - keeps `clew --help` quick

    document = put_back(directory, erasures, none_erased=none_erased, erase_listed=erase_listed)
    show({"restored": document}, lambda: warn(f"{current().data} is restored from {directory}."))


def put_back(directory: Path, erasures: Path | None, *, none_erased: bool, **how: Any) -> dict[str, Any]:
    """Return what was restored from ``directory``; ``how`` is what :func:`clew.store.backup.restore` takes besides."""
    from clew.store.backup import restore as read_backup  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.store.erasure import add_erased  # noqa: PLC0415

    if erasures is not None and not erasures.is_file():
        raise UsageError(
            f"There is no list of erased people at {erasures}: it is the file ERASED of a workspace's folder."
        )
    with TemporaryDirectory() as folder:
        if none_erased and erasures is None:
            add_erased(Path(folder), ())
            erasures = Path(folder) / "ERASED"
        names = read_backup(directory, current().data, erased=erasures, **how)
    return {"directory": str(directory), "workspaces": list(names)}


def export(
    parquet: Annotated[Path | None, typer.Option(help="Write Parquet files into this folder.")] = None,
    delta: Annotated[Path | None, typer.Option(help="Write Delta tables into this folder.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write CSV files into this folder.")] = None,
) -> None:
    """Write the canonical tables for others to read."""
    given = {kind: folder for kind, folder in (("parquet", parquet), ("delta", delta), ("csv", csv)) if folder}
    if len(given) != 1:
        raise UsageError("Say one of --parquet DIR, --delta DIR, --csv DIR.")
    ((kind, folder),) = given.items()
    document = current().open(create=False).export(kind, folder)
    show({"exported": document}, lambda: warn(f"The tables stand in {folder}."))


def _print_damages(rows: list[dict[str, Any]]) -> None:
    if rows:
        table(("file", "where", "what"), [[row["file"], row["where"], row["what"]] for row in rows])
    else:
        warn("Every stored file is as it was written.")


def _flat(value: object) -> object:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
