"""Bot share: what a bot does: calls it handles alone, and its share of the time of all calls.

A call the caller gave up is not handled: counting it as *contained* is how such figures flatter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from clew.metrics.calls.endings import OTHERWISE, waits
from clew.metrics.metric import Metric, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import seconds_between, unweighted

__all__ = ["bot_share"]

#: A bot's time may be longer than the whole call by so many seconds: sources round.
ROUNDING = 1.0


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return the calls that had ended by ``as_of``; ``y`` is 1 where a bot handled one alone, ``w`` its seconds.

    Alone: the bot had it, no person answered and the caller did not give up. Null where the source does not say how
    long a bot had the call; 0 is an answer.
    """
    rows = waits(tables, parameters)
    over = rows.filter(rows.ending.notnull() & (rows.ended_by.notnull() | rows.abandoned_by.notnull()))
    end = ibis.coalesce(over.ended_by, over.abandoned_by)
    over = over.mutate(lasted=seconds_between(over.queued_at, end))
    alone = (over.ending == OTHERWISE) & (over.bot_seconds > 0)
    y = ibis.cases((over.bot_seconds.isnull(), ibis.null("float64")), (alone, 1.0), else_=0.0)
    return unweighted(over, y, over.queued_at).mutate(w=over.lasted)


def _of_time(rows: Any, _parameters: Mapping[str, str]) -> Any:
    """Return the bot's share of a call's seconds; null where the bot had it for longer than the call lasted."""
    believed = (rows.lasted > 0) & (rows.bot_seconds <= rows.lasted + ROUNDING)
    return ibis.cases((believed, ibis.least(rows.bot_seconds / rows.lasted, ibis.literal(1.0))))


def _touched(rows: Any, _parameters: Mapping[str, str]) -> Any:
    return ibis.cases((rows.bot_seconds > 0, 1.0), (rows.bot_seconds == 0, 0.0))


bot_share = Metric(
    name="bot_share",
    label="Bot share",
    about="share of calls that a bot handled alone, without a person and without the caller giving up",
    unit="share",
    direction="none",
    table="calls",
    needs=("calls.bot_seconds", "calls.queued_at", "calls.ended_at"),
    time_column="queued_at",
    default_statistic="alone",
    statistics={
        "alone": Statistic("alone", "share", "proportion", "share of calls that a bot handled alone"),
        "touched": Statistic("touched", "share", "proportion", "share of calls that a bot had at all", _touched),
        "time": Statistic(
            "time", "share", "mean", "share of the time of all calls that was with a bot, long calls counting more",
            _of_time, weighted=True,
        ),
        "answers": Statistic("answers", "calls", "count", "how many calls say it", count_of),
    },
    population=population,
    required=lambda _: ("queued_at", "bot_seconds", "ended_at"),
    counts="calls and chats that are over",
    source="Wilson (1927), Journal of the American Statistical Association 22",
)  # fmt: skip
