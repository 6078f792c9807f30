"""Uploads with their drafts, sources that are looked at, and corrections of mappings that can be undone."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from clew_server.accounts.models import User, Workspace

__all__ = ["Feed", "Remap", "Upload"]

RECEIVING, LOOKING, READY, IMPORTING, IMPORTED, FAILED = (
    "receiving", "looking", "ready", "importing", "imported", "failed",
)  # fmt: skip
FOLDER, HTTPS = "folder", "https"


class Upload(models.Model):
    """A file on its way in: first its bytes, then what it is, then the mapping as it is being corrected.

    ``filename`` is only ever shown; on the disk the file is called as ``id``. ``found`` is what a job found out;
    ``draft`` the mapping as a document, ``draft_text`` TOML that could not be used yet, kept as it was typed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default=RECEIVING)
    origin = models.CharField(max_length=10, default="browser")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    found = models.JSONField(default=dict)
    draft = models.JSONField(default=dict)
    draft_text = models.TextField(blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)
    import_id = models.CharField(max_length=40, blank=True)
    #: Whether the file itself is still there.
    is_kept = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "created_at"], name="uploads_of_a_workspace")]

    def __str__(self) -> str:
        return self.filename

    @property
    def share(self) -> float:
        """Which part of the bytes is here."""
        return self.received / self.size if self.size else 1.0


class Feed(models.Model):
    """A folder that is watched or an address that is fetched from. A secret is never here: it has a file of its own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    address = models.CharField(max_length=2000)
    every = models.CharField(max_length=10, default="daily")
    header = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)
    #: Of an address: ETag, Last-Modified and SHA-256 of what came last; of a folder: name to size, time and fate.
    seen = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.address


class Remap(models.Model):
    """A mapping that was corrected after the import, and what it was before: so that it can be put back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    import_id = models.CharField(max_length=40)
    before = models.TextField()
    said = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.import_id
