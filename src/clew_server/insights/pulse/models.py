"""What Pulse has told: since when, and until when, so that a reader is told what is new since the last visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clew_server.accounts.models import Workspace

__all__ = ["Told"]


class Told(models.Model):
    """One finding, or one score that changed beyond chance: names of places and figures of groups, nobody's data.

    ``titles`` is what it was called, by language; ``gone_at`` is when it was no longer told.
    """

    FINDING, SCORE = "finding", "score"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=100)
    titles = models.JSONField(default=dict)
    first_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "kind", "key"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def title(self, language: str) -> str:
        """Return what it is called in a language, in English where it was never said in that one."""
        return str(self.titles.get(language) or self.titles.get("en", self.key))
