"""What a grid can be of: measures that can be pooled, dimensions that their rows have."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew.questions.parse import parse_question
from clew.questions.question import Question
from clew_server.configuration import configuration
from clew_server.insights.hiding.fields import check_fields
from clew_server.insights.measures import Measure
from clew_server.insights.reading import Reading

__all__ = ["DIMENSIONS", "Choice", "chosen", "dimensions_of", "grid_question", "poolable"]

#: Dimensions as people call them, in the order in which they are offered.
DIMENSIONS: dict[str, str | Promise] = {
    "touchpoint": gettext_lazy("Touchpoint"),
    "channel": gettext_lazy("Channel"),
    "topic": gettext_lazy("Topic"),
    "kind": gettext_lazy("Kind"),
    "product": gettext_lazy("Product"),
    "location": gettext_lazy("Place"),
    "team": gettext_lazy("Team"),
    "priority": gettext_lazy("Priority"),
    "device": gettext_lazy("Device"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "brand": gettext_lazy("Brand"),
    "customers.country": gettext_lazy("Customer's country"),
}
#: What is looked at first, where it is there.
FIRST = ("touchpoint", "channel", "topic", "kind", "product")
MOST_DIMENSIONS = 2
#: Hours within which a ticket should be solved, for the share that was.
HOURS = "24"


@dataclass(frozen=True)
class Choice:
    """What an address chooses: the measure, the dimensions, and what could not be."""

    measure: Measure
    by: tuple[str, ...]
    errors: tuple[str, ...] = ()


def poolable(measures: list[Measure]) -> list[Measure]:
    """Return the measures that can be pooled over places: times as the share done within a day, rates not at all."""
    found = []
    for measure in measures:
        if measure.metric == "contact_rate":
            continue
        if measure.metric == "resolution_time":
            parameters = {**measure.parameters, "target": HOURS}
            found.append(replace(measure, statistic="within", parameters=parameters, compared=""))
        else:
            found.append(measure)
    return found


def chosen(measures: list[Measure], given: dict[str, list[str]], role: str) -> Choice:
    """Return what an address asks for; where it says nothing, the score with the most answers at places.

    Who is asked about the whole relationship is asked at no touchpoint.
    """
    wanted = (given.get("measure") or [""])[0]
    at_places = [each for each in measures if each.program != "relationship"]
    first = max(at_places or measures, key=lambda each: each.answers)
    measure = next((each for each in measures if each.name == wanted), first)
    errors = (
        [] if wanted in {"", measure.name} else [str(UsageError.unknown("figure", wanted, [m.name for m in measures]))]
    )
    by = []
    for name in dict.fromkeys(name for name in given.get("by", []) if name):
        try:
            check_fields(role, (name,))
            parse_question(measure.asked, by=(name,), settings=measure.parameters)
        except UsageError as error:
            errors.append(str(error))
        else:
            by.append(name)
    if not by:
        offered = dimensions_of(measure)
        by = [name for name in FIRST if name in offered][:MOST_DIMENSIONS]
    return Choice(measure, tuple(by[:MOST_DIMENSIONS]), tuple(errors))


def dimensions_of(measure: Measure) -> dict[str, str | Promise]:
    """Return the dimensions that the rows of a measure have."""
    found = {}
    for name, label in DIMENSIONS.items():
        try:
            parse_question(measure.asked, by=(name,), settings=measure.parameters)
        except UsageError:
            continue
        found[name] = label
    return found


def grid_question(reading: Reading, choice: Choice) -> Question:
    """Return the question of a grid.

    Raises:
        UsageError: a filter that the measure's rows do not have.
    """
    measure, k = choice.measure, configuration().smallest_group
    return reading.asked.question(
        measure.asked, by=choice.by, where=measure.where, settings=measure.parameters, min_n=k, compare=None
    )
