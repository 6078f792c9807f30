"""What a person corrects in the mappings that `clew suggest` proposes for the simulated company's exports."""

from __future__ import annotations

__all__ = ["EDITS"]

#: Export → lines as proposed, and as corrected; the demonstration shows them as a diff.
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "helpdesk_tickets": (('table = "tickets"\n', 'table = "tickets"\nwhere = { Status = { not = "deleted" } }\n'),),
    "phone_calls": (('table = "calls"\n', 'table = "calls"\nwhere = { queue = { not = "TEST" } }\n'),),
}
