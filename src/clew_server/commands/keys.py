"""Commands of a workspace's keys."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from clew.cli.output import show, table
from clew_server.commands.ready import say, workspace_named

__all__ = ["key"]

key = typer.Typer(help="Keys of the API.", no_args_is_help=True)


@key.command("create")
def key_create(
    name: Annotated[str, typer.Argument(help="What it is for, as people will look for it.")],
    scope: Annotated[str, typer.Option(help="collect, server, read or write.")] = "collect",
    days: Annotated[int | None, typer.Option(help="Days until it ends; for good without it.")] = None,
) -> None:
    """Make a key and print it, this one time; only its hash is kept."""
    workspace = workspace_named()
    from clew_server.accounts.membership import keys  # noqa: PLC0415 - Django is loaded now

    made = keys.create(workspace, name, scope, None, days)
    show({"key": made}, lambda: say(made))


@key.command("list")
def key_list() -> None:
    """List the keys of the workspace: what each opens, how it begins, when it was used, whether it is open still."""
    workspace = workspace_named()
    from clew_server.accounts.membership import keys  # noqa: PLC0415

    found = [
        {
            "id": one.id,
            "name": one.name,
            "begins": one.prefix,
            "scope": one.scope,
            "is_open": one.is_open,
            "created_at": one.created_at,
            "expires_at": one.expires_at,
            "used_at": one.used_at,
            "revoked_at": one.revoked_at,
        }
        for one in keys.keys_of(workspace)
    ]
    show({"workspace": workspace.name, "keys": found}, lambda: _print(found))


def _print(found: list[dict[str, Any]]) -> None:
    def day(one: dict[str, Any], what: str, otherwise: str) -> str:
        return f"{one[what]:%Y-%m-%d}" if one[what] else otherwise

    rows = [
        [
            one["name"],
            one["begins"] + "…",
            one["scope"],
            day(one, "created_at", ""),
            day(one, "used_at", "never"),
            day(one, "expires_at", "never"),
            "open" if one["is_open"] else "revoked" if one["revoked_at"] else "over",
        ]
        for one in found
    ]
    table(["Name", "Begins", "Scope", "Made", "Used", "Ends", ""], rows)


@key.command("revoke")
def key_revoke(
    which: Annotated[
        str,
        typer.Argument(metavar="KEY", help="Its name, how it begins, its id (see clew key list), or the key itself."),
    ],
) -> None:
    """Revoke a key for good; within five seconds no process takes it any more."""
    workspace = workspace_named()
    from clew_server.accounts.membership import keys  # noqa: PLC0415

    found = keys.open_key(workspace, which)
    keys.revoke(workspace, found.id, None)
    document = {"name": found.name, "begins": found.prefix}
    show(document, lambda: say(f"The key “{found.name}” ({found.prefix}…) opens nothing any more."))
