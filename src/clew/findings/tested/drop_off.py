"""Drop-off: names after which paths usually go on, and where or when fewer of them do.

Of each path the first contact of a name is judged: whether a contact of another name followed it within the patience of
the paths. One whose patience is not over yet is not judged, whatever followed, so that the last weeks look neither
better nor worse than the others (a Kaplan-Meier share at a horizon that all of them have been watched for).
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from clew.findings.measure import Cell, Measure
from clew.findings.tested.candidate import Candidate
from clew.findings.tested.changes import change_candidates
from clew.findings.tested.places import place_candidates, weakest
from clew.journeys.telling.told import SECOND, Bools, Told, Whole, customer_codes, runs
from clew.stats.sketch import Sketch

__all__ = ["Visits", "drop_off_candidates", "find_visits", "measure_of", "usual_names"]

#: A name that fewer paths pass is not tested.
FEWEST = 200
#: Paths go on after a name if at least this share of them does; else it is where paths end.
USUALLY = 0.5
#: Where fewer paths than this are lost beyond the usual, it is not told, however certain.
FEWEST_LOST = 20
#: At most so many names, those that most paths pass: each is more tests to pay for.
MOST_NAMES = 40


@dataclass(frozen=True)
class Visits:
    """The judged visits: which contact each is, its name, whether it went on, its month, its customer (-1: unknown)."""

    contact: Whole
    name: Whole
    went_on: Bools
    month: npt.NDArray[np.str_]
    customer: Whole

    def of(self, code: int) -> Visits:
        """Return the visits of one name."""
        mine = self.name == code
        return Visits(self.contact[mine], self.name[mine], self.went_on[mine], self.month[mine], self.customer[mine])


def find_visits(told: Told, *, as_of: int, patience: float) -> Visits:
    """Return the first visit of each path to each name that has been watched for ``patience`` seconds by ``as_of``.

    ``as_of`` is in microseconds. The contact after it must have another name and come within the patience.
    """
    key = told.path.astype(np.int64) * len(told.names) + told.name
    first = np.sort(np.unique(key, return_index=True)[1])
    known = first[told.at[first] + patience * SECOND <= as_of]
    run = runs(told)
    own = np.searchsorted(run.first, known, side="right") - 1
    after = np.minimum(own + 1, len(run.first) - 1)
    follows = run.first[after]
    there = (after > own) & (told.path[follows] == told.path[known])
    soon = told.at[follows] - told.at[known] <= patience * SECOND
    return Visits(
        contact=known,
        name=told.name[known].astype(np.int64),
        went_on=there & soon,
        month=told.at[known].astype("datetime64[us]").astype("datetime64[M]").astype(str),
        customer=customer_codes(told)[told.path[known]],
    )


def usual_names(visits: Visits) -> list[int]:
    """Return the codes of the names that enough paths pass and after which they usually go on, the commonest first."""
    size = int(visits.name.max(initial=0)) + 1
    many = np.bincount(visits.name, minlength=size)
    on = np.bincount(visits.name[visits.went_on], minlength=size)
    fit = np.flatnonzero((many >= FEWEST) & (on >= USUALLY * many) & (on < many))
    return sorted(fit.tolist(), key=lambda code: (-int(many[code]), code))[:MOST_NAMES]


def measure_of(name: str, patience: float) -> Measure:
    """Return what is measured: the share of paths that went on within ``patience`` seconds after ``name``."""
    conditions = (f"name={name}",)
    return Measure("drop_off", name, "share", "proportion", "higher", 1.0, 1.0, filters=conditions, within=patience)


def drop_off_candidates(
    measure: Measure, visits: Visits, fields: Mapping[str, Sequence[str | None]], asked: Sequence[str]
) -> tuple[list[Candidate], list[Cell], list[Cell]]:
    """Return the tests of one name, with the cells by place and those by month behind them.

    ``fields`` has the values of each visit (channel, device), ``asked`` the words that ask for its paths. That paths go
    on more often somewhere, or in one month, is not told: it is the other side of where they do not.
    """
    names = [name for name, values in fields.items() if len({value for value in values if value is not None}) > 1]
    places = _cells(visits, {name: fields[name] for name in names}, None)
    months = _cells(visits, {}, visits.month.tolist())
    found = change_candidates(measure, months, {})
    found += weakest(place_candidates(measure, places, names)) if names else []
    command = shlex.join([*asked, "--view", "around", measure.label])
    is_known = bool((visits.customer >= 0).any())
    return [_told(candidate, command, is_known=is_known) for candidate in found], places, months


def _cells(visits: Visits, fields: Mapping[str, Sequence[str | None]], periods: list[str] | None) -> list[Cell]:
    rows = list(zip(*fields.values(), *([periods] if periods else []), strict=True))
    groups: dict[tuple[str | None, ...], list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row, []).append(place)
    return [
        Cell(dict(zip(fields, row, strict=False)), row[-1] if periods else None, _sketch(visits, np.array(chosen)))
        for row, chosen in groups.items()
    ]


def _sketch(visits: Visits, chosen: Whole) -> Sketch:
    owners = [None if owner < 0 else owner for owner in visits.customer[chosen].tolist()]
    return Sketch.of(visits.went_on[chosen].astype(np.float64), unit_id=owners)


def _told(candidate: Candidate, command: str, *, is_known: bool) -> Candidate:
    """Return the candidate with its command, and what it costs: paths that did not go on beyond the usual."""
    lost = -candidate.difference * candidate.value.n
    whose = {"customers": float(candidate.customers)} if is_known else {}
    is_news = candidate.kind == "change" if lost < 0 else lost >= FEWEST_LOST
    return replace(
        candidate,
        holds=candidate.holds and is_news,
        command=command,
        cost={**whose, "contacts": lost} if lost > 0 else {},
    )
