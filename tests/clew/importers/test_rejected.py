"""Texts that UTF-8 cannot hold become texts that it can, whichever way is taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clew.importers.rejected import storable

PIECES = ["a", "\0", "ż", "\ud800", "\udbff", "\udc00", "\udfff", "\N{GRINNING FACE}", "\N{REPLACEMENT CHARACTER}"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_halves_become_one_replacement_each_and_two_that_belong_together_their_character(text):
    replaced = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert storable(text) == replaced.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
