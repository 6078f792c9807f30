"""`clew paths`: what customers do one after the other, how long it takes, how often, and the rows behind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.globals import current
from clew.cli.output import progress, show, shown_of, table, warn

if TYPE_CHECKING:
    from clew.journeys.handle import AskedPaths

__all__ = ["add_to"]

By = Annotated[str | None, typer.Option(help="run, customer or session; default: run where any contact has one.")]
Gap = Annotated[int | None, typer.Option(help="A new path begins after a wait of more than so many days.")]
Names = Annotated[str, typer.Option(help="What contacts are called by: name, touchpoint, stage, actor or team.")]
Tables = Annotated[str, typer.Option(help="Whose rows are contacts: events, calls, tickets.")]
Where = Annotated[
    list[str] | None,
    typer.Option(help="Only contacts such as channel=web; repeat: same field = is or, different fields are and."),
]
From = Annotated[str | None, typer.Option("--from", help="First day counted, in the workspace's zone.")]
To = Annotated[str | None, typer.Option("--to", help="First day no longer counted.")]
AsOf = Annotated[str | None, typer.Option(help="Ignore what happened later.")]
Time = Annotated[str, typer.Option(help="calendar or working: how waits and durations are counted.")]
Calendar = Annotated[str, typer.Option(help="The calendar of working time.")]
View = Annotated[str, typer.Option(help="summary, transitions, variants, circles, around, compare or goal.")]
Name = Annotated[str | None, typer.Argument(help="The contact to look around, or the goal.")]
Goal = Annotated[str | None, typer.Option(help="The contact that paths should reach: the same as --view goal NAME.")]
Groups = Annotated[str | None, typer.Option(help="Two groups to compare: channel=web, or a field with two values.")]
Within = Annotated[int, typer.Option(min=1, help="How many contacts away is nearby, for --view around.")]
Shortest = Annotated[int | None, typer.Option(min=1, help="The fewest different contacts that lead to the goal.")]
Rows = Annotated[str | None, typer.Option(help="FROM,TO: list the contacts behind that transition.")]
Limit = Annotated[int | None, typer.Option(min=0, help="At most so many rows; the rest is summed.")]
#: Transitions that a screen shows.
SHOWN = 30
#: Contacts of a variant that a screen shows; --json gives all of them.
LONGEST_WAY = 30


def add_to(app: typer.Typer) -> None:
    """Add this file's command to the application."""
    app.command("paths")(paths)


def paths(
    name: Name = None,
    by: By = None,
    gap: Gap = None,
    names: Names = "name",
    tables: Tables = "events,calls,tickets",
    where: Where = None,
    start: From = None,
    end: To = None,
    as_of: AsOf = None,
    time: Time = "calendar",
    calendar: Calendar = "default",
    view: View = "summary",
    rows: Rows = None,
    limit: Limit = None,
    groups: Groups = None,
    goal: Goal = None,
    within: Within = 3,
    shortest: Shortest = None,
) -> None:
    """Show the paths of customers: what follows what, the commonest ways, going in circles, the way to a goal."""
    from clew.journeys.telling.views import Told  # noqa: PLC0415 - keeps `clew --help` quick

    view = _view(view, name, goal)
    told = Told(name=goal or name, groups=groups, within=within, shortest=shortest)
    asked = {
        "by": by, "gap": gap, "names": names, "tables": tables, "where": where or (), "start": start, "end": end,
        "as_of": as_of, "time": time, "calendar": calendar,
    }  # fmt: skip
    with progress("paths") as move:
        found = _asked(asked, move)
        document = _rows(found, rows, limit) if rows else found.to_document(view, limit, told)
    for warning in document.get("warnings", ()):
        warn(warning)
    _say_left_out("rows" if rows else view, document, limit)
    show(document, lambda: _print("rows" if rows else view, document, limit))


def _view(view: str, name: str | None, goal: str | None) -> str:
    """Return the view asked for; a name is for the views that look at one."""
    from clew.errors import UsageError  # noqa: PLC0415 - keeps `clew --help` quick

    if name is not None and view not in {"around", "goal"}:
        raise UsageError(f"Only --view around and --view goal take the name of a contact, not {view}: '{name}'.")
    return view if goal is None else "goal"


def _say_left_out(view: str, document: dict[str, Any], limit: int | None) -> None:
    """Say how much of it is not listed, where nobody said how much to list; a list of contacts always."""
    shown = len(document["rows"]) if "rows" in document else 0
    if view == "rows":
        shown_of(shown, document["count"])
    elif limit is None and view == "transitions" and not current().json:
        shown_of(min(shown, SHOWN), shown, "transitions", ", the others summed")
    elif limit is None and view == "variants":
        shown_of(shown, shown + document["other"]["variants"], "variants", ", the others summed")
    elif limit is None and view == "compare":
        shown_of(shown, document["tested"], "comparisons")
    elif limit is None and view == "circles" and document["other"]["times"]:
        warn(f"The {shown:,} costliest circles, the others summed; --limit N shows more")


