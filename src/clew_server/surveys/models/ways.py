"""Ways out: how a survey reaches people."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from clew_server.surveys.models.kept import LONGEST_NAME, Survey

__all__ = ["EMAIL", "ENDED", "EVENT", "FILE", "KINDS", "LINK", "PAUSED", "PLANNED", "RUNNING", "SMS", "WAY_STATES",
           "WIDGET", "Distribution", "EventLook", "Showing"]  # fmt: skip

#: A link for everybody (also as QR code), a widget on pages, e-mails, messages through a gateway, personal links for
#: another sender, and whoever lives through an event (by e-mail).
LINK, WIDGET, EMAIL, SMS, FILE, EVENT = "link", "widget", "email", "sms", "file", "event"
KINDS = (LINK, WIDGET, EMAIL, SMS, FILE, EVENT)
PLANNED, RUNNING, PAUSED, ENDED = "planned", "running", "paused", "ended"
WAY_STATES = (PLANNED, RUNNING, PAUSED, ENDED)


class Distribution(models.Model):
    """One way out of a survey. ``slug`` is its public address (link, widget); ``settings`` belongs to its kind.

    Settings that all kinds know: ``quota`` (finished responses after which it ends), ``language`` (of who has none).
    Of kinds that send: see :mod:`clew_server.surveys.sending` and :mod:`clew_server.surveys.asking`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="distributions")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=LONGEST_NAME)
    slug = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, default=PLANNED)
    settings = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    #: Why it paused or ended by itself: "quota", "bounces", ...; empty where a person did it.
    reason = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class EventLook(models.Model):
    """How far the data were looked through for what one way out asks after: a ``clew.customers.Mark`` as plain data."""

    distribution = models.OneToOneField(
        Distribution, on_delete=models.CASCADE, primary_key=True, related_name="event_look"
    )
    mark = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.distribution_id}"


class Showing(models.Model):
    """How often a widget came into sight within an hour: a number, and nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    shown = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["distribution", "hour"], name="one_showing_an_hour")]

    def __str__(self) -> str:
        return f"{self.distribution_id} {self.hour}"
