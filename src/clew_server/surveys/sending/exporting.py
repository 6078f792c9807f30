"""Personal links for another sender: a CSV that no spreadsheet takes for formulas; whose link leaves is asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from clew_server.insights.questions.showing.files import neutral
from clew_server.surveys.asking.ledger import claim, keys_of_participant, look, own_keys_of
from clew_server.surveys.asking.suppressed import suppressed, why_silent
from clew_server.surveys.keeping import live
from clew_server.surveys.links import out_address, personal_address
from clew_server.surveys.models import Delivery, Distribution, Participant
from clew_server.surveys.sending.states import SENT

__all__ = ["export"]

#: So many are read at a time.
BATCH = 100
#: Whose link is of no use any more.
_OVER = ("spared", "opted_out", "finished")


def export(distribution: Distribution, now: datetime, *, has_addresses: bool) -> bytes:
    """Return the links of all who are asked, as CSV: who is due and may be asked is asked by that.

    The same again gives the same links, without those who are on the suppression list by now, and asks nobody twice.
    """
    due = list(_planned(distribution, now).values_list("id", flat=True))
    for at in range(0, len(due), BATCH):
        for one in Participant.objects.select_related("distribution__survey").filter(id__in=due[at : at + BATCH]):
            _ask(one, now)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in _rows(distribution, has_addresses=has_addresses):
        writer.writerow([neutral(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _planned(distribution: Distribution, now: datetime) -> QuerySet[Participant]:
    return Participant.objects.filter(distribution=distribution, state="planned", due_at__lte=now).order_by("id")


def _ask(participant: Participant, now: datetime) -> None:
    seen = look(participant, now)  # before anything is locked
    # One for each person: who holds the locks of many waits for others who do. Who is erased meanwhile is gone.
    with suppress(Participant.DoesNotExist), transaction.atomic():
        if not claim(participant, now, seen):
            Delivery.objects.get_or_create(
                participant=participant, number=0,
                defaults={"state": SENT, "tries": 1, "begun_at": now, "handed_at": now, "sent_at": now},
            )  # fmt: skip


def _rows(distribution: Distribution, *, has_addresses: bool) -> Iterator[list[Any]]:
    asked = live(distribution.survey_id)
    fields = list(asked.asked.fields) if asked else []
    yield ["id", "link", "opt_out", "language", *(["address"] if has_addresses else []), *fields]
    mine = Participant.objects.filter(distribution=distribution, deliveries__number=0).exclude(state__in=_OVER)
    workspace_id = distribution.survey.workspace_id
    listed = suppressed(workspace_id)
    for one in mine.order_by("id").prefetch_related("aliases").iterator(BATCH):
        if why_silent(listed, own_keys_of(one, workspace_id), keys_of_participant(one, workspace_id)):
            continue
        address = [one.address] if has_addresses else []
        told = [str(one.fields.get(name, "")) for name in fields]
        out = out_address(workspace_id, one.id, one.person, one.address)
        yield [str(one.id), personal_address(one.id), out, one.language, *address, *told]
