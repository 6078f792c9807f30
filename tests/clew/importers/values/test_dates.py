"""Texts to times: declared formats against datetime.strptime, ISO both ways it is read, serials and epochs."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import MappingError
from clew.importers.values.dates import check_format, parse_times
from clew.importers.values.zones import Clock

UTC = Clock("UTC")
FORMATS = ("%d/%m/%Y %H:%M", "%m/%d/%y", "%d.%m.%Y %H:%M:%S", "%Y%m%d", "%m/%d/%Y %I:%M:%S %p", "%d %b %Y", "%B %d %Y")
MOMENTS = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2068, 12, 31))  # noqa: DTZ001 - wall clocks


def read(texts: list[str | None], *formats: str, clock: Clock = UTC) -> list[dt.datetime | None]:
    return parse_times(pa.array(texts, pa.string()), formats, clock).to_pylist()


@given(MOMENTS, st.sampled_from(FORMATS))
@settings(deadline=None, max_examples=200)
def test_formats_read_what_strptime_reads(moment: dt.datetime, form: str) -> None:
    text = moment.strftime(form)
    assert read([text], form) == [dt.datetime.strptime(text, form)]  # noqa: DTZ007 - wall clocks


@given(st.lists(MOMENTS, min_size=1, max_size=5), st.sampled_from(["", "Z", "+02:00", "-0530"]))
@settings(deadline=None, max_examples=100)
def test_one_odd_text_changes_no_neighbour(moments: list[dt.datetime], offset: str) -> None:
    texts = [moment.isoformat(timespec="microseconds") + offset for moment in moments]
    assert read([*texts, "odd"])[:-1] == read(texts)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-07-01T12:00:00Z", 12),
        ("2026-07-01 12:00+02:00", 10),
        ("2026-07-01T12:00:00-0330", 15),
        ("2026-07-01T12:00:00+02", 10),
    ],
)
def test_an_offset_wins_over_the_zone(text: str, hour: int) -> None:
    assert read([text], clock=Clock("Asia/Tokyo"))[0].hour == hour


@pytest.mark.parametrize(
    "text", ["2015-02-30", "2015-13-01", "2015-01-01 24:00", "2015-01-01 10:60", "01/02/2015", "soon", "0000-01-01"]
)
def test_what_is_no_iso_time_is_none(text: str) -> None:
    assert read([text]) == [None]
    assert read([text, "2015-01-01", "x"]) == [None, dt.datetime(2015, 1, 1), None]  # noqa: DTZ001 - UTC, naive


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31/02/2015", "%d/%m/%Y"),
        ("1/1/2015 13:00 PM", "%d/%m/%Y %I:%M %p"),
        ("1/1/15x", "%d/%m/%y"),
        ("5 Foo 2015", "%d %b %Y"),
    ],
)
def test_what_no_clock_or_calendar_shows_is_none(text: str, form: str) -> None:
    assert read([text], form) == [None]


def test_formats_are_tried_in_order() -> None:
    assert read(["13/01/2015", "2015-01-14", "x"], "%d/%m/%Y", "iso") == [
        dt.datetime(2015, 1, 13),  # noqa: DTZ001 - UTC, naive
        dt.datetime(2015, 1, 14),  # noqa: DTZ001 - UTC, naive
        None,
    ]


def test_nanoseconds_are_cut() -> None:
    assert read(["2015-01-01T00:00:00.123456789"])[0].microsecond == 123456


def test_excel_serials() -> None:
    assert read(["43252", "43252.6041666667", "60", "x"], "excel") == [
        dt.datetime(2018, 6, 1),  # noqa: DTZ001 - UTC, naive
        dt.datetime(2018, 6, 1, 14, 30),  # noqa: DTZ001 - UTC, naive
        None,
        None,
    ]


def test_excel_serials_are_wall_clock_and_epochs_are_not() -> None:
    warsaw = Clock("Europe/Warsaw")
    assert read(["43252.5"], "excel", clock=warsaw)[0].hour == 10
    assert read(["1700000000"], "epoch", clock=warsaw) == [dt.datetime(2023, 11, 14, 22, 13, 20)]  # noqa: DTZ001 - UTC


@pytest.mark.parametrize(
    ("form", "text"), [("epoch_ms", "1700000000123"), ("epoch_us", "1700000000123000"), ("epoch", "1700000000.123")]
)
def test_epochs(form: str, text: str) -> None:
    assert read([text], form) == [dt.datetime(2023, 11, 14, 22, 13, 20, 123000)]  # noqa: DTZ001 - UTC, naive


@pytest.mark.parametrize("text", ["5 sierpnia 2020", "5 august 2020", "5 августа 2020", "5 Aug. 2020"])
def test_months_in_four_languages(text: str) -> None:
    assert read([text], "%d %B %Y") == [dt.datetime(2020, 8, 5)]  # noqa: DTZ001 - UTC, naive


@pytest.mark.parametrize("form", ["%Q", "%d/%m", "%Y %Y", "excel_serial"])
def test_a_format_that_cannot_be_is_said(form: str) -> None:
    with pytest.raises(MappingError):
        check_format(form)
