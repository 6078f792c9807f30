"""After a restore what writes to people waits: on either database, whatever was queued."""

from __future__ import annotations

import pytest

from clew_server.jobs.models import Job
from clew_server.jobs.services import queue
from clew_server.surveys.asking.jobs import START
from clew_server.surveys.asking.reasons import reason_label
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import KINDS
from clew_server.surveys.restoring import RESTORED, asks_anybody, pause_all
from clew_server.surveys.sending.due import running_of

pytestmark = pytest.mark.database


def test_ways_out_that_write_to_people_are_paused_and_none_is_started(published, way, company, as_owner, page):
    survey = published()
    for kind in KINDS:
        way(survey, kind)
    waits = way(survey, "email")
    Distribution.objects.filter(pk=waits.pk).update(state="planned")
    queue(START, company.id, unique=str(waits.id), way=str(waits.id))
    other = queue("surveys.events", company.id)
    assert running_of(company.id).count() == 3
    assert (pause_all(), pause_all()) == (4, 0)
    assert running_of(company.id).count() == 0
    states = dict(Distribution.objects.exclude(pk=waits.pk).values_list("kind", "state"))
    assert states == {**dict.fromkeys(KINDS, "paused"), "link": "running", "widget": "running"}
    assert set(Distribution.objects.filter(state="paused").values_list("reason", flat=True)) == {RESTORED}
    assert dict(Job.objects.values_list("kind", "state")) == {START: "stopped", "surveys.events": "queued"}
    assert other
    mail = Distribution.objects.get(kind="email", state="paused")
    shown = as_owner.get(page("surveys:way", survey_id=survey.id, way_id=mail.id)).content.decode()
    assert reason_label(RESTORED) in shown
    assert 'value="resume"' in shown


def test_who_asks_nobody_is_told_nothing(published, way):
    survey = published()
    way(survey)
    assert not asks_anybody()
    way(survey, "email")
    assert asks_anybody()
