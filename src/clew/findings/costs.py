"""What friction costs: customers touched, contacts affected and hours lost beyond what is usual, of what is told.

One formula a measure; all are differences from what is usual (elsewhere, or at other times), never below zero:

* times (wait, first reply, solution): n × (restricted mean here - restricted mean there), up to 30 days each;
* giving up: how many more gave up than would at the usual share × the mean wait of those who gave up here;
* opening again: n × (what the last solution comes later than the first here - the same there);
* not solved at once: how many more contacts than at the usual share; nobody knows how long they took.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from clew.errors import UsageError
from clew.findings.measure import Measure, Times
from clew.findings.tested.candidate import Candidate
from clew.findings.work import Work
from clew.metrics import METRICS
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.restricted_mean import longest_horizon, restricted_mean

__all__ = ["TIMED", "excess", "hours_beyond", "priced"]

HOUR = 3600.0
#: What takes longer than this is another matter: 30 days, as in the metrics' own restricted mean.
LONGEST = 720 * HOUR
TIMED = frozenset({"wait_time", "first_reply_time", "resolution_time"})
TIMES = ("period", "since")

Reading = Callable[[Work, Candidate], float | None]
Both = tuple[Lifetimes, Lifetimes]


def priced(work: Work, candidate: Candidate) -> Candidate:
    """Return the candidate with its cost; as it is where it is no friction of service, or good news."""
    reading = _HOURS.get(candidate.measure.metric)
    if reading is None or candidate.difference * candidate.measure.sign >= 0:
        return candidate
    try:
        hours = reading(work, candidate)
        customers = _customers(work, candidate)
    except UsageError:
        hours, customers = None, None
    cost: dict[str, float] = {} if customers is None else {"customers": customers}
    cost["contacts"] = excess(candidate)
    facts = {**candidate.facts, "working": candidate.measure.working or _is_working(work, candidate)}
    return replace(candidate, facts=facts, cost=cost if not hours else {**cost, "hours": hours})


def _is_working(work: Work, candidate: Candidate) -> bool:
    """Return whether the hours of opening again are of working time."""
    return candidate.measure.metric == "reopen_rate" and work.asker.has_working_time()


def excess(candidate: Candidate) -> float:
    """Return how many more it happened to than would at the usual share: the difference of the shares × n."""
    return abs(candidate.difference) * candidate.value.n


def hours_beyond(here: Lifetimes, there: Lifetimes) -> float | None:
    """Return the hours that all of ``here`` took beyond what they would take ``there``, up to 30 days each.

    The difference of the restricted means × n, what is open being counted for as long as it was watched; not below 0,
    None where one side has nothing.

    >>> hours_beyond(Lifetimes.of([7200, 10800]), Lifetimes.of([3600, 3600, 3600]))
    3.0
    """
    if not here.n or not there.n:
        return None
    watched = [limit for lives in (here, there) if (limit := longest_horizon(lives)) is not None]
    horizon = min([LONGEST, *watched])
    if horizon <= 0:
        return None
    means = [restricted_mean(lives, horizon).value or 0.0 for lives in (here, there)]
    return max(0.0, means[0] - means[1]) * here.n / HOUR


def _of_times(work: Work, candidate: Candidate) -> float | None:
    measure = candidate.measure
    both = _both(work, candidate, measure.asked, measure.parameters)
    return None if both is None else hours_beyond(*both)


def _in_vain(work: Work, candidate: Candidate) -> float | None:
    """Return the hours that those waited who gave up beyond the usual share."""
    both = _both(work, candidate, "wait_time.abandoned_within", {})
    if both is None:
        return None
    short = next(float(given.default) for given in METRICS["abandonment"].parameters if given.name == "short")
    here = both[0]
    gave_up = here.of_cause & (here.times >= short)
    many = float(here.counts[gave_up].sum())
    waited = float(np.sum(here.times[gave_up] * here.counts[gave_up]))
    return waited / many * excess(candidate) / HOUR if many else None


def _again(work: Work, candidate: Candidate) -> float | None:
    """Return the hours from the first solution to the last one, beyond those of others."""
    working = {"time": "working"} if work.asker.has_working_time() else {}
    last, first = (
        _both(work, candidate, "resolution_time.within", {"resolution": which, **working})
        for which in ("full", "first")
    )
    if last is None or first is None:
        return None
    here, there = (_between(first[side], last[side]) for side in (0, 1))
    return None if here is None or there is None else max(0.0, here - there) * last[0].n / HOUR


def _between(first: Lifetimes, last: Lifetimes) -> float | None:
    """Return the mean seconds from the first solution to the last."""
    watched = [limit for lives in (first, last) if (limit := longest_horizon(lives)) is not None]
    horizon = min([LONGEST, *watched])
    if not first.n or not last.n or horizon <= 0:
        return None
    return (restricted_mean(last, horizon).value or 0.0) - (restricted_mean(first, horizon).value or 0.0)


def _nothing(_work: Work, _candidate: Candidate) -> float | None:
    return None


_HOURS: dict[str, Reading] = {
    **dict.fromkeys(TIMED, _of_times),
    "abandonment": _in_vain,
    "reopen_rate": _again,
    "first_contact_resolution": _nothing,
}


def _both(work: Work, candidate: Candidate, metric: str, parameters: Mapping[str, str]) -> Both | None:
    """Return the times where and when the candidate is, and those of its like: other places, or other times there."""
    timed = any(name in candidate.where for name in TIMES)
    by = _dimensions(work, candidate.measure, candidate.where)
    every = "month" if timed else None
    cells = work.asker.times(metric, by=by, every=every, parameters=parameters)
    place = {name: value for name, value in candidate.where.items() if name not in TIMES}
    if timed:
        skip = work.asker.incomplete("month")
        cells = [cell for cell in cells if _is_at(cell, place) and cell.period and cell.period not in skip]
        return _split(cells, lambda cell: _is_then(str(cell.period), candidate.where))
    known = [cell for cell in cells if all(cell.where.get(name) is not None for name in place)]
    return _split(known, lambda cell: _is_at(cell, place))


def _dimensions(work: Work, measure: Measure, where: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the cells of the measure were asked by, which were read already; else what the place is made of."""
    names = tuple(name for name in where if name not in TIMES)
    if len(names) < len(where):
        return names if measure.ground not in names and names else (measure.ground,)
    asked = (key[1:] for key in work.cells if key[0] == measure.name)
    return next((key for key in asked if set(names) <= set(key)), names)


