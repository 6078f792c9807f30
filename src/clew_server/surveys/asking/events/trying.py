"""What a way out that asks after events would have found in the last days: how much, of whom, who can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clew.customers import Reachable
from clew.customers.happening import Look, Mark
from clew.store import Snapshot
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.events.planning import LATEST, sought
from clew_server.surveys.asking.settings import EventSettings, carrier_of, settings_of
from clew_server.surveys.asking.suppressed import suppressed, why_silent
from clew_server.surveys.asking.whom.frame import customers_of
from clew_server.surveys.asking.whom.known import with_all_keys
from clew_server.surveys.asking.whom.person import Person, address_kind
from clew_server.surveys.models import Distribution
from clew_server.surveys.persons import keys_of

__all__ = ["Tried", "try_events"]


@dataclass(frozen=True)
class Tried:
    """How much fits, to how many customers it happened; of them who has no address, and whom nobody asks any more."""

    happened: int = 0
    customers: int = 0
    unreachable: int = 0
    silent: int = 0

    @property
    def reachable(self) -> int:
        """How many could have been asked."""
        return self.customers - self.unreachable - self.silent


def try_events(distribution: Distribution, now: datetime) -> Tried:
    """Return what a way out would have found in the days before ``now``; nothing is written.

    Raises:
        UsageError: the data cannot tell what its rule asks for.
    """
    settings, handle = settings_of(distribution), opened(distribution.survey.workspace_id)
    if not isinstance(settings, EventSettings):
        return Tried()

    def read(lake: Snapshot) -> tuple[int, set[str]]:
        count, who = 0, set[str]()
        for page in Look(lake, handle.engine, sought(settings.rule), Mark(), now - LATEST, now).pages():
            count, who = count + len(page), who | {one.customer_id for one in page}
        return count, who

    happened, who = handle.retried(read)
    return _reached(distribution, happened, who) if who else Tried(happened)


def _reached(distribution: Distribution, happened: int, who: set[str]) -> Tried:
    workspace_id, needs = distribution.survey.workspace_id, address_kind(carrier_of(distribution))
    never, unreachable, silent = suppressed(workspace_id), 0, 0
    found = customers_of(workspace_id, None, only=who)
    for one in with_all_keys(workspace_id, [_person(workspace_id, needs, one) for one in found]):
        unreachable += not one.address
        silent += bool(one.address and why_silent(never, one.own, one.keys))
    return Tried(happened, len(who), unreachable, silent)


def _person(workspace_id: UUID, needs: str, one: Reachable) -> Person:
    address = one.phone if needs == "phone" else one.email
    keys = tuple(keys_of(workspace_id, one.customer_id, address))
    return Person(customer_id=one.customer_id, address=address, keys=keys)
