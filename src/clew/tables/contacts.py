"""What customers did and what was done for them: events, calls, tickets, their changes, promises."""

from __future__ import annotations

from clew.tables.columns import Column, NotBefore, Table, Within

__all__ = ["CALLS", "EVENTS", "PROMISES", "TICKETS", "TICKET_CHANGES"]

EVENTS = Table(
    name="events",
    row="one contact at a touchpoint",
    merge="fact",
    key=("event_id",),
    time_column="occurred_at",
    columns=(
        Column("event_id", "text", "the event", required=True),
        Column("customer_id", "text", "whose contact it was"),
        Column("occurred_at", "time", "when it happened", "UTC", required=True),
        Column("ordinal", "int", "row number in its source, to order events of one instant; null from the API"),
        Column("received_at", "time", "when it reached us", "UTC"),
        Column("name", "text", "what happened", required=True),
        Column("touchpoint", "text", "where in the designed journey"),
        Column("channel", "text", "by which way: web, phone, shop"),
        Column("initiated_by", "text", "who began it", choices=("customer", "company", "partner")),
        Column("journey_run_id", "text", "the actual passage it belongs to: an order, a claim"),
        Column("session_id", "text", "the visit it belongs to"),
        Column("order_id", "text", "the order it is about"),
        Column("actor", "text", "who handled it"),
        Column("team", "text", "the group that handled it"),
        Column("location", "text", "where on the ground"),
        Column("product", "text", "what it was about"),
        Column("device", "text", "on which device"),
        Column("properties", "json", "other columns of the source"),
    ),
)

CALLS = Table(
    name="calls",
    row="one call or chat",
    merge="fact",
    key=("call_id",),
    time_column="queued_at",
    columns=(
        Column("call_id", "text", "the call", required=True),
        Column("customer_id", "text", "who called"),
        Column("queued_at", "time", "when they began to wait", "UTC", required=True),
        Column("answered_at", "time", "when someone answered", "UTC"),
        Column("abandoned_at", "time", "when they gave up", "UTC"),
        Column("ended_at", "time", "when it ended", "UTC"),
        Column("queue", "text", "the queue they waited in"),
        Column("team", "text", "the group that answered"),
        Column("transfers", "int", "how often they were passed on"),
        Column("bot_seconds", "number", "time spent with a bot", "seconds"),
        Column("ticket_id", "text", "the ticket it is about"),
        Column("properties", "json", "other columns of the source"),
    ),
    checks=(
        NotBefore("answered_at", "queued_at"),
        NotBefore("abandoned_at", "queued_at"),
        NotBefore("ended_at", "queued_at"),
        Within("transfers", 0),
        Within("bot_seconds", 0),
    ),
)

TICKETS = Table(
    name="tickets",
    row="one request for service",
    merge="state",
    key=("ticket_id",),
    time_column="opened_at",
    columns=(
        Column("ticket_id", "text", "the ticket", required=True),
        Column("customer_id", "text", "who asked"),
        Column("opened_at", "time", "when they asked", "UTC"),
        Column("channel", "text", "by which way"),
        Column("topic", "text", "what it is about"),
        Column("kind", "text", "what sort of request", choices=("question", "problem", "complaint")),
        Column("priority", "text", "how urgent, as the source says"),
        Column("touchpoint", "text", "where in the designed journey"),
        Column("team", "text", "the group that has it"),
        Column("order_id", "text", "the order it is about"),
        Column("journey_run_id", "text", "the actual passage it belongs to"),
        Column("replied_at", "time", "when we first replied, as the source says", "UTC"),
        Column("resolved_at", "time", "when it was solved (last), as the source says; null while it is open", "UTC"),
        Column("due_at", "time", "by when it was to be solved", "UTC"),
        Column("properties", "json", "other columns of the source"),
        Column("version_at", "time", "when this was true; the latest wins", "UTC"),
    ),
)

TICKET_CHANGES = Table(
    name="ticket_changes",
    row="one change of a ticket",
    merge="fact",
    key=("ticket_id", "changed_at", "ordinal", "what"),
    time_column="changed_at",
    columns=(
        Column("ticket_id", "text", "the ticket", required=True),
        Column("changed_at", "time", "when it changed", "UTC", required=True),
        Column("ordinal", "int", "row number in its source, to order changes of one instant"),
        Column("what", "text", "what changed: status, group, assignee, reply, or a column of the source"),
        Column("value", "text", "what it became"),
        Column("by", "text", "who changed it", choices=("agent", "customer", "bot", "system")),
    ),
)

PROMISES = Table(
    name="promises",
    row="one promise",
    merge="state",
    key=("promise_id",),
    time_column="made_at",
    columns=(
        Column("promise_id", "text", "the promise", required=True),
        Column("customer_id", "text", "to whom"),
        Column("kind", "text", "what sort: delivery, call back, price"),
        Column("made_at", "time", "when it was made", "UTC"),
        Column("due_at", "time", "by when", "UTC"),
        Column("promised_value", "number", "how much, where it is no time"),
        Column("kept_at", "time", "when it was done", "UTC"),
        Column("delivered_value", "number", "how much was done"),
        Column("withdrawn_at", "time", "when it was taken back; such a promise is not due", "UTC"),
        Column("touchpoint", "text", "where it was made"),
        Column("channel", "text", "by which way it was made"),
        Column("order_id", "text", "the order it is about"),
        Column("ticket_id", "text", "the ticket it is about"),
        Column("product", "text", "the product it is about"),
        Column("location", "text", "where on the ground"),
        Column("journey_run_id", "text", "the actual passage it belongs to"),
        Column("properties", "json", "other columns of the source"),
        Column("version_at", "time", "when this was true; the latest wins", "UTC"),
    ),
)
