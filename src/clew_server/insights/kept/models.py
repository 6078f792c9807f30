"""One computed document a row."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from clew_server.accounts.models import Workspace

__all__ = ["Kept"]


class Kept(models.Model):
    """The newest document of one thing that was asked for: counts and names, no row and no text of anybody."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    #: SHA-256 of the job's name and its arguments.
    key = models.CharField(max_length=64)
    #: What it was computed from: the hash of the lake's files and the version of the settings.
    of = models.CharField(max_length=100)
    document = models.JSONField()
    computed_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "key"], name="one_document_a_question")]

    def __str__(self) -> str:
        return self.key
