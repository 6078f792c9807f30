"""Where nobody is to be known: figures in steps of five or more, groups of fewer hidden, no ids, no words of a few."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, datetime, timedelta

import pytest

from clew.surveys.results.returned import Returned
from clew.surveys.running import Answer
from clew_server.surveys.models import Response
from clew_server.surveys.results.guarding import released

from .conftest import START
from .test_page import FIVE, text_of

pytestmark = pytest.mark.database
NOW = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


def one(key, hour, *, at=None):
    return Returned(str(key), 1, {}, at=at, finished_at=NOW.replace(hour=hour, minute=7))


def test_steps_end_with_an_hour_that_is_over():
    came = [*(one(f"a{n}", 10) for n in range(6)), *(one(f"b{n}", 11) for n in range(3)), *(one(f"c{n}", 20) for n in range(9))]  # noqa: E501  # fmt: skip
    assert {each.key for each in released(came, 5, NOW)} == {f"a{n}" for n in range(6)}
    later = NOW + timedelta(hours=1)
    assert len(released(came, 5, later)) == 18
    assert released(came[:4], 5, later) == []


def test_who_has_not_finished_does_not_count():
    assert released([*(one(n, 10) for n in range(5)), one("x", 10, at="page")], 5, NOW) == [
        one(n, 10) for n in range(5)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_shown_never_moves_by_a_few(seed):
    """Whoever looks at any two times learns of no group under five, and nobody who was shown goes again."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    came = [Returned(str(n), 1, {}, finished_at=START + timedelta(minutes=rng.randint(0, 3000))) for n in range(60)]
    before: set[str] = set()
    for look in range(80):
        now = START + timedelta(minutes=40 * look)
        there = [each for each in came if each.finished_at <= now]
        shown = {each.key for each in released(there, 5, now)}
        assert before <= shown
        assert len(shown - before) == 0 or len(shown - before) >= 5
        before = shown


@pytest.fixture
def anonymous(published, answered, way):
    """An anonymous survey with so many finished responses, one an hour; a ``few`` of them are in Polish."""

    def make(count, few=0):
        survey = published(is_anonymous=True)
        link = way(survey)
        for at in range(count):
            words = {**FIVE, "words": Answer(words=f"words {at}")}
            language = "pl" if at < few else "en"
            answered(survey, words, at=START + timedelta(hours=at // 5), distribution=link, language=language)
        return survey

    return make


def test_four_are_too_few(as_owner, page, anonymous):
    words = text_of(as_owner.get(page("surveys:results", survey_id=anonymous(4).id)))
    assert "Too few to be told of" in words
    assert "100%" not in words


def test_words_come_with_ten_in_no_order_and_without_language_or_time(as_owner, page, anonymous):
    five = as_owner.get(page("surveys:results", survey_id=anonymous(5).id)).content.decode()
    assert "Words are shown once ten people" in five
    assert "words 1" not in five


def test_ten_words(as_owner, page, anonymous):
    ten = as_owner.get(page("surveys:results", survey_id=anonymous(10).id)).content.decode()
    places = [ten.index(f"words {at}<") for at in range(10)]
    assert places != sorted(places)
    assert places != sorted(places, reverse=True)
    assert "<blockquote lang" not in ten


def test_no_id_of_a_response_stands_on_any_page(as_owner, page, anonymous):
    survey = anonymous(20)
    ids = [str(key) for key in Response.objects.filter(survey=survey).values_list("id", flat=True)]
    for route in ("surveys:results", "surveys:came", "surveys:answers"):
        html = as_owner.get(page(route, survey_id=survey.id)).content.decode()
        assert not any(key in html for key in ids), route


@pytest.mark.parametrize("few", [3, 4])
def test_a_group_of_a_few_is_not_shown(as_owner, page, anonymous, few):
    reply = as_owner.get(page("surveys:results", survey_id=anonymous(20, few=few).id) + "?language=pl")
    assert "Too few to be told of" in text_of(reply)


def test_a_filter_that_leaves_out_a_few_stops_a_step_before(as_owner, page, anonymous):
    address = page("surveys:results", survey_id=anonymous(20, few=3).id)
    whole, part = text_of(as_owner.get(address)), text_of(as_owner.get(address + "?language=en"))
    assert "Counted here 20" in whole
    assert "Counted here 12" in part  # of the eight others three are Polish and five are not
    assert "a part is counted only as far as" in part
    assert "a part is counted only as far as" not in whole


def test_a_filter_that_leaves_out_a_few_and_has_one_step_is_not_shown(as_owner, page, anonymous):
    reply = as_owner.get(page("surveys:results", survey_id=anonymous(10, few=3).id) + "?language=en")
    assert "Too few to be told of" in text_of(reply)


def test_a_filter_with_enough_on_both_sides_is_shown(as_owner, page, anonymous):
    reply = as_owner.get(page("surveys:results", survey_id=anonymous(20, few=10).id) + "?language=pl")
    assert "Counted here 10" in text_of(reply)


def test_days_and_a_second_filter_are_not_taken(as_owner, page, anonymous):
    survey = anonymous(20, few=10)
    day = START.date().isoformat()
    assert "Counted here 20" in text_of(
        as_owner.get(page("surveys:results", survey_id=survey.id) + f"?to={day}&from={day}")
    )
    way = survey.distributions.get().id
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id) + f"?way={way}&language=pl"))
    assert "Counted here 20" in words


