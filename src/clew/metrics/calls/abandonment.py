"""Abandonment: the share of callers who gave up waiting.

Interval: Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22. Leaving short
abandons out is the custom of contact centres: Cleveland (2012), "Call Center Management on Fast Forward".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.calls.endings import GAVE_UP, waits
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import unweighted

__all__ = ["abandonment"]

SHORT = Parameter(
    "short", "seconds: who gives up sooner did not really wait and is left out; 0 leaves nobody out", "5", kind="number"
)


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the calls by ``as_of``; ``y`` is 1 where the caller gave up, 0 where the wait ended in another way.

    Calls that still wait, and short abandons, have no ``y``: they are counted as missing, not as answered.
    """
    rows = waits(tables, parameters)
    gave_up = rows.ending == GAVE_UP
    rows = rows.mutate(is_short=gave_up & (rows.waited < float(parameters["short"])))
    y = ibis.cases((rows.ending.isnull() | rows.is_short, ibis.null("float64")), (gave_up, 1.0), else_=0.0)
    return unweighted(rows, y, rows.queued_at)


def _short(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.is_short, 1.0))


abandonment = Metric(
    name="abandonment",
    label="Abandonment",
    about="share of callers who gave up waiting; who gave up within the first seconds is left out",
    unit="share",
    direction="lower",
    table="calls",
    needs=("calls.queued_at", "calls.abandoned_at", "calls.answered_at or ended_at"),
    time_column="queued_at",
    default_statistic="abandoned",
    statistics={
        "abandoned": Statistic("abandoned", "share", "proportion", "share of callers who gave up"),
        "short": Statistic("short", "calls", "count", "how many gave up too soon to be counted", _short),
        "answers": Statistic("answers", "calls", "count", "how many calls are judged", count_of),
    },
    population=population,
    required=lambda _: ("queued_at", "abandoned_at"),
    parameters=(SHORT,),
    counts="calls and chats whose wait is over, short abandons left out",
    source="Wilson (1927), JASA 22; Cleveland (2012), Call Center Management on Fast Forward",
)
