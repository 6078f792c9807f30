"""How those who were asked ended: the funnel of each way out, and the rates by the standard definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from clew.stats.estimate import Estimate
from clew.surveys.results.aapor import Dispositions, aapor
from clew.surveys.results.cases import Case, dispositions_of
from clew.surveys.results.funnel import Step, funnel, share
from clew_server.surveys.models import Delivery, Distribution, Participant, Response
from clew_server.surveys.models.ways import LINK, WIDGET
from clew_server.surveys.results.guarding import count_released
from clew_server.surveys.results.reading import Sample
from clew_server.surveys.used.links import used_of

__all__ = ["Asked", "Open", "asked_by", "finished_of", "opened_by"]

#: States of a message that did not arrive.
BACK = frozenset({"bounced", "refused"})
#: States of a participant from which the later ones follow.
OPENED = frozenset({"opened", "started", "finished"})
STARTED = frozenset({"started", "finished"})


@dataclass(frozen=True)
class Asked:
    """Ways that ask known people: how far they came, and the rates."""

    steps: Sequence[Step]
    dispositions: Dispositions
    rates: Mapping[str, Estimate]
    never: int
    refused: int = 0
    bounced: int = 0


@dataclass(frozen=True)
class Open:
    """A way open to everybody: nobody was asked, so there is no response rate."""

    way: Distribution
    began: int
    finished: int
    rate: Estimate = field(init=False)

    def __post_init__(self) -> None:
        """Work out which share of those who began finished."""
        object.__setattr__(self, "rate", share(self.finished, self.began))


def asked_by(
    ways: Sequence[Distribution], sample: Sample, e: float = 1.0, k: int = 1, now: datetime | None = None
) -> Asked | None:
    """Return what became of all whom these ways ask; None where they ask nobody by name.

    Whoever answered has had the message, whatever is known of it. Of who went away half-way the pages they left of all
    pages decide whether that is a partial answer or a refusal. Of an anonymous survey nobody knows who finished: of
    those who began as many count as finished as there are responses in whole steps of ``k``, the others as partial.
    """
    mine = [way.id for way in ways if way.kind not in {LINK, WIDGET}]
    people = _people(mine, sample)
    if not people:
        return None
    messages = _last_messages(mine)
    progress = _progress(mine, sample)
    cases = [_case(state, reason, messages.get(id_, ""), progress.get(id_, 1.0)) for id_, state, reason in people]
    if sample.survey.is_anonymous:
        cases = _unnamed(cases, finished_of(mine, k, now or timezone.now()))
    dispositions, never = dispositions_of(cases)
    counts = {
        "sent": sum(case.state not in {"spared", "planned"} for case in cases),
        "delivered": sum(_arrived(case) for case in cases),
        "opened": sum(case.state in OPENED for case in cases),
        "started": sum(case.state in STARTED for case in cases),
        "finished": sum(case.state == "finished" for case in cases),
    }
    bounced = sum(case.delivery in BACK for case in cases)
    out = sum(case.state == "opted_out" for case in cases)
    return Asked(funnel(counts), dispositions, aapor(dispositions, e), never, out, bounced)


def _people(ways: Sequence[UUID], sample: Sample) -> list[tuple[UUID, str, str]]:
    """Return everybody whom ways ask, the state of each and why; of anonymous surveys files know who began."""
    survey = sample.survey
    used = {one for way in ways for one in used_of(survey.workspace_id, way)} if survey.is_anonymous else frozenset()
    found = Participant.objects.filter(distribution__in=ways).values_list("id", "state", "reason")
    return [(one, "started" if one in used else state, reason) for one, state, reason in found]


def finished_of(ways: Sequence[UUID], k: int, now: datetime) -> int:
    """Return how many finished responses to an anonymous survey these ways brought, each way in whole steps."""
    times: dict[UUID | None, list[datetime]] = defaultdict(list)
    rows = Response.objects.filter(distribution__in=ways, state="finished", finished_at__isnull=False)
    for way, at in rows.values_list("distribution_id", "finished_at"):
        if at is not None:
            times[way].append(at)
    return sum(count_released(each, k, now) for each in times.values())


def _case(state: str, reason: str, delivery: str, progress: float) -> Case:
    """Return a case; whom the invitation did not reach was asked, though nobody counts it against them later."""
    is_back = state == "spared" and reason in BACK and delivery in BACK
    return Case("asked" if is_back else state, delivery, progress)


def _unnamed(cases: Sequence[Case], finished: int) -> list[Case]:
    """Return the cases with so many of those who began as finished: which of them, nobody knows, and no figure says."""
    left = finished
    found = []
    for case in cases:
        is_over = case.state == "started" and left > 0
        left -= is_over
        found.append(Case("finished", case.delivery, case.progress) if is_over else case)
    return found


def _arrived(case: Case) -> bool:
    """Return whether a message was not sent back, as far as anybody knows."""
    if case.state in OPENED:
        return True
    return case.state not in {"spared", "planned"} and case.delivery not in BACK


def _last_messages(ways: Sequence[UUID]) -> dict[object, str]:
    """Return the state of each participant's messages: one that arrived, else the last that we did not give up."""
    found: dict[object, str] = {}
    rows = Delivery.objects.filter(participant__distribution__in=ways).order_by("number")
    rows = rows.exclude(state="refused", told_at=None)
    for person, state in rows.values_list("participant_id", "state"):
        if found.get(person) not in {"delivered", "opened"}:
            found[person] = state
    return found


def _progress(ways: Sequence[UUID], sample: Sample) -> dict[object, float]:
    """Return of those who began and did not finish which share of the pages they had left."""
    known = {one.key: one for one in sample.came}
    rows = Response.objects.filter(distribution__in=ways, participant__isnull=False).exclude(state="finished")
    found: dict[object, float] = {}
    for person, key in rows.values_list("participant", "id"):
        one = known.get(str(key))
        if one is not None:
            found[person] = len(one.left) / max(1, len(sample.versions[one.version].pages))
    return found


def opened_by(ways: Sequence[Distribution]) -> list[Open]:
    """Return the ways open to everybody that anybody used."""
    counted = {
        way: (began, finished)
        for way, began, finished in Response.objects.filter(distribution__in=[w.id for w in ways])
        .values_list("distribution_id")
        .annotate(began=Count("id"), done=Count("id", filter=Q(state="finished")))
    }
    return [Open(way, *counted[way.id]) for way in ways if way.kind in {LINK, WIDGET} and way.id in counted]
