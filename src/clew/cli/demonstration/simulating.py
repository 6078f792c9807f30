"""`clew simulate`: the exports of a company that does not exist, with a planted truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clew.cli.output import show, warn

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add this file's command to the application."""
    app.command("simulate")(simulate)


def simulate(
    directory: Annotated[Path, typer.Argument(help="A new folder for the exports and the truth.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    customers: Annotated[int, typer.Option(help="How many customers the company has.")] = 20_000,
    *,
    without_faults: Annotated[
        bool, typer.Option("--without-faults", help="Plant nothing: there is nothing to find in it.")
    ] = False,
) -> None:
    """Write the exports of a simulated telecom company: practise on them, or test a change."""
    from clew.simulation import simulate as write_exports  # noqa: PLC0415 - keeps `clew --help` quick

    write_exports(directory, seed=seed, customers=customers, faults=not without_faults)
    files = sorted(path.name for path in (directory / "exports").iterdir())
    show({"directory": str(directory), "files": files}, lambda: warn(f"{len(files)} exports in {directory}/exports"))
