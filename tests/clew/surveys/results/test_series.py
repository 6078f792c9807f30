"""Versions whose answers may be counted together, question by question."""

from __future__ import annotations

from clew.surveys import load_survey
from clew.surveys.results.series import series

TEXT = """{format: 1, id: a, title: A, program: none, pages: [{id: p, questions: [
  {id: score, type: csat, text: Satisfied?, low: no, high: yes},
  {id: stars, type: stars, text: Stars?}]}]}"""


def versions(*texts):
    return {number: load_survey(text) for number, text in enumerate(texts, 1)}


def numbers(found, question):
    return [one.versions for one in found[question]]


def test_another_scale_is_a_new_series_of_that_question_alone():
    found = series(versions(TEXT, TEXT.replace("high: yes", "high: yes, points: 7")))
    assert numbers(found, "score") == [(1,), (2,)]
    assert numbers(found, "stars") == [(1, 2)]


def test_other_words_ask_for_care():
    found = series(versions(TEXT, TEXT.replace("Satisfied?", "Content?")))
    assert numbers(found, "score") == [(1, 2)]
    assert [change.answers for change in found["score"][0].changes] == ["with care"]
    assert found["stars"][0].changes == ()


def test_another_program_is_a_new_series_of_all():
    found = series(versions(TEXT, TEXT.replace("program: none", "program: product")))
    assert numbers(found, "score") == numbers(found, "stars") == [(1,), (2,)]


def test_a_question_that_was_away_is_compared_with_when_it_was_last_asked():
    without = TEXT.replace("{id: score, type: csat, text: Satisfied?, low: no, high: yes},", "")
    again = series(versions(TEXT, without, TEXT))
    assert numbers(again, "score") == [(1, 3)]
    other = series(versions(TEXT, without, TEXT.replace("high: yes", "high: yes, points: 7")))
    assert numbers(other, "score") == [(1,), (3,)]
