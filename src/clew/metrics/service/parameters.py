"""Parameters that service metrics share, and what they make of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from clew.engines.json_text import as_number, json_text
from clew.errors import UsageError
from clew.metrics.metric import Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.tables import TABLES

__all__ = [
    "COUNTER",
    "DEADLINE",
    "FLAG",
    "HORIZON",
    "PRESET",
    "TARGET",
    "closed_only",
    "hours",
    "lasting",
    "needs_history",
    "number_in",
    "text_in",
    "within",
]

HOUR = 3600.0
PRESET = Parameter(
    "preset", "whose definition: ours, or as your help desk shows it (zendesk); the two are never mixed", "clew",
    ("clew", "zendesk"),
)  # fmt: skip
HORIZON = Parameter("horizon", "hours up to which the restricted mean looks", "720", kind="number")
TARGET = Parameter("target", "hours within which it should be done", "24", kind="number")
COUNTER = Parameter(
    "counter", "the source's own counter: a column of tickets or properties.<key>; without it the history counts", ""
)
DEADLINE = Parameter("deadline", "a column of tickets with each one's deadline (due_at), or properties.<key>", "")
FLAG = Parameter("flag", "a column of tickets, or properties.<key>, in which the source says whether it was met", "")


def needs_history(name: str, has: Callable[[str, str], bool], instead: str, what: str = "status") -> str | None:
    """Return why ``name`` cannot be answered where there are no changes of tickets, and what can be done."""
    if has("ticket_changes", f"what={what}"):
        return None
    return (
        f"{name} needs the history of {what} changes (ticket_changes), which an export with one row a ticket has not "
        f"got. Import the log of changes (see 'Logs of tickets' in the mapping's reference){instead}."
    )


def hours(name: str) -> Any:
    """Return what gives the seconds of a parameter in hours: the horizon of a statistic."""
    return lambda parameters: float(parameters[name]) * HOUR


def closed_only(rows: Any, _parameters: Mapping[str, str]) -> Any:
    """Return the seconds of what has ended, null for what is open: biased low, and labelled so."""
    return ibis.cases((rows.ended, rows.y))


def lasting(unit: str, done: str, only: str = "closed tickets only") -> dict[str, Statistic]:
    """Return the statistics of a time that may not have ended: open ones censored, and closed ones alone, named so.

    ``unit`` says what lasts (tickets), ``done`` how it ends (solved), ``only`` which ones are meant then.
    """
    return {
        "median": Statistic("median", "seconds", "survival_quantile", f"half were {done} by then", quantile=0.5),
        "p90": Statistic("p90", "seconds", "survival_quantile", f"nine in ten were {done} by then", quantile=0.9),
        "closed_median": Statistic("closed_median", "seconds", "quantile", f"median, {only}", closed_only, 0.5),
        "closed_p90": Statistic("closed_p90", "seconds", "quantile", f"90th percentile, {only}", closed_only, 0.9),
        "closed_mean": Statistic("closed_mean", "seconds", "mean", f"mean, {only}", closed_only),
        "restricted_mean": Statistic(
            "restricted_mean", "seconds", "restricted_mean", "mean up to the horizon, open ones counted",
            horizon=hours("horizon"),
        ),
        "within": within(f"share {done} within the target, open ones counted"),
        "answers": Statistic("answers", unit, "count", f"how many {unit}, open ones too", count_of),
        "open": Statistic("open", unit, "count", f"how many were not {done} yet", _open),
    }  # fmt: skip


def within(about: str) -> Statistic:
    """Return the share that ended within ``target`` hours, what is open being counted as far as it was watched."""
    return Statistic("within", "share", "within", about, horizon=hours("target"))


def _open(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y.notnull() & ~rows.ended, 1.0))


def text_in(rows: Any, name: str, parameter: str) -> Any:
    """Return a column of tickets, or a key of their properties, as text; :class:`UsageError` lists the choices."""
    head, _, key = name.partition(".")
    if head == "properties" and key:
        return json_text(rows.properties, key)
    columns = [column.name for column in TABLES["tickets"].columns if column.type != "json"]
    if name not in columns:
        raise UsageError.unknown(f"column for '{parameter}'", name, [*columns, "properties.<key>"])
    return rows[name].cast("string")


def number_in(rows: Any, name: str, parameter: str) -> Any:
    """Return the number in a column of tickets or under a key of their properties, null where there is none."""
    return as_number(text_in(rows, name, parameter))