def test_the_file_of_an_anonymous_survey_tells_no_more_than_the_page(as_owner, page, anonymous):
    survey = anonymous(9)
    Response.objects.filter(survey=survey).update(language="pl")
    reply = as_owner.get(page("surveys:answers", survey_id=survey.id))
    head, *lines = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert head == ["satisfied", "reasons.late", "reasons.damaged", "reasons.other", "reasons.words", "words"]
    assert len(lines) == 5  # the step that is whole
    assert {line[-1] for line in lines} == {""}


def test_the_file_of_too_few_is_empty(as_owner, page, anonymous):
    reply = as_owner.get(page("surveys:answers", survey_id=anonymous(4).id))
    assert len(list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))) == 1


def test_a_viewer_sees_a_named_survey_in_steps_too(client_of, page, published, answered):
    survey = published()
    for at in range(13):
        answered(survey, FIVE, at=START + timedelta(hours=at // 5, minutes=at))
    address = page("surveys:results", survey_id=survey.id)
    assert "Counted here 13" in text_of(client_of("agent").get(address))
    assert "Counted here 10" in text_of(client_of("viewer").get(address))
    assert "lead" in client_of("viewer").get(address).content.decode()


def test_a_few_who_look_careless_are_not_told_apart(as_owner, page, anonymous):
    survey = anonymous(20)
    some = list(Response.objects.filter(survey=survey)[:3])
    Response.objects.filter(id__in=[each.id for each in some]).update(flags=["honeypot"])
    words = text_of(as_owner.get(page("surveys:results", survey_id=survey.id)))
    assert "without careless ones" not in words
    assert "A field that people do not see was filled in fewer than 5" in words


def test_of_a_part_it_is_not_told_what_looks_careless(as_owner, page, anonymous):
    """Seven look careless, two of them in Polish: all without, and English without, would tell what these two said."""
    survey = anonymous(30, few=10)
    for language, count in (("pl", 2), ("en", 5)):
        some = Response.objects.filter(survey=survey, language=language).values_list("id", flat=True)[:count]
        Response.objects.filter(id__in=list(some)).update(flags=["honeypot"])
    address = page("surveys:results", survey_id=survey.id)
    whole, part = text_of(as_owner.get(address)), text_of(as_owner.get(address + "?language=en"))
    assert "without careless ones" in whole
    assert "7 responses look careless" in whole
    assert "Counted here 20" in part
    assert "without careless ones" not in part
    assert "careless: figures" not in part
    assert "Of a part of the answers this is not told here" in part
    assert "A field that people do not see" not in part
