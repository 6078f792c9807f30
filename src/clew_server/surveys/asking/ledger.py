"""The contact ledger: who may be asked now, across all surveys and ways out of a workspace; and the claim to ask them.

``claim`` is how a sender asks: it looks and writes in one transaction that holds a lock for the person, so two workers
never ask the same one at once. It writes the ledger itself; who calls it writes no ``Contact``. In the caller's own
``transaction.atomic()`` the lock lasts until that ends: what the caller writes beside it stands or falls with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from clew_server.surveys.asking.complaining import complaining
from clew_server.surveys.asking.days import end_of_day
from clew_server.surveys.asking.events.reopening import is_reopened
from clew_server.surveys.asking.reasons import FINAL
from clew_server.surveys.asking.rules import PROGRAMS, ContactRules, rules_of
from clew_server.surveys.asking.settings import carrier_of, settings_of
from clew_server.surveys.asking.suppressed import suppressed, why_silent
from clew_server.surveys.keeping import Live, live
from clew_server.surveys.models import Alias, Contact, Distribution, Participant, Response
from clew_server.surveys.models.kept import OPEN
from clew_server.surveys.models.ways import RUNNING
from clew_server.surveys.persons import keys_of

__all__ = ["Ledger", "Seen", "claim", "forget_asking", "is_answered", "is_full", "keys_of_participant", "ledger_of",
           "look", "may_ask", "may_remind", "own_keys_of", "remember_asking", "take_back", "waits_for"]  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """What a workspace knows of whom a survey of one program may ask; read once for many people."""

    program: str
    rules: ContactRules
    suppressed: Mapping[str, str]
    #: By person, the programs that asked them and when.
    contacts: Mapping[str, Sequence[tuple[str, datetime]]]
    complaining: frozenset[str]

    def reason(self, own: Iterable[str], keys: Sequence[str], now: datetime) -> str:
        """Return why somebody is not to be asked, empty where they may be.

        Of all their ``keys``, ``own`` are those of their id and of the address at which they are to be asked.
        """
        if silent := why_silent(self.suppressed, own, keys):
            return silent
        for key in keys:
            if any(now - at < self.rules.gap(self.program, other) for other, at in self.contacts.get(key, ())):
                return "asked_lately"
        if not self.complaining.isdisjoint(keys) and self.rules.rule(self.program).spares_complaints:
            return "complaint"
        return ""


@dataclass(frozen=True)
class Seen:
    """What the data say of somebody: read before a lock is held, since all who write would wait for it."""

    complaining: frozenset[str]
    is_reopened: bool


def look(participant: Participant, now: datetime) -> Seen:
    """Return what the data say of a participant, to hand it to :func:`claim`: who has a transaction looks before it.

    Raises:
        ClewError: the data cannot be read now.
    """
    workspace_id = participant.distribution.survey.workspace_id
    mine, rules = _program(participant.distribution), rules_of(workspace_id)
    programs = [one for one in PROGRAMS if mine and (one == mine or rules.goes_before(one, mine))]
    spares = any(rules.rule(one).spares_complaints for one in programs)
    hurt = complaining(workspace_id, now) if spares else frozenset()
    return Seen(hurt, is_reopened(participant, workspace_id, now))


def ledger_of(
    workspace_id: UUID, program: str, now: datetime, keys: Sequence[str] | None = None,
    hurt: frozenset[str] | None = None,
) -> Ledger:  # fmt: skip
    """Return the ledger as surveys of ``program`` see it; of a few people, where ``keys`` name them.

    ``hurt`` are the keys of who has an open complaint, where they were read before.
    """
    rules = rules_of(workspace_id)
    mine = {} if keys is None else {"person__in": keys}
    since = now - rules.longest_gap(program)
    contacts: dict[str, list[tuple[str, datetime]]] = {}
    found = Contact.objects.filter(workspace_id=workspace_id, at__gt=since, **mine)
    for person, other, at in found.values_list("person", "program", "at").iterator():
        contacts.setdefault(person, []).append((other, at))
    if hurt is None:
        hurt = complaining(workspace_id, now) if rules.rule(program).spares_complaints else frozenset()
    return Ledger(program, rules, suppressed(workspace_id, keys), contacts, hurt)


def keys_of_participant(participant: Participant, workspace_id: UUID) -> list[str]:
    """Return every key under which a participant stands in the ledger and the suppression list.

    Also those of other addresses and ids of theirs that were known when they were planned.
    """
    more = [alias.person for alias in participant.aliases.all()]
    return list(dict.fromkeys([*own_keys_of(participant, workspace_id), *more]))


def own_keys_of(participant: Participant, workspace_id: UUID) -> list[str]:
    """Return the keys of a participant's own id, and of the address at which they are asked."""
    names = keys_of(workspace_id, participant.customer_id, participant.address) if _is_named(participant) else []
    return list(dict.fromkeys([participant.person, *names]))


