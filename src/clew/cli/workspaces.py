"""`clew workspace`: create, list, rename, set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clew.cli.globals import current
from clew.cli.output import NO_ZONE, show, table, warn

if TYPE_CHECKING:
    from clew.store.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Workspaces and their settings: time zone, start of the week, currency, languages.")

Zone = Annotated[str | None, typer.Option(help="IANA time zone, as Europe/Warsaw.")]
WeekStart = Annotated[str | None, typer.Option(help="First day of the week: monday .. sunday.")]
Currency = Annotated[str | None, typer.Option(help="ISO 4217 code of the currency, as EUR.")]
Languages = Annotated[str | None, typer.Option(help="Languages, comma-separated, as pl,en.")]


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="The workspace's name.")],
    zone: Zone = None,
    week_start: WeekStart = None,
    currency: Currency = None,
    languages: Languages = None,
) -> None:
    """Make a workspace."""
    current().workspace = name
    current().open()
    _apply(zone, week_start, currency, languages)


@app.command("set")
def set_(
    zone: Zone = None, week_start: WeekStart = None, currency: Currency = None, languages: Languages = None
) -> None:
    """Change the settings of the workspace named by --workspace; without an option, show them."""
    _apply(zone, week_start, currency, languages)


@app.command("rename")
def rename(new: Annotated[str, typer.Argument(help="The name from now on.")]) -> None:
    """Give the workspace named by --workspace another name; its id, and so its addresses, stay."""
    from clew.store import rename_workspace  # noqa: PLC0415 - keeps `clew --help` quick

    former = current().workspace
    rename_workspace(current().data, former, new)
    document = {"name": new.strip(), "former": former}
    show({"renamed": document}, lambda: warn(f"The workspace '{former}' is called '{new.strip()}' now."))


@app.command("list")
def list_() -> None:
    """List the workspaces of the data folder."""
    from clew.store import list_workspaces, open_workspace  # noqa: PLC0415 - keeps `clew --help` quick

    names = list_workspaces(current().data)
    data = current().data
    rows = [{"name": name, **_described(open_workspace(data, name, create=False).settings)} for name in names]
    show({"workspaces": rows}, lambda: table(["name", "zone"], [[row["name"], row["zone"]] for row in rows]))


def _apply(zone: str | None, week_start: str | None, currency: str | None, languages: str | None) -> None:
    given = {"zone": zone, "week_start": week_start, "currency": currency, "languages": languages}
    changes = any(value is not None for value in given.values())
    workspace = current().open(create=changes, hint=False)
    settings = _described(workspace.set(now=None, **given) if changes else workspace.settings)
    if not settings["zone_is_set"]:
        warn(NO_ZONE)
    show(
        {"workspace": {"name": current().workspace, **settings}},
        lambda: table(["setting", "value"], list(settings.items())),
    )


def _described(settings: Settings) -> dict[str, object]:
    return {
        "zone": settings.zone,
        "zone_is_set": settings.zone_is_set,
        "week_start": settings.week_start,
        "currency": settings.currency,
        "languages": list(settings.languages),
    }
