"""Texts of other tools as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.surveys.exchange.building import as_scale
from clew.surveys.exchange.plain import plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>Dear&nbsp;<b>Ana</b>,</p>\n<p>how are you?</p>", "Dear Ana,\n\nhow are you?"), ("a<br />b<BR>c",
        "a\nb\nc"),
        ("<script>alert(1)</script>Hi<style>p {}</style>", "Hi"), ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("&lt;b&gt;", "<b>"),
        ('<img src="x" alt="Logo"> us', "Logo us"), (7, "7"), (None, ""), (True, ""), (["a"], ""),
        ("<ul><li>a<li>b</ul>", "a\nb"),
    ],
)  # fmt: skip
def test_what_marks_showed_is_kept(text, plain):
    assert plain_text(text) == plain


@given(st.text(alphabet="<>/&;abp!-\"' \n", max_size=60))
def test_any_text_is_taken(text):
    assert isinstance(plain_text(text), str)


@pytest.mark.parametrize(
    ("labels", "scale"),
    [
        (["0", "1", "2"], (0, 2, "", "")), (["1 (bad)", "2", "3 (good)"], (1, 3, "bad", "good")), (["1", "2"], None),
        (["1", "3", "4"], None), (["1 a", "2 b", "3 c"], None), (["a", "1", "2"], None), ([], None), (["-1",
        "0", "1"], (-1, 1, "", "")),
    ],
)  # fmt: skip
def test_numbers_in_a_row_are_a_scale(labels, scale):
    assert as_scale(labels) == scale
