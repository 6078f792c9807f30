# ruff: noqa: DTZ001 - UTC without a zone
"""Compiled calendars in the cache: made once, made again where they are gone, never one of another calendar."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.clew.calendars.conftest import made

from clew.calendars import compiled
from clew.calendars.compiled import calendar_view, years_around
from clew.calendars.working_days import working_days

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_the_file_holds_the_working_days(tmp_path):
    view = calendar_view(made(), "UTC", *YEAR, tmp_path / "calendars")
    assert view.name == "working_days"
    assert pq.read_table(view.files[0]) == working_days(made(), "UTC", *YEAR)
    assert view.schema.names == ["day", "before", "start_1", "end_1"]
    assert [path.name[0] for path in (tmp_path / "calendars").iterdir()] != ["."]


def test_it_is_made_once_and_again_where_it_is_gone(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(compiled, "working_days", lambda *words: calls.append(words) or working_days(*words))
    views = [calendar_view(made(), "UTC", *YEAR, tmp_path) for _ in range(2)]
    assert (len(calls), views[0]) == (1, views[1])
    Path(views[0].files[0]).unlink()
    assert calendar_view(made(), "UTC", *YEAR, tmp_path) == views[0]
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("calendar", "zone", "years"),
    [
        (made("9-16"), "UTC", YEAR),
        (made(holidays=("PL",)), "UTC", YEAR),
        (made(exceptions={"12-24": "closed"}), "UTC", YEAR),
        (made(zone="Europe/Paris"), "UTC", YEAR),
        (made(zone=None), "UTC", YEAR),
        (made(), "UTC", (date(2025, 1, 1), date(2026, 12, 31))),
    ],
)
def test_all_that_decides_it_is_in_its_name(tmp_path, calendar, zone, years):
    assert calendar_view(calendar, zone, *years, tmp_path) != calendar_view(made(), "UTC", *YEAR, tmp_path)


def test_the_zone_of_the_workspace_counts_only_where_the_calendar_has_none(tmp_path):
    zones = ("UTC", "Asia/Tokyo")
    own, lent = ({calendar_view(made(zone=z), w, *YEAR, tmp_path) for w in zones} for z in ("Europe/Warsaw", None))
    assert (len(own), len(lent)) == (1, 2)


def test_a_new_version_of_the_holidays_makes_it_anew(tmp_path, monkeypatch):
    before = calendar_view(made(holidays=("PL",)), "UTC", *YEAR, tmp_path)
    monkeypatch.setattr(compiled, "version", lambda _: "next")
    assert calendar_view(made(holidays=("PL",)), "UTC", *YEAR, tmp_path) != before


def test_whole_years():
    assert years_around(datetime(2025, 12, 31, 23, 59), datetime(2026, 1, 1)) == (date(2025, 1, 1), YEAR[1])
    assert years_around(datetime(1, 1, 1), datetime(9999, 12, 31)) == (date(1900, 1, 1), date(2199, 12, 31))
