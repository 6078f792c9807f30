"""What results read of a survey: how many answered, and the responses with what they are read by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clew.surveys import Survey as Asked
from clew.surveys.results.returned import Returned
from clew_server.surveys.keeping import asked_in
from clew_server.surveys.models import Distribution, Response, Survey
from clew_server.surveys.models.ways import LINK, WIDGET
from clew_server.surveys.results.answers.held import Came, Stand, came_of, forget_all, stand_of
from clew_server.surveys.results.answers.rows import Whose

__all__ = ["PUBLIC", "Counts", "Sample", "counts_of", "forget_all", "read_sample"]

#: Kinds of ways open to everybody: nobody was asked by name.
PUBLIC = frozenset({LINK, WIDGET})


@dataclass(frozen=True)
class Counts:
    """How many came, and of what: ``stamp`` changes with every page that anybody saves."""

    came: int
    finished: int
    stand: Stand = field(default_factory=Stand)

    @property
    def partial(self) -> int:
        """Those that are not finished (yet)."""
        return self.came - self.finished

    @property
    def stamp(self) -> str:
        """How responses stand, in digits."""
        last = self.stand.last.timestamp() if self.stand.last else 0.0
        return f"{self.came}-{self.finished}-{self.stand.revisions}-{self.stand.lots}-{round(last * 1_000_000)}"


@dataclass(frozen=True)
class Sample:
    """All responses to a survey, each version's questions by its number, and the ways out by their id."""

    survey: Survey
    versions: Mapping[int, Asked]
    ways: Mapping[str, Distribution]
    held: Came

    @property
    def came(self) -> Sequence[Returned]:
        """The responses, in the order they began."""
        return self.held.all_of


def counts_of(survey: Survey) -> Counts:
    """Return how many responses there are, without reading them."""
    stand, finished = stand_of(Response.objects.filter(survey=survey))
    return Counts(stand.came, finished, stand)


def read_sample(survey: Survey, counts: Counts) -> Sample:
    """Return the responses to a survey; what did not change since they were read last is not read again."""
    versions = {version.number: asked_in(version) for version in survey.versions.all()}
    ways = {str(way.id): way for way in Distribution.objects.filter(survey=survey)}
    public = frozenset(way.id for way in ways.values() if way.kind in PUBLIC)
    return Sample(
        survey, versions, ways, came_of(survey.id, Whose(versions, public, survey.is_anonymous), counts.stand)
    )
