"""How asking went, as the page shows it: the funnel, the rates with what they say, and what silence could change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext

from clew.surveys.results.funnel import Step
from clew_server.surveys.models import Distribution
from clew_server.surveys.results.asked.gathered import Gathered, gather
from clew_server.surveys.results.asked.rates import Asked, Open, asked_by, opened_by
from clew_server.surveys.results.asked.silence import silence_of
from clew_server.surveys.results.questions import estimated
from clew_server.surveys.results.reading import Counts
from clew_server.surveys.results.remembered import Read
from clew_server.surveys.results.words import RATES, STEPS, in_steps
from clew_server.web.figures import figure
from clew_server.web.figures.amounts import count

__all__ = ["Outcome", "outcome_of"]

Text = str | Promise


@dataclass(frozen=True)
class StepLine:
    """One step of the funnel."""

    name: Text
    count: str
    of_first: figure.Figure
    of_previous: figure.Figure
    wide: float


@dataclass(frozen=True)
class RateLine:
    """One rate by the standard definitions."""

    name: str
    figure: figure.Figure
    says: Text


@dataclass(frozen=True)
class OpenLine:
    """A way that is open to everybody."""

    name: str
    began: str
    finished: str
    rate: figure.Figure
    shown: str = ""
    take: figure.Figure | None = None


@dataclass(frozen=True)
class Outcome:
    """How asking went. ``letters`` are the counts behind the rates; ``e`` is what unknown ones were counted as."""

    steps: tuple[StepLine, ...] = ()
    rates: tuple[RateLine, ...] = ()
    letters: tuple[tuple[str, str, str], ...] = ()
    open: tuple[OpenLine, ...] = ()
    never: str = ""
    bounced: str = ""
    refused: str = ""
    e: float = 1.0
    silence: tuple[str, ...] = ()

    @property
    def counts_showings(self) -> bool:
        """Whether of any way it is known how often it was shown."""
        return any(way.shown for way in self.open)


def outcome_of(read: Read, counts: Counts, e: str, k: int, now: datetime) -> Outcome:
    """Return how asking went by the ways that are asked for; under guard only where enough were asked."""
    sample, found = read.sample, read.found
    ways = [way for key, way in sample.ways.items() if read.wanted.way in {"", key}]
    share = _share(e)
    gathered = gather(ways, sample, counts, k, now)
    asked = asked_by(gathered, share)
    opened = tuple(_opened(ways, gathered, k, is_guarded=found.is_guarded))
    if asked is None or (found.is_guarded and asked.steps[0].count < k):
        return Outcome(open=opened, e=share)
    is_unnamed = sample.survey.is_anonymous
    is_waiting = is_unnamed and asked.dispositions.complete == 0  # none, or fewer than are told of
    rates = {} if is_waiting else RATES
    return Outcome(
        steps=tuple(_steps(asked.steps[:-1] if is_waiting else asked.steps)),
        rates=tuple(RateLine(name, estimated(asked.rates[name], "share"), says) for name, says in rates.items()),
        letters=_letters(asked),
        open=opened,
        never=count(asked.never) if asked.never else "",
        bounced=count(asked.bounced) if asked.bounced else "",
        refused=count(asked.refused) if asked.refused else "",
        e=share,
        silence=(in_steps(k),) if is_unnamed else tuple(silence_of(found, asked, gathered.groups)),
    )


def _share(text: str) -> float:
    """Return the share of unknown ones that counts, all of them where it is none."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return 1.0
    return value if 0 <= value <= 1 else 1.0


def _steps(steps: Sequence[Step]) -> Iterator[StepLine]:
    for step in steps:
        yield StepLine(
            STEPS[step.name],
            count(step.count),
            estimated(step.of_first, "share"),
            estimated(step.of_previous, "share"),
            round(100 * (step.of_first.value or 0), 1),
        )


def _letters(asked: Asked) -> tuple[tuple[str, str, str], ...]:
    words = {
        "I": gettext("finished"),
        "P": gettext("answered half of it or more"),
        "R": gettext("refused, opted out, broke off before the half"),
        "NC": gettext("not reached, though the message arrived"),
        "O": gettext("reached, but could not answer"),
        "UH": gettext("nothing is known of them"),
        "UO": gettext("the message came back"),
    }
    return tuple(
        (letter, said, count(n)) for (letter, said), n in zip(words.items(), astuple(asked.dispositions), strict=True)
    )


def _opened(ways: list[Distribution], gathered: Gathered, k: int, *, is_guarded: bool) -> Iterator[OpenLine]:
    for each in opened_by(ways, gathered):
        if not is_guarded or _may_be_told(each, k):
            take = estimated(each.take, "share") if each.take is not None else None
            yield OpenLine(
                each.way.name, count(each.began), count(each.finished), estimated(each.rate, "share"),
                count(each.shown) if each.shown else "", take,
            )  # fmt: skip


def _may_be_told(each: Open, k: int) -> bool:
    return each.finished >= k and (each.began - each.finished == 0 or each.began - each.finished >= k)
