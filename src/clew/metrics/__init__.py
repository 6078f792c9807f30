"""Every metric by name; each is defined once, in a file of its own, and can be called on any Ibis table.

>>> from clew.metrics import METRICS
>>> METRICS["nps"].unit
'points'
"""

from __future__ import annotations

from clew.errors import UsageError
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.nps import nps

__all__ = ["METRICS", "Metric", "Parameter", "Statistic", "find_metric", "nps"]

#: Every metric by name, in the order people meet them.
METRICS: dict[str, Metric] = {metric.name: metric for metric in (nps,)}


def find_metric(name: str) -> Metric:
    """Return the metric called ``name``; :class:`UsageError` lists the choices.

    >>> find_metric("nps").label
    'Net Promoter Score'
    """
    if name not in METRICS:
        raise UsageError.unknown("metric", name, METRICS)
    return METRICS[name]
