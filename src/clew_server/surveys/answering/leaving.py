"""Never again: somebody takes back that they may be asked; a page with a button, or one click in their mail program."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from clew_server.accounts.models import Workspace
from clew_server.collect.replies import Reply
from clew_server.surveys.answering import pages, replies
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.languages import HOUSE, language_of
from clew_server.surveys.answering.storing import thread
from clew_server.surveys.answering.storing.shelf import UNUSED
from clew_server.surveys.asking.ledger import keys_of_participant
from clew_server.surveys.links import Out, out_of
from clew_server.surveys.models import Participant, Suppression

__all__ = ["OPTED_OUT", "open_out", "post_out"]

OPTED_OUT = "opted_out"


async def open_out(asked: Asked) -> Reply:
    """Return the page with the button; opening it changes nothing."""
    out = await thread.in_thread(_whose, asked.names["token"])
    return _page(asked, is_done=False) if out is not None else replies.told("unknown", asked)


async def post_out(asked: Asked) -> Reply:
    """Keep that this person is never asked again, whatever the body says: the token is the secret."""
    out = await thread.in_thread(_whose, asked.names["token"])
    if out is not None and await thread.in_thread(_opt_out, out):
        return _page(asked, is_done=True)
    return replies.told("unknown", asked)


def _page(asked: Asked, *, is_done: bool) -> Reply:
    language = language_of(HOUSE, asked.language, accepted=asked.accepted)
    return replies.shown(pages.out_page(asked.names["token"], language, is_done), None)


@thread.asks_no_database
def _whose(token: str) -> Out | None:
    return out_of(token)


@thread.writes
def _opt_out(out: Out) -> bool:
    """Suppress somebody under all their keys; what they answered before stays, and so does that they did.

    Of a participant who is not there any more, the link itself says whom.
    """
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    who = Participant.objects.select_related("distribution__survey").filter(id=out.participant_id).first()
    if who is None:
        return _opt_out_gone(out, today)
    workspace_id = who.distribution.survey.workspace_id
    at = today if who.distribution.survey.is_anonymous else datetime.now(UTC)  # many say so just after they answered
    with transaction.atomic():
        _suppress(workspace_id, keys_of_participant(who, workspace_id), at)
        Participant.objects.filter(id=who.id, state__in=(*UNUSED, "spared")).update(state=OPTED_OUT)
    return True


def _opt_out_gone(out: Out, today: datetime) -> bool:
    if out.workspace_id is None or not Workspace.objects.filter(id=out.workspace_id).exists():
        return False
    _suppress(out.workspace_id, out.keys, today)
    return True


def _suppress(workspace_id: UUID, keys: list[str], at: datetime) -> None:
    Suppression.objects.bulk_create(
        Suppression.of_person(workspace_id, keys, reason=OPTED_OUT, at=at),
        update_conflicts=True, unique_fields=["workspace", "person"], update_fields=["reason"],
    )  # fmt: skip
