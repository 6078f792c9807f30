"""The status page is the owner's."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from django.utils import timezone

from clew_server.jobs.models import Job
from clew_server.surveys.answering.storing import spool
from clew_server.surveys.answering.storing.writing import Keep
from clew_server.surveys.models import Response

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_an_owner_sees_how_the_workspace_is(as_owner, page):
    assert as_owner.get(page("status:status")).status_code == 200


def said(response):
    return " ".join(response.content.decode().split())


def test_it_says_what_is_behind_set_aside_checked_and_free(as_owner, page, company):
    Job.objects.create(
        kind="status.verify", workspace_id=company.id, state="done", started_at=timezone.now(), ended_at=timezone.now(),
        result={"damage": []},
    )  # fmt: skip
    text = said(as_owner.get(page("status:status")))
    assert "All is well" in text or "little room" in text
    assert "every stored byte was as it had been written" in text
    assert "feedback" in text


def test_answers_that_wait_for_the_database_are_counted(as_owner, page, company):
    one = Response(id=uuid4(), survey_id=uuid4(), version=1, language="en", revision=1, began_at=NOW, changed_at=NOW)
    spool.append(company.id, [Keep(company.id, one, NOW), Keep(company.id, one, NOW)])
    try:
        html = as_owner.get(page("status:status")).content.decode()
    finally:
        spool.files(company.id)[0].unlink()
    assert "1 response to a survey is safe and waits for the database." in html


def test_damage_is_named_and_comes_first(as_owner, page, company):
    damage = [{"file": "lake/<x>.parquet", "reason": "its checksum differs"}]
    Job.objects.create(
        kind="status.verify", workspace_id=company.id, state="done", ended_at=timezone.now(), result={"damage": damage}
    )
    text = said(as_owner.get(page("status:status")))
    assert "<h1>Something that is stored is damaged.</h1>" in text
    assert "lake/&lt;x&gt;.parquet" in text
    assert "One file is damaged." in text


def test_a_running_job_can_be_stopped_from_here(as_owner, page, company):
    job = Job.objects.create(kind="status.verify", workspace_id=company.id, state="running", progress=0.5, doing="f")
    assert page("jobs:stop", job_id=job.id) in said(as_owner.get(page("status:status")))


def test_an_owner_has_everything_checked_now_once(as_owner, as_analyst, page, company):
    assert as_analyst.post(page("status:verify")).status_code == 403
    first = as_owner.post(page("status:verify"))
    assert first.headers["Location"] == as_owner.post(page("status:verify")).headers["Location"]
    assert Job.objects.filter(workspace_id=company.id, kind="status.verify").count() == 1


def test_a_viewer_is_told_that_the_role_may_not(as_viewer, page):
    assert as_viewer.get(page("status:status")).status_code == 403


def test_to_a_stranger_the_workspace_does_not_exist(as_stranger, page):
    assert as_stranger.get(page("status:status")).status_code == 404


def test_who_is_not_logged_in_is_asked_to(client, page):
    response = client.get(page("status:status"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_what_comes_back_by_itself_is_told_once_and_what_failed_always(as_owner, page, company):
    now = timezone.now()
    for state in ("done", "done", "done", "failed"):
        Job.objects.create(
            kind="imports.watch", workspace_id=company.id, state=state, started_at=now, ended_at=now, error="no <disk>"
        )
    text = said(as_owner.get(page("status:status")))
    assert text.count("Look into watched folders and addresses") == 2
    assert "no &lt;disk&gt;" in text
