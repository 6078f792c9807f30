"""Which figures a workspace can be judged by: scores one a program and instrument, service, promises, purchases.

What there is, is read from the data: how many answers each program, instrument and scale has, and which tables have
rows. What there is not, is told with what it would need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clew.calendars.calendar import find_calendar
from clew.errors import UsageError
from clew.questions.parse import parse_question
from clew.questions.question import Question
from clew_server.insights.reading import Found, Reading

__all__ = ["Lacking", "Measure", "find_measures", "measure_questions"]

SCORES = ("nps", "csat", "ces", "rating")
#: What keeps answers apart: they are never poured into one score silently.
SPLIT = ("program", "instrument", "scale_min", "scale_max")
#: At most so many tiles of one score: those with the most answers.
MOST = 4
#: Repurchase looks so many days ahead, so it is asked of first purchases that lie so far back.
REPURCHASE_DAYS = 90

LABELS: dict[str, str | Promise] = {
    "nps": gettext_lazy("NPS"),
    "csat": gettext_lazy("Satisfied (CSAT)"),
    "ces": gettext_lazy("Ease (CES)"),
    "rating": gettext_lazy("Rating"),
    "resolution_time": gettext_lazy("Time to resolution"),
    "first_contact_resolution": gettext_lazy("Solved at first contact"),
    "promise_kept": gettext_lazy("Promises kept"),
    "contact_rate": gettext_lazy("Contact rate"),
    "repurchase": gettext_lazy("Bought again"),
}
PROGRAMS: dict[str, str | Promise] = {
    "relationship": gettext_lazy("relationship"),
    "transactional": gettext_lazy("after a contact"),
    "product": gettext_lazy("product"),
    "employee": gettext_lazy("employees"),
    "none": gettext_lazy("unasked"),
}
ASKED: dict[str, str | Promise] = {
    "relationship": gettext_lazy("Asked about the whole relationship"),
    "transactional": gettext_lazy("Asked after a contact"),
    "product": gettext_lazy("Asked about a product"),
    "employee": gettext_lazy("Asked of employees"),
    "none": gettext_lazy("Nobody was asked: unasked opinions"),
}
ABOUT: dict[str, str | Promise] = {
    "resolution_time": gettext_lazy("Half of the tickets are solved by then, open ones counted"),
    "first_contact_resolution": gettext_lazy("No further ticket of the customer on the same topic within 7 days"),
    "promise_kept": gettext_lazy("Of the promises that were due"),
    "contact_rate": gettext_lazy("Contacts of customers per 1,000 customers"),
    "repurchase": gettext_lazy("Of first-time buyers, within 90 days"),
}
NEEDS: dict[str, str | Promise] = {
    "nps": gettext_lazy("Needs answers to the recommendation question, 0 to 10."),
    "csat": gettext_lazy("Needs answers to a satisfaction question."),
    "ces": gettext_lazy("Needs answers to an effort or ease question."),
    "resolution_time": gettext_lazy("Needs tickets, with when they were opened and solved."),
    "first_contact_resolution": gettext_lazy("Needs tickets, each with its customer and topic."),
    "promise_kept": gettext_lazy("Needs promises: what was due when, and when it was kept."),
    "contact_rate": gettext_lazy("Needs customers, and their contacts: events, calls or tickets."),
    "repurchase": gettext_lazy("Needs purchases, each with its customer."),
}
#: Tables each figure counts; of the contacts any will do.
TABLES = {
    "resolution_time": ("tickets",),
    "first_contact_resolution": ("tickets",),
    "promise_kept": ("promises",),
    "repurchase": ("purchases",),
}
CONTACTS = ("events", "calls", "tickets")


@dataclass(frozen=True)
class Measure:
    """One figure: what is asked, and how it is called. ``name`` stands in addresses; ``program`` is "" where none.

    ``compared`` is the statistic whose change is told where the figure's own has no comparison; ``days_back`` says how
    far before the span its rows lie, ``answers`` how many of a score there are in all.
    """

    name: str
    metric: str
    statistic: str = ""
    where: tuple[str, ...] = ()
    parameters: dict[str, str] = field(default_factory=dict)
    program: str = ""
    several: bool = False
    compared: str = ""
    days_back: int = 0
    answers: int = 0

    @property
    def asked(self) -> str:
        """The metric and statistic as questions name them."""
        return f"{self.metric}.{self.statistic}" if self.statistic else self.metric

    @property
    def is_score(self) -> bool:
        """Whether it is what people answered."""
        return self.metric in SCORES

    @property
    def is_working(self) -> bool:
        """Whether it is told in working time."""
        return self.parameters.get("time") == "working"

    @property
    def label(self) -> str:
        """What it is called; a score of one of several programs says of which."""
        score = str(LABELS[self.metric])
        if not self.several or self.program not in PROGRAMS:
            return score
        return gettext("%(score)s: %(program)s") % {"score": score, "program": str(PROGRAMS[self.program])}

    @property
    def about(self) -> str:
        """Who was asked, or what is counted."""
        if self.is_score:
            return str(ASKED.get(self.program, ""))
        return str(ABOUT[self.metric])

    @property
    def instrument(self) -> str:
        """Which instrument and scale, where there are several; the names are the data's own."""
        return ", ".join(text.partition("=")[2] for text in self.where if not text.startswith("program="))


