"""The sentence with which the page opens: how many answered, what they say, and what to be careful about."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from clew_server.surveys.results.computed import Computed
from clew_server.surveys.results.questions import estimated
from clew_server.surveys.results.reading import Counts
from clew_server.surveys.results.words import SCORES, UNITS
from clew_server.web.figures.amounts import count

__all__ = ["lead_of"]


def lead_of(counts: Counts, computed: Computed) -> list[str]:
    """Return the sentences, the first of them how many answered."""
    if not counts.came:
        return [gettext("Nobody has answered yet.")]
    said = [_came(counts)]
    if headline := _headline(computed):
        said.append(headline)
    if computed.doubtful:
        n = len(computed.doubtful)
        words = ngettext(
            "%(n)s response looks careless: figures stand with and without it.",
            "%(n)s responses look careless: figures stand with and without them.",
            n,
        )
        said.append(words % {"n": count(n)})
    return said


def _came(counts: Counts) -> str:
    whole = ngettext("%(n)s response is finished.", "%(n)s responses are finished.", counts.finished)
    said = whole % {"n": count(counts.finished)}
    if not counts.partial:
        return said
    part = ngettext("%(n)s is not (yet).", "%(n)s are not (yet).", counts.partial) % {"n": count(counts.partial)}
    return f"{said} {part}"


def _headline(computed: Computed) -> str:
    """Return the first score of the survey in words; empty where it has none, or too few answered."""
    for told in computed.questions:
        part = told.parts[0]
        if part.figure.kind in {"nps", "csat", "ces", "rating"} and part.figure.scores:
            name, estimate = part.figure.scores[0]
            found = estimated(estimate, UNITS.get(name, "share"))
            if not found.value:
                return ""
            words = {"score": SCORES[name], "value": found.value, "interval": found.interval, "n": found.n}
            return gettext("%(score)s: %(value)s (%(interval)s, %(n)s).") % words
    return ""
