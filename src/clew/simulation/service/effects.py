"""The faults of customer service as figures, computed from the plan itself and never from a sample."""

from __future__ import annotations

from math import exp, log
from statistics import NormalDist

from clew.simulation.service.plan import CHURN, CIRCLE, HOURS_TO_SOLVE, REOPENING, SLOW_QUEUE, STORM, TOPICS, WAITING
from clew.simulation.truth import Planted

__all__ = ["ended_within", "gives_up", "median_wait", "service_background", "service_effects", "working_time"]

_BELL = NormalDist()
_LONGEST_WAIT = 3600


def service_effects() -> tuple[Planted, ...]:
    """Return what a sound diagnosis finds in calls, tickets and contracts.

    >>> [(effect.kind, effect.metric) for effect in service_effects()][:2]
    [('going_in_circles', 'circles'), ('pain_point', 'wait_time')]
    """
    return (_circle(), _slow_queue(), _reopening(), _churn(), _storm())


def service_background() -> tuple[Planted, ...]:
    """Return what follows from the faults: who waits longer gives up more, who is in a storm calls a queue."""
    gave_up = Planted(
        name="follows",
        kind="pain_point",
        metric="abandonment",
        program="none",
        where={"queue": SLOW_QUEUE.queue, "weekday": SLOW_QUEUE.weekday},
        direction="higher",
        size=gives_up(SLOW_QUEUE.seconds) - gives_up(SLOW_QUEUE.usual_seconds),
        reference="the same queue on other days, share of calls; it follows from the wait",
    )
    took_longer = Planted(
        name="follows",
        kind="pain_point",
        metric="resolution_time",
        program="none",
        where={"team": REOPENING.team},
        direction="higher",
        size=0.0,
        reference="follows from the reopened tickets; no size is computed",
    )
    period = "..".join(STORM.days)
    queue = next(queue for topic, queue, _ in TOPICS if topic == STORM.topic)
    called = Planted(
        name="follows",
        kind="storm",
        metric="contact_rate",
        program="none",
        where={"queue": queue, "period": period},
        direction="higher",
        size=1000 * STORM.calls,
        reference="the storm's calls more per 1,000 customers and day than usual, in the queue that takes them",
        period=period,
    )
    return gave_up, took_longer, called, *_on_quick_days(queue)


def _on_quick_days(queue: str) -> tuple[Planted, ...]:
    """Return how the month of the storm looks in the slow queue: its calls came on days on which nobody waits long."""
    month = STORM.days[0][:7]
    return tuple(
        Planted(
            name="follows",
            kind="good_period",
            metric=metric,
            program="none",
            where={"queue": queue, "period": month},
            direction="lower",
            size=0.0,
            reference="fewer of the month's calls came on the slow day; no size is computed",
            period=month,
        )
        for metric in ("wait_time", "abandonment")
    )


def working_time() -> Planted:
    """Return what is true of every ticket: as long in working time whatever the weekday, so calendar time misleads."""
    return Planted(
        name="calendar",
        kind="calendar",
        metric="resolution_time",
        program="none",
        where={},
        direction="same",
        size=HOURS_TO_SOLVE[0],
        reference="median working hours until a ticket is first solved, the same for tickets of every weekday",
        found=False,
    )


def ended_within(days: int, times: float = 1.0) -> float:
    """Return the share of contracts that end within ``days`` where the usual hazard is ``times`` as large.

    >>> round(ended_within(90), 4)
    0.0713
    """
    return 1 - exp(-CHURN.a_year * times * days / 365)


def median_wait(seconds: float) -> float:
    """Return after how many seconds half of the waits are over, answered or given up.

    ``seconds`` is the median until somebody would answer.

    >>> round(median_wait(300)), round(median_wait(60))
    (220, 56)
    """
    low, high = 0.0, seconds
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if _still_waits(middle, seconds) > 0.5 else (low, middle)
    return low


def gives_up(seconds: float) -> float:
    """Return the share of callers who give up where the median until somebody would answer is ``seconds``.

    >>> round(gives_up(60), 2)
    0.09
    """
    steps = [_still_waits(at + 0.5, seconds) for at in range(round(WAITING.at_least), _LONGEST_WAIT)]
    return sum(steps) / WAITING.patience


def _still_waits(at: float, seconds: float) -> float:
    """Return the share of callers who are neither answered nor gone after ``at`` seconds."""
    unanswered = 1 - _BELL.cdf(log(at / seconds) / WAITING.spread) if at > 0 else 1.0
    return unanswered * exp(-max(0.0, at - WAITING.at_least) / WAITING.patience)


def _circle() -> Planted:
    return Planted(
        name="circle",
        kind="going_in_circles",
        metric="circles",
        program="none",
        where={"circle": " → ".join(CIRCLE.names)},
        direction="higher",
        size=CIRCLE.share,
        reference="share of invoices followed by it within a fortnight; without the fault, next to none",
    )


def _slow_queue() -> Planted:
    return Planted(
        name="slow_queue",
        kind="pain_point",
        metric="wait_time",
        program="none",
        where={"queue": SLOW_QUEUE.queue, "weekday": SLOW_QUEUE.weekday},
        direction="higher",
        size=median_wait(SLOW_QUEUE.seconds) - median_wait(SLOW_QUEUE.usual_seconds),
        reference="the same queue on other days: seconds after which half of the waits are over, answered or given up",
    )


def _reopening() -> Planted:
    return Planted(
        name="reopening",
        kind="pain_point",
        metric="reopen_rate",
        program="none",
        where={"team": REOPENING.team},
        direction="higher",
        size=REOPENING.share - REOPENING.usual_share,
        reference="the other teams, share of solved tickets",
    )


def _churn() -> Planted:
    return Planted(
        name="churn",
        kind="churn_after",
        metric="churn",
        program="none",
        where={"after": CHURN.kind},
        direction="higher",
        size=ended_within(CHURN.days, CHURN.times) - ended_within(CHURN.days),
        reference=f"contracts without a complaint, share that ends in {CHURN.days} days; the hazard doubles",
    )


def _storm() -> Planted:
    period = "..".join(STORM.days)
    return Planted(
        name="storm",
        kind="storm",
        metric="contact_rate",
        program="none",
        where={"topic": STORM.topic, "period": period},
        direction="higher",
        size=1000 * (STORM.calls + STORM.tickets),
        reference="more contacts per 1,000 customers and day than usual: 30 calls and 20 tickets",
        period=period,
    )
