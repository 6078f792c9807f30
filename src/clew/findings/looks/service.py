"""Service: how soon, how often at once, how often again; over time, and by queue, team, topic, channel and weekday."""

from __future__ import annotations

from dataclasses import dataclass

from clew.errors import UsageError
from clew.findings.looks.over_time import look_over_time
from clew.findings.measure import Measure
from clew.findings.tested.places import place_candidates, weakest
from clew.findings.work import Work
from clew.metrics import METRICS

__all__ = ["SERVICE", "look_at_service", "service_measure"]

#: Fewer calls or tickets are no service to judge.
FEWEST = 100
MINUTE, HOUR = 60.0, 3600.0
#: Times that people name, in seconds: a share is told for the first of them above what is usual.
ROUND_TIMES = (
    *(10.0, 20.0, 30.0),
    *(MINUTE * many for many in (1, 2, 3, 5, 10, 20, 30)),
    *(HOUR * many for many in (1, 2, 4, 8, 12, 24, 36, 48, 72, 120, 168, 336, 720)),
)


@dataclass(frozen=True, slots=True)
class Service:
    """One measure of service: what is asked, by which dimensions, and in which unit its target is given (seconds).

    ``is_timed`` says that the share is of what was done within a time, which is then near what is usual. ``by`` are
    pairs of dimensions, the first of each being the ground of the other.
    """

    metric: str
    statistic: str
    by: tuple[tuple[str, ...], ...]
    direction: str = "higher"
    is_timed: bool = False
    target_unit: float = HOUR

    @property
    def dimensions(self) -> tuple[str, ...]:
        """All dimensions, each once."""
        return tuple(dict.fromkeys(name for pair in self.by for name in pair))


TICKETS = (("team", "channel"), ("topic", "channel"), ("team", "topic"))
SERVICE = (
    Service(
        "wait_time", "answered_within", (("queue", "weekday"), ("team", "weekday")), is_timed=True, target_unit=1.0
    ),
    Service("abandonment", "abandoned", (("queue", "weekday"), ("team", "weekday")), direction="lower"),
    Service("first_reply_time", "within", TICKETS, is_timed=True),
    Service("resolution_time", "within", TICKETS, is_timed=True),
    Service("first_contact_resolution", "gross", TICKETS),
    Service("reopen_rate", "reopened", TICKETS, direction="lower"),
)


def look_at_service(work: Work) -> None:
    """Test every measure of service that the calls and tickets of the workspace can give."""
    for place, service in enumerate(SERVICE):
        measure = service_measure(work, service)
        if measure is None:
            continue
        work.progress(measure.label, place / len(SERVICE))
        work.measures.append(measure)
        _look_at(work, measure, service)


def service_measure(work: Work, service: Service) -> Measure | None:
    """Return what is measured, its target near what is usual; None, and the reason noted, where there is too little."""
    working = _in_working_time(work, service)
    parameters = {"time": "working"} if working else {}
    within = None
    if service.is_timed:
        usual = work.asker.typical(f"{service.metric}.{service.statistic}", service.dimensions, parameters)
        within = None if usual is None else next((time for time in ROUND_TIMES if time >= usual), ROUND_TIMES[-1])
        if within is not None:
            parameters["target"] = f"{within / service.target_unit:.12g}"
    metric = METRICS[service.metric]
    measure = Measure(
        metric.name, metric.label, "share", "proportion", service.direction, 1.0, 1.0,
        parameters=parameters, statistic=service.statistic, within=within, working=working, ground=service.by[0][0],
    )  # fmt: skip
    return measure if _is_enough(work, measure, service) else None


def _in_working_time(work: Work, service: Service) -> bool:
    known = {parameter.name for parameter in METRICS[service.metric].parameters}
    return service.target_unit > 1 and "time" in known and work.asker.has_working_time()


def _is_enough(work: Work, measure: Measure, service: Service) -> bool:
    """Return whether there is enough to judge; keep the cells by all dimensions, pairs of them are sums of these."""
    try:
        cells = work.asker.cells(measure.asked, by=service.dimensions, parameters=measure.parameters)
    except UsageError as reason:
        work.lacks(measure.metric, "The question was refused: {reason}", reason=reason)
        return False
    work.cells[(measure.name, *service.dimensions)] = cells
    enough = sum(cell.sketch.n for cell in cells) >= FEWEST and (measure.within is not None or not service.is_timed)
    if not enough:
        needs = "Needs at least {n} rows in the table {table}."
        work.lacks(measure.metric, needs, n=FEWEST, table=METRICS[measure.metric].table)
    return enough


def _look_at(work: Work, measure: Measure, service: Service) -> None:
    work.series[measure.name] = work.ask("change", measure, (measure.ground,), every="month")
    look_over_time(work, measure, work.series[measure.name])
    cells = work.cells[(measure.name, *service.dimensions)]
    work.candidates += weakest([c for pair in service.by for c in place_candidates(measure, cells, pair)])
