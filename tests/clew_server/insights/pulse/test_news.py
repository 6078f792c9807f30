"""How fresh each source is: late only where it is known how often it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from clew_server.insights.pulse.news import freshness_of, imports_since

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def reading(**last):
    """A reading of tables whose newest row is so many days old."""

    def table(name):
        if name not in last:
            return SimpleNamespace(files=[])
        newest = int((NOW - timedelta(days=last[name])).timestamp() * 1e6)
        return SimpleNamespace(files=[SimpleNamespace(rows=10, dead=0, last=newest)])

    return SimpleNamespace(snapshot=SimpleNamespace(manifest=SimpleNamespace(table=table)))


def came(table, *days, undone=False):
    return [
        {"tables": [table], "imported_at": (NOW - timedelta(days=day)).isoformat(), "undone": undone} for day in days
    ]


def test_a_weekly_source_is_late_after_two_weeks_and_not_before():
    for newest, late in ((15, True), (13, False)):
        imports = came("calls", newest + 21, newest + 14, newest + 7, newest)
        (calls,) = freshness_of(reading(calls=newest + 1), imports, NOW)
        assert (calls.days, calls.is_late, calls.usual_days) == (newest + 1, late, 7)


def test_a_source_that_came_on_few_days_is_never_called_late():
    (calls,) = freshness_of(reading(calls=300), came("calls", 300, 300, 299), NOW)
    assert (calls.days, calls.is_late, calls.usual_days) == (300, False, None)


def test_times_to_come_do_not_make_a_source_younger_than_today():
    (promises,) = freshness_of(reading(promises=-40), came("promises", 1), NOW)
    assert promises.days == 0


def test_a_source_without_rows_is_not_told_and_undone_imports_do_not_count():
    assert freshness_of(reading(), [], NOW) == []
    (calls,) = freshness_of(reading(calls=1), came("calls", 21, 14, 7, 1, undone=True), NOW)
    assert calls.usual_days is None
    assert imports_since(came("calls", 3, 1) + came("calls", 1, undone=True), NOW - timedelta(days=2)) == 1
