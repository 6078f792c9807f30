"""Texts by language, and the places in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clew.surveys.model.texts import Pipe, pieces, pipes, told, versions


def test_a_text_is_told_in_the_language_asked_or_the_next_best():
    text = {"en": "Why?", "pl": "Dlaczego?", "ru": ""}
    assert [told(text, language, "en") for language in ("pl", "ru", "de")] == ["Dlaczego?", "Why?", "Why?"]
    assert told({"pl": "Dlaczego?"}, "ro", "en") == "Dlaczego?"
    assert (told(None, "en", "en"), told({}, "en", "en"), told("a", "pl", "en")) == ("", "", "a")
    assert (versions(None, "en"), versions("a", "en"), versions(text, "en")) == ({}, {"en": "a"}, text)


def test_places_are_found():
    assert list(pieces("a {{answer.m.row-1}}{{ customer.name | you }}{{x}}")) == [
        "a ", Pipe("answer", "m.row-1", ""), Pipe("customer", "name", "you"), "{{x}}",
    ]  # fmt: skip
    assert pipes("none") == []


@given(st.text(alphabet="{}|. answercustomer_x", max_size=60))
def test_pieces_make_the_text(text):
    found = list(pieces(text))
    said = [p if isinstance(p, str) else f"{{{{{p.source}.{p.name}|{p.otherwise}}}}}" for p in found]
    assert list(pieces("".join(said))) == found
    assert not any(isinstance(piece, str) and pipes(piece) for piece in found)
