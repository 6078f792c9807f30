"""The responses to a survey as results see them, read from where answers are kept; each is worked out once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, Max, Q, Sum

from clew.surveys import Survey as Asked
from clew.surveys.results.returned import Returned, returned
from clew.surveys.running import Answer
from clew_server.surveys.keeping import asked_in
from clew_server.surveys.models import Distribution, Participant, Response, Survey
from clew_server.surveys.models.ways import LINK, WIDGET

__all__ = ["Counts", "Sample", "counts_of", "forget_all", "read_sample"]

#: So many responses are remembered as they were worked out; a change of one has another revision.
KEPT = 200_000
PUBLIC = frozenset({LINK, WIDGET})
FIELDS = (
    "id", "revision", "version", "language", "answers", "fields", "about", "distribution_id", "participant", "seconds",
    "flags", "began_at", "finished_at", "by_click",
)  # fmt: skip
_known: OrderedDict[tuple[UUID, int], Returned] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Counts:
    """How many came, and of what: ``stamp`` changes with every page that anybody saves."""

    came: int
    finished: int
    stamp: str

    @property
    def partial(self) -> int:
        """Those that are not finished (yet)."""
        return self.came - self.finished


@dataclass(frozen=True)
class Sample:
    """All responses to a survey, each version's questions by its number, and the ways out by their id."""

    survey: Survey
    versions: Mapping[int, Asked]
    ways: Mapping[str, Distribution]
    came: Sequence[Returned]


def counts_of(survey: Survey) -> Counts:
    """Return how many responses there are, without reading them."""
    found = Response.objects.filter(survey=survey).aggregate(
        came=Count("id"),
        finished=Count("id", filter=Q(state="finished")),
        revisions=Sum("revision"),
        last=Max("changed_at"),
    )
    last: datetime | None = found["last"]
    stamp = f"{found['came']}-{found['finished']}-{found['revisions'] or 0}-{int(last.timestamp()) if last else 0}"
    return Counts(found["came"], found["finished"], stamp)


def read_sample(survey: Survey) -> Sample:
    """Return the responses to a survey, in the order they began."""
    versions = {version.number: asked_in(version) for version in survey.versions.all()}
    ways = {str(way.id): way for way in Distribution.objects.filter(survey=survey)}
    chances = _chances(survey)
    rows = Response.objects.filter(survey=survey).order_by("began_at", "id").values(*FIELDS)
    came = [
        _returned(row, versions[row["version"]], survey, ways, chances)
        for row in rows.iterator(chunk_size=2000)
        if row["version"] in versions
    ]
    return Sample(survey, versions, ways, came)


def _chances(survey: Survey) -> dict[UUID, float]:
    """Return the probabilities of being asked that are not 1, by participant."""
    sampled = Participant.objects.filter(distribution__survey=survey, probability__lt=1, probability__gt=0)
    return dict(sampled.values_list("id", "probability"))


def _returned(
    row: Mapping[str, Any],
    asked: Asked,
    survey: Survey,
    ways: Mapping[str, Distribution],
    chances: Mapping[UUID, float],
) -> Returned:
    key = (row["id"], row["revision"])
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    way = ways.get(str(row["distribution_id"]))
    found = returned(
        asked,
        msgspec.convert(row["answers"], dict[str, Answer]),
        row["fields"],
        key=str(row["id"]),
        version=row["version"],
        is_clicked=row["by_click"],
        language=row["language"],
        way=str(row["distribution_id"] or ""),
        unit=str(row["about"].get("customer_id") or ""),
        weight=1 / chances.get(row["participant"], 1.0),
        seconds={name: float(took) for name, took in row["seconds"].items()},
        flags=tuple(row["flags"]),
        began_at=row["began_at"],
        finished_at=row["finished_at"],
        is_public=way is not None and way.kind in PUBLIC,
        is_rough=survey.is_anonymous,
    )
    with _lock:
        _known[key] = found
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def forget_all() -> None:
    """Forget the responses that were worked out."""
    with _lock:
        _known.clear()
