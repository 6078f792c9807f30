"""What happened, in the reader's words: an entry of the timeline by its table and what it says."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

__all__ = ["ACTIONS", "HOW", "KINDS", "TABLES", "kept_words", "what_words"]

Text = str | Promise

#: What the timeline can be narrowed to, each with its tables.
KINDS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "feedback": (gettext_lazy("Feedback"), ("feedback",)),
    "tickets": (gettext_lazy("Tickets"), ("tickets", "ticket_changes")),
    "calls": (gettext_lazy("Calls and chats"), ("calls",)),
    "events": (gettext_lazy("Other contacts"), ("events",)),
    "promises": (gettext_lazy("Promises"), ("promises",)),
    "purchases": (gettext_lazy("Purchases and contracts"), ("purchases", "subscriptions")),
}
TABLES: dict[str, Text] = {
    "customers": gettext_lazy("rows about the customer"),
    "feedback": gettext_lazy("answers"),
    "tickets": gettext_lazy("tickets"),
    "calls": gettext_lazy("calls and chats"),
    "events": gettext_lazy("other contacts"),
    "promises": gettext_lazy("promises"),
    "purchases": gettext_lazy("purchases"),
    "subscriptions": gettext_lazy("contracts"),
}
WHAT: dict[tuple[str, str], Text] = {
    ("feedback", "survey"): gettext_lazy("Answered a survey"),
    ("feedback", "review"): gettext_lazy("Wrote a review"),
    ("feedback", "post"): gettext_lazy("Wrote a post"),
    ("feedback", "complaint"): gettext_lazy("Complained"),
    ("feedback", "call"): gettext_lazy("Said in a call"),
    ("feedback", "chat"): gettext_lazy("Said in a chat"),
    ("calls", "answered"): gettext_lazy("Called and was answered"),
    ("calls", "abandoned"): gettext_lazy("Called and gave up waiting"),
    ("calls", "waiting"): gettext_lazy("Called"),
    ("tickets", "opened"): gettext_lazy("Ticket opened"),
    ("ticket_changes", "status"): gettext_lazy("Ticket: status"),
    ("ticket_changes", "group"): gettext_lazy("Ticket: group"),
    ("ticket_changes", "assignee"): gettext_lazy("Ticket: looked after by"),
    ("ticket_changes", "reply"): gettext_lazy("Ticket: reply"),
    ("promises", "made"): gettext_lazy("A promise was made"),
    ("promises", "due"): gettext_lazy("A promise was due"),
    ("promises", "kept"): gettext_lazy("It was done"),
    ("promises", "withdrawn"): gettext_lazy("A promise was withdrawn"),
    ("purchases", "purchase"): gettext_lazy("Bought"),
    ("purchases", "refund"): gettext_lazy("Was refunded"),
    ("purchases", "payment"): gettext_lazy("Paid"),
    ("subscriptions", "started"): gettext_lazy("Contract began"),
    ("subscriptions", "ended"): gettext_lazy("Contract ended"),
}
HOW: dict[str, Text] = {
    "id": gettext_lazy("by the id"),
    "email": gettext_lazy("by the e-mail"),
    "phone": gettext_lazy("by the phone"),
    "name": gettext_lazy("by the name"),
}
ACTIONS: dict[str, Text] = {
    "viewed": gettext_lazy("looked at a customer"),
    "export asked": gettext_lazy("asked for a customer's data"),
    "fetched": gettext_lazy("fetched a customer's data"),
    "erasure asked": gettext_lazy("asked to erase a person"),
    "erased": gettext_lazy("erased a person"),
}
KEPT: dict[str, Text] = {
    "yes": pgettext_lazy("a promise", "kept"),
    "no": pgettext_lazy("a promise", "broken"),
    "not due": pgettext_lazy("a promise", "not due yet"),
}


def what_words(table: str, what: str) -> Text:
    """Return what happened; an event by its own name."""
    return WHAT.get((table, what), what)


def kept_words(kept: str | None) -> Text:
    """Return what became of a promise."""
    return KEPT.get(kept or "", "")
