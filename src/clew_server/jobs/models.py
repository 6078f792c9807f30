"""One job a row."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clew_server.jobs.registry import JOBS

__all__ = ["Job"]

QUEUED, RUNNING, DONE, FAILED, STOPPED = "queued", "running", "done", "failed", "stopped"


class Job(models.Model):
    """Work to be done at ``run_at`` or later, once; ``unique`` keeps the same work from being queued twice at a time.

    ``fence`` grows with every lease: who comes back late with an old one writes nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    workspace_id = models.UUIDField(null=True, blank=True)
    arguments = models.JSONField(default=dict)
    unique = models.CharField(max_length=200, null=True, blank=True, unique=True)
    state = models.CharField(max_length=10, default=QUEUED)
    run_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    asked_by = models.UUIDField(null=True, blank=True)
    progress = models.FloatField(null=True, blank=True)
    doing = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    stop_asked = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "run_at"], name="what_is_next"),
            models.Index(fields=["workspace_id", "kind", "created_at"], name="jobs_of_a_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {DONE, FAILED, STOPPED}

    @property
    def label(self) -> str:
        """How people read what it does: the words its room gave, else its name."""
        known = JOBS.get(self.kind)
        return str(known.label) if known and known.label else self.kind.rpartition(".")[2].replace("_", " ")

    @property
    def address(self) -> str:
        """Where its result can be seen, where it said so: ``{"address": "/..."}``; never another server's."""
        said = self.result.get("address", "") if isinstance(self.result, dict) else ""
        return said if isinstance(said, str) and said.startswith("/") and not said.startswith(("//", "/\\")) else ""
