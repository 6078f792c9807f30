"""Verbatims: enough of them, in four languages, and in the language they claim."""

from __future__ import annotations

import re

import pytest

from clew.simulation.company import LANGUAGES, TOUCHPOINTS
from clew.simulation.verbatims import MOODS, sentences

NAMES = [name for name, _ in LANGUAGES]


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("mood", MOODS)
def test_sixty_distinct_sentences_a_language_and_mood(language, mood):
    book = sentences(language)
    lines = [line for (_, of), all_lines in book.items() if of == mood for line in all_lines]
    assert len(set(lines)) == len(lines) >= 60
    assert {touchpoint for touchpoint, of in book if of == mood} == {
        "general",
        "ending",
        *(each.name for each in TOUCHPOINTS),
    }


@pytest.mark.parametrize("language", NAMES)
def test_sentences_are_whole_and_tidy(language):
    for line in (line for lines in sentences(language).values() for line in lines):
        assert line == line.strip()
        assert line[0].isupper() or line[0].isdigit()
        assert line[-1] in ".!"
        assert "  " not in line
        assert '"' not in line  # the survey tool's export quotes comments and doubles nothing


def test_languages_do_not_share_sentences_and_bear_their_letters():
    texts = {name: " ".join(line for lines in sentences(name).values() for line in lines) for name in NAMES}
    assert all(letter in texts["pl"] for letter in "ąćęłńóśźż")
    assert all(letter in texts["ro"] for letter in "ăâîșț")
    assert not set("şţ") & set(texts["ro"])
    assert not re.search("[a-zA-Z]", texts["ru"])
    assert texts["en"].isascii()
    books = [{line for lines in sentences(name).values() for line in lines} for name in NAMES]
    assert sum(map(len, books)) == len(set().union(*books))


def test_comments_of_the_exports_read_like_people(company):
    rows = [row for row in company.answers().values() if row["comment"]]
    assert len(rows) == company.truth.counts["comments"]
    assert {row["language"] for row in rows} == set(NAMES)
    assert len({row["comment"] for row in rows}) > 0.6 * len(rows)
    assert any("\n" in row["comment"] for row in rows)
    phrases = {name: {line.rstrip(".!").lower() for of in sentences(name).values() for line in of} for name in NAMES}
    for row in rows:
        assert any(row["comment"].lower().startswith(phrase) for phrase in phrases[row["language"]])


def test_the_unhappy_write_more_often(company):
    given = [row for row in company.answers().values() if row["satisfaction"]]
    share = {
        mood: sum(bool(row["comment"]) for row in given if row["satisfaction"] in scores)
        / sum(row["satisfaction"] in scores for row in given)
        for mood, scores in {"good": "45", "bad": "12"}.items()
    }
    assert share["bad"] > 1.5 * share["good"]
