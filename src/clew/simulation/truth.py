"""The planted truth: what was put into the simulated company, so that a diagnosis can be held against it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

__all__ = ["Planted", "Truth", "read_truth", "write_truth"]


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is true of the company, in the words a finding would use.

    ``name`` groups effects of one cause (a bad month moves two metrics). ``size`` is the true difference, computed
    from the distributions and not from the sample, in the metric's own unit as people say it (NPS points, points of
    a scale, a share, seconds). ``period`` is the month, or the first month of a lasting change, or days, or None.
    ``reference`` says against what the size is measured. ``found`` is whether a sound diagnosis names it.
    """

    name: str
    kind: Literal[
        "pain_point", "promise_broken", "promise_cost", "bad_period", "change", "level", "decoy",
        "success_point", "good_period", "going_in_circles", "churn_after", "storm", "calendar",
    ]  # fmt: skip
    metric: str
    program: Literal["relationship", "transactional", "none"]
    where: dict[str, str]
    direction: Literal["lower", "higher", "same"]
    size: float
    reference: str
    period: str | None = None
    found: bool = True


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """All that was planted, and the counts an exact import must arrive at.

    ``background`` are mild true differences, and what follows from the planted: a diagnosis may name them and need
    not. ``counts`` has ``customers``, ``contacts``, ``invitations``, ``responses``, ``comments``, ``corrected``,
    ``survey_rows`` (over all weekly exports, repeats included, dirt excluded), ``survey_dirt``, ``visits``,
    ``promises_due``, ``promises_kept``, ``invoices``, ``events``, ``repairs``, ``repair_events``, ``tickets``,
    ``ticket_changes``, ``calls``, ``subscriptions``. ``faults`` is false for the company in which nothing was planted.
    """

    format: int = 1
    seed: int
    customers: int
    months: int
    first_month: str
    zone: str
    faults: bool = True
    planted: tuple[Planted, ...]
    background: tuple[Planted, ...] = ()
    counts: dict[str, int] = {}

    def named(self, name: str) -> tuple[Planted, ...]:
        """Return the planted effects called ``name``; empty where there is none."""
        return tuple(effect for effect in self.planted if effect.name == name)


def write_truth(truth: Truth, path: Path) -> None:
    """Write ``truth`` as indented JSON, equal bytes for equal truths."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=2) + b"\n")


def read_truth(path: Path) -> Truth:
    """Return the truth that :func:`write_truth` wrote; raises ``msgspec.DecodeError`` for anything else."""
    return msgspec.json.decode(path.read_bytes(), type=Truth)
