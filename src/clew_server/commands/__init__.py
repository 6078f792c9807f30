"""What the server adds to the command line: serve, worker, user, key, and what erase, backup, restore do with it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from clew.cli.globals import current
from clew_server.commands.keeping import backup, erase, restore
from clew_server.commands.keys import key
from clew_server.commands.people import user
from clew_server.commands.surveys import bounces

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add the server's commands to the application."""
    app.command(name="serve")(serve)
    app.command(name="worker")(worker)
    app.add_typer(user, name="user")
    app.add_typer(key, name="key")
    _group(app, "survey").command(name="bounces")(bounces)
    for name, command in (("erase", erase), ("backup", backup), ("restore", restore)):
        _replace(app, name, command)


def _group(app: typer.Typer, name: str) -> typer.Typer:
    """Return a group of commands of the library."""
    found = next(known.typer_instance for known in app.registered_groups if known.name == name)
    assert found is not None, "the library has such a group"  # noqa: S101 - a name in this file
    return found


def _replace(app: typer.Typer, name: str, command: Any) -> None:
    """Let a command of the library do what the server's stores need too."""
    next(known for known in app.registered_commands if known.name == name).callback = command


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen at; 127.0.0.1 without it.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen at; 8000 without it.")] = None,
) -> None:
    """Serve the product: pages, jobs, loader, until Ctrl-C. The first start prints a one-time link for the owner."""
    from clew_server import starting  # noqa: PLC0415 - keeps `clew --help` quick

    starting.serve(current().data, host, port)


def worker() -> None:
    """Run loader and jobs apart from the server (set CLEW_JOBS=0 there)."""
    from clew_server import starting  # noqa: PLC0415 - keeps `clew --help` quick

    starting.work(current().data)
