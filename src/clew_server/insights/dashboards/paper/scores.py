"""The scores of a workspace and where they differ: what the four slides are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clew.errors import ClewError
from clew.questions.answer import AnswerRow
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.hiding.guarded import Guarded
from clew_server.insights.questions.answering import Reader, asking_of
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.questions.showing.shown import Line, Shown
from clew_server.insights.questions.showing.words import value_of

__all__ = ["Score", "asked_of_reader", "scores", "trend"]

#: The scores of the first slide, in the order they are shown: all between −100 and 100.
METRICS = ("nps", "csat", "promise_kept", "first_contact_resolution", "sla_met")
WEEKS, MONTHS, FEWEST = 13, 12, 6


@dataclass(frozen=True)
class Score:
    """One score: its name with program, its row, and how both are said."""

    name: str
    row: AnswerRow
    line: Line
    unit: str

    @property
    def number(self) -> float:
        """The value on the scale of −100 to 100."""
        return (self.row.value or 0.0) * (100 if self.unit == "share" else 1)


def asked_of_reader(reader: MemberRequest | Reader, query: Query) -> tuple[Guarded, Shown] | None:
    """Return the answer with its words, None where it cannot be asked of these data."""
    try:
        asking = asking_of(reader, query)
        found = asking.answer()
    except ClewError:
        return None
    return None if found is None else (found, asking.shown(found))


def scores(reader: MemberRequest | Reader, span: Query) -> Iterator[Score]:
    """Yield the scores that these data have, each program by itself."""
    for metric in METRICS:
        compare = "previous" if span.period != "all" else "none"
        answered = asked_of_reader(reader, span.changed(metric=metric, statistic="", by=(), every="", compare=compare))
        if answered is None:
            continue
        found, shown = answered
        for row, line in zip(found.answer.rows, shown.lines, strict=False):
            if row.value is not None:
                names = [value_of(name, value) for name, value in row.dimensions.items()]
                yield Score(", ".join([shown.title, *names]), row, line, found.answer.unit)


def trend(reader: MemberRequest | Reader, span: Query) -> tuple[Guarded, Shown] | None:
    """Return the course of the main score: its last 13 weeks, or 12 months where weeks have too few answers."""
    for metric in METRICS:
        for every, periods, days in (("week", WEEKS, "last-90-days"), ("month", MONTHS, "last-365-days")):
            query = span.changed(
                metric=metric, statistic="", by=(), every=every, compare="none", period=days, first="", last=""
            )
            answered = asked_of_reader(reader, query)
            if answered and sum(row.value is not None for row in answered[0].answer.rows[-periods:]) >= FEWEST:
                return answered
    return None
