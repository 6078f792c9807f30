"""Durations as people say them never say 60 minutes, and keep their sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.questions.finishing.durations import duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (86_400, "1 d"),
        (86_399, "1 d"),
        (-86_399, "-1 d"),
        (3_599, "59 min 59 s"),
        (90, "1 min 30 s"),
        (-718_926.4, "-8 d 8 h"),
        (0.4, "0 s"),
    ],
)
def test_worked_examples(seconds, said):
    assert duration(seconds) == said


@given(st.floats(-1e9, 1e9))
def test_the_sign_and_the_units_hold(seconds):
    said = duration(seconds)
    assert said.startswith("-") == (seconds < 0 and said != "0 s")
    assert "-0" not in said
    assert "60 min" not in said
    assert "24 h" not in said
