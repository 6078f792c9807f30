"""Every metric by name; each is defined once, in a file of its own, and can be called on any Ibis table.

>>> from clew.metrics import METRICS
>>> METRICS["nps"].unit
'points'
"""

from __future__ import annotations

from clew.errors import UsageError
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
from clew.metrics.service.resolution_time import resolution_time
from clew.metrics.service.time_with import time_with
from clew.metrics.service.waits import agent_wait, on_hold, requester_wait
from clew.metrics.share import share

__all__ = [
    "METRICS",
    "Metric",
    "Parameter",
    "Statistic",
    "agent_wait",
    "ces",
    "contact_rate",
    "csat",
    "find_metric",
    "lateness",
    "nps",
    "on_hold",
    "promise_kept",
    "rating",
    "repeat_contact",
    "repurchase",
    "requester_wait",
    "resolution_time",
    "response_rate",
    "share",
    "time_with",
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
        resolution_time,
        requester_wait,
        on_hold,
        agent_wait,
        time_with,
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
