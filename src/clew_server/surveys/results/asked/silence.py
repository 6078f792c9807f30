"""What those who did not answer could change, in sentences: bounds without any assumption, and late against early."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from clew.surveys.results.figures import scores_of
from clew.surveys.results.nonresponse import bounds, late_against_early
from clew_server.surveys.models import Participant, Response
from clew_server.surveys.results.asked.rates import Asked
from clew_server.surveys.results.computed import Computed, Part
from clew_server.surveys.results.reading import Sample
from clew_server.surveys.results.words import SCORES, UNITS
from clew_server.web.figures import amounts
from clew_server.web.figures.amounts import Unit, change

__all__ = ["silence_of"]

#: Scores by the way they are compared; of NPS the share whose bounds are told is that of promoters.
KINDS = {"nps": "nps", "satisfied": "share", "mean": "mean"}
BOUNDED = {"nps": "promoters", "csat": "satisfied", "ces": "easy"}
#: Fewer on a side show nothing.
FEWEST = 10


def silence_of(sample: Sample, found: Computed, asked: Asked | None) -> list[str]:
    """Return what is said of the first score of the survey; nothing where nobody was asked by name."""
    part = next((told.parts[0] for told in found.questions if told.parts[0].figure.kind in BOUNDED), None)
    if asked is None or part is None or found.is_guarded:
        return []
    return [said for said in (_bounded(part, asked), _late(sample, part)) if said]


def _bounded(part: Part, asked: Asked) -> str:
    name = BOUNDED[part.figure.kind]
    share, rate = part.figure.score(name), asked.rates["RR2"].value
    if share is None or share.value is None or rate is None:
        return ""
    low, high = (amounts.amount(end, Unit("share")) for end in bounds(share.value, rate))
    said = gettext("Whatever those who did not answer think, “%(what)s” is true of %(low)s to %(high)s of all asked.")
    return said % {"what": SCORES[name], "low": low, "high": high}


def _late(sample: Sample, part: Part) -> str:
    """Return whether those who answered late said otherwise, by how long after the invitation they began."""
    name = part.figure.scores[0][0]
    answers = _delays(sample, part, name)
    if len(answers) < 2 * FEWEST:
        return ""
    found = late_against_early(answers, KINDS.get(name, "mean"))
    if found is None or found.lo is None or found.hi is None or found.difference is None:
        return ""
    if found.lo <= 0 <= found.hi:
        return gettext("Early and late answers show no difference: a good sign, no proof, that silence changes little.")
    shown = found.scaled(100) if name == "nps" else found
    unit = Unit(UNITS.get(name, "share"))
    said = gettext("Late answers differ from early ones by %(difference)s: those who never answer may differ, too.")
    return said % {"difference": change(shown.difference or 0.0, unit)}


def _delays(sample: Sample, part: Part, name: str) -> Sequence[tuple[float, float]]:
    asked = dict(
        Participant.objects.filter(distribution__survey=sample.survey)
        .exclude(asked_at=None)
        .values_list("id", "asked_at")
    )
    rows = Response.objects.filter(survey=sample.survey, participant__isnull=False)
    people = {str(key): person for key, person in rows.values_list("id", "participant") if person is not None}
    found = []
    for one in part.came:
        at = asked.get(people[one.key]) if one.key in people else None
        answer = one.given.get(part.question.id)
        if at and one.began_at and answer is not None and answer.rating is not None:
            y = dict(scores_of(part.question, [float(answer.rating)]))[name][0]
            found.append(((one.began_at - at).total_seconds(), y))
    return found
