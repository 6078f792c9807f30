"""Paths are built and told by a job: over many contacts that takes seconds."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew.findings.sections.journey import journey_of
from clew.findings.tested.circles import ARROW
from clew.findings.work import Walked
from clew.journeys.handle import AskedPaths
from clew.journeys.paths import Paths
from clew.journeys.summary import summary
from clew.journeys.telling.circles import find_circles
from clew.journeys.telling.groups import values_of
from clew_server.insights.kept.services import keep
from clew_server.insights.paths.walks import FIELDS, asked_paths, view_of
from clew_server.jobs.registry import Running, job
from clew_server.lakes.handles import opened

__all__ = ["tell"]

#: Circles that are marked in the picture.
MARKED = 3
#: Names of contacts offered to look around.
OFFERED = 200
SHOWN = 25
#: What a view cannot be told without.
NEEDS = {"around": "step"}


@job("paths.tell", is_waited_for=True, label=gettext_lazy("Compute the paths"))
def tell(running: Running) -> dict[str, Any]:
    """Build the paths that were asked for and keep the view of them as a document."""
    assert running.workspace_id is not None, "paths are a workspace's"  # noqa: S101 - the page queues it so
    handle, told = opened(running.workspace_id), running.arguments["asked"]
    snapshot = handle.store.snapshot()
    asked = asked_paths(handle, told, running.tell)
    document = {**asked.look(_about), "view": told["view"]}
    if told["view"] == "map":
        document["map"] = asked.look(_map)
    elif told["view"] == "compare":
        document |= _compared(asked, told)
    elif told[NEEDS.get(told["view"], "view")]:
        document["told"] = asked.to_document(told["view"], SHOWN, view_of(told))
    keep(running.workspace_id, running.arguments["key"], snapshot, document)
    return {"paths": document["summary"]["paths"]}


def _about(paths: Paths) -> dict[str, Any]:
    """Return the summary, the names there are, and what is to be said of the paths."""
    return {
        "summary": msgspec.to_builtins(summary(paths)),
        "names": list(paths.names[:OFFERED]),
        "counts": dict(
            zip(paths.names[:OFFERED], np.bincount(paths.name, minlength=len(paths.names)).tolist(), strict=False)
        ),
        "warnings": list(paths.warnings),
        "left_out": dict(paths.left_out),
    }


def _compared(asked: AskedPaths, told: dict[str, Any]) -> dict[str, Any]:
    """Return the comparison of two groups; where none are named, or what is named makes none, what can be compared."""
    if told["groups"]:
        try:
            return {"told": asked.to_document("compare", SHOWN, view_of(told))}
        except UsageError:
            return {"choices": asked.look(_choices), "refused": told["groups"]}
    return {"choices": asked.look(_choices)}


def _choices(paths: Paths) -> dict[str, list[str]]:
    """Return what can be compared with the rest: the commonest values of each field that the contacts have."""
    found = {}
    for name in FIELDS:
        try:
            found[name] = values_of(paths, name)
        except UsageError:  # the contacts of this workspace have no such field
            continue
    return {name: values for name, values in found.items() if len(values) > 1}


def _map(paths: Paths) -> Any:
    circles = [ARROW.join(circle.names) for circle in find_circles(paths, MARKED).rows]
    return msgspec.to_builtins(journey_of(Walked(paths, {}), circles))
