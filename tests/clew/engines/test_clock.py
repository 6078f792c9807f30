# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Goldens of the wall clock at the changes of 2026 and in odd zones; an oracle from the standard library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.clock import PERIODS, label_of, local_time, offset_changes, period_label, period_start
from clew.engines.compile import compile_expression
from clew.errors import UsageError

YEAR = (datetime(2026, 1, 1), datetime(2027, 1, 1))

#: Zone, instant in UTC, what the clock on the wall shows.
GOLDENS = [
    ("Europe/Warsaw", "2026-03-29 00:59:59.999999", "2026-03-29 01:59:59.999999"),
    ("Europe/Warsaw", "2026-03-29 01:00:00", "2026-03-29 03:00:00"),
    ("Europe/Warsaw", "2026-10-25 00:30:00", "2026-10-25 02:30:00"),
    ("Europe/Warsaw", "2026-10-25 00:59:59.999999", "2026-10-25 02:59:59.999999"),
    ("Europe/Warsaw", "2026-10-25 01:00:00", "2026-10-25 02:00:00"),
    ("Europe/Berlin", "2026-03-29 00:59:59", "2026-03-29 01:59:59"),
    ("Europe/Berlin", "2026-03-29 01:00:00", "2026-03-29 03:00:00"),
    ("Europe/Berlin", "2026-10-25 00:59:59", "2026-10-25 02:59:59"),
    ("Europe/Berlin", "2026-10-25 01:00:00", "2026-10-25 02:00:00"),
    ("Asia/Kathmandu", "2026-07-01 18:15:00", "2026-07-02 00:00:00"),
    ("Australia/Lord_Howe", "2026-04-04 14:59:59", "2026-04-05 01:59:59"),  # half an hour back
    ("Australia/Lord_Howe", "2026-04-04 15:00:00", "2026-04-05 01:30:00"),
    ("Australia/Lord_Howe", "2026-10-03 15:29:59", "2026-10-04 01:59:59"),
    ("Australia/Lord_Howe", "2026-10-03 15:30:00", "2026-10-04 02:30:00"),
    ("America/New_York", "2026-01-01 04:59:59", "2025-12-31 23:59:59"),
    ("UTC", "2026-05-05 05:05:05", "2026-05-05 05:05:05"),
]
SAMOA = [  # 30 December 2011 did not happen there
    ("Pacific/Apia", "2011-12-30 09:59:59", "2011-12-29 23:59:59"),
    ("Pacific/Apia", "2011-12-30 10:00:00", "2011-12-31 00:00:00"),
]
LABELS = [  # date, week start, labels of day, week, month, quarter, year
    ("2026-11-21", 1, ("2026-11-21", "2026-W47", "2026-11", "2026-Q4", "2026")),
    ("2026-01-01", 1, ("2026-01-01", "2026-W01", "2026-01", "2026-Q1", "2026")),
    ("2027-01-03", 1, ("2027-01-03", "2026-W53", "2027-01", "2027-Q1", "2027")),
    ("2024-12-30", 1, ("2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024")),
    ("2021-01-02", 7, ("2021-01-02", "2020-W53", "2021-01", "2021-Q1", "2021")),  # MMWR: week 53 of 2020
    ("2021-01-03", 7, ("2021-01-03", "2021-W01", "2021-01", "2021-Q1", "2021")),
    ("2014-12-28", 7, ("2014-12-28", "2014-W53", "2014-12", "2014-Q4", "2014")),  # MMWR: 2014 had 53 weeks
]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(*moments: str) -> ibis.Table:
    """A table of one timestamp column ``at`` that needs no stored table."""
    rows = [ibis.literal(instant(moment)).cast("timestamp(6)").name("at").as_table() for moment in moments]
    return ibis.union(*rows) if len(rows) > 1 else rows[0]


def shown(zone: str, moment: str, span=YEAR) -> ibis.Table:
    table = at(moment)
    return table.select(local=local_time(table["at"], zone, *span))


@pytest.mark.parametrize(("zone", "utc", "wall"), GOLDENS)
def test_golden_wall_clocks_on_duckdb(on_duckdb, zone, utc, wall):
    assert on_duckdb(shown(zone, utc)) == [{"local": instant(wall)}]


def test_golden_wall_clocks_on_postgres(postgres):
    for zone, utc, wall in GOLDENS:
        (line,) = postgres(compile_expression(shown(zone, utc), "postgres"))
        assert instant(line) == instant(wall), (zone, utc)


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Europe/Berlin", "Australia/Lord_Howe"])
def test_every_dialect_gets_the_same_changes(assert_compiles, zone):
    table = ibis.table({"at": "timestamp(6)"}, name="t")
    texts = assert_compiles(table.select(local=local_time(table["at"], zone, *YEAR)))
    for dialect, text in texts.items():
        assert text.count("WHEN") == 2, dialect
        assert "zone" not in text.lower(), dialect


