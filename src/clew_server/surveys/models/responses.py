"""Responses: how far somebody has come, so that they can go on. The journal is the truth; this is where pages look."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.db import models

from clew_server.surveys.models.kept import Survey
from clew_server.surveys.models.ways import Distribution

__all__ = ["RESPONSE_STATES", "Response", "draw"]

#: Began, finished, or led out by a jump to the end before anything was asked of substance (not used as a flag).
RESPONSE_STATES = ("started", "finished")


def draw() -> int:
    """Return a random number that every database holds."""
    return secrets.randbelow(2**31)


class Response(models.Model):
    """One person's answers to one survey. The id is random and part of the address at which they go on.

    Of an anonymous survey there is no ``participant`` (it is not stored, nor anything made of it), ``about`` and
    ``fields`` are empty, and times are those of the hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    distribution = models.ForeignKey(Distribution, on_delete=models.SET_NULL, null=True, related_name="+")
    #: The participant's id; no key of another table, so that the database cannot be asked to join what must not be.
    participant = models.UUIDField(null=True, blank=True, unique=True)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    #: By id of the question: :class:`clew.surveys.running.answer.Answer` as plain data.
    answers = models.JSONField(default=dict)
    fields = models.JSONField(default=dict, blank=True)
    about = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, default="started")
    #: Grows with each page that is saved.
    revision = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    #: Seconds spent on each page, by id of the page.
    seconds = models.JSONField(default=dict, blank=True)
    #: What looked odd while it came in: "honeypot", "clicks" (a mail scanner opened several answers), ...
    flags = models.JSONField(default=list, blank=True)
    #: Whether an answer was taken from a click in an e-mail and no page has been sent since.
    by_click = models.BooleanField(default=False)
    #: Drawn: the sum over responses is another one when one goes and one comes.
    lot = models.PositiveIntegerField(default=draw, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["survey", "state"], name="responses_of_survey"),
            models.Index(fields=["survey", "changed_at", "revision", "state", "lot"], name="responses_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"
