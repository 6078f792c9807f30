"""What the data call things, in the reader's words: fields of feedback, their values, orders."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

__all__ = ["FACETS", "ORDERS", "field_words", "metric_words", "value_words"]

Text = str | Promise

#: How the list can be ordered: the name in the address, and the library's.
ORDERS: dict[str, Text] = {
    "newest": pgettext_lazy("order", "newest first"),
    "oldest": pgettext_lazy("order", "oldest first"),
    "lowest": pgettext_lazy("order", "lowest rating first"),
    "highest": pgettext_lazy("order", "highest rating first"),
    "best": pgettext_lazy("order", "best match first"),
}
FIELDS: dict[str, Text] = {
    "nps_class": gettext_lazy("NPS answer"),
    "metric": gettext_lazy("Question"),
    "rating": gettext_lazy("Rating"),
    "program": gettext_lazy("Program"),
    "touchpoint": gettext_lazy("Touchpoint"),
    "channel": gettext_lazy("Channel"),
    "language": pgettext_lazy("a field", "Language"),
    "product": gettext_lazy("Product"),
    "location": gettext_lazy("Place"),
    "team": gettext_lazy("Team"),
    "kind": gettext_lazy("Kind"),
    "country": gettext_lazy("Country"),
    "brand": gettext_lazy("Brand"),
    "device": gettext_lazy("Device"),
    "question": gettext_lazy("Question as asked"),
    "ticket_id": gettext_lazy("Ticket"),
    "order_id": gettext_lazy("Order"),
    "customer_id": gettext_lazy("Customer"),
}
#: What is counted beside the list.
FACETS = ("nps_class", "program", "kind", "touchpoint", "channel", "language", "metric", "product")
VALUES: dict[tuple[str, str], Text] = {
    ("nps_class", "promoter"): gettext_lazy("promoters (9 and 10)"),
    ("nps_class", "passive"): gettext_lazy("passives (7 and 8)"),
    ("nps_class", "detractor"): gettext_lazy("detractors (0 to 6)"),
    ("program", "relationship"): gettext_lazy("relationship"),
    ("program", "transactional"): gettext_lazy("after a contact"),
    ("program", "product"): gettext_lazy("about a product"),
    ("program", "employee"): gettext_lazy("employees"),
    ("program", "none"): gettext_lazy("no program"),
    ("kind", "survey"): gettext_lazy("survey"),
    ("kind", "review"): gettext_lazy("review"),
    ("kind", "post"): gettext_lazy("post"),
    ("kind", "complaint"): gettext_lazy("complaint"),
    ("kind", "call"): gettext_lazy("call"),
    ("kind", "chat"): gettext_lazy("chat"),
    ("metric", "nps"): gettext_lazy("recommendation (NPS)"),
    ("metric", "csat"): gettext_lazy("satisfaction (CSAT)"),
    ("metric", "ces"): gettext_lazy("effort or ease (CES)"),
    ("metric", "rating"): gettext_lazy("rating"),
    ("metric", "choice"): gettext_lazy("choice"),
    ("metric", "text"): gettext_lazy("comment"),
    ("language", "pl"): gettext_lazy("Polish"),
    ("language", "en"): gettext_lazy("English"),
    ("language", "ro"): gettext_lazy("Romanian"),
    ("language", "ru"): gettext_lazy("Russian"),
    ("language", "uk"): gettext_lazy("Ukrainian"),
    ("language", "de"): gettext_lazy("German"),
}
METRICS = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}


def field_words(name: str) -> Text:
    """Return how a field is called."""
    return FIELDS.get(name, name.replace("_", " "))


def value_words(field: str, value: str) -> Text:
    """Return how a value of a field is called; one of the customer's own as it is."""
    return VALUES.get((field, value), value) if value else pgettext_lazy("a value", "not known")


def metric_words(metric: str | None) -> Text:
    """Return how a rating is called in a line: NPS, CSAT, CES, or rating."""
    return METRICS.get(metric or "") or gettext_lazy("Rating")
