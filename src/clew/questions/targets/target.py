"""One target: a document of kind "target" among the settings, checked against the metric it is of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from clew.errors import UsageError
from clew.metrics import find_metric

__all__ = ["KIND", "Target", "find_target", "read_targets"]

KIND = "target"
#: Programs that a target may be of; none: of the figure whatever the program.
PROGRAMS = ("relationship", "transactional", "product", "employee", "none")
DIRECTIONS = {"higher": "at least", "lower": "at most"}


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a statistic of a metric should be (``value``), and which change of it is big enough to matter (``matters``).

    Both are in the unit people know (NPS points, shares 0..1, seconds). Which side is good is the metric's own
    direction; one that has none needs ``direction``.
    """

    metric: str
    statistic: str = ""
    program: str = ""
    value: float | None = None
    matters: float | None = None
    direction: str = ""

    @property
    def name(self) -> str:
        """The name of the document: one target a statistic and program.

        >>> Target.of({"metric": "nps", "program": "relationship", "value": 40}).name
        'nps.nps@relationship'
        """
        return f"{self.metric}.{self.statistic}" + (f"@{self.program}" if self.program else "")

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Target:
        """Return the target of a document, statistic and direction filled in; UsageError says what cannot be."""
        try:
            found = msgspec.convert(dict(document), cls)
        except msgspec.ValidationError as error:
            raise UsageError(f"This is no target: {error}.") from error
        metric = find_metric(found.metric)
        statistic = metric.statistic(found.statistic or None)
        if found.program and found.program not in PROGRAMS:
            raise UsageError.unknown("program", found.program, PROGRAMS)
        if found.value is None and found.matters is None:
            raise UsageError(f"A target of {metric.name} says what it should be, or which change matters, or both.")
        _check_numbers(found)
        own = metric.direction_of({parameter.name: parameter.default for parameter in metric.parameters})
        direction = found.direction or (own if own in DIRECTIONS else "")
        if direction and direction not in DIRECTIONS:
            raise UsageError.unknown("direction", direction, DIRECTIONS)
        if not direction and found.value is not None:
            raise UsageError(
                f"Of {metric.name} neither more nor less is better by itself: say direction higher or lower."
            )
        return msgspec.structs.replace(found, statistic=statistic.name, direction=direction)

    def to_document(self) -> dict[str, Any]:
        """Return the document that :meth:`of` reads."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document


def read_targets(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Target]:
    """Return the targets among the documents of the settings, by name."""
    return {name: Target.of(document) for name, document in sorted(documents.get(KIND, {}).items())}


def find_target(targets: Mapping[str, Target], metric: str, statistic: str, program: str = "") -> Target | None:
    """Return the target of a figure: that of its program, else the one of no program; None where there is none."""
    of_program = targets.get(f"{metric}.{statistic}@{program}") if program else None
    return of_program or targets.get(f"{metric}.{statistic}")


def _check_numbers(target: Target) -> None:
    for number in (target.value, target.matters):
        if number is not None and not math.isfinite(number):
            raise UsageError("A target is a number that can be reached; this one is none.")
    if target.matters is not None and target.matters <= 0:
        raise UsageError(f"A change big enough to matter is above 0, not {target.matters:g}.")
