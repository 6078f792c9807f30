"""The planted effects as figures, computed from the distributions themselves and never from a sample."""

from __future__ import annotations

from typing import Literal

from clew.simulation.company import (
    BACKGROUND,
    BAD_MONTH,
    DECOY_SEGMENT,
    EASE,
    FIX,
    PROMISE_KEPT,
    SATISFACTION,
    SLOW,
    Scale,
)
from clew.simulation.ratings import true_mean, true_nps
from clew.simulation.service.effects import service_background, service_effects, working_time
from clew.simulation.truth import Planted

__all__ = ["background_effects", "planted_effects"]


def planted_effects(*, faults: bool = True) -> tuple[Planted, ...]:
    """Return everything a sound diagnosis finds, the decoy it must not, and the calendar; only this without faults.

    >>> sorted({effect.name for effect in planted_effects()})[:6]
    ['bad_month', 'calendar', 'churn', 'circle', 'decoy', 'improvement']
    >>> [effect.name for effect in planted_effects(faults=False)]
    ['calendar']
    """
    if not faults:
        return (working_time(),)
    return (*_slow(), *_promise(), *_bad_month(), *_improvement(), _decoy(), *service_effects(), working_time())


def background_effects() -> tuple[Planted, ...]:
    """Return what a diagnosis may name and need not: mild true differences, and what follows from the faults."""
    moves = [("csat", SATISFACTION, touchpoint, effect.satisfaction) for touchpoint, effect in BACKGROUND.items()]
    moves += [("ces", EASE, touchpoint, effect.ease) for touchpoint, effect in BACKGROUND.items()]
    mild = tuple(
        Planted(
            name="background",
            kind="level",
            metric=metric,
            program="transactional",
            where={"touchpoint": touchpoint},
            direction=_direction(shift),
            size=_moved(scale, shift),
            reference="other touchpoints",
        )
        for metric, scale, touchpoint, shift in moves
    )
    return (*mild, _harder_after_a_broken_promise(), *service_background())


def _harder_after_a_broken_promise() -> Planted:
    """Return what goes with a broken promise besides what was planted to be found."""
    kept, broken = PROMISE_KEPT.when_kept, PROMISE_KEPT.when_broken
    return Planted(
        name="follows",
        kind="promise_cost",
        metric="ces",
        program="transactional",
        where={"promises.kept": "no"},
        direction="lower",
        size=true_mean(EASE, broken.ease) - true_mean(EASE, kept.ease),
        reference="visits within their window",
    )


def _slow() -> tuple[Planted, ...]:
    """Return the slow touchpoint, on both metrics."""
    where = {"touchpoint": SLOW.touchpoint, "channel": SLOW.channel}
    moves = (("csat", SATISFACTION, SLOW.effect.satisfaction), ("ces", EASE, SLOW.effect.ease))
    return tuple(
        Planted(
            name="slow_touchpoint",
            kind="pain_point",
            metric=metric,
            program="transactional",
            where=where,
            direction="lower",
            size=_moved(scale, shift),
            reference="the same touchpoint in its other channels",
        )
        for metric, scale, shift in moves
    )


def _promise() -> tuple[Planted, ...]:
    """Return the share of visits kept, and what goes with a broken one."""
    kept, broken = PROMISE_KEPT.when_kept, PROMISE_KEPT.when_broken
    sizes = {
        "nps": true_nps(broken.nps) - true_nps(kept.nps),
        "csat": true_mean(SATISFACTION, broken.satisfaction) - true_mean(SATISFACTION, kept.satisfaction),
    }
    share = Planted(
        name="promise",
        kind="promise_broken",
        metric="promise_kept",
        program="none",
        where={},
        direction="lower",
        size=PROMISE_KEPT.kept,
        reference="share of due visits within their window",
    )
    effects = (
        Planted(
            name="promise_cost",
            kind="promise_cost",
            metric=metric,
            program="transactional",
            where={"promises.kept": "no"},
            direction="lower",
            size=size,
            reference="visits within their window",
        )
        for metric, size in sizes.items()
    )
    return (share, *effects)


def _bad_month() -> tuple[Planted, ...]:
    """Return the bad month, in both surveys."""
    effect = BAD_MONTH.effect
    cases: tuple[tuple[str, Literal["relationship", "transactional"], float], ...] = (
        ("nps", "relationship", true_nps(effect.nps) - true_nps()),
        ("csat", "transactional", _moved(SATISFACTION, effect.satisfaction)),
        ("ces", "transactional", _moved(EASE, effect.ease)),
    )
    return tuple(
        Planted(
            name="bad_month",
            kind="bad_period",
            metric=metric,
            program=program,
            where={},
            direction="lower",
            size=size,
            reference="all other months",
            period=BAD_MONTH.month,
        )
        for metric, program, size in cases
    )


def _improvement() -> tuple[Planted, ...]:
    """Return the lasting change after the fix, on both metrics."""
    moves = (
        ("csat", SATISFACTION, FIX.before.satisfaction, FIX.after.satisfaction),
        ("ces", EASE, FIX.before.ease, FIX.after.ease),
    )
    return tuple(
        Planted(
            name="improvement",
            kind="change",
            metric=metric,
            program="transactional",
            where={"touchpoint": FIX.touchpoint},
            direction="higher",
            size=true_mean(scale, after) - true_mean(scale, before),
            reference="the months before",
            period=FIX.month,
        )
        for metric, scale, before, after in moves
    )


def _decoy() -> Planted:
    """Return the tiny segment that only looks bad: its true difference is nothing."""
    return Planted(
        name="decoy",
        kind="decoy",
        metric="nps",
        program="relationship",
        where={"segment": DECOY_SEGMENT},
        direction="lower",
        size=0.0,
        reference="all other segments",
        found=False,
    )


def _moved(scale: Scale, shift: float) -> float:
    """Return the true difference of means that a shift of the centre makes."""
    return true_mean(scale, shift) - true_mean(scale)


def _direction(shift: float) -> Literal["lower", "higher"]:
    """Return which way a shift goes."""
    return "lower" if shift < 0 else "higher"
