"""A question that takes long goes on, is asked once however many wait, and says what went wrong."""

from __future__ import annotations

from threading import Event

import pytest

from clew.errors import UsageError
from clew_server.insights.questions.asking.waiting import settled, soon


def test_what_is_quick_is_there_at_once_and_not_kept():
    assert soon("quick", lambda: 1, 5.0) == 1
    assert soon("quick", lambda: 2, 5.0) == 2


def test_what_takes_long_goes_on_and_is_asked_once():
    go, asked = Event(), []

    def work() -> str:
        asked.append(1)
        go.wait(20)
        return "answer"

    assert soon("long", work, 0.01) is None
    assert soon("long", work, 0.01) is None
    assert not settled(0.01)
    go.set()
    assert soon("long", work, 20.0) == "answer"
    assert settled(20.0)
    assert len(asked) == 1


def test_what_went_wrong_is_raised_where_it_is_waited_for():
    def work() -> None:
        raise UsageError("no such thing")

    with pytest.raises(UsageError, match="no such thing"):
        soon("wrong", work, 5.0)
