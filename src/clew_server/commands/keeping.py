"""Commands of the library that do more where a server has stores of its own: erase, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clew.cli import keeping
from clew.cli.globals import current
from clew.cli.output import show, warn
from clew_server.commands.ready import say, workspace_named

__all__ = ["backup", "erase", "restore"]


def erase(
    customer: Annotated[str, typer.Argument(help="The customer's id, e-mail or phone.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first (a script is never asked).")] = False,  # noqa: FBT002
) -> None:
    """Remove one person from journal, tables, identifiers, caches and the server's own stores; it cannot be undone."""
    from clew.cli import privacy  # noqa: PLC0415 - keeps `clew --help` quick
    from clew_server.starting import has_database  # noqa: PLC0415

    if not has_database(current().data):
        privacy.erase(customer, yes)
        return
    if not yes and not current().json and sys.stdin.isatty():
        typer.confirm(f"Remove everything about {customer}, for good?", abort=True, err=True)
    current().open(create=False)
    workspace = workspace_named()
    from clew_server.insights.customers.erasing import erase as erase_everywhere  # noqa: PLC0415

    found = erase_everywhere(workspace, customer)
    text = "Erased: journal, tables, identifiers, caches and the server's stores hold nothing of them."
    late = "The server's database is being read: its log is cut when you run this again, or by the server."
    show({"erased": found}, lambda: say(text if found["is_purged"] else f"{text}\n{late}"))


def backup(directory: Annotated[Path, typer.Argument(help="A new folder for the copy.")]) -> None:
    """Write a consistent, self-checking copy of the data folder and of the server's database; others may write on."""
    from clew_server.backups import database  # noqa: PLC0415 - keeps `clew --help` quick

    data = current().data
    document = {**keeping.taken(directory, beside=lambda target: database.copy(data, target)), "database": None}
    document["database"], said = database.told(data)
    show(
        {"backup": document},
        lambda: warn(f"The copy stands in {directory}, {document['files']} files. {said}".rstrip()),
    )


def restore(
    directory: Annotated[Path, typer.Argument(help="The folder of a copy.")],
    erasures: keeping.Erasures = None,
    none_erased: keeping.NoneErased = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Put a copy in the place of --data; a damaged copy is refused, and erased people stay erased, on the pages too."""
    from clew_server.backups.restoring import Restoring  # noqa: PLC0415 - keeps `clew --help` quick

    found = Restoring(current().data)
    how = {"erase_listed": found.erase_listed, "prepare": found.prepare, "put": found.put}
    document = {**keeping.put_back(directory, erasures, none_erased=none_erased, **how), "database": found.what}
    document["paused"] = found.paused
    show({"restored": document}, lambda: warn(f"{current().data} is restored from {directory}. {found.said}".rstrip()))
