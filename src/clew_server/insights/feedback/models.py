"""What people add to verbatims: tags, who looks after them, filters worth keeping. The verbatims are in the lake."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import parse_qsl
from uuid import uuid4

from django.db import models
from django.utils import timezone

from clew_server.accounts.models import Member, User, Workspace

__all__ = ["Assignment", "Export", "SavedFilter", "Tag", "Tagging"]


class Tag(models.Model):
    """A word of the workspace for verbatims; one that was merged or removed is kept so that it can come back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    #: The name in small letters: what two tags may not share.
    folded = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "folded"], condition=models.Q(removed_at=None), name="one_tag_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """One tag at one verbatim. ``came_from`` is the tag that was merged into this one, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    feedback_id = models.TextField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    came_from = models.ForeignKey(Tag, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "feedback_id"], name="one_tagging_a_verbatim")]
        indexes: ClassVar = [models.Index(fields=["workspace", "feedback_id"], name="taggings_of_a_verbatim")]


class Assignment(models.Model):
    """Who looks after a verbatim, and whether it is done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    feedback_id = models.TextField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "feedback_id"], name="one_assignment_a_verbatim")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "member", "done_at"], name="assigned_to_a_member")]


class Export(models.Model):
    """Verbatims that a job is to write into a file; gone when it is done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    query = models.TextField()
    form = models.CharField(max_length=4)
    is_raw = models.BooleanField(default=False)
    language = models.CharField(max_length=5)


class SavedFilter(models.Model):
    """What an address of the page asks for, under a name; one's own, or the workspace's where it is shared."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField()
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def plain(self) -> str:
        """The values of the query as people read them."""
        return " ".join(value for _, value in parse_qsl(self.query, keep_blank_values=True))
