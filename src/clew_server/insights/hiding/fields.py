"""Which fields a role may ask by: those who see no personal data may not group or filter by it either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clew.errors import UsageError
from clew.questions.parse import parse_filter
from clew_server.insights.asked import Asked
from clew_server.policy import SEES_CUSTOMERS

__all__ = ["check_fields", "is_personal", "permitted", "sees_customers"]

#: Columns that name a person, or hold what somebody wrote.
PERSONAL = frozenset({"verbatim", "actor", "employee", "by", "assignee", "name_hash", "source", "import_id"})
#: Bags of values in which anything may lie, names and addresses too.
BAGS = frozenset({"properties", "traits"})


def sees_customers(role: str) -> bool:
    """Return whether a role may see a customer, and so the rows behind a number.

    >>> sees_customers("agent"), sees_customers("viewer")
    (True, False)
    """
    return role in SEES_CUSTOMERS


def is_personal(field: str) -> bool:
    """Return whether a field may single out a person.

    >>> is_personal("customer_id"), is_personal("tickets.actor"), is_personal("traits.plan"), is_personal("channel")
    (True, True, True, False)
    """
    parts = field.split(".")
    return parts[-1] in PERSONAL or parts[-1].endswith("_id") or any(part in BAGS for part in parts)


def check_fields(role: str, fields: Iterable[str]) -> None:
    """Raise :class:`UsageError` where a role may not ask by one of ``fields``."""
    if sees_customers(role):
        return
    for field in fields:
        if is_personal(field):
            raise UsageError(f"'{field}' may single out a person; those who see no customers cannot ask by it.")


def permitted(role: str, asked: Asked) -> Asked:
    """Return what an address asks for without the filters a role may not ask by; each is named among the errors."""
    kept, errors = [], list(asked.errors)
    for text in asked.where:
        try:
            check_fields(role, (parse_filter(text).field,))
        except UsageError as error:
            errors.append(str(error))
        else:
            kept.append(text)
    return replace(asked, where=tuple(kept), errors=tuple(errors))
