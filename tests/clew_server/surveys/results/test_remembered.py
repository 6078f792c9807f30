"""Figures are computed once while nobody answers; what takes long stands for a while, unless somebody is gone."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from clew.surveys.running import Answer
from clew_server.surveys.models import Response
from clew_server.surveys.results import remembered as room
from clew_server.surveys.results import views
from clew_server.surveys.results.answers import looked
from clew_server.surveys.results.answers.held import Stand
from clew_server.surveys.results.reading import Counts
from clew_server.surveys.results.remembered import Kept, forget_all

from .conftest import START
from .test_page import FIVE, text_of

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def _always_anew() -> None:
    """Leave patience as it is: it is what is tried here."""


def standing(came, revisions):
    return Counts(came, came, Stand(came, revisions))


@pytest.fixture
def computed(monkeypatch):
    """How often figures were computed; however busy the machine is, none stand for a while."""
    forget_all()
    monkeypatch.setattr(room, "PATIENCE", 0.0)
    times, compute = [], views.compute

    def counted(*given, **more):
        times.append(1)
        return compute(*given, **more)

    monkeypatch.setattr(views, "compute", counted)
    return times


def test_nothing_is_computed_again_until_somebody_answers(
    as_owner, client_of, page, published, answered, computed, way
):
    survey = published()
    answered(survey, FIVE)
    address = page("surveys:results", survey_id=survey.id)
    for _ in range(3):
        as_owner.get(address)
    assert len(computed) == 1
    as_owner.get(address + "?language=en")
    client_of("viewer").get(address)
    assert len(computed) == 3
    answered(survey, FIVE)
    assert "Counted here 2 " in text_of(as_owner.get(address))
    Response.objects.filter(survey=survey).first().delete()
    assert "Counted here 1 " in text_of(as_owner.get(address))
    way(survey)
    as_owner.get(address)
    assert len(computed) == 6


@pytest.mark.parametrize(
    ("came", "revisions", "after", "serves"),
    [(9, 1, 99, True), (10, 2, 9, True), (10, 2, 11, False), (8, 2, 1, False)],
)
def test_what_took_long_stands_for_a_while(came, revisions, after, serves):
    kept = Kept(None, standing(9, 1), at=100.0, took=2.0)
    assert kept.serves(standing(came, revisions), 100.0 + after) is serves


def test_not_for_more_than_a_minute():
    kept = Kept(None, standing(9, 1), at=0.0, took=500.0)
    assert kept.serves(standing(10, 2), 59.0)
    assert not kept.serves(standing(10, 2), 61.0)


def test_a_page_says_in_how_many_seconds_figures_are_counted_anew(as_owner, page, published, answered, monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", 1e9)
    survey = published()
    answered(survey, FIVE)
    address = page("surveys:results", survey_id=survey.id)
    assert "every 3s" in as_owner.get(address).content.decode()
    answered(survey, FIVE, at=START + timedelta(hours=1))
    told = as_owner.get(address).content.decode()
    wait = int(re.search(r"counted anew in (\d+) second", told)[1])
    assert 1 <= wait <= room.LONGEST
    assert f"every {wait}s" in told, "and asks then, not before"
    seen = re.search(r"seen=([\d-]+)", told)[1]
    came = as_owner.get(page("surveys:came", survey_id=survey.id) + f"?seen={seen}")
    assert came.status_code == 200, "what is new since the figures brings them, though nobody answers any more"


def test_figures_of_the_newest_answers_wait_for_nothing():
    kept = Kept(None, standing(9, 1), at=0.0, took=2.0)
    assert kept.wait(standing(9, 1)) == 0
    assert kept.wait(standing(10, 2)) == 1, "soon, not at once again"


def test_only_the_newest_are_remembered():
    forget_all()
    for number in range(room.KEPT + 5):
        room.remembered((number,), standing(1, 1), lambda: None)
    assert len(room._known) == room.KEPT
    assert (0,) not in room._known
    forget_all()


def test_no_more_responses_are_remembered_than_fit(monkeypatch):
    forget_all()
    monkeypatch.setattr(room, "RESPONSES", 25)
    for number in range(4):
        room.remembered((number,), standing(10, 1), lambda: None)
    assert list(room._known) == [(2,), (3,)]
    room.remembered(("large",), standing(99, 1), lambda: None)
    assert list(room._known) == [("large",)], "one alone is remembered, however large"
    forget_all()


def test_figures_that_go_on_by_the_hour_are_computed_anew_with_each(
    as_owner, page, published, answered, computed, monkeypatch
):
    survey = published(is_anonymous=True)
    for at in range(10):
        answered(survey, FIVE, at=START + timedelta(hours=at))
    address = page("surveys:results", survey_id=survey.id)
    for hours, times in ((0, 1), (0.2, 1), (1, 2)):
        now = START + timedelta(days=3, hours=hours)
        monkeypatch.setattr(views, "timezone", SimpleNamespace(now=lambda now=now: now))
        as_owner.get(address)
        assert len(computed) == times


def test_what_took_long_is_not_shown_where_one_went_and_another_came(as_owner, page, published, answered, monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", 1e9)
    survey = published()
    first = answered(survey, {**FIVE, "words": Answer(words="Ann wrote this")})
    address = page("surveys:results", survey_id=survey.id)
    assert "Ann wrote this" in text_of(as_owner.get(address))
    answered(survey, FIVE, at=START + timedelta(hours=1))
    assert "Counted here 1 " in text_of(as_owner.get(address)), "the figures stand for a while"
    first.delete()
    answered(survey, FIVE, at=START + timedelta(hours=2))
    words = text_of(as_owner.get(address))
    assert "Ann wrote this" not in words
    assert "Counted here 2 " in words


def test_what_looks_careless_is_looked_at_once_for_all_filters(as_owner, page, published, answered, monkeypatch):
    forget_all()
    looks, look = [], looked.look
    monkeypatch.setattr(looked, "look", lambda *given: looks.append(1) or look(*given))
    survey = published()
    answered(survey, FIVE)
    address = page("surveys:results", survey_id=survey.id)
    for query in ("", "?language=en", "?version=1"):
        as_owner.get(address + query)
    assert len(looks) == 1
    answered(survey, FIVE)
    as_owner.get(address)
    assert len(looks) == 2
