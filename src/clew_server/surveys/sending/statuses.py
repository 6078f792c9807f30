"""What another sender says became of messages: rows of a file or a webhook, each a link or a Message-ID and a status.

In whatever order the rows come, and however often, the same stands afterwards; wrong rows are told, the others count.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from clew.errors import ClewError
from clew.questions.timing.times import read_time
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.ledger import remember_asking
from clew_server.surveys.links import out_of
from clew_server.surveys.models import Delivery, Distribution, Participant
from clew_server.surveys.sending.mailing import is_hard
from clew_server.surveys.sending.outcomes import bounce, suppress
from clew_server.surveys.sending.states import BOUNCED, DELIVERED, OPENED, PLANNED, SENDING, SENT, UNCLEAR

__all__ = ["LARGEST", "MOST_TOLD", "Taken", "advance", "take_said", "take_statuses"]

LARGEST = 20 * 1024 * 1024
#: So many wrong rows are listed; all are counted.
MOST_TOLD = 200
OUT = "opted_out"
#: So many rows are looked up at a time.
CHUNK = 500
_COLUMNS = {
    "id": ("id", "link", "token", "participant", "message_id", "message-id", "messageid"),
    "status": ("status", "state", "event", "delivery_status"),
    "time": ("time", "at", "date", "timestamp", "when"),
    "reason": ("reason", "error", "description"),
}
_STATUSES = {
    SENT: ("sent", "accepted", "queued", "processed"),
    DELIVERED: ("delivered", "delivery"),
    OPENED: ("opened", "open", "read", "clicked", "click"),
    BOUNCED: ("bounced", "bounce", "hard_bounce", "failed", "undelivered", "undeliverable", "rejected", "dropped"),
    OUT: ("unsubscribed", "unsubscribe", "opted_out", "complained", "complaint", "spam"),
    "": ("deferred", "delayed", "soft_bounce", "pending"),
}
_HARD = {"hard_bounce"}
_MEANT = {word: status for status, words in _STATUSES.items() for word in words}
#: What is known takes the place of what was known less of; a word may come before the one of who is handing over.
_RANK = {PLANNED: 0, SENDING: 0, UNCLEAR: 0, SENT: 1, DELIVERED: 2, BOUNCED: 3, OPENED: 4}
_AHEAD = timedelta(days=1)


@dataclass
class Taken:
    """What a file came to: rows that said something new, rows that did not, and the wrong ones with their line."""

    new: int = 0
    known: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def count(self, *, is_new: bool) -> None:
        """Count a row."""
        self.new += is_new
        self.known += not is_new


@dataclass(frozen=True)
class _Row:
    line: int
    whose: str
    status: str
    at: datetime
    reason: str
    #: Whether the status says that there is no such address; else the words of the reason may.
    is_hard: bool


class _WrongError(Exception):
    """A row that says nothing that we understand."""


def take_statuses(distribution: Distribution, content: bytes) -> Taken:
    """Take what a CSV file says of the messages of a way out.

    Raises:
        ClewError: it is no such file at all.
    """
    return _take(distribution, _rows(content))


def take_said(distribution: Distribution, said: Sequence[Any]) -> Taken:
    """Take what a program says of the messages of a way out: objects with the columns of the file, by their places."""
    return _take(distribution, ((place, _plain(one)) for place, one in enumerate(said, 1)))


def _take(distribution: Distribution, rows: Iterable[tuple[int, dict[str, str]]]) -> Taken:
    taken, left = Taken(), iter(rows)
    while part := list(islice(left, CHUNK)):
        part = [(line, {name: text.replace("\0", "") for name, text in row.items()}) for line, row in part]
        found = _Found(distribution, {_whose(row) for _, row in part})
        for line, row in part:
            try:
                one = _read(distribution, line, row)
                taken.count(is_new=_apply(found.delivery(one.whose), one))
            except _WrongError as error:
                taken.wrong.append((line, str(error)))
    return taken


def _plain(one: Any) -> dict[str, str]:
    """An object of a program as a row of a file; what is no object, or no text, says nothing."""
    if not isinstance(one, Mapping):
        return {}
    texts = {str(key).strip().lower(): value for key, value in one.items() if isinstance(value, str)}
    named = {name: next((texts[word] for word in words if word in texts), "") for name, words in _COLUMNS.items()}
    return {name: text.strip() for name, text in named.items()}


def advance(delivery: Delivery, state: str, at: datetime | None) -> bool:
    """Return whether a state says more of a delivery than was known; it is kept then.

    Who opened what seemed to come back was asked after all.
    """
    lower = [known for known, rank in _RANK.items() if rank < _RANK[state]]
    mine = Delivery.objects.filter(id=delivery.id, state__in=lower)
    with transaction.atomic():
        changed = bool(mine.update(state=state, told_at=at, next_at=None))
        if changed and state == OPENED:
            remember_asking(delivery.participant)
    return changed


def _apply(delivery: Delivery, said: _Row) -> bool:
    participant = delivery.participant
    is_anonymous = participant.distribution.survey.is_anonymous
    if said.status == "" or (is_anonymous and said.status == OPENED):
        return False  # a row that is changed when somebody clicks lies beside the one that their answer changes
    if said.status == OUT:
        day = said.at.replace(hour=0, minute=0, second=0, microsecond=0)
        suppress(participant, OUT, day if is_anonymous else said.at)
        return bool(
            Participant.objects.filter(id=participant.id).exclude(state__in=(OUT, "finished")).update(state=OUT)
        )
    if said.status == BOUNCED:
        words = said.reason or "bounced"
        return bounce(delivery, words, said.at, is_hard=said.is_hard or is_hard(words, 0))
    return advance(delivery, said.status, said.at)


class _Found:
    """The messages of a way out by what stands in some rows: a link, its token, an id of ours or a Message-ID.

    An id is the participant's, or the message's own: what a gateway was told as ``{id}``.
    """

    def __init__(self, distribution: Distribution, whose: Iterable[str]) -> None:
        names = {name.strip("<>") for name in whose}
        ids = {found for name in names if (found := _id_in(name)) is not None}
        called = Q(message_id__in=[*names, *(f"<{name}>" for name in names)])
        named = called | Q(participant_id__in=ids) | Q(id__in=ids)
        mine = Delivery.objects.filter(named, participant__distribution=distribution)
        mine = mine.select_related("participant__distribution__survey").order_by("number")
        self._by_id = {one.participant_id: one for one in mine} | {one.id: one for one in mine}
        self._by_message = {one.message_id.strip("<>"): one for one in mine if one.message_id}

    def delivery(self, whose: str) -> Delivery:
        """Return the message; of a link the last one."""
        name = whose.strip("<>")
        found = self._by_message.get(name) or self._by_id.get(_id_in(name) or UUID(int=0))
        if found is None:
            raise _WrongError(gettext("No message of this way out has such a link or id."))
        return found


def _id_in(whose: str) -> UUID | None:
    token = whose.partition("/s/")[2] or whose
    token = token.partition("?")[0].partition("#")[0].removeprefix("out/").rstrip("/")
    found = out_of(token)  # of either link, ours or that which says "never again"
    if found is not None:
        return found.participant_id
    try:
        return UUID(whose)
    except ValueError:
        return None


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their lines, by the names that we know."""
    if not 0 < len(content) <= LARGEST:
        raise ClewError(gettext("Choose a file of at most 20 MB."))
    try:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        raise ClewError(gettext("The file is no text in UTF-8: save it as CSV in UTF-8.")) from None
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    try:
        named = _named(next(lines, []))
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, {name: cells[at].strip() for name, at in named.items() if at < len(cells)}
    except csv.Error as error:
        raise ClewError(
            gettext("Line %(line)s cannot be read: %(error)s") % {"line": lines.line_num, "error": error}
        ) from None


