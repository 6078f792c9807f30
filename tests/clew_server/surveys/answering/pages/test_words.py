"""The fixed words stand in all four languages, with the same figures."""

from __future__ import annotations

import re

import pytest

from clew_server.surveys.answering.pages.words import LANGUAGES, TOLD, WORDS, own_language

FIGURE = re.compile(r"%\((\w+)\)s")
ALL = WORDS | {f"{name} {part}": tuple(one[part] for one in said) for name, said in TOLD.items() for part in (0, 1)}


@pytest.mark.parametrize("name", ALL)
def test_words_stand_in_each_language_with_the_same_figures(name):
    said = ALL[name]
    assert len(said) == len(LANGUAGES)
    assert len(set(said)) == len(LANGUAGES), "a language says what another says"
    assert len({tuple(sorted(FIGURE.findall(one))) for one in said}) == 1
    assert len({one.strip()[-1] in ".?" for one in said}) == 1, "a sentence is one in every language"
    assert re.search("[а-яё]", said[3])
    assert not re.search("[а-яё]", "".join(said[:3]), re.IGNORECASE)


@pytest.mark.parametrize("what", ["closed", "full", "used", "gone", "wrong", "busy", "saved", "expired"])
def test_what_is_agreed_between_the_rooms_is_told(what):
    assert what in TOLD


def test_readers_of_other_languages_are_told_in_english():
    assert [own_language(one) for one in ("pl-PL", "ro-MD", "de", "")] == ["pl", "ro", "en", "en"]
