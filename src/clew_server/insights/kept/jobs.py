"""What looks after kept documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from clew_server.insights.kept.services import drop_old
from clew_server.jobs.registry import Running, job

__all__ = ["tidy"]

DAY = 24 * 3600


@job("kept.tidy", every_server=DAY, label=gettext_lazy("Forget what was computed for old data"))
def tidy(_running: Running) -> dict[str, int]:
    """Drop what nobody asked for in a long time."""
    return {"dropped": drop_old()}
