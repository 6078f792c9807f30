"""What was changed on these pages, by whom, and what stood there before: the way back."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from clew_server.accounts.models import User, Workspace

__all__ = ["Edit"]


class Edit(models.Model):
    """One change. ``kind`` is "setting", a kind of the library's documents, or "rename"; ``name`` is the document's.

    ``before`` and ``after`` are what stood there; None: nothing did. Of settings they hold those that changed, of a
    rename ``after`` holds the facts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    #: What people call it: a title, a name.
    label = models.CharField(max_length=300)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "kind", "at"], name="edits_of_a_workspace")]
