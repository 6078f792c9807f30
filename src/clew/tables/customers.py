"""Who the customers are: ``customers``, ``accounts``, ``identities``, ``subscriptions``, ``purchases``."""

from __future__ import annotations

from clew.tables.columns import Column, NotBefore, Table, Within

__all__ = ["ACCOUNTS", "CUSTOMERS", "IDENTITIES", "PURCHASES", "SUBSCRIPTIONS"]

CUSTOMERS = Table(
    name="customers",
    row="what is known of one customer",
    merge="state",
    key=("customer_id",),
    time_column="first_seen_at",
    columns=(
        Column("customer_id", "text", "the customer, as the source names them", required=True),
        Column("account_id", "text", "the household or firm that pays for them"),
        Column("first_seen_at", "time", "when they were first seen", "UTC"),
        Column("traits", "json", "what else is known: plan, language, region"),
        Column("country", "text", "ISO 3166 code of the country"),
        Column("consent", "text", "what they agreed to"),
        Column("version_at", "time", "when this was true; the latest wins", "UTC"),
    ),
)

ACCOUNTS = Table(
    name="accounts",
    row="a household or firm that pays",
    merge="state",
    key=("account_id",),
    time_column="version_at",
    columns=(
        Column("account_id", "text", "the account", required=True),
        Column("name_hash", "text", "keyed hash of its name"),
        Column("kind", "text", "household, firm"),
        Column("traits", "json", "what else is known"),
        Column("version_at", "time", "when this was true; the latest wins", "UTC"),
    ),
)

IDENTITIES = Table(
    name="identities",
    row='one fact "these two ids are one customer"',
    merge="fact",
    key=("from_id", "to_id", "stated_at"),
    time_column="stated_at",
    columns=(
        Column("from_id", "text", "one id of the customer", required=True),
        Column("to_id", "text", "the id it is the same as", required=True),
        Column("stated_at", "time", "when it was stated", "UTC"),
        Column("undone_at", "time", "when it was taken back", "UTC"),
    ),
)

PURCHASES = Table(
    name="purchases",
    row="money moved",
    merge="fact",
    key=("purchase_id",),
    time_column="purchased_at",
    columns=(
        Column("purchase_id", "text", "the purchase", required=True),
        Column("customer_id", "text", "who paid"),
        Column("purchased_at", "time", "when", "UTC", required=True),
        Column("amount", "money", "how much; zero is a real amount", "currency"),
        Column("currency", "text", "ISO 4217 code; amounts of two currencies are never summed"),
        Column("product", "text", "what was bought"),
        Column("kind", "text", "what moved", choices=("purchase", "refund", "payment")),
        Column("order_id", "text", "the order it belongs to"),
        Column("properties", "json", "other columns of the source"),
    ),
    defaults={"kind": "purchase"},
)

SUBSCRIPTIONS = Table(
    name="subscriptions",
    row="one contract",
    merge="state",
    key=("subscription_id",),
    time_column="started_at",
    columns=(
        Column("subscription_id", "text", "the contract", required=True),
        Column("customer_id", "text", "who uses it"),
        Column("account_id", "text", "who pays for it"),
        Column("product", "text", "what is subscribed to"),
        Column("started_at", "time", "when it began", "UTC"),
        Column("committed_until", "time", "how long it binds", "UTC"),
        Column("ended_at", "time", "when it ended; null while it runs", "UTC"),
        Column("end_reason", "text", "why it ended"),
        Column("monthly_amount", "money", "what it costs a month", "currency a month"),
        Column("currency", "text", "ISO 4217 code"),
        Column("properties", "json", "other columns of the source"),
        Column("version_at", "time", "when this was true; the latest wins", "UTC"),
    ),
    checks=(NotBefore("ended_at", "started_at"), Within("monthly_amount", 0)),
)
