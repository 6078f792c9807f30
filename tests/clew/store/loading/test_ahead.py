"""Reading ahead on another thread."""

from __future__ import annotations

import threading

import pytest

from clew.store.loading.ahead import ahead


def test_an_error_is_raised_where_it_belongs():
    def pieces():
        yield 1
        raise ValueError("torn")

    found = ahead(pieces())
    assert next(found) == 1
    with pytest.raises(ValueError, match="torn"):
        next(found)


def test_who_stops_early_stops_the_other_thread():
    made: list[int] = []

    def pieces():
        for number in range(1000):
            made.append(number)
            yield number

    found = ahead(pieces(), depth=2)
    assert [next(found), next(found)] == [0, 1]
    found.close()
    assert len(made) < 10
    assert not [thread for thread in threading.enumerate() if thread.name == "clew-ahead"]
