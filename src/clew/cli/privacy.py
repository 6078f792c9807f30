"""`clew erase` and `person`: one person's right to be forgotten, and to have everything."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from clew.cli.globals import current
from clew.cli.output import show, warn

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add this file's commands to the application."""
    app.command("erase")(erase)
    app.command("person")(person)


def erase(
    customer: Annotated[str, typer.Argument(help="The customer's id, e-mail or phone.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first (a script is never asked).")] = False,  # noqa: FBT002
) -> None:
    """Remove one person from journal, tables, identifiers and caches, for good; it cannot be undone."""
    if not yes and not current().json and sys.stdin.isatty():
        typer.confirm(f"Remove everything about {customer}, for good?", abort=True, err=True)
    document = current().open(create=False).erase(customer)
    show({"erased": document}, lambda: warn("Erased: journal, tables, identifiers and caches hold nothing of them."))


def person(
    customer: Annotated[str, typer.Argument(help="The customer's id, e-mail or phone.")],
    out: Annotated[Path, typer.Option(help="A new folder for the copy.")],
) -> None:
    """Hand one person everything that is kept about them, as CSV and JSON."""
    document = current().open(create=False).person(customer, out)
    show({"person": document}, lambda: warn(f"Everything about {customer} stands in {out}."))
