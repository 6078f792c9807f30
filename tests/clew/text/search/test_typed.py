"""What is typed into a search box is read as people mean it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.search.typed import Term, Typed, read_typed


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("late parcel", [("word", "late"), ("word", "parcel")], []),
        ('"no reply" now', [("phrase", "no reply"), ("word", "now")], []),
        ('"never closed', [("phrase", "never closed")], []),
        ("fakt*", [("prefix", "fakt")], []),
        ("late -parcel", [("word", "late")], [("word", "parcel")]),
        ('-"no reply"', [], [("phrase", "no reply")]),
        ("e-mail", [("phrase", "e mail")], []),
        ("late - parcel", [("word", "late"), ("word", "parcel")], []),
        ("late late", [("word", "late")], []),
        ('* - "" !', [], []),
    ],
)
def test_read(text, wanted, unwanted):
    def terms(given):
        return tuple(Term(kind, tuple(words.split())) for kind, words in given)

    assert read_typed(text) == Typed(terms(wanted), terms(unwanted))


@given(st.text())
def test_every_text_can_be_read(text):
    typed = read_typed(text)
    assert typed.is_empty == (not typed.wanted and not typed.unwanted)
    assert all(word.isalnum() for term in (*typed.wanted, *typed.unwanted) for word in term.words)
