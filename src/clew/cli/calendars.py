"""`clew calendar`: set, show, import, remove: when people work."""

from __future__ import annotations

from typing import Annotated

import typer

from clew.cli.globals import current
from clew.cli.output import show, table
from clew.errors import UsageError

__all__ = ["app"]

app = typer.Typer(help="Working time: weekly hours, holidays, exceptions.")

Name = Annotated[str, typer.Option(help="The calendar's name.")]


@app.command("set")
def set_(
    name: Name = "default",
    week: Annotated[str | None, typer.Option(help="Weekly hours, as 'mon-fri 9-17; sat 10-14', or 24/7.")] = None,
    holidays: Annotated[str, typer.Option(help="Countries whose public holidays are free, as PL or DE-BY,AT.")] = "",
) -> None:
    """Set a calendar."""
    from clew.calendars.calendar import Calendar, Version  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.calendars.hours import parse_week, spell_hours  # noqa: PLC0415

    if week is None:
        raise UsageError("Give --week.")
    hours = tuple(spell_hours(day) for day in parse_week(week))
    countries = tuple(code.strip() for code in holidays.split(",") if code.strip())
    calendar = Calendar(versions=(Version(begins=None, week=hours, holidays=countries),)).checked()
    current().open().keep("calendar", name, calendar.to_document())
    show({"calendar": {"name": name}}, lambda: table(("what", "value"), [["name", name]]))