def _named(head: list[str]) -> dict[str, int]:
    plain = [cell.strip().lower().replace(" ", "_") for cell in head]
    named = {
        name: plain.index(next(word for word in words if word in plain))
        for name, words in _COLUMNS.items()
        if any(word in plain for word in words)
    }
    if not {"id", "status"} <= named.keys():
        raise ClewError(
            gettext("The file needs the columns id (the link) and status; time and reason may stand there.")
        )
    return named


def _read(distribution: Distribution, line: int, row: dict[str, str]) -> _Row:
    word = row.get("status", "").lower().replace(" ", "_").replace("-", "_")
    if word not in _MEANT:
        raise _WrongError(
            gettext("'%(status)s' is none of sent, delivered, opened, bounced, unsubscribed.") % {"status": word[:40]}
        )
    whose = _whose(row)
    if not whose:
        raise _WrongError(gettext("The row names no link and no id."))
    at = _time(distribution, row.get("time", ""))
    return _Row(line, whose, _MEANT[word], at, row.get("reason", ""), is_hard=word in _HARD)


def _whose(row: Mapping[str, str]) -> str:
    """Which message a row names; a spreadsheet may have put an apostrophe before it."""
    return row.get("id", "").lstrip("'")


def _time(distribution: Distribution, text: str) -> datetime:
    if not text:
        return timezone.now()
    try:
        at = read_time(text, opened(distribution.survey.workspace_id).store.settings.zone).replace(tzinfo=UTC)
    except (ClewError, OverflowError):
        raise _WrongError(gettext("'%(time)s' is no time: write 2026-11-29T14:30.") % {"time": text[:40]}) from None
    if at > timezone.now() + _AHEAD:
        raise _WrongError(gettext("The time %(time)s has not come yet.") % {"time": text[:40]})
    return at