def _print(view: str, document: dict[str, Any], limit: int | None) -> None:
    if view in _PRINTED:
        _PRINTED[view](document, limit)
        return
    from clew.cli.journeys.paths_told import PRINTED  # noqa: PLC0415 - keeps `clew --help` quick

    sys.stdout.write(_said(document) + "\n")
    PRINTED[view](document)


def _asked(words: dict[str, Any], move: Callable[[str, float | None], None]) -> AskedPaths:
    from clew.api import open as open_data  # noqa: PLC0415 - keeps `clew --help` quick

    workspace = open_data(current().data_to_read(), current().workspace, create=False)
    return workspace.paths(**words, progress=move)


def _rows(found: AskedPaths, pair: str, limit: int | None) -> dict[str, Any]:
    return found.behind(pair, 100 if limit is None else limit)


def _said(document: dict[str, Any]) -> str:
    told = document["definition"]
    gap = f", a new one after more than {told['gap_days']} days" if told["gap_days"] is not None else ""
    time = ", in working time" if told["time"] == "working" else ""
    return f"One path a {told['by']}{gap}, told by {told['names']}{time}, as of {told['as_of'] or 'no contact yet'}."


def _print_summary(document: dict[str, Any], _limit: int | None) -> None:
    sys.stdout.write(_said(document) + "\n")
    figures = [
        ("paths", document["paths"]),
        ("contacts", document["events"]),
        ("different names", document["names"]),
        ("variants", document["variants"]),
        ("half of the paths last at most", _duration(document["median_seconds"])),
        ("nine of ten last at most", _duration(document["p90_seconds"])),
        ("mean duration", _duration(document["mean_seconds"])),
        ("unfinished: may still go on", document["unfinished"]),
    ]
    table(("", ""), figures)


def _print_transitions(document: dict[str, Any], limit: int | None) -> None:
    sys.stdout.write(_said(document) + "\n")
    shown = document["rows"][: SHOWN if limit is None else limit]
    rows = [
        [row["from"], row["to"], row["count"], row["paths"], _duration(row["median_seconds"]), _interval(row),
         _duration(row["p90_seconds"])]
        for row in shown
    ]  # fmt: skip
    left = [*document["rows"][len(shown) :], *([document["other"]] if document["other"]["transitions"] else [])]
    more = sum(row.get("transitions", 1) for row in left)
    if more:
        rows.append([f"{more:,} other transitions", "", sum(row["count"] for row in left), "", "", "", ""])
    table(("from", "to", "count", "paths", "median wait", "95 % interval", "p90"), rows)
    _print_ends("Where paths start", document["starts"], ("name", "paths", "share"))
    _print_ends("Where paths end", document["ends"], ("name", "paths", "share", "ended", "still_open"))


def _print_ends(title: str, ends: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    shown, left = ends[:SHOWN], ends[SHOWN:]
    rows = [[_share(name, end[name]) for name in columns] for end in shown]
    if left:
        sums = [sum(end[name] for end in left) for name in columns[1:]]
        rows.append([f"{len(left):,} others", *(_share(n, s) for n, s in zip(columns[1:], sums, strict=True))])
    table([column.replace("_", " ") for column in columns], rows, title=title)


def _print_variants(document: dict[str, Any], _limit: int | None) -> None:
    sys.stdout.write(_said(document) + "\n")
    rows = [[row["count"], f"{row['share']:.1%}", _way(row["variant"])] for row in document["rows"]]
    other = document["other"]
    if other["variants"]:
        rows.append([other["count"], f"{other['share']:.1%}", f"{other['variants']:,} other variants"])
    table(("paths", "share", "variant"), rows)


def _way(names: Sequence[str]) -> str:
    """Return a variant as a screen shows it: its first contacts, and how many more there are."""
    more = len(names) - LONGEST_WAY
    return " → ".join([*names[:LONGEST_WAY], *([f"… {more:,} more"] if more > 0 else [])])


def _print_rows(document: dict[str, Any], _limit: int | None) -> None:
    rows = document["rows"]
    names = [name for name in _LOOKED_AT if any(row.get(name) is not None for row in rows)]
    said = [{**row, "wait_seconds": _duration(row.get("wait_seconds"))} for row in rows]
    table(["wait" if name == "wait_seconds" else name for name in names], [[r.get(n) for n in names] for r in said])


#: Columns of the contacts behind a transition that fit a screen; --json gives all of them.
_LOOKED_AT = (
    *("transition", "step", "path", "event_id", "call_id", "ticket_id", "occurred_at", "queued_at", "opened_at"),
    *("name", "touchpoint", "channel", "team", "wait_seconds", "journal_ref"),
)
_PRINTED: dict[str, Callable[[dict[str, Any], int | None], None]] = {
    "summary": _print_summary,
    "transitions": _print_transitions,
    "variants": _print_variants,
    "rows": _print_rows,
}


def _interval(row: dict[str, Any]) -> str:
    return f"{_duration(row['median_lo'])} to {_duration(row['median_hi'])}"


def _duration(seconds: float | None) -> str:
    from clew.questions.finishing.durations import duration  # noqa: PLC0415 - keeps `clew --help` quick

    return "–" if seconds is None else duration(seconds)


def _share(name: str, value: Any) -> Any:
    return f"{value:.1%}" if name == "share" else value
