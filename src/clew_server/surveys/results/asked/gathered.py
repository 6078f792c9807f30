"""What the database counts of those who were asked; remembered until a participant, a message or an answer changes."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from clew.surveys.results.cases import ENOUGH, Case
from clew.surveys.results.returned import Returned
from clew_server.surveys.models import Delivery, Distribution, Participant, Response, Showing
from clew_server.surveys.models.ways import LINK, WIDGET
from clew_server.surveys.results.answers.rows import CHUNK
from clew_server.surveys.results.guarding import count_released
from clew_server.surveys.results.reading import Counts, Sample
from clew_server.surveys.used.links import ANSWERED, used_of

__all__ = ["BACK", "Gathered", "begun_told", "finished_of", "forget_all", "gather"]

#: States of a message that did not arrive, and of one of which it is told that it did.
BACK, ARRIVED = frozenset({"bounced", "refused"}), frozenset({"delivered", "opened"})
#: So many are remembered.
KEPT = 256
_known: OrderedDict[tuple[Any, ...], tuple[object, Gathered]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Gathered:
    """How many cases of each kind there are, and of ways open to everybody how many began and finished.

    ``shown``: of widgets how often they came into sight, and how many began since that is counted. ``groups``: by the
    language that was known before, how many were asked, and finished; none where nobody knows who did.
    """

    cases: Mapping[Case, int] = field(default_factory=dict)
    opened: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)
    shown: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def gather(ways: Sequence[Distribution], sample: Sample, counts: Counts, k: int, now: datetime) -> Gathered:
    """Return what became of all whom these ways ask, and how the open ones were used.

    A link to an anonymous survey is used just after its answer is kept, and the answers' stamp tells of it; what a look
    in between missed is counted with the next hour.

    Of an anonymous survey nobody knows who finished: of those who began as many count as finished as there are
    responses in whole steps of ``k``, the others as partial; and who began counts in such steps too.
    """
    mine = [way.id for way in ways if way.kind not in {LINK, WIDGET}]
    hour = now.replace(minute=0, second=0, microsecond=0) if sample.survey.is_anonymous else None
    key = (sample.survey.id, tuple(sorted(way.id.hex for way in ways)), k, hour)
    public = [way.id for way in ways if way.kind in {LINK, WIDGET}]
    shown = _shown(public)
    stamp = (counts.stamp, shown, *_stamp(mine))
    with _lock:
        known = _known.get(key)
    if known is not None and known[0] == stamp:
        return known[1]
    found = Gathered(_cases(mine, sample, k, now), _opened(public), _taken(shown), _groups(mine, sample))
    with _lock:
        _known[key] = (stamp, found)
        _known.move_to_end(key)
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def forget_all() -> None:
    """Forget what was counted."""
    with _lock:
        _known.clear()


def _stamp(ways: Sequence[UUID]) -> tuple[object, ...]:
    """Return what changes with every change of a participant or a message of these ways; indexes alone are read."""
    if not ways:
        return ()
    return tuple(
        tuple(rows.values_list("state").annotate(n=Count("*"), revisions=Sum("revision")).order_by("state"))
        for rows in (Participant.objects.filter(distribution__in=ways), Delivery.objects.filter(distribution__in=ways))
    )


def _cases(ways: Sequence[UUID], sample: Sample, k: int, now: datetime) -> Mapping[Case, int]:
    people, messages = Participant.objects.all(), Delivery.objects.all()
    cases = _counted(people.filter(distribution__in=ways), messages.filter(distribution__in=ways))
    if not sample.survey.is_anonymous:
        return _each(cases, _broken_off(ways, sample), lambda case: replace(case, progress=0.0))
    held = finished = 0
    for way in ways:
        began, done = _turn_used(cases, way, sample), finished_of([way], k, now)
        held, finished = held + began - begun_told(began, done, k), finished + done
    _each(cases, held, lambda case: replace(case, state="asked"))
    return _each(cases, finished, lambda case: replace(case, state="finished"))


def begun_told(began: int, finished: int, k: int) -> int:
    """Return how many of those who began an anonymous survey are told of: whole steps, and no fewer than finished.

    >>> begun_told(9, 0, 5), begun_told(9, 7, 5), begun_told(3, 0, 5)
    (5, 7, 0)
    """
    return max(began - began % k, min(finished, began))


def _turn_used(cases: Counter[Case], way: UUID, sample: Sample) -> int:
    """Return how many began by a way out of an anonymous survey, as the cases now say: files know, and no row does."""
    began = Participant.objects.filter(distribution=way, state__in=ANSWERED).count()
    used = list(used_of(sample.survey.workspace_id, way))
    for begin in range(0, len(used), CHUNK):
        some = used[begin : begin + CHUNK]
        people, messages = Participant.objects.filter(id__in=some), Delivery.objects.filter(participant__in=some)
        for case, n in _counted(people, messages).items():
            began += n if case.state not in ANSWERED else 0
            _turn(cases, case, n, replace(case, state="started"))
    return began


def _counted(people: QuerySet[Participant], messages: QuerySet[Delivery]) -> Counter[Case]:
    """Return the cases; whom the invitation did not reach was asked, though nobody counts it against them later."""
    states = people.values_list("state").annotate(n=Count("*")).order_by()
    cases = Counter({Case(state, "", 1.0): n for state, n in states})
    for state, _, n in _whose(messages.filter(state__in=ARRIVED)):
        _turn(cases, Case(state, "", 1.0), n, Case(state, "delivered", 1.0))
    for state, reason, n in _whose(_returned(messages)):
        is_asked = state == "spared" and reason in BACK
        _turn(cases, Case(state, "", 1.0), n, Case("asked" if is_asked else state, "bounced", 1.0))
    return cases


def _whose(messages: QuerySet[Delivery]) -> QuerySet[Delivery, Any]:
    """Return of how many participants of each state and reason these are the messages."""
    whose = messages.values_list("participant__state", "participant__reason")
    return whose.annotate(n=Count("participant", distinct=True)).order_by()


def _returned(messages: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Return those that came back, each the last of its participant that we did not give up ourselves."""
    given_up = Q(state="refused", told_at=None)
    others = Delivery.objects.filter(participant=OuterRef("participant"))
    later = others.exclude(given_up).filter(number__gt=OuterRef("number"))
    back = messages.filter(state__in=BACK).exclude(given_up)
    return back.filter(~Exists(later), ~Exists(others.filter(state__in=ARRIVED)))


