"""Jobs are done once, tried again, stopped; who lost the lease writes nothing."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from clew.errors import UsageError
from clew_server.jobs import absence, worker
from clew_server.jobs.models import Job
from clew_server.jobs.registry import JOBS, Tick, job
from clew_server.jobs.services import queue, stop
from clew_server.jobs.worker import LostLeaseError, Worker, _beat, _is_due, _take, _teller, run_one

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counted():
    done = []

    @job("test.count", tries=2)
    def count(running):
        done.append(running.arguments)
        if running.arguments.get("fails"):
            raise RuntimeError("broken")
        if running.arguments.get("refused"):
            raise UsageError("the data says no")
        return {"done": len(done)}

    yield done
    del JOBS["test.count"]


def test_a_job_is_done_and_says_what_came_of_it(counted):
    queued = queue("test.count", number=1)
    assert run_one()
    assert not run_one()
    queued.refresh_from_db()
    assert (queued.state, queued.result) == ("done", {"done": 1})


def test_the_same_work_is_queued_once_at_a_time(counted):
    assert queue("test.count", unique="a").id == queue("test.count", unique="a").id
    run_one()
    queue("test.count", unique="a")
    assert run_one()
    assert len(counted) == 2


def test_a_failure_is_tried_again_and_then_shown(counted):
    queued = queue("test.count", fails=True)
    run_one()
    queued.refresh_from_db()
    assert queued.state == "queued"
    assert queued.run_at > timezone.now()
    Job.objects.update(run_at=timezone.now())
    run_one()
    queued.refresh_from_db()
    assert queued.state == "failed"
    assert "broken" in queued.error


def test_what_the_data_refuses_is_not_tried_again(counted):
    queued = queue("test.count", refused=True)
    run_one()
    queued.refresh_from_db()
    assert (queued.state, queued.error, len(counted)) == ("failed", "the data says no", 1)


def test_a_queued_job_is_stopped_at_once(counted):
    workspace_id = UUID("11111111-1111-4111-8111-111111111111")
    queued = queue("test.count", workspace_id)
    assert stop(queued.id, workspace_id)
    assert not run_one()


def test_a_lease_that_ran_out_is_anybodys_and_the_late_one_writes_nothing(counted):
    queue("test.count")
    first = _take()
    Job.objects.update(lease_until=timezone.now())
    second = _take()
    assert second.id == first.id
    assert second.fence == first.fence + 1
    with pytest.raises(LostLeaseError):
        _teller(first)("late", 0.5)


def test_what_comes_back_is_due_again_only_after_its_pace():
    @job("test.daily", every_server=3600)
    def daily(_running):
        return None

    try:
        assert _is_due(JOBS["test.daily"], None)
        queue("test.daily", unique="recurring")
        assert not _is_due(JOBS["test.daily"], None)
        Job.objects.update(created_at=timezone.now() - timedelta(seconds=3601))
        assert _is_due(JOBS["test.daily"], None)
    finally:
        del JOBS["test.daily"]


def test_what_somebody_waits_for_goes_before_what_was_queued_earlier(counted):
    done = []
    job("test.shown", is_waited_for=True)(lambda running: done.append(running.arguments["number"]))
    try:
        queue("test.count", number=1)
        queue("test.count", number=2, asked_by=UUID(int=2))
        queue("test.shown", number=3)
        assert run_one()
        assert done == [3]
        assert not run_one(only_waited_for=True), "the worker that is kept free takes nothing else"
        run_one()
        run_one()
        assert [arguments["number"] for arguments in counted] == [2, 1]
    finally:
        del JOBS["test.shown"]


def test_one_of_several_workers_is_kept_free_for_what_somebody_waits_for():
    free = [thread._args for thread in Worker(3, list)._threads[:3]]
    assert free == [(True,), (False,), (False,)]
    assert Worker(1, list)._threads[0]._args == (False,)


def test_every_job_of_the_product_says_what_it_does():
    assert not [
        name for name, kind in JOBS.items() if not kind.label and kind.work.__module__.startswith("clew_server")
    ]


def test_a_tick_that_takes_long_keeps_no_other_waiting(monkeypatch):
    monkeypatch.setattr(worker, "TICKS", {})
    held, came = Event(), Event()

    def hold(_workspace_id):
        held.wait(30)

    worker.TICKS["slow"] = Tick("slow", hold, 0.01)
    worker.TICKS["quick"] = Tick("quick", lambda _workspace_id: came.set(), 0.01)
    running = Worker(0, lambda: [uuid4()])
    running.start()
    try:
        assert came.wait(30)
        assert not held.is_set()
    finally:
        held.set()
        running.stop()


def test_that_the_database_is_away_is_said_once_and_that_it_is_back(monkeypatch, caplog):
    away, tried = [True], []
    one = Worker(1, list)

    def look(**_):
        tried.append(len(tried))
        away[0] = len(tried) < 4
        if away[0]:
            raise OperationalError("connection refused")
        one._ending.set()
        return False

    monkeypatch.setattr(worker, "run_one", look)
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(absence, "_answers", lambda: not away[0])
    one._work(only_waited_for=False)
    assert tried == [0, 1, 2, 3]
    assert [(record.levelname, record.exc_info) for record in caplog.records] == [("WARNING", None)] * 2
    assert "cannot be asked" in caplog.messages[0]
    assert "answers again" in caplog.messages[1]


def test_what_goes_wrong_while_the_database_answers_is_told_whole(counted, caplog):
    queue("test.count", fails=True)
    run_one()
    assert [record.exc_info[0] for record in caplog.records] == [RuntimeError]


def test_a_heart_goes_on_beating_after_the_database_was_away(counted, monkeypatch):
    queue("test.count")
    found, beats, ending = _take(), [], Event()

    def prolonged(_found):
        beats.append(1)
        if len(beats) == 1:
            raise OperationalError("connection refused")
        ending.set()
        return Job.objects.filter(id=found.id)

    monkeypatch.setattr(worker, "HEARTBEAT", 0.0)
    monkeypatch.setattr(worker, "_mine", prolonged)
    monkeypatch.setattr(absence, "_answers", lambda: True)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    _beat(found, ending)
    assert len(beats) == 2
