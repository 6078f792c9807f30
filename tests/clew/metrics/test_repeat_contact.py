# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Repeat contact against a plain-Python oracle; the tail whose days are not over is left out."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

START = datetime(2026, 1, 1)
AS_OF = START + timedelta(days=20)


def contact(i, customer, hours, who="customer"):
    return {"event_id": f"e{i:03}", "customer_id": customer, "occurred_at": START + timedelta(hours=hours),
            "initiated_by": who, "ordinal": i, "name": "contact"}  # fmt: skip


def repeated(population, rows, **parameters):
    found = population("repeat_contact", {"events": rows}, as_of=AS_OF.isoformat(), **parameters)
    return {row["event_id"]: row["y"] for row in found}


def judged(rows, days):
    """The definition in plain Python."""
    seen = sorted((r["occurred_at"], r["ordinal"]) for r in rows)
    known = [r for r in rows if r["initiated_by"] in ("customer", None) and r["occurred_at"] <= AS_OF]
    assert seen is not None
    verdicts = {}
    for row in known:
        until = row["occurred_at"] + timedelta(days=days)
        if until > AS_OF:
            continue
        after = [
            other
            for other in known
            if other["customer_id"] == row["customer_id"] is not None
            and (other["occurred_at"], other["ordinal"]) > (row["occurred_at"], row["ordinal"])
            and other["occurred_at"] <= until
        ]
        verdicts[row["event_id"]] = None if row["customer_id"] is None else float(bool(after))
    return verdicts


contacts = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", None]), st.integers(0, 24 * 25), st.sampled_from(["customer", "company", None])
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=40)
@given(contacts, st.integers(0, 12))
def test_oracle(population, drawn, days):
    rows = [contact(i, *values) for i, values in enumerate(drawn)]
    assert repeated(population, rows, days=str(days)) == judged(rows, days)


def test_the_last_moment_counts_and_the_one_after_does_not(population):
    rows = [contact(0, "a", 0), contact(1, "a", 7 * 24), contact(2, "b", 0), contact(3, "b", 7 * 24 + 1)]
    assert repeated(population, rows) == {"e000": 1, "e001": 0, "e002": 0, "e003": 0}


def test_calls_and_tickets_are_contacts_too(population):
    calls = [{"call_id": str(i), "customer_id": "a", "queued_at": START + timedelta(days=i)} for i in (0, 1)]
    found = population("repeat_contact", {"calls": calls}, contact="calls", as_of=AS_OF.isoformat())
    assert [row["y"] for row in sorted(found, key=lambda row: row["call_id"])] == [1, 0]
    tickets = [{"ticket_id": str(i), "customer_id": "a", "opened_at": START + timedelta(days=i)} for i in (0, 9)]
    found = population("repeat_contact", {"tickets": tickets}, contact="tickets", as_of=AS_OF.isoformat())
    assert [row["y"] for row in sorted(found, key=lambda row: row["ticket_id"])] == [0, 0]
