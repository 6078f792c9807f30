"""The job is queued where something is due and may leave, and nowhere else; it is one at a time."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import ALWAYS

from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one
from clew_server.surveys.models import Gateway, Participant, Survey
from clew_server.surveys.sending import pace
from clew_server.surveys.sending.ticking import look

pytestmark = pytest.mark.django_db


def queued():
    return Job.objects.filter(kind="surveys.send").count()


def test_it_is_queued_once_and_sends(server, company, invited):
    invited(2)
    look(company.id)
    look(company.id)
    assert queued() == 1
    assert run_one()
    assert server.recipients == ["p0@example.org", "p1@example.org"]
    assert Job.objects.get(kind="surveys.send").result == {"sent": 2}


def test_nothing_is_written_where_nothing_can_be_sent(server, company, rival, invited, settings):
    made = invited(1, window={"days": [(timezone.now().weekday() + 3) % 7]})
    look(company.id)
    look(rival.id)
    made.settings = {"window": ALWAYS}
    made.save()
    Participant.objects.update(due_at=timezone.now() + timedelta(days=1))
    look(company.id)
    assert queued() == 0


@pytest.mark.parametrize("whose", ["the way's", "the server's"])
def test_nothing_is_queued_for_an_hour_that_is_full(server, company, invited, monkeypatch, whose):
    hour = time.time()
    monkeypatch.setattr("clew_server.accounts.limits.time.time", lambda: hour)
    if whose == "the server's":
        monkeypatch.setattr(pace, "configuration", lambda: type("Told", (), {"email_per_hour": 1}))
    invited(2, **({"per_hour": 1} if whose == "the way's" else {}))
    look(company.id)
    assert run_one()
    look(company.id)
    assert (len(server.taken), queued()) == (1, 1)
    monkeypatch.setattr("clew_server.accounts.limits.time.time", lambda: hour + 3600)
    look(company.id)
    assert queued() == 2


def test_without_a_mail_server_nothing_is_queued(company, invited, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    invited(1)
    look(company.id)
    assert queued() == 0


@pytest.mark.parametrize("how", [{"state": "closed"}, {"options": {"closes_at": "2020-01-01T00:00"}}])
@pytest.mark.parametrize("kind", ["email", "sms"])
def test_a_survey_that_is_closed_queues_nothing_for_ever(server, company, invited, how, kind):
    if kind == "sms":
        Gateway.objects.create(workspace=company, name="main", address="https://sms.example/", body="{to} {text}")
    invited(1, kind=kind)
    survey = Survey.objects.filter(workspace=company)
    before = survey.values("state", "options").get()
    survey.update(**how)
    look(company.id)
    assert queued() == 0
    survey.update(**before)
    look(company.id)
    assert queued() == 1
