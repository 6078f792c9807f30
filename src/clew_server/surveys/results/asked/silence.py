"""What those who did not answer could change, in sentences: bounds without any assumption, and late against early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple

from django.utils.translation import gettext

from clew.stats.estimate import Difference
from clew.surveys.results.nonresponse import bounds, r_indicator
from clew_server.surveys.results.asked.invited import BOUNDED, Invited
from clew_server.surveys.results.asked.late import COMPARED
from clew_server.surveys.results.asked.rates import Asked
from clew_server.surveys.results.computed import Computed, Part
from clew_server.surveys.results.words import SCORES, UNITS
from clew_server.web.figures import amounts
from clew_server.web.figures.amounts import Unit, change

__all__ = ["silence_of"]

#: Groups of fewer are taken together: the rates of small ones differ by chance.
SMALLEST = 30


def silence_of(found: Computed, asked: Asked | None, groups: Mapping[str, tuple[int, int]]) -> list[str]:
    """Return what is said of the first score of the survey, and of who answered; nothing where nobody was asked."""
    part = next((told.parts[0] for told in found.questions if told.parts[0].figure.kind in COMPARED), None)
    if asked is None or found.is_guarded:
        return []
    of_score = (_bounded(part, found.invited, asked), _late(part, found.late)) if part is not None else ()
    return [said for said in (*of_score, _even(groups)) if said]


def _even(groups: Mapping[str, tuple[int, int]]) -> str:
    """Return how evenly people of different languages answered; empty where there are no two groups to compare."""
    large = [each for language, each in groups.items() if language and each[0] >= SMALLEST]
    small = [each for language, each in groups.items() if not language or each[0] < SMALLEST]
    rest = (sum(asked for asked, _ in small), sum(done for _, done in small))
    told = [*large, *([rest] if rest[0] >= SMALLEST else [])]
    if len(told) < 2:  # noqa: PLR2004 - one group is even by itself
        return ""
    found = r_indicator([done / asked for asked, done in told], [float(asked) for asked, _ in told])
    said = gettext(
        "People of different languages answered with an R-indicator of %(r)s: at 1.00 all groups finish alike, and the "
        "lower it is, the less those who answered are like those who were asked. It says nothing of other differences."
    )
    return said % {"r": amounts.reader().number(found, 2)}


def _bounded(part: Part, invited: Invited | None, asked: Asked) -> str:
    """Return between which ends a share of all who were asked lies; of those who chose themselves it says nothing."""
    all_of = sum(astuple(asked.dispositions))
    if invited is None or not 0 < invited.answered <= all_of:
        return ""
    ends = bounds(invited.true / invited.answered, invited.answered / all_of)
    low, high = (amounts.amount(end, Unit("share")) for end in ends)
    said = gettext("Whatever those who did not answer think, “%(what)s” is true of %(low)s to %(high)s of all asked.")
    return said % {"what": SCORES[BOUNDED[part.figure.kind]], "low": low, "high": high}


def _late(part: Part, found: Difference | None) -> str:
    """Return whether those who answered late said otherwise."""
    if found is None or found.lo is None or found.hi is None or found.difference is None:
        return ""
    if found.lo <= 0 <= found.hi:
        return gettext("Early and late answers show no difference: a good sign, no proof, that silence changes little.")
    name = part.figure.scores[0][0]
    shown = found.scaled(100) if name == "nps" else found
    unit = Unit(UNITS.get(name, "share"))
    said = gettext("Late answers differ from early ones by %(difference)s: those who never answer may differ, too.")
    return said % {"difference": change(shown.difference or 0.0, unit)}
