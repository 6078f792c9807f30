"""Taking a person's data out for them, and erasing a person."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clew.customers import find_hurt, identifiers_of
from clew.questions.timing.times import read_time
from clew_server.erasure.purging import purge
from clew_server.insights.customers import audit, errands
from clew_server.insights.customers.erasing import erase as erase_everywhere
from clew_server.insights.kept.services import keep
from clew_server.insights.prepared import place_for
from clew_server.jobs.registry import Running, job
from clew_server.jobs.services import queue
from clew_server.lakes.handles import opened

__all__ = ["cut", "erase", "export", "hurt"]

#: How long to wait for whoever still read the database.
PAUSE = timedelta(minutes=1)


@job("customers.export", label=gettext_lazy("Putting a customer's data together"))
def export(running: Running) -> dict[str, Any]:
    """Write everything about one person into a zip file, to be fetched within an hour by who asked."""
    assert running.workspace_id is not None, "people are a workspace's"  # noqa: S101 - the page queues it so
    errand = errands.open_errand(running.workspace_id, running.arguments["errand"])
    if errand is None:
        return {}
    store = opened(running.workspace_id).store
    running.tell("reading everything", None)
    with place_for(running.workspace_id, running.job_id, "zip") as target, tempfile.TemporaryDirectory() as folder:
        store.person(errand.customer, Path(folder) / "person")
        made = shutil.make_archive(str(Path(folder) / "person"), "zip", Path(folder) / "person")
        shutil.copyfile(made, target)
    errands.finish(errand)
    return {"address": reverse("customers:file", args=[running.workspace_id, running.job_id])}


@job("customers.erase", label=gettext_lazy("Erasing a person"))
def erase(running: Running) -> dict[str, Any]:
    """Remove a person everywhere; once begun it cannot be stopped."""
    assert running.workspace_id is not None, "people are a workspace's"  # noqa: S101 - the page queues it so
    errand = errands.open_errand(running.workspace_id, running.arguments["errand"])
    if errand is None:
        return {}
    running.tell("journal, tables and caches are written anew", None)
    counts = erase_everywhere(errand.workspace, errand.customer)
    if not counts["is_purged"]:
        queue("customers.purge", unique="purge", run_at=timezone.now() + PAUSE)
    audit.write(errand.workspace, errand.by, audit.ERASED, errand.whom)
    errands.finish(errand)
    return {**counts, "address": f"{reverse('customers:customers', args=[running.workspace_id])}?erased=1"}


@job("customers.purge", label=gettext_lazy("Cutting the database's log after an erasure"), tries=20)
def cut(_running: Running) -> dict[str, Any]:
    """Cut what an erasure left in the database's log; tried again while somebody reads."""
    if not purge():
        raise OSError("The database's log is still read by somebody.")
    return {}


@job("customers.hurt", is_waited_for=True, label=gettext_lazy("Look for customers who were hurt lately"))
def hurt(running: Running) -> dict[str, Any]:
    """Find out who rated poorly, complained or was let down by a promise over some days, and keep the worst hurt."""
    assert running.workspace_id is not None, "customers are a workspace's"  # noqa: S101 - the page queues it so
    handle, told = opened(running.workspace_id), running.arguments["asked"]
    lake = handle.store.snapshot()
    start, end = (read_time(told[name], lake.settings.zone) for name in ("start", "end"))
    found = find_hurt(lake, handle.engine, start, end, told["limit"])
    known = identifiers_of([one.customer_id for one in found.customers], lake)
    document = {**msgspec.to_builtins(found), "known": {name: list(texts) for name, texts in known.items()}}
    keep(running.workspace_id, running.arguments["key"], lake, document)
    return {"customers": found.total}
