# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Times that may not have ended, asked through the one door: a metric of promises and one of calls, made up here."""

from __future__ import annotations

from datetime import datetime, timedelta

import ibis
import pytest

from clew import metrics
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import moment, seconds_between, unweighted
from clew.questions.asking import answer
from clew.questions.parse import parse_question

START = datetime(2026, 3, 2)
DAY = 86_400.0
HORIZON = Parameter("horizon", "days to look", "20", kind="days")


def horizon(parameters):
    return float(parameters["horizon"]) * DAY


def keeping(tables, parameters):
    """How long promises took to be kept; what is not kept by as_of is open."""
    promises = tables["promises"]
    as_of = moment(parameters)
    ended = promises.kept_at.notnull() & (promises.kept_at <= as_of)
    until = ibis.ifelse(ended, promises.kept_at, as_of)
    rows = promises.mutate(ended=ended)
    if parameters["watch"] == "late":
        rows = rows.mutate(entry=seconds_between(rows.made_at, rows.due_at))
    return unweighted(rows, seconds_between(rows.made_at, until), rows.made_at)


def _closed(rows, _parameters):
    return ibis.cases((rows.ended, rows.y))


TIME_TO_KEEP = Metric(
    name="time_to_keep",
    label="Time to keep",
    about="seconds until a promise was kept",
    unit="seconds",
    direction="lower",
    table="promises",
    needs=("promises.made_at",),
    time_column="made_at",
    default_statistic="median",
    statistics={
        "median": Statistic("median", "seconds", "survival_quantile", "half took at most this", quantile=0.5),
        "closed_median": Statistic("closed_median", "seconds", "quantile", "of the closed", _closed, quantile=0.5),
        "mean": Statistic("mean", "seconds", "restricted_mean", "mean up to the horizon", horizon=horizon),
        "within": Statistic("within", "share", "within", "kept within the horizon", horizon=horizon),
        "answers": Statistic("answers", "promises", "count", "how many", count_of),
    },
    population=keeping,
    parameters=(HORIZON, Parameter("watch", "from when", "all", ("all", "late"))),
    counts="promises",
    source="made up for a test",
)

#: 6-MP of Freireich et al. 1963: weeks in remission, and whether they ended.
TREATED = "6+ 6 6 6 7 9+ 10+ 10 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROL = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
AS_OF = START + timedelta(days=100)


def promise(i, text, **more):
    """A promise made so that it was open or kept after so many days, all asked of at one moment."""
    days = int(text.strip("+"))
    made = AS_OF - timedelta(days=days) if text.endswith("+") else START
    kept = None if text.endswith("+") else START + timedelta(days=days)
    return {"promise_id": f"p{i}", "customer_id": f"c{i}", "made_at": made, "kept_at": kept, **more}


@pytest.fixture
def ask(lake, engine, monkeypatch):
    monkeypatch.setitem(metrics.METRICS, "time_to_keep", TIME_TO_KEEP)

    def run(metric, **words):
        return answer(parse_question(metric, as_of=AS_OF, **words), lake, engine)

    return run


def freireich(lake):
    rows = [promise(i, text, kind="treated") for i, text in enumerate(TREATED.split())]
    return lake.write(
        "promises", [*rows, *(promise(i + 50, text, kind="control") for i, text in enumerate(CONTROL.split()))]
    )


def test_median_counts_what_is_open_as_open(lake, ask):
    freireich(lake)
    control, treated = ask("time_to_keep", by="kind").rows
    assert (control.value, control.n, control.method) == (8 * DAY, 21, "order_statistics")
    assert (treated.value / DAY, treated.lo / DAY, treated.hi, treated.n) == (23, 13, None, 21)
    assert treated.method == "kaplan_meier"
    assert treated.warnings[:2] == ("no upper limit", "12 still open at the end: they count as such")
    closed = ask("time_to_keep.closed_median", by="kind").rows[1]
    assert (closed.value / DAY, closed.n, closed.missing) == (10, 9, 12)
