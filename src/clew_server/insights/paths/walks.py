"""What an address asks of paths: how they are cut, what they are told by, which view; and the same for the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

import clew
from clew.journeys.handle import AskedPaths
from clew.journeys.telling.views import Told
from clew_server.insights.asked import Asked

__all__ = ["CUTS", "FIELDS", "NAMES", "TIMES", "VIEWS", "Walks", "walks_of"]

#: What can be filtered and compared here: fields that contacts have.
FIELDS = ("channel", "touchpoint", "product", "team", "location", "country")
VIEWS: dict[str, str | Promise] = {
    "map": gettext_lazy("The ways"),
    "variants": gettext_lazy("Commonest sequences"),
    "circles": gettext_lazy("Going in circles"),
    "around": gettext_lazy("Before and after"),
    "compare": gettext_lazy("Two groups"),
}
CUTS: dict[str, str | Promise] = {
    "customer": gettext_lazy("a customer, until a week without contact"),
    "run": gettext_lazy("a case: an order, a claim, a ticket"),
    "session": gettext_lazy("a session"),
}
NAMES: dict[str, str | Promise] = {
    "touchpoint": pgettext_lazy("paths told by", "touchpoint"),
    "name": pgettext_lazy("paths told by", "name of the event"),
    "stage": pgettext_lazy("paths told by", "stage of the journey"),
}
TIMES: dict[str, str | Promise] = {
    "calendar": gettext_lazy("by the clock"),
    "working": gettext_lazy("in working time"),
}
GAP_DAYS = 7


@dataclass(frozen=True)
class Walks:
    """What is asked of paths beside the span and the filters; only what can be is in it."""

    view: str
    by: str
    names: str
    time: str
    step: str
    groups: str

    def arguments(self, asked: Asked) -> dict[str, Any]:
        """Return what the job is told: all that decides the document."""
        return {
            "view": self.view,
            "by": self.by,
            "names": self.names,
            "time": self.time,
            "step": self.step if self.view == "around" else "",
            "groups": self.groups if self.view == "compare" else "",
            "where": [*asked.where, *(f"segment={name}" for name in asked.segments)],
            "start": asked.start and asked.start.isoformat(),
            "end": asked.end and asked.end.isoformat(),
        }


def walks_of(query: QueryDict) -> Walks:
    """Return what the query asks for; a choice that there is not becomes the first one."""

    def one(name: str, choices: dict[str, Any]) -> str:
        given = query.get(name, "")
        return given if given in choices else next(iter(choices))

    return Walks(
        one("view", VIEWS), one("by", CUTS), one("names", NAMES), one("time", TIMES),
        query.get("step", "").strip()[:200], query.get("groups", "").strip()[:200],
    )  # fmt: skip


def asked_paths(handle: clew.Workspace, told: dict[str, Any], progress: Any = None) -> AskedPaths:
    """Return the library's paths for what a job or a page is told."""
    return handle.paths(
        by=told["by"],
        gap=GAP_DAYS if told["by"] == "customer" else None,
        names=told["names"],
        where=told["where"],
        start=told["start"],
        end=told["end"],
        time=told["time"],
        progress=progress,
    )


def view_of(told: dict[str, Any]) -> Told:
    """Return what the library's view takes beside the paths."""
    return Told(name=told["step"] or None, groups=told["groups"] or None)
