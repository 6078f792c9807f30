"""How those who were asked ended: the funnel of each way out, and the rates by the standard definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clew.stats.estimate import Estimate
from clew.surveys.results.aapor import Dispositions, aapor
from clew.surveys.results.cases import Case, dispositions_of
from clew.surveys.results.funnel import Step, funnel, share, take_rate
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import LINK, WIDGET
from clew_server.surveys.results.asked.gathered import BACK, Gathered

__all__ = ["Asked", "Open", "asked_by", "opened_by"]

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
    shown: int = 0
    taken: int = 0

    @property
    def rate(self) -> Estimate:
        """The share of those who began that finished."""
        return share(self.finished, self.began)

    @property
    def take(self) -> Estimate | None:
        """The share of the times a widget was shown that somebody began; None where more began than it was seen by.

        Who does not want to be followed is not counted as having seen it, and may begin all the same.
        """
        return take_rate(self.taken, self.shown) if 0 < self.shown >= self.taken else None


def asked_by(gathered: Gathered, e: float = 1.0) -> Asked | None:
    """Return what became of all whom ways ask; None where they ask nobody by name."""
    cases = gathered.cases
    if not cases:
        return None
    dispositions, never = dispositions_of(cases)
    counts = {
        "sent": _count(cases, lambda case: case.state not in {"spared", "planned"}),
        "delivered": _count(cases, _arrived),
        "opened": _count(cases, lambda case: case.state in OPENED),
        "started": _count(cases, lambda case: case.state in STARTED),
        "finished": _count(cases, lambda case: case.state == "finished"),
    }
    bounced = _count(cases, lambda case: case.delivery in BACK)
    out = _count(cases, lambda case: case.state == "opted_out")
    return Asked(funnel(counts), dispositions, aapor(dispositions, e), never, out, bounced)


def _count(cases: Mapping[Case, int], is_meant: Callable[[Case], bool]) -> int:
    return sum(n for case, n in cases.items() if is_meant(case))


def _arrived(case: Case) -> bool:
    """Return whether a message was not sent back, as far as anybody knows; whoever answered has had it."""
    if case.state in OPENED:
        return True
    return case.state not in {"spared", "planned"} and case.delivery not in BACK


def opened_by(ways: Sequence[Distribution], gathered: Gathered) -> list[Open]:
    """Return the ways open to everybody that anybody used, or saw."""
    used, shown = gathered.opened, gathered.shown
    mine = [way for way in ways if way.kind in {LINK, WIDGET} and (way.id in used or way.id in shown)]
    return [Open(way, *used.get(way.id, (0, 0)), *shown.get(way.id, (0, 0))) for way in mine]
