"""What the names of e-commerce, surveys and tickets mean: money moved, promises, answers, requests for service."""

from __future__ import annotations

from typing import Any

from clew.importers.tracking.messages import OPEN_AGAIN, plain

__all__ = ["meanings_of"]

Said = dict[str, Any]
Cells = dict[str, str | None]

_PURCHASES = {"order completed": "purchase", "order refunded": "refund"}
_SURVEY = frozenset({"survey answered", "survey response", "survey sent"})
#: What a ticket's event says: the time it sets, and the status from then on.
_TICKETS: dict[str, tuple[str, str]] = {
    "ticket opened": ("opened_at", "open"),
    "ticket created": ("opened_at", "open"),
    "ticket replied": ("replied_at", ""),
    "ticket solved": ("resolved_at", "solved"),
    "ticket resolved": ("resolved_at", "solved"),
    "ticket closed": ("resolved_at", "closed"),
    "ticket reopened": ("", "open"),
    "ticket pending": ("", "pending"),
}
#: What the status of a ticket is called that is not solved.
_OPEN = frozenset({"new", "open", "reopened", "pending", "hold", "on hold", "on-hold", "in progress"})


def meanings_of(event: str, said: Said, message_id: str, *, is_public: bool = False) -> Cells:
    """Return what a tracked event says beyond itself, by raw column; ``message_id`` is the event's own id.

    What came by a public key, which anybody may have, tells nothing of promises and tickets.

    >>> meanings_of("Order Completed", {"order_id": "o1", "total": 20, "currency": "EUR"}, "m1")["purchase_id"]
    'o1'
    """
    name = event.casefold()
    found: Cells = {}
    if name in _PURCHASES:
        found |= _purchase(_PURCHASES[name], said, message_id)
    if name in _SURVEY:
        found |= _answer(said, message_id)
    if is_public:
        return found
    if "promised_at" in said or "delivered_at" in said:
        found |= _promise(said, message_id)
    if name.startswith("ticket ") and _of(said, "ticket_id", "ticketId"):
        found |= _ticket(*_TICKETS.get(name, ("", "")), said)
    return found


def _of(said: Said, *names: str) -> str | None:
    return next((text for name in names if (text := plain(said.get(name))) is not None), None)


def _purchase(kind: str, said: Said, message_id: str) -> Cells:
    """Money moved: an order is paid once, however many sent word of it; a refund may come in parts."""
    order = _of(said, "order_id", "orderId", "checkout_id")
    products = said.get("products")
    only = products[0] if isinstance(products, list) and len(products) == 1 and isinstance(products[0], dict) else {}
    return {
        "purchase_id": order if order and kind == "purchase" else message_id,
        "purchase_kind": kind,
        "amount": _of(said, "total", "revenue", "value", "amount"),
        "currency": (_of(said, "currency") or "").upper() or None,
        "purchase_product": _of(said, "product", "product_id") or _of(only, "name", "product_id", "sku"),
    }


def _promise(said: Said, message_id: str) -> Cells:
    kind = _of(said, "promise", "promise_kind") or "delivery"
    about = _of(said, "promise_id") or _of(said, "order_id", "orderId", "ticket_id", "ticketId") or message_id
    return {
        "promise_id": _of(said, "promise_id") or f"{about}|{kind}",
        "promise_kind": kind,
        "promised_at": _of(said, "promised_at"),
        "kept_at": _of(said, "delivered_at"),
    }


def _answer(said: Said, message_id: str) -> Cells:
    response, question = _of(said, "response_id", "responseId"), _of(said, "question_id", "questionId", "question")
    return {
        "feedback_id": "|".join(part for part in (response, question) if part) if response else message_id,
        "question": question,
        "instrument": _of(said, "instrument", "survey_id", "surveyId", "survey"),
        "metric": (_of(said, "metric", "kind") or "").lower() or None,
        "rating": _of(said, "rating", "score", "value"),
        "choice": _of(said, "choice"),
        "verbatim": _of(said, "verbatim", "comment", "text", "feedback"),
        "language": _of(said, "language"),
        "program": (_of(said, "program") or "").lower() or None,
        "scale_min": _of(said, "scale_min"),
        "scale_max": _of(said, "scale_max"),
    }


def _ticket(time: str, status: str, said: Said) -> Cells:
    ticket = _of(said, "ticket_id", "ticketId")
    found: Cells = {
        "ticket_id": ticket,
        "told_ticket": ticket,
        "topic": _of(said, "topic", "category", "subject_category"),
        "ticket_kind": (_of(said, "kind", "type") or "").lower() or None,
        "priority": _of(said, "priority"),
        "team": _of(said, "team", "group"),
    }
    if time:
        found[time] = "now"
    status = _of(said, "status") or status
    if status:
        found |= {"change_what": "status", "change_value": status}
    if status.casefold() in _OPEN and time not in {"opened_at", "resolved_at"}:
        found["resolved_at"] = OPEN_AGAIN
    return found
