"""How we serve, on the page: times in working time with the clock's beside them, shares, who had the ball, teams."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from clew.charts.pictures import line_chart
from clew.charts.svg import to_svg
from clew.charts.theme import THREAD
from clew.findings.sections.shown import Backlog, Figure, Group, Service, ServicePart, Shares, Times
from clew.findings.wording.language import Language
from clew.findings.wording.words import WITHIN

__all__ = ["METRICS_OF", "service_shown"]

TIMES = {
    "first_reply_time": "First reply",
    "resolution_time": "Solved",
    "requester_wait": "The customer waited for us, closed tickets only",
    "wait_time": "Waited, answered or not",
}
#: Times that only closed tickets have: what is open has an unknown part of it before it.
CLOSED = frozenset({"requester_wait"})
SHARES = {
    "first_contact_resolution": "Solved at first contact",
    "reopen_rate": "Opened again",
    "reassignments": "Passed on to another team or person",
    "sla_met": "Service level met",
    "abandonment": "Gave up waiting",
    "transfers": "Passed on to another queue",
    "bot_share": "Handled by a bot alone",
}
NOTES = {
    "first_contact_resolution": "no other ticket of the customer on the same topic within {days} days",
    "reopen_rate": "of the tickets that were solved",
    "sla_met": "by each ticket's own deadline, open ones counted",
    "abandonment": "who gave up within {short} seconds is left out",
    "transfers": "of the calls that were answered",
}
LEADS = {
    "working": "Times of tickets are working time, by your calendar; what the clock says stands beside it. What is not "
    "over yet counts for as long as it has lasted.",
    "clock": "Times are those of the clock: nobody has said when you work (clew calendar set). What is not over yet "
    "counts for as long as it has lasted.",
}
HOLDERS = {"us": "us", "customer": "the customer", "third_party": "a third party", "bot": "a bot"}
TABLES = {"tickets": "Tickets", "calls": "Calls and chats"}
DIMENSIONS = {"team": "team", "queue": "queue"}
#: Fewer than this make no figure.
FEWEST = 5
#: A figure that rests on less than this share of its row's n says its own.
MOSTLY = 0.8
#: What could not be computed for this section, by kind.
METRICS_OF = frozenset({*TIMES, *SHARES, "time_with", "backlog"})


def service_shown(service: Service | None, reader: Language, *, draws: bool = True) -> dict[str, Any] | None:
    """Return what the page shows of how we serve; None where there are neither tickets nor calls.

    Without ``draws`` the chart of the backlog is left out, which takes longer than all the rest; its rows are there.
    """
    if service is None:
        return None
    return {
        "lead": _lead(working=service.working, reader=reader),
        "parts": [_part(part, reader, draws=draws) for part in service.parts],
    }


def _lead(*, working: bool, reader: Language) -> str:
    return reader.say(LEADS["working" if working else "clock"])


def _part(part: ServicePart, reader: Language, *, draws: bool) -> dict[str, Any]:
    working = any(times.working for times in part.times)
    return {
        "name": reader.say(TABLES[part.table]),
        "working": working,
        "times": [_time(times, reader) for times in part.times],
        "shares": [_share(shares, reader) for shares in part.shares],
        "holders": _holders(part, reader),
        "backlog": _backlog(part.backlog, reader, draws=draws),
        "dimension": reader.say(DIMENSIONS[part.dimension]),
        "field": part.dimension,
        "metrics": part.columns,
        "columns": [_column(name, part, reader) for name in part.columns],
        "groups": [_group(group, part, reader) for group in part.groups],
        "others": reader.number(part.other_groups, 0) if part.other_groups else "",
        "commands": [*(times.command for times in part.times), *(shares.command for shares in part.shares)],
    }


def _time(times: Times, reader: Language) -> dict[str, Any]:
    first = times.working or times.calendar
    days = times.working is None
    closed = times.closed_mean
    mean = reader.span(closed.value, days=days) if closed and closed.value is not None else ""
    return {
        "name": reader.say(TIMES[times.metric]),
        "figures": [_span(figure, reader, days=days) for figure in first or ()],
        "clock": [_span(figure, reader) for figure in times.calendar or ()] if times.working else [],
        "n": reader.number(first[0].n if first else 0, 0),
        "open": "–" if times.metric in CLOSED else reader.number(times.open, 0),
        "notes": _notes(mean if times.open else "", _unknown(times), reader),
        "metric": times.metric,
        "command": times.command,
    }


def _unknown(times: Times) -> int:
    """Return how many there are whose time nobody knows; of closed ones alone the open ones are no such."""
    first = times.working or times.calendar
    return first[0].missing if first and times.metric not in CLOSED else 0


def _notes(mean: str, missing: int, reader: Language) -> list[str]:
    said = [reader.say("closed ones alone, mean: {mean}", mean=mean)] if mean else []
    unknown = [reader.say("time not known: {n}", n=reader.number(missing, 0))] if missing else []
    return [*said, *unknown]


def _span(figure: Figure, reader: Language, *, days: bool = True) -> dict[str, str]:
    if figure.value is None:
        return {"value": reader.say("not reached yet") if figure.n >= FEWEST else "–", "range": ""}
    ends = ("…" if end is None else reader.span(end, days=days) for end in (figure.lo, figure.hi))
    lo, hi = ends
    bounds = "" if figure.lo is None and figure.hi is None else reader.say("{lo} to {hi}", lo=lo, hi=hi)
    return {"value": reader.span(figure.value, days=days), "range": bounds}


def _percent(figure: Figure, reader: Language) -> dict[str, str]:
    if figure.value is None:
        return {"value": "–", "range": ""}
    bounds = ""
    if figure.lo is not None and figure.hi is not None:
        bounds = reader.say("{lo} to {hi}", lo=reader.percent(figure.lo), hi=reader.percent(figure.hi))
    return {"value": reader.percent(figure.value), "range": bounds}


def _share(shares: Shares, reader: Language) -> dict[str, Any]:
    figure = shares.figure
    note = NOTES.get(shares.metric)
    return {
        "name": _name(shares.metric, shares.parameters.get("target", ""), reader),
        "note": reader.say(note, **shares.parameters) if note else "",
        **_percent(figure, reader),
        "n": reader.number(figure.n, 0),
        "wide": f"{100 * (figure.value or 0.0):.1f}",
        "metric": shares.metric,
        "command": shares.command,
    }


def _name(metric: str, target: str, reader: Language) -> str:
    if metric == "answered_within":
        return reader.say(WITHIN["wait_time"], time=reader.span(float(target or 0)))
    return reader.say(SHARES[metric])


def _holders(part: ServicePart, reader: Language) -> list[dict[str, Any]]:
    """Return who had tickets for which share of their time; who never had one is left out."""
    return [
        {"kind": kind, "name": reader.say(name), "wide": f"{100 * (part.holders[kind].value or 0):.2f}",
         **_percent(part.holders[kind], reader)}
        for kind, name in HOLDERS.items()
        if kind in part.holders and part.holders[kind].value
    ]  # fmt: skip


def _backlog(backlog: tuple[Backlog, ...], reader: Language, *, draws: bool) -> dict[str, Any] | None:
    if len(backlog) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    title = reader.say("Open at the end of the month")
    rows = [(reader.period(each.period), reader.number(each.open, 0)) for each in backlog]
    if not draws:
        most = max(each.open for each in backlog) or 1
        wide = [f"{100 * each.open / most:.1f}" for each in backlog]
        return {"name": title, "rows": [(*row, width) for row, width in zip(rows, wide, strict=True)]}
    points = [
        {"period": each.period, "value": each.open, "lo": each.open, "hi": each.open, "incomplete": each.incomplete}
        for each in backlog
    ]
    chart = line_chart(points, unit="tickets", axis="", accent=THREAD, marked={})
    return {"name": title, "chart": Markup(to_svg(chart, title)), "rows": rows}  # noqa: S704 - escaped where it is drawn


def _column(name: str, part: ServicePart, reader: Language) -> str:
    if name in TIMES:
        return reader.say("{what}: half within", what=reader.say(TIMES[name]))
    target = next((shares.parameters.get("target", "") for shares in part.shares if shares.metric == name), "")
    return _name(name, target, reader)


def _group(group: Group, part: ServicePart, reader: Language) -> dict[str, Any]:
    working = {times.metric for times in part.times if times.working}
    most = max((figure.n for figure in group.figures if figure), default=0)
    cells = []
    for name, figure in zip(part.columns, group.figures, strict=True):
        if figure is None:
            cells.append({"value": "–", "range": ""})
            continue
        cell = _span(figure, reader, days=name not in working) if name in TIMES else _percent(figure, reader)
        cells.append(_with_n(cell, figure, reader) if figure.n < MOSTLY * most else cell)
    name = group.name or reader.say("not said")
    return {"name": name, "value": group.name, "n": reader.number(most, 0), "cells": cells}


def _with_n(cell: dict[str, str], figure: Figure, reader: Language) -> dict[str, str]:
    """Return a cell that says its own n, since it rests on far fewer than its row."""
    n = reader.number(figure.n, 0)
    return {**cell, "range": reader.say("{range} · n {n}", range=cell["range"], n=n) if cell["range"] else f"n {n}"}
