"""The job that sends dashboards once a week."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from clew_server.insights.dashboards.sending import send_due
from clew_server.jobs.registry import Running, job
from clew_server.lakes.handles import opened

__all__ = ["send"]

EVERY = 5 * 60


@job("dashboards.send", every=EVERY, label=gettext_lazy("Send the dashboards that are due"))
def send(running: Running) -> dict[str, int]:
    """Send what is due by the workspace's clock."""
    workspace_id = running.workspace_id
    assert workspace_id is not None, "a job of every workspace has one"  # noqa: S101 - the registry's promise
    return {"sent": send_due(workspace_id, opened(workspace_id).store.settings.zone)}
