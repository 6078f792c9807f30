"""The audit of who looked at whom, and what is to be done about a person until it is done."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from clew_server.accounts.models import User, Workspace

__all__ = ["Errand", "Seen"]


class Seen(models.Model):
    """A line of the audit: who did what with whose data. ``whom`` is a keyed hash, ``chain`` ties the lines."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    #: Who it was, also when the person has left: the user's id.
    who = models.CharField(max_length=40)
    what = models.CharField(max_length=20)
    whom = models.CharField(max_length=64)
    #: SHA-256 of the line before and this line.
    chain = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "id"], name="seen_of_a_workspace"),
            models.Index(fields=["workspace", "whom"], name="seen_of_a_person"),
        ]


class Errand(models.Model):
    """An export or erasure that a job does; ``customer`` is blank as soon as it is done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    customer = models.TextField(blank=True)
    #: The keyed hash that stands for them in the audit.
    whom = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
