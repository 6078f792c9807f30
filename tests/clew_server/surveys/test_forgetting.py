"""An erasure reaches who was asked, what was answered and what others wrote; never another workspace or person."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew_server.erasure.person import Person
from clew_server.surveys import keeping
from clew_server.surveys.forgetting import forget
from clew_server.surveys.models import Contact, Delivery, Participant, Response, Suppression
from clew_server.surveys.persons import person_of
from clew_server.surveys.results import reading, remembered
from clew_server.surveys.results.answers import held

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def asked(way, company, customer, address, **more):
    person = person_of(company.id, customer, address)
    one = Participant.objects.create(distribution=way, person=person, customer_id=customer, address=address, **more)
    Delivery.objects.create(participant=one, error=f"550 {address} unknown")
    Contact.objects.create(workspace=company, person=person, program="transactional", channel="email")
    return one


def answered(survey, participant=None, **more):
    return Response.objects.create(
        survey=survey, version=1, language="en", began_at=NOW, changed_at=NOW,
        participant=participant.id if participant else None, **more,
    )  # fmt: skip


def test_all_of_one_person_goes_and_nothing_of_another(company, published, way):
    survey = published()
    link = way(survey)
    ann, bob = asked(link, company, "K1", "ann@x.org"), asked(link, company, "", "bob@x.org")
    named = asked(link, company, "K3", "", fields={"said": "ask Ann@x.org first"})
    hers, his = answered(survey, ann, about={"customer_id": "K1"}), answered(survey, bob)
    told = answered(survey, answers={"words": {"words": "ann@x.org was kind"}})
    assert forget(company.id, Person(("K1", "ann@x.org"))) > 0
    assert set(Participant.objects.values_list("id", flat=True)) == {bob.id}, named
    assert set(Response.objects.values_list("id", flat=True)) == {his.id, told.id}, hers
    assert Response.objects.get(id=told.id).answers == {"words": {"words": "(erased) was kind"}}
    assert Contact.objects.filter(person=ann.person).count() == 0
    assert Contact.objects.filter(person=bob.person).count() == 1


def test_an_answer_is_found_by_the_id_of_its_row(company, published):
    response = answered(published(), id=uuid4(), answers={"words": {"words": "late"}})
    forget(company.id, Person(("K9",), feedback_ids=(f"{response.id}|words",)))
    assert not Response.objects.exists()


def test_who_opted_out_stays_out_and_other_workspaces_keep_theirs(company, rival, published, way):
    asked(way(published()), company, "K1", "ann@x.org")
    Suppression.objects.create(workspace=company, person=person_of(company.id, "K1"), reason="opted_out")
    forget(rival.id, Person(("K1", "ann@x.org")))
    assert Participant.objects.count() == 1
    forget(company.id, Person(("K1", "ann@x.org")))
    assert Suppression.objects.count() == 1


def test_a_survey_that_names_somebody_names_nobody_afterwards(company, published):
    survey = published()
    survey.text = survey.text.replace("Your delivery", "Ann@x.org asks")
    survey.save()
    forget(company.id, Person(("ann@x.org",)))
    survey.refresh_from_db()
    assert "(erased) asks" in survey.text


def test_what_was_worked_out_of_answers_is_not_kept_in_memory(company, published):
    survey = published()
    answered(survey, answers={"words": {"words": "ann@x.org was kind"}})
    counts = reading.counts_of(survey)
    remembered.remembered(("key",), counts, lambda: reading.read_sample(survey, counts))
    assert held._held
    forget(company.id, Person(("ann@x.org",)))
    assert not held._held
    assert not remembered._known


def test_other_processes_read_again_what_was_blanked(company, published):
    """They remember a response by its revision, and a version as it stood."""
    survey = published()
    answered(survey, answers={"satisfied": {"rating": 5}, "words": {"words": "ann@x.org was kind"}})
    version = survey.versions.get()
    version.document["title"] = {"en": "Ann@x.org asks"}
    version.save()
    assert "Ann@x.org" in str(keeping.asked_in(version).title)
    before = reading.counts_of(survey)
    era, known = reading.read_sample(survey, before).held.era, dict(held._held)
    forget(company.id, Person(("ann@x.org",)))
    held._held.update(known)  # as another process still has it
    counts = reading.counts_of(survey)
    assert counts.stamp != before.stamp
    sample = reading.read_sample(survey, counts)
    (one,) = sample.came
    assert sample.held.era != era  # figures with the words in them are not shown again
    assert one.given["words"].words == "(erased) was kind"
    assert "(erased) asks" in str(keeping.asked_in(survey.versions.get()).title)


def test_a_version_that_was_blanked_elsewhere_is_read_again(published):
    version = published().versions.get()
    keeping.asked_in(version)
    version.document["title"] = {"en": "(erased) asks"}
    version.save()
    assert "(erased) asks" in str(keeping.asked_in(version).title)


def test_only_messages_that_went_wrong_are_looked_through(company, published, way):
    one = asked(way(published()), company, "K1", "ann@x.org")
    other = asked(one.distribution, company, "K2", "bob@x.org")
    Delivery.objects.filter(participant=other).update(error="")
    with CaptureQueriesContext(connection) as ran:
        forget(company.id, Person(("K9",)))
    (read,) = [q["sql"] for q in ran if "SELECT" in q["sql"] and 'FROM "surveys_delivery"' in q["sql"]]
    assert '"error" = ' in read
    assert '"message_id"' not in read
