"""The questions of Pulse: for each measure its figure with the change, the year before, and the line of 13 weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from clew.errors import UsageError
from clew.questions.question import Question
from clew_server.configuration import configuration
from clew_server.insights.measures import Measure
from clew_server.insights.reading import Reading

__all__ = ["WEEKS", "Asking", "asking_of"]

WEEKS = 13


@dataclass(frozen=True)
class Asking:
    """The questions of one tile, by what they are for: ``figure``, ``change``, ``year``, ``line``, ``response``.

    ``change`` is there where the figure's own statistic has no comparison.
    """

    measure: Measure
    questions: dict[str, Question]
    refused: str = ""


def asking_of(reading: Reading, measure: Measure) -> Asking:
    """Return the questions of a measure over the span and with the filters of the address.

    A filter that the measure's table does not have refuses the measure: ``refused`` says why.
    """
    asked = reading.asked
    where = measure.where
    common = {"where": where, "settings": measure.parameters, "min_n": configuration().smallest_group}
    back = timedelta(days=measure.days_back)
    start, end = asked.start and asked.start - back, asked.end and asked.end - back
    spans = {"start": start, "end": end} if back else {}
    may_compare = bool(asked.start and asked.end) and not measure.compared
    try:
        own = {} if may_compare else {"compare": None}
        found = {"figure": asked.question(measure.asked, **common, **spans, **own)}
        if asked.start and asked.end:
            changing = f"{measure.metric}.{measure.compared}" if measure.compared else measure.asked
            if measure.compared and asked.compare != "none":
                found["change"] = asked.question(changing, **common, **spans)
            if asked.compare != "year":
                found["year"] = asked.question(changing, **common, **spans, compare="year")
        found["line"] = asked.question(measure.asked, **common, **_weeks(reading, back), every="week", compare=None)
        if measure.is_score and measure.program not in {"", "none"}:
            program = f"program={measure.program}"
            found["response"] = asked.question("response_rate", where=(program,), min_n=common["min_n"], compare=None)
    except UsageError as error:
        return Asking(measure, {}, str(error))
    return Asking(measure, found)


def _weeks(reading: Reading, back: timedelta) -> dict[str, object]:
    """Return the first day of the line and the first day after it: whole weeks, the last one as far as it goes."""
    asked = reading.asked
    end = (asked.end or asked.now.date() + timedelta(days=1)) - back
    last = end - timedelta(days=1)
    week_start = _weekday(reading.settings.week_start)
    monday = last - timedelta(days=(last.isoweekday() - week_start) % 7)
    return {"start": monday - timedelta(weeks=WEEKS - 1), "end": end}


def _weekday(name: str) -> int:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return names.index(name) + 1
