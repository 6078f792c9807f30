"""What a diagnosis holds: levels (how things stand), findings (what is worth telling), what could not be computed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from clew.findings.sections.shown import Journey, PromiseKind, Reasons, Service

__all__ = ["Diagnosis", "Finding", "Kind", "Level", "NotComputed", "finding_id"]

Kind = Literal[
    "pain_point", "success_point", "change", "bad_period", "good_period", "promise_broken", "promise_cost",
    "going_in_circles", "churn_after", "storm",
]  # fmt: skip


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """How one measure stands: a score with its interval, the change of its last period, and its line."""

    metric: str
    label: str
    program: str | None
    value: float | None
    lo: float | None
    hi: float | None
    n: int
    missing: int
    unit: str
    period: str | None
    difference: float | None
    difference_lo: float | None
    difference_hi: float | None
    beyond_chance: bool | None
    smallest_detectable: float | None
    direction: str
    series: tuple[dict[str, Any], ...]
    command: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing worth telling; ``value``, ``lo``, ``hi`` in the unit people know, ``q`` over the whole diagnosis.

    ``owner``, ``note``, ``known`` and ``mute_until`` (a day, ISO 8601) are what people said of it: see
    :mod:`clew.findings.said`.
    """

    id: str
    kind: Kind
    metric: str
    title: str
    claim: str
    label: str = "descriptive"
    value: float
    lo: float
    hi: float
    n: int
    where: dict[str, str]
    evidence: dict[str, Any]
    rank: int = 0
    owner: str | None = None
    note: str | None = None
    known: bool = False
    mute_until: str | None = None


class NotComputed(msgspec.Struct, frozen=True):
    """A kind of finding that could not be computed, and which data it would need."""

    kind: str
    why: str


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """The whole: what the data are, how things stand, what is worth telling, what is muted, what is missing.

    The sections say how it is, not what is worth telling: how customers go from contact to contact, how we serve, why
    they contact us, which promises are kept; None or empty where there is nothing to say it by.
    """

    language: str
    workspace: str
    as_of: str | None
    lake_version: int
    tables: tuple[dict[str, Any], ...]
    levels: tuple[Level, ...]
    findings: tuple[Finding, ...]
    not_computed: tuple[NotComputed, ...]
    tests: int
    alpha: float
    muted: tuple[Finding, ...] = ()
    journey: Journey | None = None
    service: Service | None = None
    reasons: tuple[Reasons, ...] = ()
    promises: tuple[PromiseKind, ...] = ()


def finding_id(kind: str, metric: str, where: Mapping[str, str]) -> str:
    """Return the id of a finding, made of what it is about and nothing that changes from run to run.

    >>> finding_id("pain_point", "nps", {"channel": "web"}) == finding_id("pain_point", "nps", {"channel": "web"})
    True
    """
    text = "|".join([kind, metric, *(f"{name}={where[name]}" for name in sorted(where))])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
