"""What viewers of a workspace were shown: of whom each figure was, as a footprint, and the answers themselves."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from clew_server.accounts.models import Workspace

__all__ = ["Region", "ShownAnswer"]


class Region(models.Model):
    """The rows that a figure rested on, as counts over them: no id, no value of anybody."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    #: SHA-256 of the footprint.
    digest = models.CharField(max_length=64)
    footprint = models.BinaryField()
    shown_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "table", "digest"], name="one_region_once")
        ]

    def __str__(self) -> str:
        return self.digest


class ShownAnswer(models.Model):
    """The answer that viewers see to one question: it stays until enough others answered, whatever is asked anew."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    #: SHA-256 of what was asked, a named span by its name.
    shape = models.CharField(max_length=64)
    #: What it was computed from: the hash of the lake's files and the version of the settings.
    of = models.CharField(max_length=100)
    #: The answer with its footprints, as JSON.
    document = models.BinaryField()
    shown_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "shape"], name="one_shown_answer_a_shape")
        ]

    def __str__(self) -> str:
        return self.shape
