"""The faults of customer service: plain in twenty companies of a tenth of the size, and absent without faults."""

from __future__ import annotations

from functools import cache
from math import log, sqrt

import numpy as np
import pytest
from scipy.stats import poisson

from clew.simulation.contacts import draw_contacts
from clew.simulation.customers import draw_customers
from clew.simulation.service import draw_service
from clew.simulation.service.calls import draw_calls
from clew.simulation.service.contracts import exposed_days
from clew.simulation.service.effects import ended_within, gives_up, median_wait, service_effects
from clew.simulation.service.plan import (
    CHURN,
    CIRCLE,
    HOURS_TO_SOLVE,
    QUEUES,
    REOPENING,
    SLOW_QUEUE,
    STORM,
    TEAMS,
    TOPICS,
)
from clew.simulation.service.requests import Requests
from clew.simulation.service.working import WorkingDays
from clew.simulation.times import Calendar

SEEDS = range(1, 21)
CALENDAR = Calendar("2025-04", 18)
HOURS = WorkingDays(CALENDAR)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = np.timedelta64(1, "D")


@cache
def tenth(seed, *, faults=True):
    """A tenth of the company as it is drawn for its exports: contacts, and what customer service did."""
    rng = np.random.Generator(np.random.PCG64(seed))
    serving, _ = rng.spawn(2)
    customers = draw_customers(rng, CALENDAR, 2_000)
    contacts = draw_contacts(rng, CALENDAR, customers)
    return contacts, draw_service(serving, CALENDAR, customers, contacts, faults=faults)


def z_of_means(here, there):
    return (here.mean() - there.mean()) / sqrt(here.var(ddof=1) / len(here) + there.var(ddof=1) / len(there))


def z_of_shares(here, there):
    share = np.concatenate([here, there]).mean()
    return (here.mean() - there.mean()) / sqrt(share * (1 - share) * (1 / len(here) + 1 / len(there)))


def weekday(at):
    return (at.astype("datetime64[D]").astype(int) + 3) % 7


def sequences(seed, *, faults):
    """How often four contacts of a customer that follow each other are a circle, within a fortnight."""
    contacts, service = tenth(seed, faults=faults)
    digital = np.isin(contacts.channel_name, ("web", "app"))
    calls, tickets = service.calls.asked, service.tickets.asked
    customer = np.concatenate([contacts.customer[digital], calls.customer, tickets.customer])
    at = np.concatenate([contacts.at[digital], calls.at, tickets.at])
    name = np.concatenate([contacts.touchpoint_name[digital], np.full(len(calls), "call"), service.tickets.channel])
    order = np.lexsort((at, customer))
    customer, at, name = customer[order], at[order], name[order]
    match = np.ones(len(at) - 3, dtype=bool)
    for step, expected in enumerate(CIRCLE.names):
        match &= name[step : len(name) - 3 + step] == expected
    return int((match & (customer[:-3] == customer[3:]) & (at[3:] - at[:-3] <= 14 * DAY)).sum())


def slow_cells(seed, *, faults):
    """z of the logarithm of the wait of each queue on each day of the week, against its other days."""
    calls = tenth(seed, faults=faults)[1].calls
    waited, day = np.log(calls.waited), weekday(calls.asked.at)
    cells = {}
    for queue in sorted(set(QUEUES)):
        for at, name in enumerate(WEEKDAYS[:5]):
            own = calls.queue == queue
            cells[queue, name] = z_of_means(waited[own & (day == at)], waited[own & (day != at)])
    return cells


def reopened(seed, *, faults):
    """z of the share of each team's tickets that were opened again, against the others'."""
    tickets = tenth(seed, faults=faults)[1].tickets
    again = ~np.isnat(tickets.reopened)
    return {name: z_of_shares(again[tickets.team == at], again[tickets.team != at]) for at, name in enumerate(TEAMS)}


def churn(seed, *, faults):
    """Rate of endings on days after a complaint over that on other days, and z of its logarithm."""
    contracts = tenth(seed, faults=faults)[1].contracts
    after = exposed_days(CALENDAR, 2_000, tenth(seed, faults=faults)[1].tickets)
    start = CALENDAR.start.astype("datetime64[D]")
    begins = np.maximum((contracts.started - start).astype(int), 0)
    running = np.isnat(contracts.ended)
    ends = np.where(running, after.shape[1], (contracts.ended - start).astype(int))
    through = np.concatenate([np.zeros((2_000, 1), int), after.cumsum(axis=1)], axis=1)
    exposed = (through[contracts.customer, ends] - through[contracts.customer, begins]).sum()
    days = (ends - begins).sum()
    ended_after = after[contracts.customer[~running], ends[~running]].sum()
    ended = (~running).sum() - ended_after
    ratio = (ended_after / exposed) / (ended / (days - exposed))
    return ratio, log(ratio) / sqrt(1 / ended_after + 1 / ended)