@dataclass(frozen=True)
class Lacking:
    """A figure that the data cannot give."""

    metric: str

    @property
    def label(self) -> str:
        """What it is called."""
        return str(LABELS[self.metric])

    @property
    def needs(self) -> str:
        """What it would need."""
        return str(NEEDS[self.metric])


def measure_questions(reading: Reading) -> list[Question]:
    """Return the questions whose answers say which scores there are: how many answered, by what keeps them apart."""
    if not _rows(reading, "feedback"):
        return []
    zone = reading.settings.zone
    return [parse_question(f"{score}.answers", by=SPLIT, zone=zone, min_n=1) for score in SCORES]


def find_measures(reading: Reading, counted: Sequence[Found]) -> tuple[list[Measure], list[Lacking]]:
    """Return what can be told and what cannot, from the answers to :func:`measure_questions`."""
    scores = {metric: _scores(metric, found) for metric, found in zip(SCORES, counted, strict=False)}
    measures = [measure for found in scores.values() for measure in found]
    lacking = [Lacking(metric) for metric in SCORES if not scores.get(metric) and metric in NEEDS]
    for metric, tables in TABLES.items():
        if all(_rows(reading, table) for table in tables):
            measures.append(_service(reading, metric))
        else:
            lacking.append(Lacking(metric))
    contact = next((table for table in CONTACTS if _rows(reading, table)), None)
    if contact and _rows(reading, "customers"):
        measures.append(Measure("contact_rate", "contact_rate", parameters={"contact": contact}))
    else:
        lacking.append(Lacking("contact_rate"))
    order = list(LABELS)
    return sorted(measures, key=lambda m: order.index(m.metric)), sorted(lacking, key=lambda m: order.index(m.metric))


def _scores(metric: str, found: Found) -> list[Measure]:
    if isinstance(found, UsageError):
        return []
    rows = sorted((row for row in found.answer.rows if row.n), key=lambda row: -row.n)[:MOST]
    varying = [name for name in SPLIT if len({row.dimensions.get(name) for row in rows}) > 1]
    measures: list[Measure] = []
    for row in rows:
        kept = {name: row.dimensions.get(name) for name in varying}
        where = tuple(f"{name}={value}" for name, value in kept.items() if value is not None)
        program = row.dimensions.get("program") or ""
        name = "-".join(filter(None, (metric, program)))
        taken = sum(measure.name == name or measure.name.startswith(f"{name}-") for measure in measures)
        name = f"{name}-{taken + 1}" if taken else name
        measures.append(
            Measure(name, metric, where=where, program=program, several="program" in varying, answers=row.n)
        )
    return measures


def _service(reading: Reading, metric: str) -> Measure:
    if metric == "resolution_time":
        working = {"time": "working"} if _has_calendar(reading) else {}
        return Measure(metric, metric, statistic="median", parameters=working, compared="restricted_mean")
    if metric == "repurchase":
        return Measure(metric, metric, days_back=REPURCHASE_DAYS)
    return Measure(metric, metric)


def _has_calendar(reading: Reading) -> bool:
    try:
        find_calendar(reading.settings.documents.get("calendar", {}), "default")
    except UsageError:
        return False
    return True


def _rows(reading: Reading, table: str) -> int:
    return reading.snapshot.manifest.table(table).rows
