"""What looks after prepared files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from clew_server.insights.prepared import drop_old
from clew_server.jobs.registry import Running, job

__all__ = ["tidy"]

TEN_MINUTES = 600


@job("insights.tidy", every_server=TEN_MINUTES, label=gettext_lazy("Forget what could be undone until now"))
def tidy(_running: Running) -> dict[str, int]:
    """Drop prepared files that are too old to be fetched."""
    return {"dropped": drop_old()}
