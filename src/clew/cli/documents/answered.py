"""The documents of questions, search and rows, field by field."""

from __future__ import annotations

from typing import Any

from clew.cli.documents.shapes import ESTIMATE

__all__ = ["ANSWERED"]

ANSWERED: dict[str, dict[str, Any]] = {
    "tables": {
        "version": "lake version",
        "tables": [{"name": "text", "rows": "number", "customers": "number", "from": "time", "to": "time"}],
    },
    "metrics": {
        "metrics": [
            {
                "name": "text",
                "label": "text",
                "about": "text",
                "unit": "text",
                "statistics": [{"name": "text", "unit": "text", "about": "text"}],
                "parameters": [{"name": "text", "about": "text", "default": "text", "choices": ["text"]}],
                "needs": ["text"],
                "direction": "higher, lower or none",
                "time_column": "text",
                "source": "text",
            }
        ]
    },
    "ask": {
        "metric": "text",
        "label": "text",
        "statistic": "text",
        "unit": "text",
        "direction": "higher, lower or none",
        "level": "number",
        "as_of": "time",
        "spec_hash": "text",
        "population": "text",
        "rows": [
            {
                "<dimension>": "text or null",
                "period": "label or null",
                "statistic": "text",
                **ESTIMATE,
                "n_effective": "number",
                "missing": "number",
                "method": "text",
                "warnings": ["text"],
            }
        ],
        "comparisons": [
            {
                "<dimension>": "text or null",
                "period": "label or null",
                "reference": "what it is compared with",
                "difference": "number or null",
                "lo": "number or null",
                "hi": "number or null",
                "p": "number or null",
                "q": "number or null",
                "beyond_chance": "yes or no",
                "smallest_detectable": "number or null",
                "n": ["answers of each of the two"],
                "method": "text",
                "warnings": ["text"],
            }
        ],
        "warnings": ["text"],
    },
    "search": {
        "rows": [
            {
                "feedback_id": "text",
                "customer_id": "text or null",
                "verbatim": "text",
                "at": "time or null",
                "answered_at": "time or null",
                "asked_at": "time or null",
                "metric": "text or null",
                "rating": "number or null",
                "scale_min": "number or null",
                "scale_max": "number or null",
                "nps_class": "promoter, passive, detractor or null",
                "choice": "text or null",
                "program": "text or null",
                "kind": "text or null",
                "instrument": "text or null",
                "question": "text or null",
                "touchpoint": "text or null",
                "channel": "text or null",
                "language": "text or null",
                "product": "text or null",
                "location": "text or null",
                "team": "text or null",
                "ticket_id": "text or null",
                "order_id": "text or null",
                "journal_ref": "segment/record/row",
            }
        ],
        "count": "number of all; null after the first page",
        "after": "what --after takes for the next page; empty where there is none",
    },
    "rows": {
        "rows": [{"journal_ref": "segment/record/row", "<column>": "as the table has it"}],
        "more": "yes, where there are rows beyond the limit",
    },
}