def _is_named(participant: Participant) -> bool:
    return bool(participant.customer_id or participant.address)


def may_ask(participant: Participant, now: datetime, seen: Seen | None = None) -> str:
    """Return why a participant may not be asked now, empty where they may; nothing is written.

    ``seen`` is what :func:`look` said; without it the data are read here.
    The reasons are those of :mod:`clew_server.surveys.asking.reasons`: the final ones spare, the others pass by.
    """
    distribution = participant.distribution
    if participant.state != "planned":
        return {"opted_out": "opted_out", "spared": participant.reason}.get(participant.state) or "asked_already"
    asked = live(distribution.survey_id)
    waits = waits_for(distribution, asked, now) or ("not_due" if participant.due_at > now else "")
    if waits or asked is None:
        return waits
    keys, own = keys_of_participant(participant, asked.workspace_id), own_keys_of(participant, asked.workspace_id)
    seen = seen or look(participant, now)
    ledger = ledger_of(asked.workspace_id, asked.asked.program, now, keys, seen.complaining)
    reason = ledger.reason(own, keys, now)
    if not reason and seen.is_reopened:
        return "reopened"
    return reason or ("outranked" if _is_outranked(participant, keys, asked, seen, now) else "")


def may_remind(participant: Participant, now: datetime) -> str:
    """Return why somebody who was asked may not be reminded, empty where they may: no gap is kept to themselves."""
    if participant.state in {"finished", "opted_out", "spared", "planned"}:
        return "opted_out" if participant.state == "opted_out" else "asked_already"
    asked = live(participant.distribution.survey_id)
    waits = waits_for(participant.distribution, asked, now)
    if waits or asked is None:
        return waits
    keys, own = keys_of_participant(participant, asked.workspace_id), own_keys_of(participant, asked.workspace_id)
    return why_silent(suppressed(asked.workspace_id, keys), own, keys)


def claim(participant: Participant, now: datetime, seen: Seen | None = None) -> str:
    """Ask a participant: return empty, with the ledger written and their state "asked"; else why they may not be.

    For a final reason they are spared. The check and what is written are one transaction under a lock for the person.
    Who calls this in a transaction hands over what :func:`look` said before it.
    """
    workspace_id = participant.distribution.survey.workspace_id
    keys = keys_of_participant(participant, workspace_id)
    program = _program(participant.distribution)
    seen = seen or look(participant, now)
    with transaction.atomic():
        _lock(keys)
        participant.refresh_from_db(fields=["state", "due_at", "reason"])
        participant.distribution.refresh_from_db(fields=["state", "settings"])
        reason = may_ask(participant, now, seen)
        if not reason:
            _ask(participant, keys, program or "none", now)
        elif reason in FINAL and participant.state == "planned":
            participant.state, participant.reason = "spared", reason
            participant.save(update_fields=["state", "reason"])
    return reason


def _ask(participant: Participant, keys: list[str], program: str, now: datetime) -> None:
    _write(participant, keys, program, now)
    participant.state, participant.asked_at = "asked", now
    participant.save(update_fields=["state", "asked_at"])


def _write(participant: Participant, keys: list[str], program: str, at: datetime) -> None:
    distribution = participant.distribution
    Contact.objects.bulk_create(
        Contact(
            workspace_id=distribution.survey.workspace_id, person=key, program=program,
            channel=carrier_of(distribution), distribution=distribution, at=at,
        )
        for key in keys
    )  # fmt: skip


