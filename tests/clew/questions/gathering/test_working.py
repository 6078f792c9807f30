# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Working time in a question: from a calendar that is kept to the figure, the sentence, the cache and the rows."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta

import pytest

import clew
from clew.calendars import Calendar, compiled, intervals
from clew.calendars.calendar import Exceptional, Version
from clew.errors import UsageError

DUE = datetime(2026, 3, 27, 15)  # Friday 16:00 in Warsaw
KEPT = [datetime(2026, 3, 30, 8), datetime(2026, 3, 28, 12), datetime(2026, 3, 27, 15, 30), datetime(2026, 3, 27, 14)]
EXPECTED = [-3600, 1800, 3600, 7200]  # an hour early; half an hour late; the weekend; until Monday 10:00
OFFICE = Calendar(versions=(Version(begins=None, week=("9-17",) * 5 + ("closed",) * 2, holidays=("PL",)),))


@pytest.fixture
def workspace(tmp_path):
    lines = [f"{n},{DUE.isoformat()}Z,{kept.isoformat()}Z" for n, kept in enumerate(KEPT)]
    path = tmp_path / "promises.csv"
    path.write_text("\n".join(["promise_id,due_at,kept_at", *lines]))
    with clew.open(tmp_path / "data") as made:
        made.store.set(zone="Europe/Warsaw")
        made.import_file(path, table="promises")
        yield made


def mean(workspace, **asked):
    return workspace.ask("lateness.mean", settings={"time": "working", **asked}, min_n=1).answer


def test_without_a_calendar_it_says_how_to_set_one(workspace):
    with pytest.raises(UsageError, match=r"no calendar yet\. Set one: clew calendar set --week"):
        mean(workspace)
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    with pytest.raises(UsageError, match="no calendar 'night'"):
        mean(workspace, calendar="night")


def test_the_figure_is_that_of_plain_python(workspace):
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    found = mean(workspace)
    assert found.rows[0].value == pytest.approx(sum(EXPECTED) / 4)
    assert found.population == "Promises with a deadline that were done, in working time (calendar default)."
    rows = workspace.ask("lateness", settings={"time": "working"}).rows()
    assert sorted(row["y"] for row in rows) == EXPECTED
    work = intervals(OFFICE, "Europe/Warsaw", date(2026, 3, 25), date(2026, 4, 2))
    for kept, row in zip(sorted(KEPT), sorted(rows, key=lambda row: row["kept_at"]), strict=True):
        a, b = sorted((DUE, kept))
        parts = [min(b, end) - max(a, start) for start, end in work]
        worked = sum((part for part in parts if part > timedelta()), timedelta()).total_seconds()
        assert row["y"] == (worked if kept > DUE else -worked)


def test_late_and_its_tolerance_are_in_working_time_too(workspace):
    workspace.store.keep("calendar", "default", OFFICE.to_document())

    def late(**asked):
        return workspace.ask("lateness.late", settings={"time": "working", **asked}, min_n=1).answer.rows[0].value

    assert (late(), late(tolerance=1800), late(tolerance=3600)) == (0.75, 0.5, 0.25)
    with pytest.raises(UsageError, match="day=yes counts whole calendar days"):
        late(day="yes")


def test_another_calendar_gives_another_answer_and_calendar_time_stays(workspace):
    before = workspace.ask("lateness.mean", min_n=1).answer.rows[0].value
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    first = mean(workspace).rows[0].value
    longer = OFFICE.with_exceptions({"2026-03-30": Exceptional(hours="closed")})
    workspace.store.keep("calendar", "default", longer.to_document())
    assert mean(workspace).rows[0].value == pytest.approx(first - 3600 / 4)  # an hour of Monday is gone
    always = Calendar(versions=(Version(begins=None, week=("0-24",) * 7),))
    workspace.store.keep("calendar", "always", always.to_document())
    assert mean(workspace, calendar="always").rows[0].value == before == mean_by_hand()
    assert mean(workspace).rows[0].value == pytest.approx(first - 3600 / 4)


def mean_by_hand():
    return sum((kept - DUE).total_seconds() for kept in KEPT) / len(KEPT)


def test_a_cache_that_vanishes_is_made_again(workspace):
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    first = mean(workspace).rows[0].value
    [file] = (workspace.store.place.cache / "calendars").iterdir()
    shutil.rmtree(workspace.store.place.cache)
    assert workspace.ask("lateness.median", settings={"time": "working"}, min_n=1).answer.rows[0].value is not None
    assert file.exists()
    assert mean(workspace).rows[0].value == first


def test_a_new_version_of_the_holidays_makes_the_answer_anew(workspace, monkeypatch):
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    mean(workspace)
    assert mean(workspace).cached
    assert workspace.ask("lateness.mean", min_n=1).answer.cached is False
    monkeypatch.setattr(compiled, "version", lambda _: "next")
    assert not mean(workspace).cached
    assert workspace.ask("lateness.mean", min_n=1).answer.cached  # calendar time knows of no holidays


def test_deadlines_far_ahead_are_covered(workspace, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("promise_id,due_at,kept_at\nfar,2031-01-02T08:00:00Z,2026-03-27T15:00:00Z\n")
    workspace.import_file(path, table="promises")
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    found = mean(workspace).rows[0]
    assert (found.n, found.missing) == (5, 0)


def test_a_time_that_cannot_be_is_missing_and_not_nothing(workspace, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("promise_id,due_at,kept_at\nfar,8000-01-02T08:00:00Z,2026-03-27T15:00:00Z\n")
    workspace.import_file(path, table="promises")
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    found = mean(workspace).rows[0]
    assert (found.n, found.missing) == (4, 1)
    assert found.value == pytest.approx(sum(EXPECTED) / 4)


def test_by_and_where_and_every_work_with_it(workspace):
    workspace.store.keep("calendar", "default", OFFICE.to_document())
    found = workspace.ask(
        "lateness.mean", by="kind", every="month", where="promise_id!=3", settings={"time": "working"}, min_n=1
    )
    assert found.answer.rows[0].n == 3


def test_a_calendar_that_does_not_work_then_is_told(workspace):
    weekend = Calendar(versions=(Version(begins=None, week=("closed",) * 5 + ("9-17",) * 2),))
    shut = weekend.with_version(Version(begins=date(2026, 3, 1), week=("closed",) * 7))
    workspace.store.keep("calendar", "default", shut.to_document())
    found = mean(workspace)
    assert found.rows[0].value == 0
    assert found.warnings == (
        "the calendar 'default' has no working hour between 2026-03-27 and 2026-03-30: every working time is 0",
    )
    workspace.store.keep("calendar", "default", weekend.to_document())
    assert mean(workspace).warnings == ()
    asked = workspace.ask("lateness.mean", settings={"time": "working"}, start="2026-03-30", end="2026-04-01", min_n=1)
    assert asked.answer.warnings[0].startswith("the calendar 'default' has no working hour between 2026-03-30 and")