@pytest.mark.parametrize(("zone", "utc", "wall"), SAMOA)
def test_the_day_samoa_skipped(on_duckdb, zone, utc, wall):
    span = (datetime(2011, 1, 1), datetime(2012, 1, 1))
    assert on_duckdb(shown(zone, utc, span)) == [{"local": instant(wall)}]
    assert (datetime(2011, 12, 30, 10), 14 * 3600) in offset_changes(zone, *span)


def test_the_changes_of_2026_are_those_of_the_directive():
    assert offset_changes("Europe/Warsaw", *YEAR) == (
        (datetime(2026, 1, 1), 3600),
        (datetime(2026, 3, 29, 1), 7200),
        (datetime(2026, 10, 25, 1), 3600),
    )


def test_a_null_stays_null(on_duckdb):
    table = ibis.literal(None, type="timestamp(6)").name("at").as_table()
    found = on_duckdb(table.select(local=local_time(table["at"], "Europe/Warsaw", *YEAR)))
    assert found == [{"local": None}]


def test_an_aware_bound_means_its_instant():
    aware = tuple(moment.replace(tzinfo=UTC) for moment in YEAR)
    assert offset_changes("Europe/Berlin", *aware) == offset_changes("Europe/Berlin", *YEAR)


ZONES = ["Europe/Warsaw", "America/St_Johns", "Africa/Casablanca", "Asia/Tehran", "Antarctica/Troll", "Pacific/Apia"]


@settings(deadline=None, max_examples=200)
@given(
    zone=st.sampled_from(ZONES),
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)),
)
def test_changes_agree_with_the_standard_library(zone, moment):
    changes = offset_changes(zone, datetime(1990, 1, 1), datetime(2035, 1, 1))
    offset = [seconds for begins, seconds in changes if begins <= moment][-1]
    wall = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert moment + timedelta(seconds=offset) == wall


@pytest.mark.parametrize(("day", "week_start", "labels"), LABELS)
def test_golden_labels(on_duckdb, day, week_start, labels):
    table = at(f"{day} 23:59:59.999999")
    columns = {every: period_label(table["at"], every, week_start) for every in PERIODS}
    assert on_duckdb(table.select(**columns)) == [dict(zip(PERIODS, labels, strict=True))]


def test_golden_labels_on_postgres(postgres):
    for day, week_start, labels in LABELS:
        table = at(f"{day} 23:59:59.999999")
        columns = {every: period_label(table["at"], every, week_start) for every in PERIODS}
        assert postgres(compile_expression(table.select(**columns), "postgres")) == ["|".join(labels)]


@settings(deadline=None, max_examples=300)
@given(day=st.dates(datetime(1995, 1, 1).date(), datetime(2045, 1, 1).date()))
def test_weeks_from_monday_are_iso_weeks(day):
    monday = day - timedelta(days=day.isoweekday() - 1)
    year, week, _ = day.isocalendar()
    assert label_of(datetime(monday.year, monday.month, monday.day), "week") == f"{year}-W{week:02d}"


@pytest.mark.parametrize("week_start", range(1, 8))
def test_starts_and_labels_agree_with_python_day_by_day(on_duckdb, week_start):
    first = datetime(2025, 12, 20)
    days = [first + timedelta(days=n, hours=n % 24) for n in range(40)]
    table = at(*(str(day) for day in days))
    found = on_duckdb(
        table.select(
            day=table["at"],
            start=period_start(table["at"], "week", week_start),
            label=period_label(table["at"], "week", week_start),
        )
    )
    assert len(found) == len(days)
    for row in found:
        back = (row["day"].isoweekday() - week_start) % 7
        start = (row["day"] - timedelta(days=back)).replace(hour=0)
        assert row["start"] == start
        assert row["label"] == label_of(start, "week")


@pytest.mark.parametrize("every", PERIODS)
def test_period_starts(on_duckdb, every):
    starts = {"day": (11, 21), "week": (11, 16), "month": (11, 1), "quarter": (10, 1), "year": (1, 1)}
    table = at("2026-11-21 13:14:15.161718")
    assert on_duckdb(table.select(start=period_start(table["at"], every))) == [
        {"start": datetime(2026, *starts[every])}
    ]


def test_unknown_periods_and_week_starts_are_named():
    table = ibis.table({"at": "timestamp(6)"}, name="t")
    with pytest.raises(UsageError, match="no period 'fortnight'"):
        period_start(table["at"], "fortnight")
    with pytest.raises(UsageError, match="no period 'fortnight'"):
        period_label(table["at"], "fortnight")
    with pytest.raises(UsageError, match="not 0"):
        period_start(table["at"], "week", 0)
