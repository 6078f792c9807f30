"""`clew calendar`: set, show, import, remove: when people work."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import NO_ZONE, show, table, warn
from clew.errors import UsageError

if TYPE_CHECKING:
    from clew.calendars.calendar import Calendar
    from clew.store import Workspace

__all__ = ["app"]

app = typer.Typer(help="Working time: weekly hours, public holidays, exceptions; any number of calendars by name.")

#: How far ahead special days are shown, and repeats of a calendar file are written out.
SHOWN, WRITTEN_OUT = timedelta(days=365), timedelta(days=3653)
_KIND = "calendar"
Name = Annotated[str, typer.Option(help="The calendar's name.")]


@app.command("set")
def set_(
    file: Annotated[Path | None, typer.Argument(help="The calendar as a TOML file; or say it with options.")] = None,
    name: Name = "default",
    week: Annotated[str | None, typer.Option(help="Weekly hours: 'mon-fri 9-17; sat 10-14', or 24/7.")] = None,
    holidays: Annotated[
        str | None, typer.Option(help="Countries whose public holidays are free: PL, or DE-BY,AT.")
    ] = None,
    on: Annotated[
        list[str] | None, typer.Option(help="An exception: '2026-12-24 9-13', '12-31 closed'. Can be repeated.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="IANA time zone, where it is not the workspace's.")] = None,
    begins: Annotated[
        str | None, typer.Option("--from", help="The week or the holidays hold from this date on; before it what was.")
    ] = None,
) -> None:
    """Set a calendar: a file or a week makes it anew, anything else is added to the one that is there."""
    workspace = current().open()
    if file is not None:
        if week or holidays or on or zone or begins:
            raise UsageError("Say the calendar in a file or with options, not both.")
        calendar = _read_file(file)
    else:
        calendar = _changed(workspace, name, week, holidays, on or [], zone, begins)
    _keep(workspace, name, calendar)
    _show(workspace, name, None, None)


@app.command("show")
def show_(
    name: Name = "default",
    begins: Annotated[str | None, typer.Option("--from", help="First date of the special days; today without.")] = None,
    ends: Annotated[str | None, typer.Option("--to", help="Last date; a year later without.")] = None,
) -> None:
    """Show a calendar: its week, and the days ahead that are not as the week says."""
    _show(current().open(create=False), name, begins, ends)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A calendar file (.ics).")],
    name: Name = "default",
) -> None:
    """Close the days and hours of the events in a calendar file; `calendar set` takes them away again."""
    from clew.calendars.calendar import find_calendar  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.calendars.closed_days import add_closed_days, read_closed_days  # noqa: PLC0415
    from clew.calendars.zones import place_of  # noqa: PLC0415

    workspace = current().open()
    calendar = find_calendar(_documents(workspace), name)
    until = _today() + WRITTEN_OUT
    closed = read_closed_days(_bytes(file), place_of(calendar.zone or workspace.settings.zone), until)
    _keep(workspace, name, add_closed_days(calendar, closed))
    document = {"name": name, "events": closed.events, "days": len(closed.days), "left_out": list(closed.left_out)}
    for why in closed.left_out:
        warn(f"left out: {why}")
    show(
        {"imported": document},
        lambda: warn(
            f"{closed.events} events close (parts of) {len(closed.days)} days of '{name}'; repeats to {until}."
        ),
    )


@app.command("remove")
def remove(name: Name = "default") -> None:
    """Take a calendar away."""
    from clew.calendars.calendar import find_calendar  # noqa: PLC0415 - keeps `clew --help` quick

    workspace = current().open(create=False)
    find_calendar(_documents(workspace), name)
    workspace.keep(_KIND, name, None)
    left = sorted(_documents(workspace))
    show({"removed": name, "calendars": left}, lambda: warn(f"The calendar '{name}' is gone."))


def _documents(workspace: Workspace) -> dict[str, Any]:
    return workspace.settings.documents[_KIND]


def _keep(workspace: Workspace, name: str, calendar: Calendar) -> None:
    if not (calendar.zone or workspace.settings.zone_is_set):
        warn(NO_ZONE)
    workspace.keep(_KIND, name, calendar.checked().to_document())


def _read_file(file: Path) -> Calendar:
    from clew.calendars.calendar_toml import load_calendar  # noqa: PLC0415 - keeps `clew --help` quick

    try:
        return load_calendar(_bytes(file).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no text in UTF-8.") from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _changed(
    workspace: Workspace,
    name: str,
    week: str | None,
    holidays: str | None,
    on: list[str],
    zone: str | None,
    begins: str | None,
) -> Calendar:
    """The calendar that the options say: a new one where they say a week for all time, else the one there changed."""
    from clew.calendars.calendar import Calendar, find_calendar  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.calendars.calendar_toml import parse_exception  # noqa: PLC0415

    if week is None and holidays is None and not on and zone is None:
        raise UsageError('Say a file, or a week: clew calendar set --week "mon-fri 9-17" --holidays PL')
    is_new = week is not None and (begins is None or name not in _documents(workspace))
    known = Calendar(versions=()) if is_new else find_calendar(_documents(workspace), name)
    if week is not None or holidays is not None:
        known = known.with_version(_version(known, week, holidays, begins))
    for text in on:
        known = known.with_exceptions(parse_exception(text))
    return known if zone is None else known.moved_to(zone)


def _version(known: Calendar, week: str | None, holidays: str | None, begins: str | None) -> Any:
    from clew.calendars.calendar import Version  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.calendars.calendar_toml import spelled_week  # noqa: PLC0415

    start = _date(begins) if begins else None
    if not known.versions:
        return Version(begins=start, week=spelled_week(week or ""), holidays=_codes(holidays or ""))
    before = known.version_on(start or date.min)
    hours = before.week if week is None else spelled_week(week)
    free = before.holidays if holidays is None else _codes(holidays)
    return Version(begins=start, week=hours, holidays=free)


def _codes(holidays: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in holidays.split(",") if code.strip())


def _show(workspace: Workspace, name: str, begins: str | None, ends: str | None) -> None:
    from clew.calendars.calendar import find_calendar  # noqa: PLC0415 - keeps `clew --help` quick
    from clew.calendars.shown import calendar_document  # noqa: PLC0415

    documents = _documents(workspace)
    calendar = find_calendar(documents, name)
    first = _date(begins) if begins else _today()
    last = _date(ends) if ends else first + SHOWN
    if not first <= last <= first + 100 * SHOWN:
        raise UsageError("--from lies before --to, at most a hundred years.")
    found = calendar_document(name, calendar, workspace.settings.zone, first, last)
    show({"calendar": found, "calendars": sorted(documents)}, lambda: _print(found, sorted(documents)))


def _print(found: dict[str, Any], names: list[str]) -> None:
    others = [name for name in names if name != found["name"]]
    also = f" Other calendars: {', '.join(others)}." if others else ""
    sys.stdout.write(f"Calendar '{found['name']}', {found['zone']}.{also}\n")
    versions = found["versions"]
    since = [f"from {version['from']}" if version["from"] else "hours" for version in versions]
    rows = [[day, *(version["week"][day] for version in versions)] for day in versions[0]["week"]]
    free = [", ".join(version["holidays"]) or "none" for version in versions]
    table(("", *since), [*rows, ["holidays of", *free]])
    days = [[day["date"], day["day"], day["hours"], day["why"]] for day in found["special_days"]]
    if days:
        table(("date", "day", "hours", "why"), days, title=f"Not as the week says, {found['from']} to {found['to']}")
    if before := found["closed_before"]:
        closed = "closed day" if before == 1 else "closed days"
        until = "today" if found["from"] == _today().isoformat() else found["from"]
        sys.stdout.write(f"{before:,} {closed} before {until}; --from DATE shows them.\n")
    sys.stdout.write(f"{found['working_hours']:,.10g} working hours from {found['from']} to {found['to']}.\n")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is no date; write 2026-12-24.") from error


def _today() -> date:
    return datetime.now(UTC).date()
