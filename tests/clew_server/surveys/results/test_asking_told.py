"""How asking went: the funnel and the rates of known people, ways open to everybody, what silence could change."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from clew.surveys.running import Answer
from clew_server.surveys.models import Delivery, Participant, Showing
from clew_server.surveys.sending.pages.shown import funnel_of

from .conftest import START
from .test_page import FIVE, text_of

pytestmark = pytest.mark.database


@pytest.fixture
def asked(published, way, answered):
    """60 people: 24 finished (the late half less satisfied), 2 began, 4 opened, 5 opted out, 10 bounced, 15 silent.

    Of those that bounced five came back later, of five the mail server said so at once: these were taken back.
    """
    survey = published()
    mail = way(survey, "email")
    states = ["finished"] * 24 + ["started"] * 2 + ["opened"] * 4 + ["opted_out"] * 5 + ["asked"] * 25 + ["spared"] * 7
    for at, state in enumerate(states):
        mine = {"state": state, "asked_at": START}
        if 40 <= at < 45:
            mine = {"state": "spared", "reason": "bounced" if at % 2 else "refused"}
        person = Participant.objects.create(distribution=mail, person=f"p{at}", **mine)
        if mine["state"] == "spared" and state != "spared":
            Delivery.objects.create(participant=person, state=mine["reason"], told_at=START)
        elif state != "spared":
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


#: Of the 60 asked 26 answered the question, and 12 of these are satisfied.
OF_ALL_ASKED = f"is true of {12 / 60:.0%} to {(12 + 60 - 26) / 60:.0%} of all asked"


def test_what_silence_could_change(as_owner, page, asked):
    words = text_of(as_owner.get(page("surveys:results", survey_id=asked.id)))
    assert OF_ALL_ASKED in words
    assert "Late answers differ from early ones by −" in words


def test_who_chose_themselves_and_who_left_it_blank_change_no_bounds(as_owner, page, asked, answered, way):
    link, mail = way(asked), asked.distributions.get(kind="email")
    for _ in range(40):
        answered(asked, FIVE, distribution=link)
    for person in mail.participants.filter(state="opened"):
        answered(asked, {"satisfied": Answer(state="missing")}, participant=person.id, distribution=mail)
    address = page("surveys:results", survey_id=asked.id)
    for query in ("", f"?way={mail.id}"):
        assert OF_ALL_ASKED in text_of(as_owner.get(address + query)), query
    assert "Whatever those who did not answer" not in text_of(as_owner.get(f"{address}?way={link.id}"))


@pytest.mark.parametrize("query", ["language=en", "version=1", "from=2026-01-01", "to=2026-12-31"])
def test_of_a_part_of_the_answers_no_bounds_are_told(as_owner, page, asked, query):
    words = text_of(as_owner.get(page("surveys:results", survey_id=asked.id) + f"?{query}"))
    assert "RR2" in words
    assert "Whatever those who did not answer" not in words


def test_who_chose_themselves_have_no_response_rate(as_owner, page, published, many, way):
    survey = published()
    came = many(survey, 30, way=way(survey))
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
    finished = sum(one.state == "finished" for one in came)
    assert f"link 30 {finished} {finished / 30:.0%}" in words
    assert "RR1" not in words
    assert "so there is no response rate" in words


def test_whom_we_gave_up_ourselves_were_not_asked(as_owner, page, asked):
    """Their message waited when they bounced elsewhere: nobody sent it, and nobody told that it came back."""
    mail = asked.distributions.get()
    for at in range(3):
        person = Participant.objects.create(distribution=mail, person=f"q{at}", state="spared", reason="bounced")
        Delivery.objects.create(participant=person, state="refused", error="bounced")
    words = text_of(as_owner.get(page("surveys:results", survey_id=asked.id)))
    for said in ("sent 60 100%", "UO: 10", "Came back: 10.", "so not counted: 10."):
        assert said in words, said


@pytest.fixture
def unnamed(published, way, answered):
    """An anonymous survey sent to 30 people: so many saved their first page, of whom so many finished."""

    def make(began, finished):
        survey = published(is_anonymous=True)
        mail = way(survey, "email")
        for at in range(30):
            person = Participant.objects.create(
                distribution=mail, person=f"p{at}", state="started" if at < began else "asked", asked_at=START
            )
            Delivery.objects.create(participant=person, state="sent", sent_at=START)
        for at in range(began):
            answers = FIVE if at < finished else {"satisfied": Answer(rating=1)}
            answered(survey, answers, distribution=mail, at=START + timedelta(hours=1 + at // 4))
        return survey, mail

    return make


def test_who_finished_an_anonymous_survey_is_counted_by_responses(as_owner, page, unnamed):
    survey, mail = unnamed(15, 9)
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
    for said in ("began 15 50%", "finished 8 27%", "RR1 27%", "RR2 50%", "I: 8", "P: 7", "told in steps of 5 or more"):
        assert said in words, said
    steps = {str(step.label): step.count for step in funnel_of(mail)}
    assert (steps["Began"], steps["Finished"]) == (15, 8)


def test_fewer_than_a_step_are_not_told_as_none(as_owner, page, unnamed, many, way):
    survey, mail = unnamed(6, 4)
    many(survey, 20, way=way(survey), stop=0)
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
    assert "began 5 17%" in words, "who began is told of in steps too"
    assert {str(step.label): step.count for step in funnel_of(mail)}["Began"] == 5
    assert "told in steps of 5 or more" in words
    assert "RR1" not in words
    assert "finished 0 0%" not in words
    assert "Finished" not in {str(step.label) for step in funnel_of(mail)}


@pytest.mark.parametrize("began", [0, 4])
def test_fewer_than_a_step_who_began_are_told_like_nobody(as_owner, page, unnamed, many, way, began):
    survey, mail = unnamed(began, 0)
    many(survey, 20, way=way(survey), stop=0)
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
    assert "began 0 0%" in words
    assert "RR1" not in words
    steps = {str(step.label): step.count for step in funnel_of(mail)}
    assert (steps["Sent"], steps["Opened the survey"], steps["Began"]) == (30, 0, 0)
    assert "Finished" not in steps


def test_an_anonymous_survey_with_few_asked_tells_nothing_of_them(as_owner, page, published, way, many):
    survey = published(is_anonymous=True)
    many(survey, 20, way=way(survey), stop=0)
    mail = way(survey, "email")
    for at in range(3):
        Participant.objects.create(distribution=mail, person=f"p{at}", state="started", asked_at=START)
    assert "RR1" not in text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))


def test_of_a_widget_it_is_told_how_often_it_was_seen_and_began(as_owner, page, published, many, way):
    survey = published()
    widget, other = way(survey, "widget"), way(survey)
    many(survey, 12, way=widget)
    many(survey, 12, seed=2, way=other)
    address = page("surveys:results", survey_id=survey.id)
    assert "came into sight" not in text_of(as_owner.get(address))
    Showing.objects.create(distribution=widget, hour=START + timedelta(hours=1), shown=150)
    Showing.objects.create(distribution=widget, hour=START + timedelta(hours=2), shown=50)
    words = text_of(as_owner.get(address))
    # 4 began in the first hour, before it was counted how often it was seen
    assert f"widget 200 {8 / 200:.0%} (2 to 8) n 200 12" in words, words[words.index("Ways open") :][:400]
    assert "link – – 12" in words
    Showing.objects.update(shown=3)
    assert "widget 6 – 12" in text_of(as_owner.get(address)), "more began than are counted as having seen it"


def of_languages(mail, **finished):
    """So many of 40 of each language finished."""
    for language, done in finished.items():
        for at in range(40):
            Participant.objects.create(
                distribution=mail, person=f"{language}{at}", language=language, asked_at=START,
                state="finished" if at < done else "asked",
            )  # fmt: skip


@pytest.mark.parametrize(("polish", "r"), [(20, "1.00"), (4, "0.60"), (0, "0.50")])
def test_how_evenly_languages_answered(as_owner, page, published, way, many, polish, r):
    survey = published()
    mail = way(survey, "email")
    many(survey, 12, way=mail)
    of_languages(mail, en=20, pl=polish)
    Participant.objects.create(distribution=mail, person="x", language="ro", state="finished", asked_at=START)
    Participant.objects.create(distribution=mail, person="y", language="pl", state="spared")
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
    assert f"an R-indicator of {r}:" in words
    assert "It says nothing of other differences." in words


def test_one_language_is_not_compared(as_owner, client_of, page, published, way, many):
    survey = published()
    mail = way(survey, "email")
    many(survey, 12, way=mail)
    of_languages(mail, en=20)
    address = page("surveys:results", survey_id=survey.id)
    assert "R-indicator" not in text_of(as_owner.get(address))
    of_languages(mail, pl=20)
    assert "R-indicator" in text_of(as_owner.get(address))
    assert "R-indicator" not in text_of(client_of("viewer").get(address))