def _broken_off(ways: Sequence[UUID], sample: Sample) -> int:
    """Return how many of those who began, and did not finish, left less than half of the pages."""
    began = Participant.objects.filter(distribution__in=ways, state="started")
    rows = Response.objects.filter(distribution__in=ways, participant__in=began.values("id")).exclude(state="finished")
    keys = {str(key) for key in rows.values_list("id", flat=True)}
    return sum(one.key in keys and _progress(one, sample) < ENOUGH for one in sample.came)


def _each(cases: Counter[Case], n: int, turned: Callable[[Case], Case]) -> Counter[Case]:
    """Return the cases with ``n`` of those who began turned into what they are; which of them, no figure says."""
    for case in [case for case in cases if case.state == "started"]:
        some = min(n, cases[case])
        _turn(cases, case, some, turned(case))
        n -= some
    return cases


def _turn(cases: Counter[Case], case: Case, n: int, into: Case) -> None:
    cases[case] -= n
    cases[into] += n


def _progress(one: Returned, sample: Sample) -> float:
    """Return which share of the pages somebody left."""
    return len(one.left) / max(1, len(sample.versions[one.version].pages))


def finished_of(ways: Sequence[UUID], k: int, now: datetime) -> int:
    """Return how many finished responses to an anonymous survey these ways brought, each way in whole steps."""
    rows = Response.objects.filter(distribution__in=ways, state="finished", finished_at__isnull=False)
    times: dict[UUID | None, Counter[datetime]] = defaultdict(Counter)
    for way, at, n in rows.values_list("distribution_id", "finished_at").annotate(n=Count("*")).order_by():
        if at is not None:
            times[way][at] = n
    return sum(count_released(each, k, now) for each in times.values())


def _opened(ways: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    rows = Response.objects.filter(distribution__in=ways).values_list("distribution_id").order_by()
    counted = rows.annotate(began=Count("*"), done=Count("revision", filter=Q(state="finished")))
    return {way: (began, done) for way, began, done in counted if way is not None}


def _shown(ways: Sequence[UUID]) -> tuple[tuple[UUID, int, datetime], ...]:
    """Return of widgets how often they came into sight, and since when that is counted."""
    rows = Showing.objects.filter(distribution__in=ways).values_list("distribution_id").order_by("distribution_id")
    return tuple(rows.annotate(shown=Sum("shown"), since=Min("hour")))


def _taken(shown: Iterable[tuple[UUID, int, datetime]]) -> dict[UUID, tuple[int, int]]:
    """Return beside how often each was shown how many began since."""
    began = Response.objects.all()
    return {way: (n, began.filter(distribution=way, began_at__gte=since).count()) for way, n, since in shown}


def _groups(ways: Sequence[UUID], sample: Sample) -> dict[str, tuple[int, int]]:
    if sample.survey.is_anonymous:
        return {}
    asked = Participant.objects.filter(distribution__in=ways).exclude(state__in=("spared", "planned"))
    counted = asked.values_list("language").order_by()
    finished = Count("revision", filter=Q(state="finished"))
    return {language: (n, done) for language, n, done in counted.annotate(n=Count("*"), done=finished)}
