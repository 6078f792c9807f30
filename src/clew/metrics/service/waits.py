"""Waits inside a ticket's life: how long the requester waited, it was on hold, or we waited for the customer.

Only closed tickets are told, and the names of the statistics say so. What an open ticket has waited until now is no
censoring as Kaplan and Meier mean it: a ticket that is mostly the customer's gathers waiting slowly and is cut off at
little of it, so that what is cut off is not like the rest, and a median made of it is biased however many tickets there
are. Lin, Feuer, Etzioni & Wax (1997), "Estimating Medical Costs from Incomplete Follow-Up Data", Biometrics 53; Zhao &
Tsiatis (1997), "A Consistent Estimator for the Distribution of Quality Adjusted Survival Time", Biometrika 84. Closed
tickets alone are biased low where many are open: how many are open is a statistic beside them.

Definitions: Zendesk, "About native Support time duration metrics": requester wait is the time in new, open and on-hold,
agent wait the time in pending.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Any

import ibis

from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.ticket_lives import resolved_lives
from clew.metrics.rows.working import TIME_PARAMETERS
from clew.metrics.service.parameters import PRESET, lasting, needs_history

__all__ = ["agent_wait", "on_hold", "requester_wait"]

#: Statistics of a time that adds up in pieces: none that takes open tickets as censored.
TOLD = ("closed_median", "closed_p90", "closed_mean", "answers", "open")


def _ever(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.y.notnull(), (rows.y > 0).ifelse(1.0, 0.0)))


def _wait(name: str, label: str, about: str, holders: tuple[str, ...]) -> Metric:
    """Return the metric of the seconds that ``holders`` had a ticket before it was solved."""

    def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
        rows = resolved_lives(tables, {**parameters, "resolution": "full", "done": "history"}, seconds=True)
        judged = rows.mutate(ended=rows.done_at.notnull())
        waited = reduce(add, (judged[holder] for holder in holders))
        known = judged.first_change_at.notnull()
        counted = known if parameters["preset"] == "clew" else known & judged.ended
        return unweighted(judged, ibis.cases((counted, waited)), judged.begun_at)

    lasts = lasting("tickets", "solved")
    ever = Statistic("ever", "share", "proportion", "share of tickets that had any of it", _ever)
    return Metric(
        name=name,
        label=label,
        about=f"{about}; closed tickets only",
        unit="seconds",
        direction="lower",
        table="tickets",
        needs=("tickets.opened_at", "ticket_changes where what = status"),
        time_column="opened_at",
        default_statistic="closed_mean" if name == "on_hold" else "closed_median",
        statistics={**{told: lasts[told] for told in TOLD}, "ever": ever},
        population=population,
        required=lambda _: ("ticket_id", "opened_at"),
        reads=("ticket_changes",),
        remarks=(LEFT_OUT,),
        shown=("preset",),
        lacking=lambda has, _: needs_history(name, has, ""),
        parameters=(PRESET, *TIME_PARAMETERS),
        counts="tickets with a history of status changes, merged ones, spam and duplicates left out",
        source="Zendesk, About native Support time duration metrics; why closed tickets only: Lin et al. (1997), "
        "Biometrics 53; Zhao & Tsiatis (1997), Biometrika 84",
    )


requester_wait = _wait(
    "requester_wait",
    "Requester wait",
    "seconds in which the customer waited for us or for somebody we asked: new, open and on hold",
    ("us", "third_party", "bot"),
)
on_hold = _wait(
    "on_hold", "Time on hold", "seconds in which a ticket waited for a third party: on hold", ("third_party",)
)
agent_wait = _wait(
    "agent_wait", "Waiting for the customer", "seconds in which we waited for the customer: pending", ("customer",)
)
