"""Surveys as they are kept: what is being written, and each version that was ever published."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

__all__ = ["CLOSED", "DRAFT", "LONGEST_ID", "LONGEST_NAME", "OPEN", "STATES", "Survey", "Version"]

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
STATES = (DRAFT, OPEN, CLOSED)
LONGEST_ID, LONGEST_NAME = 64, 200


class Survey(models.Model):
    """One survey: ``text`` is its file (YAML) as somebody is writing it, ``published`` the number of its version.

    ``options`` is how it looks and ends: see :mod:`clew_server.surveys.look`. ``is_anonymous`` never changes once a
    version was published: who answered under that promise keeps it. A deleted survey can be brought back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    #: The id that its file gives: in rows, addresses of files, never changed once published.
    name = models.CharField(max_length=LONGEST_ID)
    text = models.TextField()
    #: Grows with each change of ``text``: who saves over what they have not seen is told.
    revision = models.PositiveIntegerField(default=1)
    published = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, default=DRAFT)
    is_anonymous = models.BooleanField(default=False)
    options = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="one_survey_a_name")]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A survey as it was published: it never changes. ``document`` is its file as plain data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    #: SHA-256 of the document's text: under it the journal keeps the same text.
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=LONGEST_NAME, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.number}"
