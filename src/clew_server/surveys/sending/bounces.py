"""Messages that came back: reports of mail servers (RFC 3464), one in a file or many in an mbox."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from clew.errors import ClewError
from clew_server.surveys.models import Delivery
from clew_server.surveys.sending.mailing import is_hard
from clew_server.surveys.sending.outcomes import bounce
from clew_server.surveys.sending.states import DELIVERED
from clew_server.surveys.sending.statuses import LARGEST, Taken, advance

__all__ = ["Report", "read_reports", "take_reports"]

_log = logging.getLogger("clew_server.surveys")
_BEGINS = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\n]*\n")
_ID = re.compile(r"<[^<>\s]{1,190}>")
_ARRIVED = {"delivered", "relayed", "expanded"}
FAILED = "failed"


@dataclass(frozen=True)
class Report:
    """What a mail server reports of one message: ``action`` (failed, delayed, delivered ...), the words it gave."""

    message_ids: tuple[str, ...]
    action: str
    words: str


def take_reports(workspace_id: UUID, content: bytes) -> Taken:
    """Take reports on messages of a workspace; the number of a wrong one is its place in the file.

    Raises:
        ClewError: the file is too large.
    """
    if not 0 < len(content) <= LARGEST:
        raise ClewError(gettext("Choose a file of at most 20 MB."))
    taken = Taken()
    for at, raw in enumerate(_messages(content), 1):
        try:
            reports = read_reports(raw)
        except Exception:  # noqa: BLE001 - mail is crooked in more ways than anybody lists
            _log.warning("a report of a mail server could not be read", exc_info=True)
            reports = []
        delivery = _delivery(workspace_id, reports)
        if not reports:
            taken.wrong.append((at, gettext("This is no report of a mail server.")))
        elif delivery is None:
            taken.wrong.append((at, gettext("It reports on no message of ours.")))
        else:
            changed = [_apply(delivery, report) for report in reports]
            taken.count(is_new=any(changed))
    return taken


def read_reports(raw: bytes) -> list[Report]:
    """Return what a message reports, a recipient each; nothing where it is no report."""
    message = message_from_bytes(raw)
    ids = tuple(dict.fromkeys(_ids(message)))
    found = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in _groups(part):
            action = str(group.get("Action", "")).strip().lower()
            if action:
                words = f"{group.get('Status', '')} {_after(group.get('Diagnostic-Code', ''))}"
                found.append(Report(ids, action, " ".join(words.split())))
    return found


def _messages(content: bytes) -> Iterator[bytes]:
    """The messages of an mbox, or the one that a file holds."""
    if not content.startswith(b"From "):
        yield content
        return
    yield from (part for part in _BEGINS.split(content) if part.strip())


def _groups(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _ids(message: Message) -> Iterator[str]:
    """The Message-IDs that a report may be about: of the message it returns, then those it answers."""
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            text = body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
            yield from _ID.findall(str(message_from_string(text).get("Message-ID", "")))
        yield from _ID.findall(str(part.get("Message-ID", "")))
    for header in ("In-Reply-To", "References"):
        yield from _ID.findall(str(message.get(header, "")))


def _after(diagnostic: object) -> str:
    """What stands after the kind of code: "smtp; 550 5.1.1 unknown"."""
    text = str(diagnostic)
    return text.partition(";")[2] or text


def _delivery(workspace_id: UUID, reports: list[Report]) -> Delivery | None:
    ids = reports[0].message_ids if reports else ()
    mine = Delivery.objects.filter(participant__distribution__survey__workspace_id=workspace_id, message_id__in=ids)
    return mine.select_related("participant__distribution__survey").first()


def _apply(delivery: Delivery, report: Report) -> bool:
    if report.action == FAILED:
        return bounce(delivery, report.words, timezone.now(), is_hard=is_hard(report.words, 0))
    return report.action in _ARRIVED and advance(delivery, DELIVERED, timezone.now())
