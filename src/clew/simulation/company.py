"""The simulated company: its touchpoints, channels, segments, regions, and the effects planted in it.

Everything a reader may want to change about the company stands here as plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "BACKGROUND",
    "BAD_MONTH",
    "CHANNELS",
    "DECOY_SEGMENT",
    "EASE",
    "FIRST_MONTH",
    "FIX",
    "LANGUAGES",
    "NPS",
    "PLANS",
    "PROMISE_KEPT",
    "REGIONS",
    "SATISFACTION",
    "SEGMENTS",
    "SLOW",
    "TOUCHPOINTS",
    "USUALLY_KEPT",
    "Scale",
    "Touchpoint",
]


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating scale and the bell it is drawn from: whole numbers from ``low`` to ``high``, rounded and clipped."""

    low: int
    high: int
    mean: float
    spread: float


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A touchpoint: its share of all contacts, its channels with their shares, and its events on website and app."""

    name: str
    share: float
    channels: tuple[tuple[str, float], ...]
    actions: tuple[str, ...] = ()


#: First month of the company's life on record; the length is an argument.
FIRST_MONTH = "2025-04"

CHANNELS = ("shop", "phone", "web", "app", "field")

TOUCHPOINTS = (
    Touchpoint("Shop visit", 0.06, (("shop", 1.0),)),
    Touchpoint("Contract signing", 0.05, (("shop", 0.6), ("web", 0.4)), ("contract_opened", "contract_signed")),
    Touchpoint("Installation", 0.05, (("field", 1.0),)),
    Touchpoint("Invoice", 0.30, (("web", 0.45), ("app", 0.55)), ("invoice_opened", "invoice_downloaded")),
    Touchpoint("Payment", 0.07, (("web", 0.4), ("app", 0.45), ("shop", 0.15)), ("payment_started", "payment_done")),
    Touchpoint("Hotline", 0.10, (("phone", 1.0),)),
    Touchpoint("Online help", 0.07, (("web", 0.6), ("app", 0.4)), ("help_opened", "help_article_read")),
    Touchpoint("Fault report", 0.10, (("phone", 0.6), ("app", 0.4)), ("fault_form_opened", "fault_reported")),
    Touchpoint("Repair visit", 0.06, (("field", 1.0),)),
    Touchpoint(
        "Plan change",
        0.06,
        (("app", 0.4), ("web", 0.25), ("phone", 0.2), ("shop", 0.15)),
        ("plans_compared", "plan_changed"),
    ),
    Touchpoint(
        "Complaint", 0.05, (("phone", 0.5), ("web", 0.35), ("shop", 0.15)), ("complaint_form_opened", "complaint_sent")
    ),
    Touchpoint("Moving home", 0.03, (("phone", 0.5), ("shop", 0.3), ("web", 0.2)), ("move_form_opened", "move_booked")),
)

#: Visits that are booked with a window: the technician promises to come within it.
VISITS = ("Installation", "Repair visit")

SEGMENTS = (("Family", 0.38), ("Single", 0.27), ("Senior", 0.2), ("Small business", 0.15))
#: The tiny group that only looks bad: drawn from the same distributions as everybody.
DECOY_SEGMENT = "Farm"
REGIONS = (("North", 0.22), ("South", 0.24), ("East", 0.16), ("West", 0.2), ("Centre", 0.18))
LANGUAGES = (("pl", 0.58), ("en", 0.14), ("ro", 0.14), ("ru", 0.14))
PLANS = (
    ("Fibre 300", "69.90"),
    ("Fibre 600", "84.90"),
    ("Fibre 1000", "109.90"),
    ("Mobile S", "34.90"),
    ("Mobile L", "54.90"),
)

NPS = Scale(0, 10, 8.0, 2.0)
SATISFACTION = Scale(1, 5, 4.0, 1.0)
EASE = Scale(1, 7, 5.3, 1.3)


@dataclass(frozen=True, slots=True)
class Effect:
    """By how much an effect moves the centre of each bell, in points of the scale."""

    nps: float = 0.0
    satisfaction: float = 0.0
    ease: float = 0.0


@dataclass(frozen=True, slots=True)
class SlowTouchpoint:
    """A touchpoint that is slow, and liked less, in one channel only."""

    touchpoint: str
    channel: str
    effect: Effect
    hours: tuple[float, float]
    usual_hours: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fix:
    """A touchpoint that was mended on the first of a month: the effect before it and after it."""

    touchpoint: str
    month: str
    before: Effect
    after: Effect


@dataclass(frozen=True, slots=True)
class BadMonth:
    """A month that was bad for everybody."""

    month: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Promise:
    """The share of visits within their window, and what goes with a kept and with a broken one."""

    kept: float
    when_kept: Effect
    when_broken: Effect


SLOW = SlowTouchpoint("Fault report", "phone", Effect(satisfaction=-1.1, ease=-1.5), (26.0, 70.0), (1.0, 6.0))
FIX = Fix("Invoice", "2026-04", Effect(satisfaction=-0.65, ease=-0.9), Effect(satisfaction=0.7, ease=0.9))
BAD_MONTH = BadMonth("2025-11", Effect(nps=-2.0, satisfaction=-0.95, ease=-0.8))
PROMISE_KEPT = Promise(
    0.87, Effect(nps=0.55, satisfaction=0.2, ease=0.1), Effect(nps=-1.7, satisfaction=-1.4, ease=-1.0)
)
#: The share of visits within their window in a company without faults.
USUALLY_KEPT = 0.98
#: Mild true differences of other touchpoints: every company has them.
BACKGROUND = {"Complaint": Effect(satisfaction=-0.3, ease=-0.3), "Shop visit": Effect(satisfaction=0.25, ease=0.2)}
