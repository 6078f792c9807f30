"""Surveys are written, published, and what was published is in the journal word for word."""

from __future__ import annotations

import json

import pytest
from tests.clew_server.surveys.conftest import TWO_PAGES

from clew.errors import UsageError
from clew.surveys import survey_text
from clew_server.lakes.handles import opened
from clew_server.surveys import keeping
from clew_server.surveys.models import Survey, Version

pytestmark = pytest.mark.django_db


def test_a_published_survey_is_in_the_journal_under_its_hash(company, published):
    survey = published()
    version = survey.versions.get()
    kept = [
        json.loads(record.body)
        for record in opened(company.id).store.place.journal.read()
        if record.kind == "survey" and record.body
    ]
    assert {one["hash"]: one["mapping"] for one in kept}[version.digest] == survey_text(keeping.asked_in(version))


def test_publishing_the_same_again_makes_no_version_and_a_change_makes_one(people, published):
    survey = published()
    keeping.publish(survey, people["owner"])
    assert [version.number for version in survey.versions.all()] == [1]
    keeping.save(survey, TWO_PAGES.replace("Your delivery", "Your parcel"), survey.revision)
    assert keeping.publish(survey, people["owner"]).number == 2
    assert keeping.live(survey.id).asked.title["en"] == "Your parcel"


def test_who_saves_over_what_they_have_not_seen_is_told_and_nothing_is_lost(published):
    survey = published()
    keeping.save(survey, "format: 1", survey.revision)
    with pytest.raises(keeping.ChangedSinceError):
        keeping.save(survey, TWO_PAGES, 1)
    assert Survey.objects.get(pk=survey.pk).text == "format: 1"


def test_a_wrong_file_is_kept_but_not_published_and_an_id_stays(people, published):
    survey = published()
    assert keeping.save(survey, "format: 1", survey.revision).problems
    with pytest.raises(UsageError):
        keeping.publish(survey, people["owner"])
    keeping.save(survey, TWO_PAGES.replace("id: delivery", "id: other"), survey.revision)
    with pytest.raises(UsageError, match="keeps its id"):
        keeping.publish(survey, people["owner"])
    assert Version.objects.filter(survey=survey).count() == 1


def test_two_surveys_of_one_id_are_refused(company, published):
    published()
    with pytest.raises(UsageError, match="already"):
        keeping.create(company, None, TWO_PAGES)


def test_a_survey_that_takes_the_id_of_another_is_not_published_and_nothing_is_asked(company, people, published):
    published()
    second = keeping.create(company, None, TWO_PAGES.replace("id: delivery", "id: second"))
    keeping.save(second, TWO_PAGES, second.revision)
    with pytest.raises(UsageError, match="already"):
        keeping.publish(second, people["owner"])
    assert not second.versions.exists()
