"""The company's change log: checked entries, in the order of time."""

from __future__ import annotations

from datetime import date

import pytest

from clew.changes import Change, read_changes
from clew.errors import UsageError


def test_a_change_is_the_same_after_a_round_trip():
    made = Change.of(
        {"begins": "2026-03-01", "ends": "2026-03-05", "title": " Sale ", "kind": "campaign", "note": "20 %"}
    )
    assert (made.title, made.last) == ("Sale", date(2026, 3, 5))
    assert Change.of(made.to_document()) == made
    assert Change.of({"begins": "2026-03-01", "ends": "2026-03-01", "title": "x"}).ends is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "x"}, "no entry of a change log"),
        ({"begins": "soon", "title": "x"}, "Days look like"),
        ({"begins": "2026-03-01", "title": "  "}, "needs a title"),
        ({"begins": "2026-03-01", "title": "a\nb"}, "on one line"),
        ({"begins": "2026-03-01", "title": "x", "kind": "party"}, "no kind of change 'party'.*outage"),
        ({"begins": "2026-03-02", "ends": "2026-03-01", "title": "x"}, "cannot end on"),
        ({"begins": "2026-03-02", "title": "x", "note": "n" * 5001}, "at most 5,000"),
        ({"begins": "2026-03-02", "title": "x", "colour": "red"}, "no entry"),
    ],
)
def test_what_cannot_be_is_refused(given, said):
    with pytest.raises(UsageError, match=said):
        Change.of(given)


def test_those_that_touch_a_span_come_in_the_order_of_time():
    documents = {
        "change": {
            "z": {"begins": "2026-01-01", "ends": "2026-01-31", "title": "long"},
            "b": {"begins": "2026-01-10", "title": "b"},
            "a": {"begins": "2026-01-10", "title": "a"},
            "late": {"begins": "2026-02-01", "title": "late"},
        }
    }
    assert list(read_changes(documents)) == ["z", "a", "b", "late"]
    assert list(read_changes(documents, date(2026, 1, 31), date(2026, 1, 31))) == ["z"]
    assert list(read_changes(documents, first=date(2026, 2, 1))) == ["late"]
    assert list(read_changes(documents, last=date(2026, 1, 9))) == ["z"]
    assert read_changes({}) == {}
