"""`clew calendar`: what a manager types, what is then asked, and what a mistake is told."""

from __future__ import annotations

import contextlib
import io
import json

import pytest

from clew.cli import calendars
from clew.cli.app import run

SPAN = ["--from", "2026-05-01", "--to", "2026-05-31"]


@pytest.fixture
def clew(tmp_path, monkeypatch):
    """A function: words -> exit code, document or text, what was said beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEW_DATA", raising=False)

    def call(*words, as_json=True):
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            code = run([*words, *(["--json"] if as_json else [])])
        return code, json.loads(out.getvalue()) if as_json else out.getvalue(), err.getvalue()

    call("workspace", "set", "--zone", "Europe/Warsaw")
    return call


def shown(clew, *words):
    code, document, _ = clew("calendar", "show", *SPAN, *words)
    assert code == 0
    return document["calendar"]


def test_a_week_is_set_and_changed(clew):
    assert clew("calendar", "set", "--week", "mon-fri 9-17", "--holidays", "PL")[0] == 0
    assert shown(clew)["working_hours"] == 20 * 8
    assert clew("calendar", "set", "--on", "2026-05-04 9-12", "--on", "05-02 10-12")[0] == 0
    assert shown(clew)["working_hours"] == 20 * 8 - 5 + 2
    assert clew("calendar", "set", "--holidays", "")[0] == 0
    assert shown(clew)["working_hours"] == 21 * 8 - 5 + 2
    assert clew("calendar", "set", "--week", "mon-fri 9-17")[0] == 0  # a week for all time begins anew
    assert shown(clew)["working_hours"] == 21 * 8
    assert clew("calendar", "set", "--zone", "America/New_York")[0] == 0
    assert shown(clew)["zone"] == "America/New_York"


def test_hours_change_at_a_date(clew):
    clew("calendar", "set", "--week", "mon-fri 9-17", "--holidays", "PL")
    clew("calendar", "set", "--week", "mon-fri 9-13", "--from", "2026-05-18")
    found = shown(clew)
    assert [(version["from"], version["holidays"]) for version in found["versions"]] == [
        (None, ["PL"]), ("2026-05-18", ["PL"]),
    ]  # fmt: skip
    assert found["working_hours"] == 10 * 8 + 10 * 4
    clew("calendar", "set", "--holidays", "DE", "--from", "2026-05-18")
    assert shown(clew)["versions"][1]["week"]["monday"] == "09:00-13:00"


def test_a_file_and_names(clew, tmp_path):
    (tmp_path / "night.toml").write_text('format = 1\nzone = "Asia/Tokyo"\nweek = "mon-fri 22-6"\n')
    code, document, _ = clew("calendar", "set", "night.toml", "--name", "night")
    assert (code, document["calendars"], document["calendar"]["zone"]) == (0, ["night"], "Asia/Tokyo")
    clew("calendar", "set", "--week", "24/7")
    assert clew("calendar", "show")[1]["calendars"] == ["default", "night"]
    assert clew("calendar", "remove", "--name", "night")[1] == {
        "format": 1,
        "removed": "night",
        "calendars": ["default"],
    }


def test_days_of_a_calendar_file_are_closed(clew, tmp_path):
    clew("calendar", "set", "--week", "mon-fri 9-17")
    (tmp_path / "a.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260504\nSUMMARY:Trip\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART:x\nSUMMARY:Odd\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    code, document, said = clew("calendar", "import", "a.ics")
    assert (code, document["imported"]["events"], document["imported"]["days"]) == (0, 1, 1)
    assert "left out: Odd: a time in it cannot be read" in said
    assert shown(clew)["special_days"] == [{"date": "2026-05-04", "day": "monday", "hours": "closed", "why": "Trip"}]


def test_people_read_the_week_and_the_days_that_differ(clew):
    clew("calendar", "set", "--week", "mon-fri 9-17", "--holidays", "PL")
    code, text, _ = clew("calendar", "show", *SPAN, as_json=False)
    assert code == 0
    assert [line.split() for line in text.splitlines() if "2026-05-01" in line][1] == [
        "2026-05-01", "friday", "closed", "National", "Day",
    ]  # fmt: skip
    assert "160 working hours from 2026-05-01 to 2026-05-31." in text


def test_without_dates_the_year_ahead_is_shown(clew, monkeypatch):
    monkeypatch.setattr(calendars, "_today", lambda: calendars._date("2026-02-01"))
    clew("calendar", "set", "--week", "mon-fri 9-17")
    found = clew("calendar", "show")[1]["calendar"]
    assert (found["from"], found["to"]) == ("2026-02-01", "2027-02-01")


def test_a_zone_that_nobody_set_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as err:
        run(["--data", "other", "calendar", "set", "--week", "mon 9-17"])
    assert "The time zone is not set" in err.getvalue()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["set"], "Say a file, or a week"),
        (["set", "--on", "2026-05-04 closed"], "There is no calendar yet"),
        (["set", "--week", "mon 9-17", "--on", "2026-05-04"], "lacks hours"),
        (["set", "--week", "mon 9-17", "--zone", "Mars"], "no time zone 'Mars'"),
        (["set", "--week", "mon 9-17", "--holidays", "QQ"], "no country with known holidays 'QQ'"),
        (["set", "--week", "mon 9-17", "--from", "May"], "'May' is no date"),
        (["set", "none.toml"], "none.toml cannot be read"),
        (["set", "none.toml", "--week", "mon 9-17"], "not both"),
        (["set", "--week", "mon"], "say 'mon 9-17' or 'mon closed'"),
        (["set", "--week", "mon closed"], "no working hour at all"),
        (["set", "--week", "mon 9-17", "--name", " "], "A calendar needs a name"),
        (["show"], "There is no calendar yet"),
        (["import", "none.ics"], "There is no calendar yet"),
        (["remove"], "There is no calendar yet"),
    ],
)
def test_a_mistake_is_told(clew, words, says):
    code, document, _ = clew("calendar", *words)
    assert code == 2
    assert says in document["error"]


def test_a_span_that_cannot_be(clew):
    clew("calendar", "set", "--week", "mon 9-17")
    assert clew("calendar", "show", "--from", "2026-02-01", "--to", "2026-01-01")[0] == 2
    assert clew("calendar", "show", "--from", "0001-01-01", "--to", "9999-01-01")[0] == 2


def test_closed_days_of_the_past_are_not_lost(clew):
    on = ["2020-05-04 closed", "2020-05-05 9-12", "2020-05-06 8-18", "2020-05-09 closed", "05-01 closed"]
    clew("calendar", "set", "--week", "mon-fri 9-17", *(word for text in on for word in ("--on", text)))
    _, text, _ = clew("calendar", "show", as_json=False)
    assert "2 closed days before today; --from DATE shows them." in text
    _, text, _ = clew("calendar", "show", "--from", "2020-05-05", as_json=False)
    assert "1 closed day before 2020-05-05; --from DATE shows them." in text
    _, text, _ = clew("calendar", "show", "--from", "2020-05-01", "--to", "2020-05-31", as_json=False)
    assert "before" not in text
    assert text.count("2020-05-0") == 6, "the span twice, and four days"
    assert shown(clew)["closed_before"] == 2
