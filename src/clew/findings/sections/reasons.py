"""Why customers contact us: contacts by reason and whether they could be avoided, per 1,000 customers, by the rules."""

from __future__ import annotations

from clew.errors import UsageError
from clew.findings.asking.figures import figure_of
from clew.findings.sections.shown import Figure, Reason, Reasons
from clew.findings.work import Work
from clew.questions.answer import AnswerRow
from clew.stats.proportion import proportion
from clew.stats.sketch import Sketch

__all__ = ["MOST_REASONS", "reasons_of"]

#: Contacts that have a reason: tickets by topic or kind, calls by queue or reason.
TABLES = ("tickets", "calls")
#: Reasons in the table; the others are summed.
MOST_REASONS = 12
UNKNOWN = "unknown"


def reasons_of(work: Work) -> tuple[Reasons, ...]:
    """Return the reasons of tickets and of calls; a table whose contacts have no reason at all is left out."""
    rows = {table["name"]: table["rows"] for table in work.asker.rows()}
    return tuple(found for table in TABLES if rows.get(table) and (found := _of_table(work, table)))


def _of_table(work: Work, table: str) -> Reasons | None:
    try:
        found = work.asker.answered("contact_rate", by=("reason", "avoidable"), parameters={"contact": table})
    except UsageError as reason:
        work.lacks("contact_rate", "The question was refused: {reason}", reason=reason)
        return None
    found = tuple(row for row in found if row.n)
    if all(row.dimensions["reason"] in {None, UNKNOWN} for row in found):
        work.lacks(
            "contact_rate", "No contact in the table {table} says its reason (a topic, or a queue).", table=table
        )
        return None
    contacts = sum(row.n for row in found)
    ordered = _ordered(found)
    kept = dict.fromkeys(row.dimensions["reason"] for row in ordered)
    first = set(list(kept)[:MOST_REASONS])
    shown = [row for row in ordered if row.dimensions["reason"] in first]
    return Reasons(
        table=table,
        contacts=contacts,
        share_avoidable=_share(sum(row.n for row in found if row.dimensions["avoidable"] == "yes"), contacts),
        rows=tuple(_reason(row, contacts) for row in shown),
        other_reasons=len(kept) - len(first),
        other_contacts=contacts - sum(row.n for row in shown),
        command=f"clew ask contact_rate --by reason,avoidable --set contact={table}",
    )


def _ordered(rows: tuple[AnswerRow, ...]) -> list[AnswerRow]:
    """Return the rows with the reason of most contacts first, and what is not known last."""
    total: dict[str | None, int] = {}
    for row in rows:
        total[row.dimensions["reason"]] = total.get(row.dimensions["reason"], 0) + row.n

    def place(row: AnswerRow) -> tuple[bool, int, str, str]:
        reason = row.dimensions["reason"]
        return reason in {None, UNKNOWN}, -total[reason], str(reason), _avoidable(row)

    return sorted(rows, key=place)


def _avoidable(row: AnswerRow) -> str:
    """Return what puts yes before no, and unknown last."""
    return {"yes": "1", "no": "2"}.get(row.dimensions["avoidable"] or UNKNOWN, "3")


def _reason(row: AnswerRow, contacts: int) -> Reason:
    return Reason(
        reason=row.dimensions["reason"] or UNKNOWN,
        avoidable=row.dimensions["avoidable"] or UNKNOWN,
        rate=Figure(value=row.value, lo=row.lo, hi=row.hi, n=row.n, missing=row.missing, warnings=row.warnings),
        share=row.n / contacts,
    )


def _share(yes: int, n: int) -> Figure:
    return figure_of(proportion(Sketch.of_share(yes, n)))
