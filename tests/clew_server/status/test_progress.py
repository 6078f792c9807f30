"""A job's page: how far it is, its result, the way to stop it; nobody else's jobs are there."""

from __future__ import annotations

import pytest

from clew_server.jobs.models import DONE, FAILED, RUNNING, STOPPED, Job


@pytest.fixture
def job(company):
    return Job.objects.create(
        kind="status.verify", workspace_id=company.id, state=RUNNING, progress=0.42, doing="file 7"
    )


def text(response):
    return " ".join(response.content.decode().split())


def test_a_running_job_says_how_far_it_is_and_asks_again(as_analyst, page, job):
    said = text(as_analyst.get(page("jobs:job", job_id=job.id)))
    assert "42%" in said
    assert "file 7" in said
    assert 'hx-trigger="every 1s"' in said
    assert '<noscript><meta http-equiv="refresh"' in said


def test_htmx_gets_the_part_alone(as_analyst, page, job):
    said = text(as_analyst.get(page("jobs:job", job_id=job.id), headers={"HX-Request": "true"}))
    assert "<html" not in said
    assert "42%" in said


def test_a_viewer_reads_no_details_and_cannot_stop(as_viewer, page, job):
    said = text(as_viewer.get(page("jobs:job", job_id=job.id)))
    assert "file 7" not in said
    assert as_viewer.post(page("jobs:stop", job_id=job.id)).status_code == 403


def test_it_is_stopped_at_its_next_word(as_owner, page, job):
    assert as_owner.post(page("jobs:stop", job_id=job.id)).status_code == 302
    job.refresh_from_db()
    assert job.stop_asked


@pytest.mark.parametrize("state", [DONE, FAILED, STOPPED])
def test_what_is_over_asks_no_more(as_owner, page, job, state):
    Job.objects.filter(id=job.id).update(state=state, result={"address": "/there/"}, error="trace")
    said = text(as_owner.get(page("jobs:job", job_id=job.id)))
    assert "hx-trigger" not in said
    assert ('href="/there/"' in said) == (state == DONE)
    assert ("trace" in said) == (state == FAILED)


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", 5, None])
def test_a_result_leads_to_no_other_server(as_owner, page, job, address):
    assert Job(kind="x", result={"address": address}).address == ""


def test_another_workspaces_job_does_not_exist(as_owner, page, rival):
    theirs = Job.objects.create(kind="status.verify", workspace_id=rival.id)
    assert as_owner.get(page("jobs:job", job_id=theirs.id)).status_code == 404
    assert as_owner.post(page("jobs:stop", job_id=theirs.id)).status_code == 404
    theirs.refresh_from_db()
    assert not theirs.stop_asked