def storms(seed, *, faults):
    """Days with more contacts of one topic than chance gives, once in ten thousand companies."""
    service = tenth(seed, faults=faults)[1]
    found = set()
    for at, (topic, _, _) in enumerate(TOPICS):
        times = np.concatenate([asked.at[asked.topic == at] for asked in (service.calls.asked, service.tickets.asked)])
        days, counts = np.unique(times.astype("datetime64[D]"), return_counts=True)
        usual = np.median(counts[weekday(days) < 5])
        chance = poisson.sf(counts - 1, 1.4 * usual) * len(days) * len(TOPICS)
        found |= {(topic, str(day)) for day in days[chance < 1e-4]}
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_each_fault_is_plain_at_a_tenth(seed):
    contacts, _ = tenth(seed)
    invoices = (contacts.of(CIRCLE.touchpoint) & (contacts.at < CALENDAR.end - 15 * DAY)).sum()
    assert 0.6 * CIRCLE.share * invoices < sequences(seed, faults=True) < 1.3 * CIRCLE.share * invoices
    slow = slow_cells(seed, faults=True)
    assert slow.pop((SLOW_QUEUE.queue, SLOW_QUEUE.weekday)) > 15
    assert {cell: z for cell, z in slow.items() if z > 4.5} == {}
    opened_again = reopened(seed, faults=True)
    assert opened_again.pop(REOPENING.team) > 10
    assert max(opened_again.values()) < 0
    assert churn(seed, faults=True)[1] > 4.2
    assert storms(seed, faults=True) == {(STORM.topic, day) for day in STORM.days}


@pytest.mark.parametrize("seed", SEEDS)
def test_without_faults_nothing_is_there(seed):
    assert sequences(seed, faults=False) <= 2
    assert {cell: z for cell, z in slow_cells(seed, faults=False).items() if abs(z) > 4.2} == {}
    assert max(map(abs, reopened(seed, faults=False).values())) < 4.2
    assert abs(churn(seed, faults=False)[1]) < 3.5
    assert storms(seed, faults=False) == set()


@pytest.mark.parametrize("faults", [True, False])
def test_sizes_are_those_of_the_plan_over_all_seeds(faults):
    ratio = np.median([churn(seed, faults=faults)[0] for seed in SEEDS])
    assert ratio == pytest.approx(CHURN.times if faults else 1, rel=0.06)
    tickets = [tenth(seed, faults=faults)[1].tickets for seed in SEEDS]
    guilty = np.concatenate([~np.isnat(each.reopened[each.team == TEAMS.index(REOPENING.team)]) for each in tickets])
    assert guilty.mean() == pytest.approx(REOPENING.share if faults else REOPENING.usual_share, rel=0.08)
    others = np.concatenate([~np.isnat(each.reopened[each.team != TEAMS.index(REOPENING.team)]) for each in tickets])
    assert others.mean() == pytest.approx(REOPENING.usual_share, rel=0.08)


def test_the_size_of_churn_is_that_of_contracts_followed_for_ninety_days():
    rng = np.random.Generator(np.random.PCG64(1))
    lived = {times: rng.exponential(365 / CHURN.a_year / times, 400_000) for times in (1, CHURN.times)}
    drawn = (lived[CHURN.times] < CHURN.days).mean() - (lived[1] < CHURN.days).mean()
    (planted,) = (effect for effect in service_effects() if effect.kind == "churn_after")
    assert planted.size == pytest.approx(drawn, rel=0.03)
    assert ended_within(CHURN.days) == pytest.approx((lived[1] < CHURN.days).mean(), rel=0.02)


