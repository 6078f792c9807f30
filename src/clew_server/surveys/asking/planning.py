"""Who would be asked by a way out, who is spared and why: the dry run; starting does what it says."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from clew.errors import UsageError
from clew_server.configuration import configuration
from clew_server.surveys.asking.days import end_of_day
from clew_server.surveys.asking.ledger import Ledger, keys_of_participant, ledger_of, own_keys_of, waits_for
from clew_server.surveys.asking.settings import (
    EmailSettings,
    FileSettings,
    Sampling,
    Settings,
    SmsSettings,
    settings_of,
)
from clew_server.surveys.asking.whom.erased import known_only
from clew_server.surveys.asking.whom.frame import CHUNK, frame_of, whom_of
from clew_server.surveys.asking.whom.person import Person, address_kind
from clew_server.surveys.asking.whom.sampling import Sample, chance, draw
from clew_server.surveys.asking.whom.sharing import sharing_of
from clew_server.surveys.keeping import Live, live
from clew_server.surveys.models import Distribution, Participant
from clew_server.surveys.models.kept import OPEN
from clew_server.surveys.models.ways import EMAIL, RUNNING

__all__ = ["FEWEST", "Decision", "Plan", "new_seed", "plan", "why_not_anonymous", "why_so_slow", "why_too_slow"]

#: What a person with no value in the field of a stratified sample belongs to.
NONE = ""
#: So many people an anonymous way out asks at least, and in an hour where it sends slowly.
FEWEST = 10
TOO_FEW = gettext_lazy(
    "This would ask fewer than %(n)s people. Answers to an anonymous survey are kept with their hour, and of so few it"
    " would tell who gave them. Ask more people, or make a survey that is not anonymous."
)
TOO_SLOW = gettext_lazy(
    "This would send fewer than %(n)s messages an hour. Answers to an anonymous survey are kept with their hour, and"
    " many come soon after their message: of so few it would tell who gave them. Send more an hour."
)
SERVER_TOO_SLOW = gettext_lazy(
    "This server sends fewer than %(n)s invitations an hour. Answers to an anonymous survey are kept with their hour,"
    " and many come soon after their message: of so few it would tell who gave them. Whoever runs the server can let"
    " more leave (CLEW_EMAIL_PER_HOUR)."
)


@dataclass(frozen=True)
class Decision:
    """What becomes of a person: asked where there is no ``reason``, with which probability they were drawn.

    ``sharing`` is among how many with the same address chance chose them: the sample drew them alone.
    """

    person: Person
    reason: str = ""
    probability: float = 1.0
    sharing: int = 1


@dataclass(frozen=True)
class Plan:
    """A dry run: everybody who could be asked, and what would become of them."""

    decisions: Sequence[Decision]
    sampling: Sampling

    @cached_property
    def asked(self) -> list[Decision]:
        """Who would be asked."""
        return [one for one in self.decisions if not one.reason]

    @cached_property
    def spared(self) -> Counter[str]:
        """How many are spared, by reason."""
        return Counter(one.reason for one in self.decisions if one.reason)

    @property
    def eligible(self) -> int:
        """How many the sample was drawn among."""
        return len(self.asked) + self.spared["not_drawn"]

    @property
    def unreachable(self) -> int:
        """How many have no address."""
        return self.spared["no_address"]

    @property
    def suppressed_share(self) -> float:
        """Which share of those with an address the rules hold back: the sample says nothing of them."""
        reachable = len(self.decisions) - self.unreachable
        return 1 - self.eligible / reachable if reachable else 0.0

    def of(self, reason: str) -> list[Decision]:
        """Return who is spared for a reason; who is asked for none."""
        return [one for one in self.decisions if one.reason == reason]


def new_seed() -> str:
    """Return a new seed of a sample."""
    return secrets.token_hex(8)


def plan(distribution: Distribution, now: datetime) -> Plan:
    """Return what starting a way out now would do; nothing is written.

    Raises:
        UsageError: the survey cannot be answered, the segment is gone, or the data lack what it asks for.
    """
    asked = _asked(distribution)
    people = known_only(asked.workspace_id, frame_of(distribution, asked.asked))
    ledger = ledger_of(asked.workspace_id, asked.asked.program, now)
    first = _wanted_elsewhere(distribution, asked, ledger, now)
    needs = bool(address_kind(distribution.kind))
    reasons = [_reason(one, ledger, first, now, needs=needs) for one in people]
    sampling = _sampling(distribution)
    sharing = _once(people, reasons, sampling.seed)
    if whom_of(distribution).kind == "list":  # who stands there twice is one person, not two with one address
        sharing = dict.fromkeys(sharing, 1)
    return _drawn(people, reasons, sharing, sampling)


def _asked(distribution: Distribution) -> Live:
    asked = live(distribution.survey_id)
    if asked is None or asked.state != OPEN:
        raise UsageError("The survey is not open: publish it first.")
    return asked


def _sampling(distribution: Distribution) -> Sampling:
    settings = settings_of(distribution)
    sampling = settings.sampling if isinstance(settings, EmailSettings | SmsSettings | FileSettings) else Sampling()
    return sampling if sampling.seed else replace(sampling, seed=distribution.id.hex)


def _reason(person: Person, ledger: Ledger, first: frozenset[str], now: datetime, *, needs: bool) -> str:
    held = ledger.reason(person.own, person.keys, now)
    if held == "opted_out" or not needs or person.address:
        return held or ("outranked" if first & set(person.keys) else "")
    return "no_address"


def _wanted_elsewhere(distribution: Distribution, asked: Live, ledger: Ledger, now: datetime) -> frozenset[str]:
    """Return the keys of everybody whom a way out of a program that goes first asks before the day is over."""
    ways = Distribution.objects.filter(state=RUNNING, survey__workspace_id=asked.workspace_id)
    ways = ways.exclude(pk=distribution.pk)
    programs = {way.id: found for way in ways if (found := _program_before(way, asked, ledger, now))}
    others = Participant.objects.filter(
        state="planned", distribution__in=programs, due_at__lt=end_of_day(asked.workspace_id, now)
    ).prefetch_related("aliases")
    keys: set[str] = set()
    ledgers: dict[str, Ledger] = {}
    for other in others.iterator(CHUNK):
        program = programs[other.distribution_id]
        if program not in ledgers:
            ledgers[program] = ledger_of(asked.workspace_id, program, now)
        names = keys_of_participant(other, asked.workspace_id)
        own = own_keys_of(other, asked.workspace_id)
        if not ledgers[program].reason(own, names, now):
            keys |= set(names)
    return frozenset(keys)


def _program_before(other: Distribution, asked: Live, ledger: Ledger, now: datetime) -> str:
    """Return the program of another way out that goes first, empty where it does not, or can ask nobody."""
    theirs = live(other.survey_id)
    if theirs is None or not ledger.rules.goes_before(theirs.asked.program, asked.asked.program):
        return ""
    return "" if waits_for(other, theirs, now) else theirs.asked.program


def _once(people: Sequence[Person], reasons: list[str], seed: str) -> dict[int, int]:
    """Spare all but one of those who share an address; return, by the place of who is left, of how many.

    Who is left chance says, by other numbers than the sample's: else who was chosen among many were likelier drawn.
    """
    left: dict[int, int] = {}
    for places in sharing_of(people, [place for place, reason in enumerate(reasons) if not reason]):
        first, *others = sorted(places, key=lambda at: (chance(f"{seed} address", people[at].key), people[at].key))
        left[first] = len(places)
        for place in others:
            reasons[place] = "same_address"
    return left


def _drawn(people: Sequence[Person], reasons: Sequence[str], sharing: Mapping[int, int], sampling: Sampling) -> Plan:
    strata = {
        one.key: one.fields.get(sampling.by, NONE) if sampling.by else NONE
        for one, reason in zip(people, reasons, strict=True)
        if not reason
    }
    sample = draw(strata, sampling)
    rows = enumerate(zip(people, reasons, strict=True))
    return Plan([_decision(one, reason, sharing.get(at, 1), sample) for at, (one, reason) in rows], sampling)


def _decision(person: Person, reason: str, sharing: int, sample: Sample) -> Decision:
    if reason:
        return Decision(person, reason)
    drawn = "" if person.key in sample.drawn else "not_drawn"
    return Decision(person, drawn, sample.probability(person.key) / sharing, sharing)


def why_not_anonymous(distribution: Distribution, asked: int) -> str:
    """Return why so few may not be asked anonymously, empty where they may, or the survey is not anonymous."""
    if distribution.survey.is_anonymous and asked < FEWEST:
        return str(TOO_FEW) % {"n": FEWEST}
    return why_too_slow(distribution, settings_of(distribution))


def why_too_slow(distribution: Distribution, settings: Settings) -> str:
    """Return why a way out may not run with these settings: an anonymous survey asks as many an hour, or nobody."""
    if why := why_so_slow(distribution, settings):
        return why
    shared = configuration().email_per_hour
    is_slow = distribution.survey.is_anonymous and distribution.kind == EMAIL and 0 < shared < FEWEST
    return str(SERVER_TOO_SLOW) % {"n": FEWEST} if is_slow else ""


def why_so_slow(distribution: Distribution, settings: Settings) -> str:
    """Return why a way out may not have these settings, whatever the server's own limit is."""
    own = getattr(settings, "per_hour", None)
    is_slow = distribution.survey.is_anonymous and own is not None and own < FEWEST
    return str(TOO_SLOW) % {"n": FEWEST} if is_slow else ""
