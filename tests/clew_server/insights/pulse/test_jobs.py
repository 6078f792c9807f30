"""The jobs of Pulse: queued when the lake has changed, at most every so often; their documents in every language."""

from __future__ import annotations

import shutil
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from clew.questions.extracts.keeping import KNOWN
from clew.questions.spans.reading import CELLS
from clew_server.insights.pulse import jobs
from clew_server.insights.pulse import page as page_of_tiles
from clew_server.insights.pulse.computed import identity, keep_computed, read_computed, read_whole, report_path
from clew_server.insights.pulse.models import Told
from clew_server.insights.pulse.news import keep_told
from clew_server.jobs.models import Job
from clew_server.jobs.registry import Running
from clew_server.jobs.services import under_way
from clew_server.lakes.handles import opened


def test_the_job_keeps_the_librarys_diagnosis_in_four_languages(diagnosed):
    handle = opened(diagnosed.id)
    kept = {language: read_computed(handle, language) for language in ("en", "pl", "ro", "ru")}
    assert len({computed.of for computed in kept.values()}) == 1
    assert kept["en"].of == identity(handle.store.snapshot())
    ids = {tuple(finding.id for finding in computed.diagnosis.findings) for computed in kept.values()}
    assert len(ids) == 1
    told = set(Told.objects.filter(workspace=diagnosed, kind="finding", gone_at=None).values_list("key", flat=True))
    assert told == set(*ids)


def test_the_page_keeps_no_verbatim_in_memory_and_the_report_has_them(diagnosed):
    handle = opened(diagnosed.id)
    assert not any("verbatims" in finding.evidence for finding in read_computed(handle, "en").diagnosis.findings)
    assert any("verbatims" in finding.evidence for finding in read_whole(handle, "en").diagnosis.findings)


def test_what_people_say_makes_a_diagnosis_no_older(diagnosed, first):
    store = opened(diagnosed.id).store
    before = identity(store.snapshot())
    store.keep("finding", first.id, {"owner": "Ana"})
    try:
        assert identity(store.snapshot()) == before
    finally:
        store.keep("finding", first.id, None)


def test_it_is_looked_for_anew_only_when_the_lake_changed_and_not_too_often(diagnosed):
    handle = opened(diagnosed.id)
    kept = read_computed(handle, "en")
    whole = {language: read_whole(handle, language).diagnosis for language in ("en", "pl", "ro", "ru")}
    try:
        assert jobs.look(diagnosed.id) is False
        keep_computed(handle, whole, "another", timezone.now())
        assert jobs.look(diagnosed.id) is False
        keep_computed(handle, whole, "another", timezone.now() - jobs.PACE - timedelta(seconds=1))
        assert jobs.look(diagnosed.id) is True
        assert jobs.look(diagnosed.id) is True
        assert Job.objects.filter(kind=jobs.FINDINGS).count() == 1
    finally:
        keep_computed(handle, whole, kept.of, kept.computed_at)


def test_an_empty_workspace_is_not_diagnosed(rival):
    assert jobs.look(rival.id) is False
    assert jobs.look_ahead(rival.id) is False


def test_figures_are_read_ahead_of_the_first_reader_once_a_lake_version(diagnosed, monkeypatch):
    monkeypatch.setattr(jobs, "_READ", {})
    assert jobs.look_ahead(diagnosed.id) is True
    assert jobs.look_ahead(diagnosed.id) is False
    monkeypatch.setattr(jobs, "identity", lambda _: "another")
    assert jobs.look_ahead(diagnosed.id) is True
    assert Job.objects.filter(kind=jobs.AHEAD).count() == 1


def test_what_is_read_ahead_is_kept_on_disk(diagnosed, monkeypatch):
    handle = opened(diagnosed.id)
    folder = handle.store.place.cache / "extracts"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(handle.store.place.cache / "answers", ignore_errors=True)
    KNOWN.forget()
    CELLS.forget()
    monkeypatch.setattr(page_of_tiles, "_kept", {})
    handle._cache = type(handle._cache)()
    running = Running(uuid4(), diagnosed.id, {}, lambda *_: None)
    assert jobs.read_ahead(running)["tiles"] > 0
    assert list(folder.rglob("*.extract"))


def test_who_may_computes_anew_and_sees_how_far_it_is(as_analyst, as_viewer, page, diagnosed):
    assert as_viewer.post(page("pulse:compute")).status_code == 403
    assert as_analyst.post(page("pulse:compute")).status_code == 302
    job = under_way(jobs.FINDINGS, diagnosed.id)
    Job.objects.filter(id=job.id).update(state="running", progress=0.42)
    shown = as_analyst.get(page("pulse:findings")).content.decode()
    assert "42 %" in shown
    assert 'hx-trigger="every 3s"' in shown
    assert "Compute anew" not in shown


def test_a_job_that_failed_says_so_and_is_not_queued_again_and_again(as_owner, page, diagnosed, monkeypatch):
    monkeypatch.setattr("clew_server.insights.pulse.views.read_computed", lambda *_: None)
    Job.objects.create(kind=jobs.FINDINGS, workspace_id=diagnosed.id, state="failed", error="the disk is full")
    shown = as_owner.get(page("pulse:findings")).content.decode()
    assert "the disk is full" in shown
    assert not Job.objects.filter(kind=jobs.FINDINGS, state="queued").exists()


def test_the_report_is_made_by_a_job_and_then_downloaded(as_owner, page, diagnosed, run):
    report_path(opened(diagnosed.id), "en").unlink(missing_ok=True)
    response = as_owner.get(page("pulse:report"))
    assert response.status_code == 200
    assert "The report is being made" in response.content.decode()
    assert under_way(jobs.REPORT, diagnosed.id).arguments == {"language": "en"}
    run(diagnosed, jobs.make_report, language="en")
    response = as_owner.get(page("pulse:report"))
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    body = b"".join(response.streaming_content).decode()
    assert read_whole(opened(diagnosed.id), "en").diagnosis.findings[0].id in body


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_the_report_quotes_verbatims_and_is_not_for_everybody(client_of, page, diagnosed, role):
    assert client_of(role).get(page("pulse:report")).status_code == 403


def test_what_is_told_is_new_once_gone_once_and_new_again(company):
    now = timezone.now()
    keep_told(company.id, "score", {"a": {"en": "A"}}, now)
    keep_told(company.id, "score", {"a": {"en": "A2"}}, now + timedelta(hours=1))
    told = Told.objects.get(workspace=company, key="a")
    assert (told.first_at, told.gone_at, told.title("pl")) == (now, None, "A2")
    keep_told(company.id, "score", {}, now + timedelta(hours=2))
    assert Told.objects.get(key="a").gone_at == now + timedelta(hours=2)
    keep_told(company.id, "score", {"a": {"en": "A"}}, now + timedelta(hours=3))
    told.refresh_from_db()
    assert (told.first_at, told.gone_at) == (now + timedelta(hours=3), None)


def test_a_missing_report_is_nowhere(company):
    assert not report_path(opened(company.id), "xx").exists()
