"""Responses are read once: a look reads those alone that changed, and finds every kind of change."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.sql import compiler

from clew.surveys.running import Answer
from clew_server.surveys.models import Participant, Response
from clew_server.surveys.results.answers import held
from clew_server.surveys.results.reading import counts_of, read_sample

from ..conftest import TWO_PAGES  # noqa: TID252 - the tests' survey
from .conftest import START, plain
from .test_page import FIVE

pytestmark = pytest.mark.database


@pytest.fixture
def rows(monkeypatch):
    """How many rows were read; the one that a count gives is none."""
    found, cursor_iter = [0], compiler.cursor_iter

    def counted(*given):
        for some in cursor_iter(*given):
            found[0] += len(some)
            yield some

    monkeypatch.setattr(compiler, "cursor_iter", counted)
    return found


def came(survey):
    return read_sample(survey, counts_of(survey)).came


def read_anew(survey):
    """What another process reads that has read nothing before."""
    held.forget_all()
    return came(survey)


def edit(survey, key, *, at=None, **changes):
    mine = Response.objects.filter(id=key)
    mine.update(revision=F("revision") + 1, **{"changed_at": at} if at else {}, **changes)


@pytest.mark.parametrize("count", [10, 40])
def test_nothing_is_read_again_where_nothing_changed(published, many, rows, count):
    survey = published()
    many(survey, count)
    first = came(survey)
    assert len(first) == count
    rows[0] = 0
    assert came(survey) is first
    assert rows[0] == 1  # the version


@pytest.mark.parametrize("count", [10, 40])
def test_one_that_changed_is_read_alone(published, many, rows, count):
    survey = published()
    all_of = many(survey, count)
    came(survey)
    edit(survey, all_of[3].id, at=START + timedelta(days=9), answers=plain({"satisfied": Answer(rating=1)}))
    rows[0] = 0
    found = {one.key: one for one in came(survey)}
    assert found[str(all_of[3].id)].given["satisfied"].rating == 1
    assert rows[0] == 4  # the version, the revisions of the two that were saved last, and that one


def test_more_than_are_held_are_not_held_beside_others(published, many, monkeypatch):
    monkeypatch.setattr(held, "KEPT", 15)
    held.forget_all()
    first, second = published(), published(TWO_PAGES.replace("id: delivery", "id: other", 1))
    many(first, 10)
    many(second, 10)
    came(first)
    came(second)
    assert list(held._held) == [second.id]
    assert len(came(first)) == 10
    assert list(held._held) == [first.id]


def test_one_that_was_committed_late_is_found(published, answered):
    """Its time is earlier than that of what was read already."""
    survey = published()
    answered(survey, FIVE, at=START + timedelta(days=5))
    assert len(came(survey)) == 1
    answered(survey, FIVE)
    assert [one.began_at for one in came(survey)] == [START, START + timedelta(days=5)]


def test_one_that_went_while_another_came_is_gone(published, answered):
    survey = published()
    first = answered(survey, FIVE)
    answered(survey, FIVE, at=START + timedelta(hours=1))
    before = read_sample(survey, counts_of(survey))
    first.delete()
    new = answered(survey, FIVE, at=START + timedelta(hours=2))
    after = read_sample(survey, counts_of(survey))
    assert {one.key for one in after.came} == {before.came[1].key, str(new.id)}
    assert after.held.era != before.held.era  # figures that count who is gone are not shown again


def test_a_page_that_is_saved_is_no_new_era(published, answered):
    survey = published()
    one = answered(survey, {"satisfied": Answer(rating=1)})
    before = read_sample(survey, counts_of(survey)).held.era
    edit(survey, one.id, at=START + timedelta(minutes=3), answers=plain(FIVE), state="finished")
    assert read_sample(survey, counts_of(survey)).held.era == before


def change(survey, rng, answered):
    """Change something as it may be changed: an answer comes, goes on, late, is blanked, or goes."""
    ids = list(Response.objects.filter(survey=survey).order_by("id").values_list("id", flat=True))
    newest = START + timedelta(hours=rng.randint(0, 500))
    words = plain({**FIVE, "words": Answer(words=rng.choice(["good", "bad", "(erased)"]))})
    what = rng.choice(["new", "page", "blank", "gone"]) if ids else "new"
    if what == "new":
        answered(survey, FIVE, at=newest, language=rng.choice(["en", "pl"]))
    elif what == "page":
        edit(survey, rng.choice(ids), at=newest, answers=words)
    elif what == "blank":
        edit(survey, rng.choice(ids), answers=words)
    else:
        Response.objects.filter(id=rng.choice(ids)).delete()


@pytest.mark.parametrize("seed", range(6))
def test_what_is_held_is_what_there_is(published, answered, seed):
    rng = random.Random(seed)  # noqa: S311 - no secret
    survey = published(is_anonymous=bool(seed % 2))
    for _ in range(25):
        for _ in range(rng.randint(0, 3)):
            change(survey, rng, answered)
        known = came(survey)
        kept = dict(held._held)
        assert read_anew(survey) == known
        held._held.update(kept)


def test_how_somebody_was_asked_stands_with_the_response(published, answered, way):
    survey = published()
    mail = way(survey, "email")
    person = Participant.objects.create(distribution=mail, person="p", probability=0.25, asked_at=START)
    answered(survey, FIVE, participant=person.id, distribution=mail, at=START + timedelta(hours=1))
    answered(survey, FIVE, at=START + timedelta(hours=2))
    assert [(one.weight, one.waited) for one in came(survey)] == [(4.0, 3600.0), (1.0, None)]


def test_all_answered_and_not_sent_is_not_finished(published, answered):
    survey = published()
    answered(survey, FIVE)
    answered(survey, FIVE, state="started", finished_at=None)
    assert sorted(one.is_finished for one in came(survey)) == [False, True]
