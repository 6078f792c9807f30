"""What the server adds to the command line: serve, worker, user, key. Nothing heavy is loaded before one runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from clew.cli import keeping
from clew.cli.globals import current
from clew.cli.output import show, warn
from clew.errors import UsageError

__all__ = ["add_to"]

user = typer.Typer(help="People who log in.", no_args_is_help=True)
key = typer.Typer(help="Keys of the API.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="Their e-mail address.")]


def add_to(app: typer.Typer) -> None:
    """Add the server's commands to the application."""
    app.command(name="serve")(serve)
    app.command(name="worker")(worker)
    app.add_typer(user, name="user")
    app.add_typer(key, name="key")
    for name, command in (("erase", erase), ("backup", backup), ("restore", restore)):
        _replace(app, name, command)


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
    _, workspace = _prepared()
    from clew_server.insights.customers.erasing import erase as erase_everywhere  # noqa: PLC0415

    found = erase_everywhere(workspace, customer)
    text = "Erased: journal, tables, identifiers, caches and the server's stores hold nothing of them.\n"
    late = "The server's database is being read: its log is cut when you run this again, or by the server.\n"
    show({"erased": found}, lambda: _say(text if found["is_purged"] else text + late))


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
    show({"restored": document}, lambda: warn(f"{current().data} is restored from {directory}. {found.said}".rstrip()))


@user.command("add")
def user_add(
    email: Email,
    role: Annotated[str, typer.Option(help="owner, analyst, agent or viewer.")] = "viewer",
) -> None:
    """Give a person a role in the workspace; they are made known where they are new."""
    services, workspace = _prepared()
    found = services.join(email, role, [workspace])
    text = f"{found.email} is {role} of {workspace.name}. A way in: clew user login-link {found.email}\n"
    show({"email": found.email, "role": role, "workspace": workspace.name}, lambda: _say(text))


@user.command("login-link")
def user_login_link(email: Email) -> None:
    """Print a one-time address that logs a person in; it is good for an hour."""
    from clew_server.configuration import configuration  # noqa: PLC0415 - keeps `clew --help` quick
    from clew_server.starting import login_address  # noqa: PLC0415

    services, _ = _prepared()
    address = login_address(configuration(), services.create_login_link(email))
    show({"address": address}, lambda: _say(f"{address}\n"))


@key.command("create")
def key_create(
    name: Annotated[str, typer.Argument(help="What it is for, as people will look for it.")],
    scope: Annotated[str, typer.Option(help="collect, read or write.")] = "collect",
    days: Annotated[int | None, typer.Option(help="Days until it ends; for good without it.")] = None,
) -> None:
    """Make a key and print it, this one time; only its hash is kept."""
    services, workspace = _prepared()
    made = services.create_key(workspace, name, scope, days=days)
    show({"key": made}, lambda: _say(f"{made}\n"))


def _say(text: str) -> None:
    sys.stdout.write(text)


def _prepared() -> tuple[Any, Any]:
    from clew_server import starting  # noqa: PLC0415 - keeps `clew --help` quick

    options = current()
    starting.prepare(starting.load_django(options.data))
    from clew_server.accounts import services  # noqa: PLC0415
    from clew_server.accounts.selectors import find_workspace  # noqa: PLC0415

    workspace = find_workspace(options.workspace)
    if workspace is None:
        raise UsageError(f"There is no workspace '{options.workspace}': make it with clew workspace create.")
    return services, workspace