def _split(cells: Sequence[Times], is_here: Callable[[Times], bool]) -> Both | None:
    here = [cell.lives for cell in cells if is_here(cell)]
    there = [cell.lives for cell in cells if not is_here(cell)]
    return (Lifetimes.merged(here), Lifetimes.merged(there)) if here and there else None


def _is_at(cell: Times, place: Mapping[str, str]) -> bool:
    return all(cell.where.get(name) == value for name, value in place.items())


def _is_then(period: str, where: Mapping[str, str]) -> bool:
    return period == where["period"] if "period" in where else period >= where["since"]


def _customers(work: Work, candidate: Candidate) -> int | None:
    """Return how many customers it touched, each once; None where nobody knows whose the contacts were."""
    metric = METRICS[candidate.measure.metric]
    if not any(row["name"] == metric.table and row["customers"] for row in work.asker.rows()):
        return None
    place = [f"{name}={value}" for name, value in candidate.where.items() if name not in TIMES]
    column = metric.time_column
    found = work.asker.cells(
        f"{metric.name}.answers", by=(), where=[*place, *_window(column, candidate.where)],
        parameters={name: text for name, text in candidate.measure.parameters.items() if name != "target"},
    )  # fmt: skip
    return found[0].sketch.units if len(found) == 1 else None


def _window(column: str, where: Mapping[str, str]) -> list[str]:
    """Return the filters that keep a month, or what came since one.

    >>> _window("opened_at", {"period": "2025-12"})
    ['opened_at>=2025-12-01', 'opened_at<2026-01-01']
    """
    label = where.get("period") or where.get("since")
    if not label:
        return []
    first = date.fromisoformat(f"{label}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return [f"{column}>={first}", *([f"{column}<{after}"] if "period" in where else [])]
