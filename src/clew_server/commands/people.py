"""Commands of people: who is in a workspace, as what, and how they come in."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from clew.cli.output import show, table
from clew_server.commands.ready import say, workspace_named

__all__ = ["user"]

user = typer.Typer(help="People who log in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="Their e-mail address.")]


@user.command("add")
def user_add(
    email: Email,
    role: Annotated[str, typer.Option(help="owner, analyst, agent or viewer.")] = "viewer",
) -> None:
    """Give a person a role in the workspace; they are made known where they are new."""
    workspace = workspace_named()
    from clew_server.accounts import services  # noqa: PLC0415 - Django is loaded now

    found = services.join(email, role, [workspace])
    text = f"{found.email} is {role} of {workspace.name}. A way in: clew user login-link {found.email}"
    show({"email": found.email, "role": role, "workspace": workspace.name}, lambda: say(text))


@user.command("login-link")
def user_login_link(email: Email) -> None:
    """Print a one-time address that logs a person in; it is good for an hour."""
    workspace_named()
    from clew_server.accounts import services  # noqa: PLC0415
    from clew_server.configuration import configuration  # noqa: PLC0415
    from clew_server.starting import login_address  # noqa: PLC0415

    address = login_address(configuration(), services.create_login_link(email))
    show({"address": address}, lambda: say(address))


@user.command("list")
def user_list() -> None:
    """List the members of the workspace: role, second factor, when they last logged in."""
    workspace = workspace_named()
    from clew_server.accounts.people import people_of  # noqa: PLC0415

    found = people_of(workspace)
    show({"workspace": workspace.name, "users": found}, lambda: _print(found))


def _print(people: list[dict[str, Any]]) -> None:
    rows = [
        [
            one["email"],
            one["name"],
            one["role"],
            "yes" if one["second_factor"] else "no",
            f"{one['last_login']:%Y-%m-%d %H:%M}" if one["last_login"] else "never",
            "" if one["is_active"] else "disabled",
        ]
        for one in people
    ]
    table(["E-mail", "Name", "Role", "Second factor", "Last login (UTC)", ""], rows)


@user.command("role")
def user_role(email: Email, role: Annotated[str, typer.Argument(help="owner, analyst, agent or viewer.")]) -> None:
    """Give a member of the workspace another role; it counts from their next request on."""
    workspace = workspace_named()
    from clew_server.accounts.people import give_role  # noqa: PLC0415

    found, before = give_role(workspace, email, role)
    said = f"{found.email} is {role} of {workspace.name}" + ("." if before == role else f", and was {before}.")
    show({"email": found.email, "role": role, "before": before, "workspace": workspace.name}, lambda: say(said))


@user.command("disable")
def user_disable(
    email: Email,
    back: Annotated[bool, typer.Option("--undo", help="Let a disabled person log in again.")] = False,  # noqa: FBT002
) -> None:
    """Keep a person out of every workspace of this server: sessions and links end at once. What they did stays."""
    workspace_named()
    from clew_server.accounts.people import disable, enable  # noqa: PLC0415

    found = enable(email) if back else disable(email)
    said = f"{found.email} can log in again." if back else f"{found.email} is out, and cannot log in."
    show({"email": found.email, "is_active": found.is_active}, lambda: say(said))


@user.command("forget-factor")
def user_forget_factor(email: Email) -> None:
    """Remove a person's second factors and recovery codes: for who has lost them. Make sure that it is them who ask."""
    workspace_named()
    from clew_server.accounts.people import forget_factors  # noqa: PLC0415

    found, count = forget_factors(email)
    said = f"{found.email} logs in without a second factor until they set up a new one." if count else (
        f"{found.email} has no second factor."
    )  # fmt: skip
    show({"email": found.email, "removed": count}, lambda: say(said))
