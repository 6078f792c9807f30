"""Service: which share is told, in which time, what is tested by what, and what is said where there is too little."""

from __future__ import annotations

import numpy as np
import pytest

from clew.findings.looks.service import FEWEST, SERVICE, look_at_service, service_measure
from clew.findings.measure import Cell
from clew.findings.tested.candidate import beyond_chance
from clew.stats.sketch import Sketch

BY_METRIC = {service.metric: service for service in SERVICE}
DAYS = ("monday", "tuesday", "wednesday")


def share(yes, n):
    return Sketch.of(np.array([1.0] * yes + [0.0] * (n - yes)))


def waits(good=lambda _queue, _day: 160, n=200):
    return [
        Cell({"queue": queue, "weekday": day, "team": None}, None, share(good(queue, day), n))
        for queue in ("Technical", "Billing", "Contracts")
        for day in DAYS
    ]


def months():
    return [
        Cell({"queue": queue}, f"2026-{month:02d}", share(160, 200))
        for queue in ("Technical", "Billing")
        for month in range(1, 9)
    ]


@pytest.mark.parametrize(("usual", "target"), [(52.0, "60"), (60.0, "60"), (61.0, "120"), (1e9, "2592000")])
def test_a_wait_is_told_for_the_first_round_time_above_what_is_usual(work, workspace, usual, target):
    asker = workspace({("wait_time.answered_within", None): waits()}, {"wait_time.answered_within": usual}, works=True)
    measure = service_measure(work(asker), BY_METRIC["wait_time"])
    assert measure.parameters == {"target": target}, "the wait of a caller is no working time"
    assert (measure.within, measure.working, measure.ground) == (float(target), False, "queue")


@pytest.mark.parametrize(("works", "time"), [(True, {"time": "working"}), (False, {})])
def test_tickets_are_judged_in_working_time_where_it_is_known(work, workspace, works, time):
    cells = [Cell({"team": "Lublin", "channel": "web", "topic": "Router"}, None, share(60, 120))]
    asker = workspace({("resolution_time.within", None): cells}, {"resolution_time.within": 45_000.0}, works=works)
    measure = service_measure(work(asker), BY_METRIC["resolution_time"])
    assert measure.parameters == {**time, "target": "24"}
    assert measure.working is works


def test_what_has_no_time_is_not_asked_in_working_time(work, workspace):
    cells = [Cell({"team": "Lublin", "channel": "web", "topic": "Router"}, None, share(60, 120))]
    asker = workspace({("reopen_rate.reopened", None): cells}, works=True)
    measure = service_measure(work(asker), BY_METRIC["reopen_rate"])
    assert (measure.parameters, measure.working, measure.within) == ({}, False, None)


@pytest.mark.parametrize(
    ("cells", "usual", "why"),
    [
        (waits(lambda *_: 5, n=11), 50.0, f"Needs at least {FEWEST} rows in the table calls."),
        (waits(), None, f"Needs at least {FEWEST} rows in the table calls."),
        (None, 50.0, "The question was refused: nothing is known of wait_time.answered_within"),
    ],
)
def test_too_little_is_said_and_not_judged(work, workspace, cells, usual, why):
    answers = {} if cells is None else {("wait_time.answered_within", None): cells}
    done = work(workspace(answers, {} if usual is None else {"wait_time.answered_within": usual}))
    assert service_measure(done, BY_METRIC["wait_time"]) is None
    assert [(missing.kind, missing.why) for missing in done.missing] == [("wait_time", why)]


def test_a_queue_that_is_slow_on_one_day_is_told_of_that_day_alone(work, workspace):
    slow = waits(lambda queue, day: 60 if (queue, day) == ("Technical", "monday") else 160)
    answers = {("wait_time.answered_within", None): slow, ("wait_time.answered_within", "month"): months()}
    done = work(workspace(answers, {"wait_time.answered_within": 50.0}))
    look_at_service(done)
    told = beyond_chance(done.candidates, 0.01)
    assert [(c.kind, c.where) for c in told] == [("pain_point", {"queue": "Technical", "weekday": "monday"})]
    assert [measure.metric for measure in done.measures] == ["wait_time"]
    assert {missing.kind for missing in done.missing} == {service.metric for service in SERVICE} - {"wait_time"}


def test_every_measure_of_service_has_a_ground_and_each_dimension_is_asked_once():
    for service in SERVICE:
        assert len({pair[0] for pair in service.by}) <= 2
        assert len(service.dimensions) == len(set(service.dimensions)) == 3
