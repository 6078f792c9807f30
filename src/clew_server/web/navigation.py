"""The way around: which pages a role finds in the side bar, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clew_server.policy import POLICY, may

__all__ = ["SECTIONS", "Entry", "Section", "sections_for"]


@dataclass(frozen=True)
class Entry:
    """One page of the side bar."""

    route: str
    label: str | Promise


@dataclass(frozen=True)
class Section:
    """Pages under one small heading; the first has none."""

    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    """An entry as a reader sees it."""

    address: str
    label: str | Promise
    is_current: bool


SECTIONS = (
    Section("", (Entry("pulse:pulse", gettext_lazy("Pulse")),)),
    Section(
        gettext_lazy("Understand"),
        (
            Entry("touchpoints:touchpoints", gettext_lazy("Touchpoints")),
            Entry("feedback:feedback", gettext_lazy("Feedback")),
            Entry("paths:paths", gettext_lazy("Paths")),
            Entry("service:service", gettext_lazy("Service")),
            Entry("reasons:reasons", gettext_lazy("Contact reasons")),
            Entry("customers:customers", gettext_lazy("Customers")),
            Entry("questions:questions", gettext_lazy("Questions")),
            Entry("dashboards:dashboards", gettext_lazy("Dashboards")),
        ),
    ),
    Section(
        gettext_lazy("Listen"),
        (
            Entry("surveys:surveys", gettext_lazy("Surveys")),
            Entry("imports:imports", gettext_lazy("Imports")),
            Entry("imports:quarantine", gettext_lazy("Quarantine")),
        ),
    ),
    Section(
        gettext_lazy("Workspace"),
        (
            Entry("company:settings", gettext_lazy("Settings")),
            Entry("accounts:members", gettext_lazy("People and keys")),
            Entry("status:status", gettext_lazy("Status")),
        ),
    ),
)


def sections_for(role: str, workspace_id: object, current: str) -> list[tuple[str | Promise, list[Link]]]:
    """Return the sections and links that ``role`` may open; ``current`` is the route one is at."""
    room = current.split(":", 1)[0]
    found = []
    for section in SECTIONS:
        shown = [entry for entry in section.entries if entry.route in POLICY and may(role, entry.route)]
        exact = current in {entry.route for entry in shown}
        first = {entry.route.split(":", 1)[0]: entry.route for entry in reversed(shown)}
        links = [
            Link(
                reverse(entry.route, args=[workspace_id]),
                entry.label,
                entry.route == (current if exact else first.get(room)),
            )
            for entry in shown
        ]
        if links:
            found.append((section.label, links))
    return found
