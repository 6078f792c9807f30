# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Times that may not have ended, asked through the one door: a metric of promises and one of calls, made up here."""

from __future__ import annotations

from datetime import datetime, timedelta

import ibis
import pytest

from clew import metrics
from clew.errors import UsageError
from clew.metrics.metric import Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import moment, seconds_between, unweighted
from clew.questions.asking import answer
from clew.questions.behind import rows_behind
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


def waiting(tables, parameters):
    """How long callers waited, until they were answered or hung up; who does neither waits still."""
    calls = tables["calls"]
    as_of = moment(parameters)
    until = ibis.coalesce(calls.answered_at, calls.abandoned_at)
    ended = until.notnull() & (until <= as_of)
    kind = ibis.cases((calls.answered_at.notnull(), "answered"), else_="hung up")
    rows = calls.mutate(ended=ended, ending=ibis.cases((ended, kind)))
    return unweighted(rows, seconds_between(rows.queued_at, ibis.ifelse(ended, until, as_of)), rows.queued_at)


def _minute(_parameters):
    return 60.0


WAIT = Metric(
    name="wait",
    label="Wait",
    about="seconds in the queue",
    unit="seconds",
    direction="lower",
    table="calls",
    needs=("calls.queued_at",),
    time_column="queued_at",
    default_statistic="hung_up",
    statistics={
        "hung_up": Statistic("hung_up", "share", "incidence", "hung up", horizon=_minute, cause="hung up"),
        "answered": Statistic("answered", "share", "incidence", "answered", horizon=_minute, cause="answered"),
        "within": Statistic("within", "share", "within", "answered or gone", horizon=_minute),
    },
    population=waiting,
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
    monkeypatch.setitem(metrics.METRICS, "wait", WAIT)

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


def test_mean_up_to_a_horizon(lake, ask):
    freireich(lake)
    control, treated = ask("time_to_keep.mean", by="kind").rows
    assert treated.value / DAY == pytest.approx(16.1165, abs=5e-5)
    assert control.value / DAY == pytest.approx(8.4286, abs=5e-5)
    first, second = ask("time_to_keep.mean", by="kind", compare="kind").comparisons
    assert first.difference / DAY == pytest.approx(8.4286 - 16.1165, abs=1e-4)
    assert (first.difference, first.lo, first.hi) == pytest.approx((-second.difference, -second.hi, -second.lo))
    assert first.p < 0.01
    assert first.beyond_chance


def test_a_mean_is_cut_to_what_was_watched_and_says_so(lake, ask):
    freireich(lake)
    control, treated = ask("time_to_keep.mean", by="kind", settings={"horizon": "60"}).rows
    cut = "watched for 35 d at most: the mean goes up to that, not to 60 d"
    assert cut in treated.warnings
    assert treated.value == ask("time_to_keep.mean", by="kind", settings={"horizon": "35"}).rows[1].value
    # all of the control group have ended: its mean needs no cut
    assert not any("watched" in warning for warning in control.warnings)
    (compared, _) = ask("time_to_keep.mean", compare="kind", settings={"horizon": "60"}).comparisons
    assert cut in compared.warnings


def test_share_within_a_time(lake, ask):
    freireich(lake)
    control, treated = ask("time_to_keep.within", by="kind", settings={"horizon": "6"}).rows
    assert (treated.value, treated.lo, treated.hi) == pytest.approx((1 - 0.8571, 1 - 0.952, 1 - 0.620), abs=5e-4)
    assert control.value == pytest.approx(9 / 21)
    (first, _) = ask("time_to_keep.within", compare="kind", settings={"horizon": "10"}).comparisons
    assert first.difference == pytest.approx(13 / 21 - (1 - 0.7529), abs=5e-5)
    assert first.lo < first.difference < first.hi
    assert first.method == "hybrid_kaplan_meier"


def test_nothing_is_said_of_times_that_were_not_watched(lake, ask):
    freireich(lake)
    treated = ask("time_to_keep.within", by="kind", settings={"horizon": "36"}).rows[1]
    assert (treated.value, treated.lo, treated.n) == (None, None, 21)
    assert treated.warnings[0] == "watched for 35 d at most: nothing is known of 36 d"
    (compared, _) = ask("time_to_keep.within", compare="kind", settings={"horizon": "36"}).comparisons
    assert (compared.difference, compared.p) == (None, None)


def test_a_median_that_is_not_reached_has_its_lower_limit(lake, ask):
    lake.write("promises", [promise(i, "5" if i < 8 else "30+") for i in range(20)])
    (row,) = ask("time_to_keep").rows
    assert (row.value, row.lo, row.hi) == (None, 5 * DAY, None)
    assert row.warnings[0] == "not reached: 8 of 20 have ended, too few for 50%"


def test_what_did_not_come_again_is_not_called_open(lake, ask):
    """Contacts of the last 7 days may come again yet; those before are over: nothing is open there."""
    opened = [(age, AS_OF - timedelta(days=age)) for age in (1, 6, *range(7, 25))]
    tickets = [{"ticket_id": f"t{age}", "customer_id": f"c{age}", "opened_at": at} for age, at in opened]
    for left, said in [(0, "2 were watched for less than 7 d: they"), (1, "1 was watched for less than 7 d: it")]:
        lake.write("tickets", tickets[left:])
        assert ask("first_contact_resolution", settings={"repeat": "any"}).rows[0].warnings[0].startswith(said)
    lake.write("tickets", tickets[2:])
    assert ask("first_contact_resolution", settings={"repeat": "any"}).rows[0].warnings == ("small n",)


def test_medians_are_not_compared(ask):
    with pytest.raises(UsageError, match="no comparison"):
        ask("time_to_keep", compare="kind")
    with pytest.raises(UsageError, match="no weighted form"):
        ask("time_to_keep.within", weighted=True)


def test_watched_from_later_on(lake, ask):
    """Promises that were two days old when the watch began: those that ended before are not there to be seen."""
    rows = [promise(i, text, due_at=START + timedelta(days=2)) for i, text in enumerate(["3", "4", "4", "8", "9"])]
    plain = [promise(10 + i, text) for i, text in enumerate(["1", "1", "2", "5", "6"])]
    lake.write("promises", [*rows, *plain])
    (row,) = ask("time_to_keep.within", settings={"horizon": "2", "watch": "late"}).rows
    # 5 watched from the start, of whom 2 ended on day 1; 3 left, of whom 1 ended on day 2, when the others came
    assert row.value == pytest.approx(1 - (3 / 5) * (2 / 3))
    (row,) = ask("time_to_keep.within", settings={"horizon": "3", "watch": "late"}).rows
    assert row.value == pytest.approx(1 - (3 / 5) * (2 / 3) * (6 / 7))


def test_times_that_are_not_known_or_run_backwards_are_missing(lake, ask):
    odd = [{"promise_id": "x", "made_at": None, "kept_at": START}, promise("y", "-3")]
    lake.write("promises", [*(promise(i, str(i + 1)) for i in range(9)), *odd])
    (row,) = ask("time_to_keep").rows
    assert (row.value / DAY, row.n, row.missing) == (5, 9, 2)


def test_periods_and_the_rows_behind(lake, engine, ask):
    freireich(lake)
    rows = ask("time_to_keep", every="month", by="kind").rows
    assert sum(row.n for row in rows) == 42
    found = rows_behind(parse_question("time_to_keep", as_of=AS_OF, where="kind=treated"), lake, engine)
    assert len(found) == 21
    assert sum(row["ended"] for row in found) == 9
    assert min(row["y"] for row in found) == 6 * DAY


def test_an_empty_lake_has_an_answer(ask):
    for statistic in ("median", "mean", "within"):
        (row,) = ask(f"time_to_keep.{statistic}").rows
        assert (row.value, row.n, row.method) == (None, 0, "none")
    assert ask("time_to_keep", by="kind").rows == ()


def call(i, *, answered=None, gone=None, queue="one", since=600):
    queued = AS_OF - timedelta(seconds=since)
    at = [None if after is None else queued + timedelta(seconds=after) for after in (answered, gone)]
    return {"call_id": f"k{i}", "queued_at": queued, "answered_at": at[0], "abandoned_at": at[1], "queue": queue}


def test_endings_that_compete(lake, ask):
    """Of ten callers six are answered and two hang up within a minute, one is answered later, one still waits."""
    calls = [call(i, answered=10 * (i + 1)) for i in range(6)] + [call(6, gone=15), call(7, gone=45)]
    lake.write("calls", [*calls, call(8, answered=90), call(9)])
    (gone,), (answered,), (ended,) = (ask(f"wait.{name}").rows for name in ("hung_up", "answered", "within"))
    assert (gone.value, answered.value, ended.value) == pytest.approx((0.2, 0.6, 0.8))
    assert (gone.method, gone.n) == ("aalen_johansen", 10)
    assert gone.lo < 0.2 < gone.hi
    assert gone.warnings[0] == "1 still open at the end: it counts as such"


def test_competing_endings_are_compared(lake, ask):
    calls = [call(i, answered=20, queue="one") for i in range(30)]
    calls += [call(30 + i, **({"gone": 20} if i % 2 else {"answered": 40}), queue="two") for i in range(30)]
    lake.write("calls", calls)
    first, second = ask("wait.hung_up", compare="queue").comparisons
    assert (first.difference, second.difference) == (-0.5, 0.5)
    assert second.lo > 0.2
    assert second.beyond_chance
    assert second.method == "hybrid_aalen_johansen"


def test_who_waits_still_counts_only_as_long_as_watched(lake, ask):
    """Five called half a minute ago and wait: of the next half minute they say nothing."""
    lake.write("calls", [*(call(i, gone=45) for i in range(5)), *(call(5 + i, since=30) for i in range(5))])
    assert ask("wait.hung_up").rows[0].value == 1
    lake.write("calls", [*(call(i, gone=20) for i in range(5)), *(call(5 + i, since=30) for i in range(5))])
    (row,) = ask("wait.hung_up").rows
    assert (row.value, row.warnings[0]) == (None, "watched for 30 s at most: nothing is known of 1 min")


def test_the_horizon_and_the_ending_are_part_of_the_definition(lake, ask):
    lake.write("calls", [])
    hashes = {ask("time_to_keep.within", settings={"horizon": days}).spec_hash for days in ("6", "7", "6.0")}
    assert len(hashes) == 2  # 6 and 6.0 days are one horizon
    assert ask("wait.hung_up").spec_hash != ask("wait.answered").spec_hash


def test_alone_they_are_no_single_expression():
    with pytest.raises(UsageError, match="ask it of a workspace"):
        TIME_TO_KEEP(
            ibis.table({"made_at": "timestamp(6)", "kept_at": "timestamp(6)", "rating": "float64"}, name="promises")
        )


def test_what_began_at_the_very_moment_was_not_watched_yet(lake, ask):
    lake.write("promises", [promise(i, "0+", kind="a" if i < 9 else "b") for i in range(18)])
    (row,) = ask("time_to_keep.mean").rows
    assert (row.value, row.n, row.warnings[0]) == (None, 18, "not watched yet")
    (first, _) = ask("time_to_keep.mean", compare="kind").comparisons
    assert (first.difference, first.p, first.warnings) == (None, None, ("not watched yet",))
