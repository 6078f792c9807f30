"""The words of a definition: each is checked before anything is read."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.journeys.definition import parse_definition


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"by": "visit"}, "Choices: customer, run, session"),
        ({"names": "colour"}, "Choices: actor, name, stage, team, touchpoint"),
        ({"tables": "events,feedback"}, "Choices: calls, events, tickets"),
        ({"tables": ()}, "Paths need contacts"),
        ({"gap": -1}, "whole number of days"),
        ({"gap": 10**9}, "whole number of days"),
        ({"time": "lunch"}, "Choices: calendar, working"),
        ({"start": "2026-02-01", "end": "2026-01-01"}, "ends before it begins"),
        ({"start": "soon"}, "is no date"),
        ({"where": ["nothing"]}, "is no filter"),
        ({"where": ["colour=red"]}, "no field of events 'colour'"),
        ({"where": ["occurred_at=red"]}, "is no date"),
        ({"zone": "Nowhere/Land"}, "no time zone"),
    ],
)
def test_what_cannot_be_is_refused_with_the_choices(words, said):
    with pytest.raises(UsageError, match=said):
        parse_definition(**words)


def test_the_order_of_tables_means_nothing():
    assert parse_definition(tables="tickets, events") == parse_definition(tables=["events", "tickets"])


def test_a_path_is_open_for_its_gap_or_thirty_days():
    assert parse_definition().patience_days == 30
    assert parse_definition(gap=0).patience_days == 0
