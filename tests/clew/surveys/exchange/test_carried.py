"""What cannot stand in a survey of ours is taken out and listed; a jump never loses its condition alone."""

from __future__ import annotations

from clew.surveys.exchange.carried import carry


def document(**page):
    first = {"id": "one", "questions": [{"id": "a", "type": "stars", "text": "A"}], **page}
    second = {"id": "two", "questions": [{"id": "b", "type": "stars", "text": "B"}]}
    return {"format": 1, "id": "x", "title": "X", "program": "none", "pages": [first, second]}


def test_a_condition_that_cannot_be_is_left_out():
    found = carry(document(show_if="b = 1"), [])
    assert found.survey.pages[0].show_if == ""
    assert "The condition (b = 1) is left out." in found.losses[0].message


def test_a_jump_whose_condition_cannot_be_goes_with_it():
    found = carry(document(jumps=[{"to": "end", "when": "b = 1"}, {"to": "end", "when": "a = 1"}]), [])
    assert [jump.when for jump in found.survey.pages[0].jumps] == ["a = 1"]
    assert len(found.losses) == 1


def test_places_in_texts_that_lead_nowhere_become_words():
    made = document(title={"en": "{{answer.b|there}} {{answer.gone}} {{odd}}"})
    found = carry(made, [])
    assert found.survey.pages[0].title == {"en": "there … { {odd} }"}
    assert any("What is put into the text is left out." in loss.message for loss in found.losses)


def test_what_cannot_be_mended_is_told():
    made = document()
    made["pages"][0]["questions"][0]["points"] = 99
    found = carry(made, [])
    assert found.survey is None
    assert [problem.where for problem in found.problems] == ["pages[0].questions[0].points"]
