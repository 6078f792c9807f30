"""How asking went: the funnel and the rates of known people, ways open to everybody, what silence could change."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from clew.surveys.running import Answer
from clew_server.surveys.models import Delivery, Participant

from .conftest import START
from .test_page import FIVE, text_of

pytestmark = pytest.mark.database


@pytest.fixture
def asked(published, way, answered):
    """60 people: 24 finished (the late half less satisfied), 2 began, 4 opened, 5 opted out, 10 bounced, 15 silent."""
    survey = published()
    mail = way(survey, "email")
    states = ["finished"] * 24 + ["started"] * 2 + ["opened"] * 4 + ["opted_out"] * 5 + ["asked"] * 25 + ["spared"] * 7
    for at, state in enumerate(states):
        person = Participant.objects.create(distribution=mail, person=f"p{at}", state=state, asked_at=START)
        if state != "spared":
            Delivery.objects.create(participant=person, state="bounced" if 35 <= at < 45 else "sent")
        if state == "finished":
            rating = 5 if at < 12 else 1
            answer = {**FIVE, "satisfied": Answer(rating=rating), "reasons": Answer(state="missing")}
            answered(survey, answer, participant=person.id, distribution=mail, at=START + timedelta(hours=1 + at))
        if state == "started":
            answered(survey, {"satisfied": Answer(rating=1)}, participant=person.id, distribution=mail, at=START)
    return survey


def test_the_funnel_and_the_rates(as_owner, page, asked):
    words = text_of(as_owner.get(page("surveys:results", survey_id=asked.id)))
    for said in ("sent 60 100%", "delivered 50 83%", "opened the survey 30 50%", "began 26 43%", "finished 24 40%"):
        assert said in words, said
    # I 24, P 0 (they left one page of three), R 2 + 4 + 5, UH 15, UO 10
    for said in ("RR1 40%", "RR5 69%", "COOP1 69%", "REF1 18%", "I: 24", "P: 0", "R: 11", "UH: 15", "UO: 10"):
        assert said in words, said
    assert "Spared or not asked yet, so not counted: 7." in words
    half = text_of(as_owner.get(page("surveys:results", survey_id=asked.id) + "?e=0,5"))
    assert re.search(rf"RR3 {24 / (35 + 12.5):.0%} ", half)


def test_what_silence_could_change(as_owner, page, asked):
    words = text_of(as_owner.get(page("surveys:results", survey_id=asked.id)))
    share, rate = 12 / 26, 24 / 60
    assert f"is true of {rate * share:.0%} to {rate * share + 1 - rate:.0%} of all asked" in words
    assert "Late answers differ from early ones by −" in words


def test_who_chose_themselves_have_no_response_rate(as_owner, page, published, many, way):
    survey = published()
    came = many(survey, 30, way=way(survey))
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
    finished = sum(one.state == "finished" for one in came)
    assert f"link 30 {finished} {finished / 30:.0%}" in words
    assert "RR1" not in words
    assert "so there is no response rate" in words


def test_an_anonymous_survey_with_few_asked_tells_nothing_of_them(as_owner, page, published, way, many):
    survey = published(is_anonymous=True)
    many(survey, 20, way=way(survey), stop=0)
    mail = way(survey, "email")
    for at in range(3):
        Participant.objects.create(distribution=mail, person=f"p{at}", state="finished")
    assert "RR1" not in text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
