"""Dashboards, their cards, and who gets them by e-mail."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

__all__ = ["COLUMNS", "KINDS", "Card", "Dashboard", "Mailing", "Recipient", "Sent"]

COLUMNS, TALLEST = 12, 12
FIGURE, CHART, TABLE, NOTE = "figure", "chart", "table", "note"
KINDS = (FIGURE, CHART, TABLE, NOTE)
#: Handing over takes no longer; and what was to be tried again is, within the pace of the job, unless it was too late.
HANDING, TRIED_WITHIN = timedelta(minutes=10), timedelta(hours=1)
LONGEST_NAME, LONGEST_NOTE = 120, 4_000


class Dashboard(models.Model):
    """A page of cards: its owner's alone, or shared with the workspace. A deleted one can be brought back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Card(models.Model):
    """A question or a note at a place: ``place`` orders them, ``width`` of twelve columns, ``height`` in rows.

    The question is the card's own, as it was when it was put there: nothing changes on a dashboard behind one's back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="cards")
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=LONGEST_NAME, blank=True)
    query = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    place = models.PositiveIntegerField(default=0)
    width = models.PositiveSmallIntegerField(default=6)
    height = models.PositiveSmallIntegerField(default=2)
    deleted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title or self.kind


class Mailing(models.Model):
    """When a dashboard goes out: a weekday (1 Monday .. 7 Sunday) and an hour in the workspace's zone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dashboard = models.OneToOneField(Dashboard, on_delete=models.CASCADE, related_name="mailing")
    weekday = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=8)
    is_on = models.BooleanField(default=False)
    #: What was due before is not sent: it was set up after that.
    begins_at = models.DateTimeField(default=timezone.now)


class Recipient(models.Model):
    """A member who gets a dashboard; who unsubscribed stays here, so that nobody adds them again unasked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_chosen = models.BooleanField(default=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mailing", "user"], name="one_recipient_a_mailing")]


class Sent(models.Model):
    """One e-mail to one recipient in one week; each step is written before it is taken, so that none is sent twice.

    ``handed_at`` is written just before the mail server is given the message: from there on only its refusal in words
    leads to another try (``next_at``). What was begun and never handed over is anybody's after a while.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="sent")
    week = models.CharField(max_length=8)
    begun_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=1)
    handed_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["recipient", "week"], name="one_email_a_week")]

    @property
    def state(self) -> str:
        """What is known of it: sent, unclear (it may have arrived), again, given up, failed or begun."""
        if self.sent_at:
            return "sent"
        if self.handed_at:
            return "unclear" if self.error or timezone.now() - self.handed_at > HANDING else "begun"
        if self.next_at:
            return "again" if timezone.now() - self.next_at < TRIED_WITHIN else "given up"
        return "failed" if self.error else "begun"
