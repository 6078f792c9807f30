"""Promises: which kinds were made, how many fell due, how many were kept, and how late the late ones were."""

from __future__ import annotations

import shlex

from clew.errors import UsageError
from clew.findings.asking.figures import Figured
from clew.findings.sections.shown import PromiseKind
from clew.findings.work import Work

__all__ = ["MOST_KINDS", "promises_of"]

#: Kinds in the table: those with the most promises that fell due.
MOST_KINDS = 20
BROKEN = ("promises.kept=no",)


def promises_of(work: Work) -> tuple[PromiseKind, ...]:
    """Return the kinds of promises, those with most due first; none where no promise fell due."""
    try:
        kept = work.asker.figures("promise_kept", ("kept",), by=("kind",))
    except UsageError:
        return ()
    late = _late(work)
    kinds = sorted(kept.groups.items(), key=lambda each: (-each[1]["kept"].n, str(each[0])))
    return tuple(_kind(where[0], kept, late) for where, _ in kinds[:MOST_KINDS])


def _late(work: Work) -> Figured | None:
    """Return how late the broken ones were that were done at last; None for promises of values, which have no time."""
    try:
        return work.asker.figures("lateness", ("median",), by=("kind",), where=BROKEN)
    except UsageError:
        return None


def _kind(kind: str | None, kept: Figured, late: Figured | None) -> PromiseKind:
    figure = kept.groups[(kind,)]["kept"]
    lateness = None if late is None else late.groups.get((kind,), {}).get("median")
    broken = 0 if figure.value is None else round((1 - figure.value) * figure.n)
    done = 0 if lateness is None else lateness.n
    return PromiseKind(
        kind=kind,
        kept=figure,
        lateness=lateness,
        never=max(0, broken - done),
        command=shlex.join(["clew", "ask", "lateness", "--where", BROKEN[0], "--by", "kind"]),
    )
