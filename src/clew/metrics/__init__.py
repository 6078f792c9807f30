"""Every metric by name; each is defined once, in a file of its own, and can be called on any Ibis table.

>>> from clew.metrics import METRICS
>>> METRICS["nps"].unit
'points'
"""

from __future__ import annotations

from clew.errors import UsageError
from clew.metrics.calls.abandonment import abandonment
from clew.metrics.calls.bot_share import bot_share
from clew.metrics.calls.transfers import transfers
from clew.metrics.calls.wait_time import wait_time
from clew.metrics.ces import ces
from clew.metrics.contact_rate import contact_rate
from clew.metrics.csat import csat
from clew.metrics.lateness import lateness
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.nps import nps
from clew.metrics.promise_kept import promise_kept
from clew.metrics.rating import rating
from clew.metrics.repeat_contact import repeat_contact
from clew.metrics.repurchase import repurchase
from clew.metrics.response_rate import response_rate
from clew.metrics.service.backlog import backlog
from clew.metrics.service.first_contact_resolution import first_contact_resolution
from clew.metrics.service.first_reply_time import first_reply_time
from clew.metrics.service.reassignments import reassignments
from clew.metrics.service.reopen_rate import reopen_rate
from clew.metrics.service.resolution_time import resolution_time
from clew.metrics.service.sla_met import sla_met
from clew.metrics.service.time_with import time_with
from clew.metrics.service.waits import agent_wait, on_hold, requester_wait
from clew.metrics.share import share

__all__ = [
    "METRICS",
    "Metric",
    "Parameter",
    "Statistic",
    "abandonment",
    "agent_wait",
    "backlog",
    "bot_share",
    "ces",
    "contact_rate",
    "csat",
    "find_metric",
    "first_contact_resolution",
    "first_reply_time",
    "lateness",
    "nps",
    "on_hold",
    "promise_kept",
    "rating",
    "reassignments",
    "reopen_rate",
    "repeat_contact",
    "repurchase",
    "requester_wait",
    "resolution_time",
    "response_rate",
    "share",
    "sla_met",
    "time_with",
    "transfers",
    "wait_time",
]

#: Every metric by name, in the order people meet them.
METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        nps,
        csat,
        ces,
        rating,
        share,
        response_rate,
        promise_kept,
        lateness,
        repeat_contact,
        contact_rate,
        repurchase,
        first_reply_time,
        resolution_time,
        requester_wait,
        on_hold,
        agent_wait,
        time_with,
        first_contact_resolution,
        reopen_rate,
        reassignments,
        sla_met,
        backlog,
        wait_time,
        abandonment,
        transfers,
        bot_share,
    )
}


def find_metric(name: str) -> Metric:
    """Return the metric called ``name``; :class:`UsageError` lists the choices.

    >>> find_metric("nps").label
    'Net Promoter Score'
    """
    if name not in METRICS:
        raise UsageError.unknown("metric", name, METRICS)
    return METRICS[name]
