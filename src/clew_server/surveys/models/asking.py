"""Who is asked by what, what was sent to them, when anybody was last asked, and whom nobody asks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from clew_server.surveys.models.revised import Changing, Revised
from clew_server.surveys.models.ways import Distribution

__all__ = [
    "DELIVERY_STATES",
    "LONGEST_ERROR",
    "PARTICIPANT_STATES",
    "Alias",
    "Contact",
    "Delivery",
    "Participant",
    "Suppression",
]

LONGEST_ERROR = 500
#: So many marks are looked for at a time.
_MOST_ASKED = 500
#: Of a participant: spared (``reason`` says why), to be asked, asked, opened the survey, began, finished, never again.
PARTICIPANT_STATES = ("spared", "planned", "asked", "opened", "started", "finished", "opted_out")
#: Of a message: to be sent, being handed over, sent, unclear (it may have arrived: never again), refused, bounced,
#: delivered (told by another sender), opened (too).
DELIVERY_STATES = ("planned", "sending", "sent", "unclear", "refused", "bounced", "delivered", "opened")


class Participant(Revised):
    """Somebody whom a distribution asks, or spares. The token of their link is made of the id: see ``surveys.links``.

    ``person`` joins the ledger: see :mod:`clew_server.surveys.persons`. ``about`` is what becomes part of the answers'
    rows by column (ticket_id, order_id, touchpoint, channel, ...), ``fields`` what texts and conditions may use. Of an
    anonymous survey the state says only *that* somebody answered: no time, no answer, nothing that leads to one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    distribution = models.ForeignKey(Distribution, on_delete=models.CASCADE, related_name="participants")
    person = models.CharField(max_length=64, db_index=True)
    #: What they are asked about, where one person is asked again: made of the event (empty: asked once).
    occasion = models.CharField(max_length=64, blank=True, default="")
    customer_id = models.CharField(max_length=300, blank=True)
    #: An e-mail address, or a telephone number as E.164.
    address = models.CharField(max_length=320, blank=True)
    language = models.CharField(max_length=12, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    about = models.JSONField(default=dict, blank=True)
    #: With which probability somebody like this is asked: weights are made of it.
    probability = models.FloatField(default=1.0)
    state = models.CharField(max_length=10, default="planned")
    reason = models.CharField(max_length=40, blank=True)
    #: Asked not before; and when what happened (never of answers to an anonymous survey).
    due_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Participant]] = Changing()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["distribution", "person", "occasion"], name="one_person_asked_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["distribution", "state", "due_at"], name="participants_due"),
            models.Index(fields=["distribution", "state", "revision"], name="participants_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class Alias(models.Model):
    """One more key under which the ledger knows a participant: of another id of theirs, or an address they alone have.

    It is what was known of them when they were planned, and goes with the participant.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="aliases", db_index=False)
    person = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["participant", "person"], name="one_alias_a_key")]

    def __str__(self) -> str:
        return self.person


class Delivery(Revised):
    """One message to one participant: 0 the invitation, then its reminders. Written before each step is taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="deliveries")
    #: That of the participant: so that messages of a way are counted without reading who got them.
    distribution = models.ForeignKey(
        Distribution, on_delete=models.CASCADE, null=True, editable=False, related_name="+", db_index=False
    )
    number = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="planned")
    #: As the mail's Message-ID has it, or as the gateway calls it: bounces and receipts come back under it.
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Delivery]] = Changing()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["participant", "number"], name="one_message_a_number")]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at"], name="deliveries_next"),
            models.Index(fields=["distribution", "state", "revision"], name="deliveries_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.number}"

    def save(self, *given: Any, **more: Any) -> None:
        """Write the row, a new one with the way by which it goes."""
        if self._state.adding:
            self.distribution_id = self.participant.distribution_id
        super().save(*given, **more)


class Contact(models.Model):
    """The ledger: that somebody was asked, by which program and channel; across all surveys of a workspace."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=64)
    program = models.CharField(max_length=20)
    channel = models.CharField(max_length=10)
    distribution = models.ForeignKey(Distribution, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "person", "at"], name="contacts_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.at}"


class Suppression(models.Model):
    """Somebody whom nobody asks: opted out (for ever), bounced, or put here by hand. Kept as a hash alone.

    One person may stand under several marks: all but one are ``beside`` it, so that people can be counted, and all say
    the same of ``whose`` they are, so that who is taken off the list is off it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=64)
    reason = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    beside = models.BooleanField(default=False)
    whose = models.UUIDField(null=True, default=uuid.uuid4, editable=False, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "person"], name="one_suppression_a_person")
        ]

    def __str__(self) -> str:
        return self.person

    @classmethod
    def of_person(
        cls,
        workspace_id: uuid.UUID,
        keys: Iterable[str],
        known: Mapping[str, uuid.UUID | None] | None = None,
        **more: Any,
    ) -> list[Suppression]:
        """Return the rows of one person, not saved yet: the first counts, unless they stand there already.

        ``known`` says whose the marks are that are there, where they were read for many people at once.
        """
        mine = list(dict.fromkeys(keys))
        there = cls.marks(workspace_id, mine) if known is None else known
        is_there = any(key in there for key in mine)
        whose = next(filter(None, map(there.get, mine)), None) or uuid.uuid4()
        return [
            cls(workspace_id=workspace_id, person=key, beside=is_there or place > 0, whose=whose, **more)
            for place, key in enumerate(mine)
        ]

    @classmethod
    def marks(cls, workspace_id: uuid.UUID, keys: Sequence[str]) -> dict[str, uuid.UUID | None]:
        """Return which of these marks are on the list, and whose each is; None of one from before that was kept."""
        mine = cls.objects.filter(workspace_id=workspace_id)
        parts = (keys[begin : begin + _MOST_ASKED] for begin in range(0, len(keys), _MOST_ASKED))
        return {key: whose for part in parts
                for key, whose in mine.filter(person__in=part).values_list("person", "whose")}  # fmt: skip

    @classmethod
    def beside_all(cls, workspace_id: uuid.UUID, keys: Sequence[str]) -> models.QuerySet[Suppression]:
        """Return the rows under which whoever stands under one of these marks stands."""
        whose = {one for one in cls.marks(workspace_id, keys).values() if one is not None}
        return cls.objects.filter(models.Q(person__in=keys) | models.Q(whose__in=whose), workspace_id=workspace_id)
