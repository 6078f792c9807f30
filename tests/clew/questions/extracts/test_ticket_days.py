# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Days of openings: read anew where a file reaches them or something had not happened; what is open grows older."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec import structs

import clew
from clew.questions import answer
from clew.questions.extracts import histories
from clew.questions.extracts.histories import histories_of, unmatched_tickets
from clew.questions.extracts.keeping import KNOWN
from clew.questions.gathering.lake import Reader
from clew.questions.parse import parse_question
from clew.questions.spans.reading import CELLS

START, ONE = datetime(2026, 1, 1), timedelta(days=1)
QUESTION = parse_question(
    "resolution_time.restricted_mean",
    start="2026-01-01",
    end="2026-03-01",
    as_of="2026-02-10",
    every="week",
    settings=["horizon=2000"],
)


@pytest.fixture(autouse=True)
def _forget():
    CELLS.forget()
    KNOWN.forget()


@pytest.fixture
def ran(engine, monkeypatch):
    texts = []
    read = engine.read
    monkeypatch.setattr(engine, "read", lambda sql, views: (texts.append((sql, views)), read(sql, views))[1])
    return texts


def rows_of(days, *, solved_after=2):
    tickets = [{"ticket_id": f"t{day}", "customer_id": "c", "opened_at": START + day * ONE} for day in days]
    changes = [
        {"ticket_id": f"t{day}", "changed_at": START + (day + solved_after) * ONE, "what": "status", "value": "solved"}
        for day in days
        if day % 7
    ]
    return tickets, changes


def with_more(lake, **given):
    for table, rows in given.items():
        before = lake.views[table]
        files = lake.write(table, rows).views[table].files
        lake.views[table] = replace(before, files=(*before.files, *files))


@pytest.fixture
def filled(lake):
    tickets, changes = rows_of(range(38))
    lake.write("tickets", tickets).write("ticket_changes", changes)
    return lake


def read_days(ran):
    """The views of the statements that read rows of days."""
    return [views for sql, views in ran if '"ended"' in sql and '"unit"' in sql]


def anew(question, lake, engine):
    CELLS.forget()
    KNOWN.forget()
    return answer(question, lake, engine)


def test_what_is_open_is_older_at_a_later_moment_and_nothing_is_read(filled, engine, ran):
    answer(QUESTION, filled, engine)
    ran.clear()
    later = structs.replace(QUESTION, as_of=datetime(2026, 2, 17, 5, 30, 17, 250_000))
    found = answer(later, filled, engine)
    assert read_days(ran) == []
    assert found.rows == anew(later, filled, engine).rows


def test_a_file_of_changes_is_read_for_the_days_it_reaches(filled, engine, ran):
    answer(QUESTION, filled, engine)
    with_more(filled, ticket_changes=[
        {"ticket_id": "t7", "changed_at": START + 39 * ONE, "what": "status", "value": "solved"},
        {"ticket_id": "t21", "changed_at": START + 39 * ONE, "what": "assignee", "value": "Ann"},
    ])  # fmt: skip
    ran.clear()
    later = structs.replace(QUESTION, as_of=datetime(2026, 2, 11))
    found = answer(later, filled, engine)
    ((sql, _),) = [pair for pair in ran if '"ended"' in pair[0] and '"unit"' in pair[0]]
    assert "MAKE_TIMESTAMP(2026, 1, 8, 0, 0, 0.0)" in sql
    assert "MAKE_TIMESTAMP(2026, 1, 22" not in sql, "who has it is no status"
    assert found.rows == anew(later, filled, engine).rows


def test_what_had_not_happened_yet_is_looked_at_again(filled, engine):
    early = structs.replace(QUESTION, as_of=datetime(2026, 1, 20))
    answer(early, filled, engine)
    assert answer(QUESTION, filled, engine).rows == anew(QUESTION, filled, engine).rows
    assert answer(early, filled, engine).rows == anew(early, filled, engine).rows


def test_the_first_ticket_whose_source_states_when_it_was_solved_changes_all(filled, engine):
    before = answer(QUESTION, filled, engine)
    row = {"ticket_id": "t90", "customer_id": "c", "opened_at": START, "resolved_at": START + ONE}
    with_more(filled, tickets=[row])
    after = answer(QUESTION, filled, engine)
    assert after.rows == anew(QUESTION, filled, engine).rows
    assert [row.value for row in after.rows][1:] != [row.value for row in before.rows][1:]


def test_working_time_goes_on_as_its_calendar_says(tmp_path):
    week = {"zone": "Europe/Warsaw", "versions": [{"begins": None, "week": [*["9-17"] * 5, *["closed"] * 2]}]}
    rows = [f"t{day},c,{START + day * ONE + timedelta(hours=day)}" for day in range(20)]
    (tmp_path / "tickets.csv").write_text("\n".join(["ticket_id,customer_id,opened_at", *rows]))
    with clew.open(tmp_path / "data") as workspace:
        workspace.store.keep("calendar", "default", week)
        workspace.import_file(tmp_path / "tickets.csv", table="tickets")
        lake = workspace.store.snapshot()
        for moment in ("2026-01-21", "2026-01-23T15:10", "2026-01-25", "2026-01-26T12:00:01", "2026-01-22"):
            question = parse_question(
                "resolution_time.restricted_mean", start="2026-01-01", end="2026-01-20", every="week", as_of=moment,
                settings=["time=working", "horizon=2000"], zone="Europe/Warsaw",
            )  # fmt: skip
            CELLS.forget()
            found = answer(question, lake, workspace.engine)
            (lake.cache / "extracts").rename(tmp_path / "aside")
            assert found.rows == anew(question, lake, workspace.engine).rows
            shutil.rmtree(lake.cache / "extracts")
            (tmp_path / "aside").rename(lake.cache / "extracts")


def test_histories_of_no_ticket_are_counted_once(filled, engine):
    assert unmatched_tickets(Reader(filled, engine)) == 0
    lost = {"changed_at": START, "what": "status", "value": "open"}
    with_more(filled, ticket_changes=[{**lost, "ticket_id": "x"}, {**lost, "ticket_id": "y", "what": "reply"}])
    with_more(filled, ticket_changes=[{**lost, "ticket_id": "x", "ordinal": 2}, {**lost, "ticket_id": "z"}])
    assert unmatched_tickets(Reader(filled, engine)) == 2
    with_more(filled, tickets=[{"ticket_id": "z", "opened_at": START}])
    assert unmatched_tickets(Reader(filled, engine)) == 1


def test_a_ticket_whose_opening_nobody_knows_leaves_days_aside(filled, engine):
    assert len(histories_of(Reader(filled, engine))) == 38
    with_more(filled, tickets=[{"ticket_id": "z"}])
    assert histories_of(Reader(filled, engine)) is None
    assert answer(QUESTION, filled, engine).rows


def test_a_ticket_whose_row_is_taken_back_has_a_history_alone_again(filled, engine):
    before = filled.views["tickets"]
    with_more(filled, ticket_changes=[
        {"ticket_id": "t90", "changed_at": START + 39 * ONE, "what": "status", "value": "solved"},
    ])  # fmt: skip
    assert unmatched_tickets(Reader(filled, engine)) == 1
    with_more(filled, tickets=[{"ticket_id": "t90", "opened_at": START}])
    assert unmatched_tickets(Reader(filled, engine)) == 0
    filled.views["tickets"] = before
    histories._KNOWN.clear()
    assert unmatched_tickets(Reader(filled, engine)) == 1
