"""Resolution time: how long a ticket takes from its opening until it is solved, open tickets counted.

Kaplan & Meier (1958), "Nonparametric Estimation from Incomplete Observations", JASA 53; first and full resolution:
Zendesk, "About native Support time duration metrics".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.metric import Metric
from clew.metrics.rows.columns import unweighted
from clew.metrics.rows.left_out import LEFT_OUT
from clew.metrics.rows.solved_before_opened import SOLVED_BEFORE_OPENED
from clew.metrics.rows.ticket_lives import DONE, RESOLUTION, opened_within, resolved_lives
from clew.metrics.rows.working import TIME_PARAMETERS, elapsed
from clew.metrics.service.parameters import HORIZON, PRESET, TARGET, lasting

__all__ = ["resolution_time"]


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the tickets; ``y`` is seconds from opening to solved, up to ``as_of`` where it is open, ``ended`` says so.

    With ``preset=zendesk`` a ticket that is not solved has no time; one solved before it was opened was solved at once.
    """
    rows = resolved_lives(opened_within(tables, parameters), parameters)
    rows = elapsed(tables, rows, rows.begun_at, rows.seen_at, parameters, name="lasted")
    judged = rows.mutate(ended=rows.done_at.notnull())
    y = judged.lasted if parameters["preset"] == "clew" else ibis.cases((judged.ended, judged.lasted))
    return unweighted(judged, y, judged.begun_at)


resolution_time = Metric(
    name="resolution_time",
    label="Resolution time",
    about="seconds from the opening of a ticket until it was solved; open tickets count for as long as they are open",
    unit="seconds",
    direction="lower",
    table="tickets",
    needs=("tickets.opened_at", "tickets.resolved_at, or ticket_changes where what = status"),
    time_column="opened_at",
    default_statistic="median",
    statistics=lasting("tickets", "solved"),
    population=population,
    required=lambda _: ("ticket_id", "opened_at"),
    reads=("ticket_changes",),
    by_ticket=True,
    shown=("preset", "resolution"),
    remarks=(LEFT_OUT, SOLVED_BEFORE_OPENED),
    parameters=(PRESET, RESOLUTION, DONE, TARGET, HORIZON, *TIME_PARAMETERS),
    counts="tickets, merged ones, spam and duplicates left out",
    source="Kaplan & Meier (1958), Journal of the American Statistical Association 53; Zendesk, native time metrics",
)
