"""How we serve: how long tickets and calls take, who has them, how often they come back; by team and by queue."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from clew.errors import UsageError
from clew.findings.asking.figures import Figured
from clew.findings.sections.shown import Backlog, Figure, Group, Service, ServicePart, Shares, Times
from clew.findings.work import Work
from clew.metrics import METRICS

__all__ = ["MOST_GROUPS", "service_of"]

#: Teams or queues in the table; those with fewer tickets are counted, not listed.
MOST_GROUPS = 12
#: Fewer tickets or calls are no service to look at.
FEWEST = 20
WORKING = {"time": "working"}
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one table: times with their statistics, shares with theirs, and by what they are told apart."""

    table: str
    dimension: str
    times: tuple[tuple[str, tuple[str, ...], bool], ...]
    shares: tuple[tuple[str, str], ...]


TICKETS = Asked(
    "tickets", "team",
    (("first_reply_time", ("median", "p90"), True), ("resolution_time", ("median", "p90"), True),
     ("requester_wait", ("closed_median", "closed_p90"), True)),
    (("first_contact_resolution", "gross"), ("reopen_rate", "reopened"), ("reassignments", "passed_on"),
     ("sla_met", "met")),
)  # fmt: skip
CALLS = Asked(
    "calls", "queue",
    (("wait_time", ("median", "p90"), False),),
    (("wait_time", "answered_within"), ("abandonment", "abandoned"), ("transfers", "transferred"),
     ("bot_share", "alone")),
)  # fmt: skip
#: Columns of the table by team or queue: more are not read.
COLUMNS = {
    "tickets": ("first_reply_time", "resolution_time", "first_contact_resolution", "reopen_rate"),
    "calls": ("wait_time", "answered_within", "abandonment"),
}


def service_of(work: Work) -> Service | None:
    """Return how tickets and calls are served; None where there are none of either. What is refused is noted."""
    rows = {table["name"]: table["rows"] for table in work.asker.rows()}
    asked = [each for each in (TICKETS, CALLS) if rows.get(each.table, 0) >= FEWEST]
    working = work.asker.has_working_time()
    return (
        Service(working=working, parts=tuple(_part(work, each, working=working) for each in asked)) if asked else None
    )


def _part(work: Work, asked: Asked, *, working: bool) -> ServicePart:
    by_group: dict[str, Figured] = {}
    times = [_times(work, asked, each, by_group, working=working) for each in asked.times]
    shares = [_share(work, asked, *each, by_group) for each in asked.shares]
    columns = tuple(name for name in COLUMNS[asked.table] if name in by_group)
    groups = _groups(by_group, columns)
    return ServicePart(
        table=asked.table,
        times=tuple(each for each in times if each),
        shares=tuple(each for each in shares if each),
        holders=_holders(work, working=working) if asked.table == "tickets" else {},
        backlog=_backlog(work) if asked.table == "tickets" else (),
        dimension=asked.dimension,
        columns=columns,
        groups=tuple(groups[:MOST_GROUPS]) if _is_told_apart(groups) else (),
        other_groups=max(0, len(groups) - MOST_GROUPS),
    )


def _is_told_apart(groups: Sequence[Group]) -> bool:
    return sum(group.name is not None for group in groups) > 1


def _tried(work: Work, metric: str, ask: Callable[[], Found]) -> Found | None:
    """Return what is asked; None, and why it is noted once, where the data cannot give it."""
    try:
        return ask()
    except UsageError as reason:
        if metric not in {missing.kind for missing in work.missing}:
            work.lacks(metric, "The question was refused: {reason}", reason=reason)
        return None


def _times(
    work: Work, asked: Asked, wanted: tuple[str, tuple[str, ...], bool], by_group: dict[str, Figured], *, working: bool
) -> Times | None:
    metric, statistics, has_both = wanted
    by = (asked.dimension,)
    in_calendar = _tried(
        work, metric, lambda: work.asker.figures(metric, statistics, by=() if working and has_both else by)
    )
    if in_calendar is None or not next(iter(in_calendar.whole.values())).n:
        return None
    told, clock = in_calendar, in_calendar
    if working and has_both:
        told = _tried(work, metric, lambda: work.asker.figures(metric, statistics, by=by, parameters=WORKING)) or told
    is_working = told is not clock
    by_group[metric] = told
    return Times(
        metric=metric,
        calendar=_pair(clock, statistics),
        working=_pair(told, statistics) if is_working else None,
        closed_mean=told.closed_mean,
        open=told.open,
        command=_command(f"{metric}.{statistics[0]}", WORKING if is_working else {}),
    )


def _pair(found: Figured, statistics: Sequence[str]) -> tuple[Figure, Figure]:
    median, p90 = (found.whole[statistic] for statistic in statistics)
    return median, p90


def _share(work: Work, asked: Asked, metric: str, statistic: str, by_group: dict[str, Figured]) -> Shares | None:
    given = _deadline(work) if metric == "sla_met" else {}
    if given is None:
        return None
    name = statistic if metric in by_group else metric
    by = (asked.dimension,) if name in COLUMNS[asked.table] else ()
    found = _tried(work, metric, lambda: work.asker.figures(metric, (statistic,), by=by, parameters=given))
    if found is None or not found.whole[statistic].n:
        return None
    if by:
        by_group[name] = found
    known = METRICS[metric]
    defaults = {parameter.name: str(parameter.default) for parameter in known.parameters}
    return Shares(
        metric=name,
        figure=found.whole[statistic],
        direction="higher" if name == "answered_within" else known.direction,
        parameters={**defaults, **given},
        command=_command(f"{metric}.{statistic}", given),
    )


def _deadline(work: Work) -> Mapping[str, str] | None:
    """Return how the service level is asked for: by each ticket's own deadline; None, and why, without one."""
    try:
        work.asker.figures("sla_met", ("met",), parameters={"deadline": "due_at"})
    except UsageError:
        work.lacks("sla_met", "Needs the deadline of each ticket: map it to due_at of the table tickets.")
        return None
    return {"deadline": "due_at"}


def _groups(by_group: Mapping[str, Figured], columns: Sequence[str]) -> list[Group]:
    """Return one row a team or queue, those with the most tickets or calls first."""
    names = dict.fromkeys(where for column in columns for where in by_group[column].groups)
    found = []
    for where in names:
        figures = [by_group[column].groups.get(where) for column in columns]
        found.append(
            Group(name=where[0], figures=tuple(None if f is None else next(iter(f.values())) for f in figures))
        )
    most = {group.name: max((figure.n for figure in group.figures if figure), default=0) for group in found}
    return sorted(found, key=lambda group: (group.name is None, -most[group.name], group.name or ""))


def _holders(work: Work, *, working: bool) -> dict[str, Figure]:
    """Return which share of all time of tickets was with whom; nothing without a history."""
    given = WORKING if working else {}
    found = _tried(
        work, "time_with", lambda: work.asker.figures("time_with", ("share",), by=("holder",), parameters=given)
    )
    return {} if found is None else {str(where[0]): figures["share"] for where, figures in found.groups.items()}


def _backlog(work: Work) -> tuple[Backlog, ...]:
    rows = _tried(work, "backlog", lambda: work.asker.answered("backlog.open", every="month")) or ()
    return tuple(
        Backlog(period=row.period, open=round(row.value), incomplete="incomplete period" in row.warnings)
        for row in rows
        if row.period is not None and row.value is not None
    )


def _command(metric: str, given: Mapping[str, str]) -> str:
    settings = [word for name, value in given.items() for word in ("--set", f"{name}={value}")]
    return shlex.join(["clew", "ask", metric, *settings])
