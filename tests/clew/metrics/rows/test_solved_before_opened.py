"""The remark on tickets solved before they were opened: when it is read, and what it says."""

from __future__ import annotations

import pytest

from clew.metrics.rows.solved_before_opened import SOLVED_BEFORE_OPENED


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, None),
        (1, "1 ticket solved before it was opened, as its times say: counted as solved at once"),
        (1_200, "1,200 tickets solved before they were opened, as their times say: counted as solved at once"),
    ],
)
def test_how_many_are_said(count, sentence):
    assert SOLVED_BEFORE_OPENED.say({"tickets": count}) == sentence


@pytest.mark.parametrize(
    ("parameters", "stated", "read"),
    [
        ({"done": "either"}, True, True),
        ({"done": "either"}, False, False),
        ({"done": "history"}, True, False),
        ({"done": "stated", "flag": "properties.met"}, True, False),
    ],
)
def test_it_is_read_where_the_answer_goes_by_the_times_of_the_source(parameters, stated, read):
    assert SOLVED_BEFORE_OPENED.needs(lambda _table, _column: stated, "median", parameters) is read