def take_back(participant: Participant, reason: str) -> None:
    """Forget that somebody was asked whom no invitation reached: they are spared."""
    forget_asking(participant)
    mine = Participant.objects.filter(pk=participant.pk, state="asked", asked_at__isnull=False)
    mine.update(state="spared", reason=reason, asked_at=None)


def forget_asking(participant: Participant) -> None:
    """Have the ledger forget that somebody was asked, unless they opened the survey; their link stays good."""
    keys = keys_of_participant(participant, participant.distribution.survey.workspace_id)
    at = Participant.objects.filter(pk=participant.pk, state="asked").values_list("asked_at", flat=True).first()
    if at is not None:
        Contact.objects.filter(distribution=participant.distribution, person__in=keys, at=at).delete()


def remember_asking(participant: Participant) -> None:
    """Have the ledger know again that somebody was asked whom a message reached after all."""
    at = Participant.objects.filter(pk=participant.pk).values_list("asked_at", flat=True).first()
    if at is None:
        return
    keys = keys_of_participant(participant, participant.distribution.survey.workspace_id)
    known = Contact.objects.filter(distribution=participant.distribution, person__in=keys, at=at)
    if not known.exists():
        _write(participant, keys, _program(participant.distribution) or "none", at)


def _lock(keys: list[str]) -> None:
    """Keep everybody else from claiming the same person until the transaction ends.

    SQLite has one writer, and a transaction here is one from its beginning; PostgreSQL has locks by number.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for number in sorted({int.from_bytes(sha256(key.encode()).digest()[:8], signed=True) for key in keys}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _program(distribution: Distribution) -> str | None:
    asked = live(distribution.survey_id)
    return asked.asked.program if asked else None


def waits_for(distribution: Distribution, asked: Live | None, now: datetime) -> str:
    """Return why a way out asks nobody now though that passes by, empty where it may."""
    if not is_answered(asked, now):
        return "closed"
    if distribution.state != RUNNING:
        return distribution.state
    return "quota" if is_full(distribution) else ""


def is_answered(asked: Live | None, now: datetime) -> bool:
    """Return whether anybody may answer a survey now."""
    return asked is not None and asked.state == OPEN and not is_closed(asked, now)


def is_closed(asked: Live, now: datetime) -> bool:
    """Return whether the day at which nobody may answer any more has come."""
    try:
        at = parse_datetime(asked.look.closes_at)
    except ValueError:
        return False
    return at is not None and now >= (at if at.tzinfo else at.replace(tzinfo=UTC))


def is_full(distribution: Distribution) -> bool:
    """Return whether as many have finished as the way out is to bring."""
    quota = settings_of(distribution).quota
    if quota is None:
        return False
    return Response.objects.filter(distribution=distribution, state="finished")[:quota].count() >= quota


def _is_outranked(participant: Participant, keys: list[str], asked: Live, seen: Seen, now: datetime) -> bool:
    """Return whether another way out, of a program that goes first, asks the same person before the day is over.

    One that may not ask them itself holds nobody back.
    """
    waiting = Alias.objects.filter(person__in=keys, participant__state="planned")  # not all that ever were
    also = set(waiting.values_list("participant_id", flat=True))
    others = Participant.objects.filter(
        Q(person__in=keys) | Q(id__in=also), state="planned", distribution__state=RUNNING,
        due_at__lt=end_of_day(asked.workspace_id, now), distribution__survey__workspace_id=asked.workspace_id,
    )  # fmt: skip
    elsewhere = others.exclude(distribution=participant.distribution).select_related("distribution")
    rules, mine = rules_of(asked.workspace_id), asked.asked.program
    return any(_goes_before(other, mine, rules, seen, now) for other in elsewhere)


def _goes_before(other: Participant, program: str, rules: ContactRules, seen: Seen, now: datetime) -> bool:
    theirs = live(other.distribution.survey_id)
    if theirs is None or not rules.goes_before(theirs.asked.program, program):
        return False
    if waits_for(other.distribution, theirs, now):
        return False
    keys, own = keys_of_participant(other, theirs.workspace_id), own_keys_of(other, theirs.workspace_id)
    ledger = ledger_of(theirs.workspace_id, theirs.asked.program, now, keys, seen.complaining)
    return not ledger.reason(own, keys, now)
