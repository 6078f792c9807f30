"""The database as the raw app asks it: a lost connection is made anew; while there is none nothing is asked."""

from __future__ import annotations

import pytest
from django.db import DEFAULT_DB_ALIAS, Error, OperationalError, connection, connections

from clew_server.collect import database


def one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])


def close_underneath() -> None:
    connection.connection.close()


def test_a_connection_that_was_lost_is_made_anew(apart):
    assert apart(database._tried, one, ()) == 1
    apart(close_underneath)
    with pytest.raises(Error):
        apart(one)
    assert apart(database._tried, one, ()) == 1
    assert not database.is_failing()


def test_a_question_that_is_wrong_is_asked_once_and_closes_nothing(apart):
    asked = []

    def wrong() -> None:
        asked.append(connection.connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    assert apart(database._tried, one, ()) == 1
    with pytest.raises(Error):
        apart(database._tried, wrong, ())
    assert len(asked) == 1
    assert apart(lambda: connection.connection) is asked[0]
    assert not database.is_failing()


def test_without_a_connection_nothing_is_asked_for_a_while_and_then_again(apart, monkeypatch):
    tries = []

    def refused(_self: object) -> None:
        tries.append(1)
        raise OperationalError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(type(connections[DEFAULT_DB_ALIAS]), "connect", refused)
        for _ in range(3):
            with pytest.raises(OperationalError):
                apart(database._tried, one, ())
    assert (len(tries), database.is_away(), database.is_failing()) == (1, True, True)
    with pytest.raises(OperationalError):
        apart(database._tried, one, ())
    monkeypatch.setattr(database._trouble, "until", 0.0)
    assert apart(database._tried, one, ()) == 1
    assert (database.is_away(), database.is_failing()) == (False, False)


def test_others_who_write_into_sqlite_are_waited_for_a_moment_only(apart):
    if connection.vendor != "sqlite":
        pytest.skip("not on this system: only SQLite has one lock over all")

    def patience() -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            return int(cursor.fetchone()[0])

    assert apart(database._tried, patience, ()) == database.PATIENCE < 1000
