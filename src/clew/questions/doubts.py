"""What an answer doubts of the data it was made from: impossible times, unknown statuses, histories of no ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clew.metrics.rows.left_out import LEFT_OUT
from clew.questions.extracts.histories import unmatched_tickets
from clew.questions.gathering.lake import SLACK, Reader
from clew.questions.plan import Plan
from clew.rules import Rules

__all__ = ["late_rows", "read_doubts"]

#: So many unknown statuses are named, the most frequent.
NAMED = 3


def read_doubts(reader: Reader, plan: Plan) -> tuple[str, ...]:
    """Return the sentences on the tables of a question that go beyond the rows it counts.

    Times after the last import are no doubt where the question itself says when "now" is. All that is found is
    remembered as long as the tables are the same.
    """
    late = late_rows(reader, plan.tables) if plan.question.as_of is None else ()
    judges = LEFT_OUT in plan.metric.remarks and LEFT_OUT.needs(reader.has, plan.statistic.name, plan.parameters)
    return (*late, *_unknown_statuses(reader), *_without_ticket(reader)) if judges else late


def _unknown_statuses(reader: Reader) -> tuple[str, ...]:
    """Return the sentence on changes to a status that neither the rules nor our words know."""
    rules = Rules.from_json(reader.rules)
    spoken = reader.values("ticket_changes", "value", where="what=status")
    unknown = [(value, times) for value, times in spoken if not rules.knows(value)]
    if not unknown:
        return ()
    count = sum(times for _, times in unknown)
    names = ", ".join([f"'{value}'" for value, _ in unknown[:NAMED]] + ["…"] * (len(unknown) > NAMED))
    has = "change has" if count == 1 else "changes have"
    return (f"{count:,} {has} a status nobody knows ({names}): counted as with us; see `clew rules show`",)


def _without_ticket(reader: Reader) -> tuple[str, ...]:
    """Return the sentence on tickets of which only the history is there."""
    count = unmatched_tickets(reader)
    has = "ticket has" if count == 1 else "tickets have"
    said = f"{count:,} {has} a history but no row in tickets: left out; import the ticket export too"
    return (said,) if count else ()


def late_rows(reader: Reader, tables: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence on each table with rows that lie more than a day after the last import."""
    return tuple(_said_late(reader, tables))


def _said_late(reader: Reader, tables: Sequence[str]) -> Iterator[str]:
    for table in tables:
        late, horizon = reader.late(table), reader.horizon
        if late and horizon:
            until = (horizon + SLACK).strftime("%Y-%m-%d %H:%M")
            rows, whose = ("row", "its date") if late == 1 else ("rows", "their dates")
            yield f"{late:,} {rows} of {table} after {until}, a day after the last import: {whose} may be wrong"
