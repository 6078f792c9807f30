"""Whatever colour a survey has, what is written in it and on it can be read: 4.5 to 1 at least."""

from __future__ import annotations

import itertools

import pytest

from clew_server.surveys.answering.pages.colours import DARK, LIGHT, contrast, tint

STEPS = ("00", "33", "66", "80", "99", "cc", "ff")
COLOURS = ["", *(f"#{''.join(one)}" for one in itertools.product(STEPS, repeat=3))]


@pytest.mark.parametrize("paper", [LIGHT, DARK])
def test_every_colour_can_be_read(paper):
    for colour in COLOURS:
        accent, fill, on_fill = tint(colour, paper)
        assert contrast(accent, paper) >= 4.5, colour
        assert contrast(on_fill, fill) >= 4.5, colour


def test_a_colour_that_can_be_read_stays_as_it_is():
    assert tint("#0a2540", LIGHT).accent == tint("#0a2540", LIGHT).fill == "#0a2540"
    assert tint("#0a2540", DARK).accent != "#0a2540"


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_that_of_wcag(one, other, wanted):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(wanted, abs=0.005)
