"""What is looked up file by file is what one look at the table tells; of known files nothing is read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from clew.questions.gathering.lake import Reader
from clew.questions.keeping import looks

START, DAY = datetime(2026, 1, 1), timedelta(days=1)  # noqa: DTZ001 - UTC without zone


@pytest.fixture
def ran(engine, monkeypatch):
    """The tables, with their files, of each statement."""
    seen = []
    read = engine.read

    def note(sql, views, **options):
        seen.append({name: view.files for name, view in views.items() if f'"{name}"' in sql})
        return read(sql, views, **options)

    monkeypatch.setattr(engine, "read", note)
    return seen


def with_file(lake, table, rows):
    before = lake.views[table]
    files = lake.write(table, rows).views[table].files
    lake.views[table] = replace(before, files=(*before.files, *files))
    return files


def change(number, value, what="status"):
    return {"ticket_id": f"t{number}", "changed_at": START + number * DAY, "what": what, "value": value}


class TestHas:
    def test_a_value_in_any_file_is_one(self, lake, engine):
        with_file(lake, "ticket_changes", [change(1, "open"), change(2, "Ann", "assignee")])
        assert not Reader(lake, engine).has("ticket_changes", "value=spam")
        with_file(lake, "ticket_changes", [change(3, "spam"), change(4, "open")])
        assert Reader(lake, engine).has("ticket_changes", "value=spam")

    def test_a_file_in_which_there_is_none_is_not_read_again(self, lake, engine, ran):
        with_file(lake, "ticket_changes", [change(1, "open"), change(2, "solved")])
        assert not Reader(lake, engine).has("ticket_changes", "value=spam")
        new = with_file(lake, "ticket_changes", [change(3, "open"), change(4, "solved")])
        ran.clear()
        assert not Reader(lake, engine).has("ticket_changes", "value=spam")
        assert ran == [{"ticket_changes": new}]

    def test_what_was_there_is_not_when_its_file_is_gone(self, lake, engine):
        with_file(lake, "ticket_changes", [change(1, "open"), change(2, "solved")])
        before = lake.views["ticket_changes"]
        with_file(lake, "ticket_changes", [change(3, "spam"), change(4, "open")])
        assert Reader(lake, engine).has("ticket_changes", "value=spam")
        lake.views["ticket_changes"] = before
        assert not Reader(lake, engine).has("ticket_changes", "value=spam")

    def test_a_footer_that_says_so_is_believed(self, lake, engine, ran):
        with_file(lake, "tickets", [{"ticket_id": "t1", "opened_at": START}])
        assert Reader(lake, engine).has("tickets", "opened_at")
        assert ran == []

    def test_one_that_may_not_does_not_decide(self, lake, engine, ran):
        with_file(lake, "tickets", [{"ticket_id": "t1", "opened_at": START}])
        assert not Reader(lake, engine).has("tickets", "resolved_at")
        assert len(ran) == 1


class TestValues:
    def values(self, lake, engine, most=1000):
        return Reader(lake, engine).values("ticket_changes", "value", where="what=status", most=most)

    def test_counts_of_files_are_added_up(self, lake, engine):
        with_file(lake, "ticket_changes", [change(1, "open"), change(2, "open"), change(3, "spam")])
        assert self.values(lake, engine) == (("open", 2), ("spam", 1))
        with_file(lake, "ticket_changes", [change(4, "spam"), change(5, "spam"), change(6, "Ann", "assignee")])
        assert self.values(lake, engine) == (("spam", 3), ("open", 2))

    def test_a_new_file_alone_is_read(self, lake, engine, ran):
        with_file(lake, "ticket_changes", [change(1, "open")])
        self.values(lake, engine)
        new = with_file(lake, "ticket_changes", [change(2, "open")])
        ran.clear()
        assert self.values(lake, engine) == (("open", 2),)
        assert ran == [{"ticket_changes": new}]

    def test_a_file_with_more_than_are_asked_for_is_not_believed_alone(self, lake, engine):
        with_file(
            lake, "ticket_changes", [change(1, "a"), change(2, "a"), change(3, "b"), change(4, "b"), change(5, "c")]
        )
        with_file(lake, "ticket_changes", [change(n, "c") for n in range(6, 9)])
        assert self.values(lake, engine, most=2) == (("c", 4), ("a", 2))

    def test_many_unknown_files_are_read_by_one_statement(self, lake, engine, ran):
        for number in range(looks.MOST + 1):
            with_file(lake, "ticket_changes", [change(number, "open")])
        assert self.values(lake, engine) == (("open", looks.MOST + 1),)
        assert len(ran) == 1


class TestStating:
    def test_since_when_is_the_first_time_that_a_ticket_was_known_and_solved(self, lake, engine):
        rows = [
            {"ticket_id": "t1", "source": "desk", "opened_at": START + 5 * DAY, "resolved_at": START + 3 * DAY},
            {"ticket_id": "t2", "source": "desk", "opened_at": START, "resolved_at": START + 9 * DAY},
            {"ticket_id": "t3", "source": "shop", "opened_at": START},
        ]
        with_file(lake, "tickets", rows)
        assert Reader(lake, engine).stating == (("desk", START + 3 * DAY, START + 5 * DAY),)
        with_file(lake, "tickets", [{"ticket_id": "t4", "resolved_at": START + DAY}])
        assert Reader(lake, engine).stating == (
            ("", START + DAY, START + DAY),
            ("desk", START + 3 * DAY, START + 5 * DAY),
        )