@pytest.mark.parametrize("monday", [True, False])
def test_the_sizes_of_waiting_are_those_of_many_calls(monday):
    """Against draws: half of the waits are over, and so many give up."""
    rng, size = np.random.Generator(np.random.PCG64(2)), 200_000
    at = np.full(size, np.datetime64("2026-03-02T10:00:00" if monday else "2026-03-03T10:00:00", "s"))
    topic = np.full(size, [name for name, _, _ in TOPICS].index("Router"))
    calls = draw_calls(rng, HOURS, Requests(np.zeros(size, int), topic, at), faults=True)
    seconds = SLOW_QUEUE.seconds if monday else SLOW_QUEUE.usual_seconds
    assert np.median(calls.waited) == pytest.approx(median_wait(seconds), abs=1.5)
    assert np.isnat(calls.answered).mean() == pytest.approx(gives_up(seconds), abs=0.004)


def test_calendar_time_misleads_and_working_time_does_not():
    tickets = [tenth(seed)[1].tickets for seed in SEEDS[:6]]
    at = np.concatenate([each.asked.at for each in tickets])
    solved = np.concatenate([each.solved for each in tickets])
    worked = (HOURS.worked(solved) - HOURS.worked(at)) / 3600
    passed = (solved - at).astype("timedelta64[s]").astype(float) / 3600
    assert np.median(worked) == pytest.approx(HOURS_TO_SOLVE[0], rel=0.04)
    day = weekday(at)
    for name in range(7):
        assert abs(z_of_means(np.log(worked[day == name]), np.log(worked[day != name]))) < 4
    assert z_of_means(np.log(passed[day == 4]), np.log(passed[day < 4])) > 10


def test_people_work_on_working_days_from_eight_to_six_and_most_ask_then():
    _, service = tenth(1)
    tickets = service.tickets
    for step in (tickets.taken, tickets.passed_on, tickets.replied, tickets.solved, tickets.solved_again):
        times = step[~np.isnat(step)]
        hour = (times - times.astype("datetime64[D]")).astype("timedelta64[s]").astype(int) / 3600
        assert HOURS.is_open[(times.astype("datetime64[D]") - HOURS.first).astype(int)].all()
        assert (hour >= 8).all()
        assert (hour <= 18).all()
    inside = (HOURS.days >= CALENDAR.start) & (HOURS.days < CALENDAR.end)
    for asked, at_most in ((service.calls.asked, 0.15), (tickets.asked, 0.5)):
        counts = np.array([(asked.at.astype("datetime64[D]") == day).sum() for day in HOURS.days])
        open_days, closed = counts[inside & HOURS.is_open].mean(), counts[inside & ~HOURS.is_open].mean()
        assert 0 < closed < at_most * open_days


def test_months_have_as_many_contacts_a_day_whatever_their_holidays():
    """Otherwise December would be a finding of its own."""
    for by_weekday in ((1.25, 1, 1, 1, 0.95, 0.2, 0.05), (1, 1, 1, 1, 1, 1, 1)):
        days = HOURS.draw_days(np.random.Generator(np.random.PCG64(3)), 540_000, by_weekday)
        months, counts = np.unique(days.astype("datetime64[M]"), return_counts=True)
        length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int)
        assert counts / length == pytest.approx(540_000 / length.sum(), rel=0.04)


def test_what_happens_to_a_ticket_and_a_call_is_in_order():
    _, service = tenth(2)
    tickets, calls = service.tickets, service.calls
    steps = (tickets.asked.at, tickets.passed_on, tickets.taken, tickets.replied, tickets.came_back, tickets.solved)
    steps = (*steps, tickets.reopened, tickets.solved_again, tickets.closed)
    latest = steps[0]
    for step in steps[1:]:
        assert not (step < latest).any()
        latest = np.fmax(latest, step)
    assert (np.isnat(calls.answered) ^ np.isnat(calls.abandoned)).all()
    assert (calls.waited >= 1).all()
    about = calls.ticket >= 0
    assert (calls.asked.customer[about] == tickets.asked.customer[calls.ticket[about]]).all()
    assert (tickets.asked.topic[calls.ticket[about]] == calls.asked.topic[about]).all()
    early = (tickets.asked.at[calls.ticket[about]] - calls.asked.at[about]).astype("timedelta64[h]").astype(int)
    assert early.max() == 0, "a ticket is opened in the call, or was there before"


def test_contracts_end_after_they_begin():
    contracts = tenth(4)[1].contracts
    ended = contracts.ended[~np.isnat(contracts.ended)]
    assert (contracts.ended[~np.isnat(contracts.ended)] > contracts.started[~np.isnat(contracts.ended)]).all()
    assert ended.min() >= CALENDAR.start
    assert ended.max() < CALENDAR.end
    assert 1.6 < len(contracts) / 2_000 < 1.9
