"""What the pages of a public way out share: which it is, its addresses by language, whether people may answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from clew_server.accounts.gate import MemberRequest
from clew_server.company.told import language_name
from clew_server.surveys.frame import access_survey
from clew_server.surveys.keeping import Live, live
from clew_server.surveys.links import public_address
from clew_server.surveys.models import Distribution, Survey
from clew_server.surveys.models.kept import OPEN
from clew_server.surveys.models.ways import RUNNING

__all__ = ["Public", "Tongue", "access_public"]


@dataclass(frozen=True)
class Tongue:
    """A language that a survey is offered in, and the address at which it is."""

    code: str
    name: str
    address: str


@dataclass(frozen=True)
class Public:
    """A way out that has a public address; ``live`` is None while no version was published."""

    survey: Survey
    way: Distribution
    live: Live | None

    @property
    def is_open(self) -> bool:
        """Whether who comes by it may answer now."""
        return self.live is not None and self.live.state == OPEN and self.way.state == RUNNING

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which people may answer."""
        return self.live.asked.languages if self.live is not None else ()

    @property
    def tongues(self) -> list[Tongue]:
        """The addresses by language; a survey of one language needs none."""
        several = self.languages if len(self.languages) > 1 else ()
        return [Tongue(code, language_name(code), self.address(code)) for code in several]

    def address(self, language: str = "") -> str:
        """Return the public address; with a language that is offered, in that one."""
        more = {"lang": language} if language in self.languages else {}
        return public_address(self.way.slug, **more)


def access_public(request: MemberRequest, survey_id: UUID, way_id: UUID, kind: str) -> Public:
    """Return a way out of the request's workspace, of that kind.

    Raises:
        Http404: there is none, or the survey is deleted.
    """
    survey = access_survey(request, survey_id)
    way = Distribution.objects.filter(survey=survey, id=way_id, kind=kind).first()
    if way is None:
        raise Http404
    return Public(survey, way, live(survey.id))
