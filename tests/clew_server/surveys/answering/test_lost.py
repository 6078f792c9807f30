"""The connection by which answer pages ask the database is made anew where it was lost, whatever says so."""

from __future__ import annotations

from threading import Event

import pytest
from django.db import Error, InterfaceError, connection

from clew_server.surveys.answering.storing import thread


@pytest.fixture(autouse=True)
def nothing_is_away(monkeypatch):
    monkeypatch.setattr(thread, "_away", Event())
    monkeypatch.setattr(thread, "_told", [])


def one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])


def close_underneath() -> None:
    connection.connection.close()


def test_a_connection_that_was_lost_is_made_anew(apart):
    assert apart(thread._tried, one, ()) == 1
    apart(close_underneath)
    with pytest.raises(Error):
        apart(one)
    assert apart(thread._tried, one, ()) == 1
    assert not thread.is_away()


def test_also_where_the_connection_itself_says_so(apart):
    said = []

    def lost() -> int:
        if not said:
            said.append(connection.connection)
            close_underneath()
            raise InterfaceError("the connection is closed")
        return one()

    assert apart(thread._tried, one, ()) == 1
    assert apart(thread._tried, lost, ()) == 1
    assert not thread.is_away()


def test_a_question_that_is_wrong_is_asked_once_and_closes_nothing(apart):
    asked = []

    def wrong() -> None:
        asked.append(connection.connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    assert apart(thread._tried, one, ()) == 1
    with pytest.raises(Error):
        apart(thread._tried, wrong, ())
    assert len(asked) == 1
    assert apart(lambda: connection.connection) is asked[0]
