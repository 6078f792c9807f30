"""`clew paths` for people: going in circles, around a contact, two groups, the way to a goal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from clew.cli.output import table
from clew.questions.finishing.durations import duration

__all__ = ["PRINTED"]

#: No smaller q is told from none.
LEAST_Q = 0.0001
_COSTS = ("times", "paths", "customers", "extra_events")


def _print_circles(document: dict[str, Any]) -> None:
    rows = [[" → ".join(row["circle"]), row["after"] or "the start", *_cost(row)] for row in document["rows"]]
    for name, said in (("other", "other circles"), ("longer", "longer circles"), ("total", "all circles")):
        if document[name]["times"] or name == "total":
            rows.append([said, "", *_cost(document[name])])
    columns = ("circle", "mostly after", "times", "paths", "customers", "extra contacts", "extra time")
    table(columns, rows, title="Going in circles: back at a contact after others")
    again = document["rework"]
    figures = [
        ["repeats at once", again["repeats"], again["paths_with_repeats"]],
        ["returns after others", again["returns"], again["paths_with_returns"]],
        ["both", again["extra_events"], again["paths_with_rework"]],
    ]
    sys.stdout.write(f"Contacts of a kind that the path had before, of {again['events']:,} in all\n")
    table(("", "contacts", "paths"), figures)
    for who, found in document["back_and_forth"].items():
        _print_back_and_forth(who, found)


def _cost(row: dict[str, Any]) -> list[Any]:
    return [*(row[name] for name in _COSTS), _duration(row["extra_seconds"])]


def _print_back_and_forth(who: str, found: dict[str, Any] | None) -> None:
    if found is None:
        sys.stdout.write(f"Back and forth between {who}s: not known, no contact names one.\n\n")
        return
    share = f" ({found['paths'] / found['of_paths']:.1%})" if found["of_paths"] else ""
    sys.stdout.write(
        f"Back and forth between {who}s: {found['times']:,} of {found['hand_overs']:,} hand-overs went straight back,"
        f" in {found['paths']:,} of {found['of_paths']:,} paths{share}.\n"
    )
    rows = [[f"{p['first']} → {p['second']} → {p['first']}", p["times"], p["paths"]] for p in found["pairs"]]
    if found["other_times"]:
        rows.append(["others", found["other_times"], ""])
    if rows:
        table((who, "times", "paths"), rows)


def _print_around(document: dict[str, Any]) -> None:
    told = document["around"]
    sys.stdout.write(f"{told['name']}: {told['visits']:,} times in {told['paths']:,} paths.\n")
    for side in ("before", "after"):
        near = f"among the {'last' if side == 'before' else 'next'} {told['within']}"
        rows = [_neighbour(row) for row in document[side]]
        table((f"directly {side}", "times", "share", "paths", near, "median wait", "95 % interval"), rows)
    drop = document["drop_off"]
    days = drop["within_seconds"] / 86_400
    sys.stdout.write(f"No next contact within {days:g} days: {_figure(drop, _share)}\n")


def _neighbour(row: dict[str, Any]) -> list[Any]:
    counts = [row["name"] or row["kind"], row["visits"], _share(row["share"]), row["paths"], row["nearby"]]
    if row["median_seconds"] is None:
        return [*counts, "", ""]
    return [*counts, _duration(row["median_seconds"]), _between(row["median_lo"], row["median_hi"], _duration)]


def _print_compare(document: dict[str, Any]) -> None:
    first, second = document["groups"]
    for group in (first, second):
        sys.stdout.write(f"{group['name']}: {group['paths']:,} paths.\n")
    if document["in_no_group"]:
        sys.stdout.write(f"In neither group, or in both: {document['in_no_group']:,} paths, left out.\n")
    rows = [_compared(row) for row in document["rows"]]
    columns = ("", first["name"], second["name"], "difference", "95 % interval", "q", "")
    if rows:
        table(columns, rows, title="Share of paths with each transition and circle")
    sys.stdout.write(
        f"{document['beyond_chance']:,} of {document['tested']:,} tested are beyond chance;"
        f" {document['not_tested']:,} too rare to test.\n"
    )


def _compared(row: dict[str, Any]) -> list[Any]:
    said = {True: "beyond chance", False: "no difference shown", None: "too few paths"}[row["beyond_chance"]]
    interval = _between(row["lo"], row["hi"], _points)
    name = f"{' → '.join(row['names'])}{' (circle)' if row['kind'] == 'circle' else ''}"
    return [name, *(_share(share) for share in row["shares"]), _points(row["difference"]), interval, _q(row["q"]), said]


def _print_goal(document: dict[str, Any]) -> None:
    told = document["goal"]
    sys.stdout.write(
        f"{told['name']}: reached by {told['reached']:,} of {told['paths']:,} paths; {told['ended_without']:,} ended"
        f" without, {told['still_open']:,} are still open.\n"
        f"Share that reaches it, open paths counted as open: {_figure(document['share'], _share)}\n"
    )
    rows = [
        ["contacts before it", *_limits(document["contacts"], _whole)],
        ["the same, repeats taken together", *_limits(document["steps"], _whole)],
        ["time from the first contact", *_limits(document["seconds"], _duration)],
    ]
    table(("of those who reached it", "median", "95 % interval", "paths"), rows)
    if document["lostness"]:
        _print_lostness(document["lostness"])


def _print_lostness(lost: dict[str, Any]) -> None:
    whence = "as given" if lost["is_given"] else "the 5th percentile of those who reached it"
    sys.stdout.write(f"Shortest way: {lost['shortest']} different contacts ({whence}).\n")
    if lost["value"] is not None:
        sys.stdout.write(
            f"Lostness, 0 for the shortest way: median {lost['value']:.2f};"
            f" {lost['found_their_way']:.1%} found their way (below .4), {lost['lost']:.1%} got lost (above .5).\n"
        )
    if lost["undefined"]:
        sys.stdout.write(f"{lost['undefined']:,} paths took fewer and are not judged.\n")


def _limits(found: dict[str, Any], said: Callable[[float | None], str]) -> list[Any]:
    return [said(found["value"]), _between(found["lo"], found["hi"], said), found["n"]]


def _figure(found: dict[str, Any], said: Callable[[float | None], str]) -> str:
    if found["value"] is None:
        return f"not known: {'; '.join(found['warnings'])}."
    return f"{said(found['value'])} ({said(found['lo'])} to {said(found['hi'])}, {found['n']:,} looked at)."


def _between(lo: float | None, hi: float | None, said: Callable[[float | None], str]) -> str:
    return "–" if lo is None and hi is None else f"{said(lo)} to {said(hi)}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _points(difference: float | None) -> str:
    return "–" if difference is None else f"{100 * difference:+.1f} points"


def _q(q: float | None) -> str:
    return "–" if q is None else "<.0001" if q < LEAST_Q else f"{q:.4f}"


def _whole(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:,.0f}"


def _duration(seconds: float | None) -> str:
    return "–" if seconds is None else duration(seconds)


#: View → what prints its document.
PRINTED: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "circles": _print_circles,
    "around": _print_around,
    "compare": _print_compare,
    "goal": _print_goal,
}
