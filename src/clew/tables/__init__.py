"""The canonical tables: what Clew knows, in one declarative form.

>>> from clew.tables import TABLES
>>> TABLES["feedback"].merge
'state'
"""

from __future__ import annotations

from clew.tables.columns import ARROW_TYPES, HOUSE_COLUMNS, Check, Column, NotBefore, Table, WholeNumber, Within
from clew.tables.contacts import CALLS, EVENTS, PROMISES, TICKET_CHANGES, TICKETS
from clew.tables.customers import ACCOUNTS, CUSTOMERS, IDENTITIES, PURCHASES, SUBSCRIPTIONS
from clew.tables.feedback import FEEDBACK, READINGS

__all__ = [
    "ARROW_TYPES",
    "HOUSE_COLUMNS",
    "SCALES",
    "TABLES",
    "Check",
    "Column",
    "NotBefore",
    "Table",
    "WholeNumber",
    "Within",
]

#: Every canonical table by name, in the order people meet them.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        CUSTOMERS,
        ACCOUNTS,
        IDENTITIES,
        EVENTS,
        CALLS,
        FEEDBACK,
        TICKETS,
        TICKET_CHANGES,
        PROMISES,
        PURCHASES,
        SUBSCRIPTIONS,
        READINGS,
    )
}

#: Scale of a metric's rating where the source does not say: lowest and highest.
SCALES: dict[str, tuple[float, float]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
