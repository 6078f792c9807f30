"""How often the intervals of times that may not have ended hold the truth: seeded simulations.

``python benchmarks/coverage_times.py`` prints the table of docs/explanation/intervals.md. Tickets are opened evenly
over some time, and what has not ended at its end is open. A median's missing upper limit counts as unbounded,
everything else without an interval as a miss.
"""

from __future__ import annotations

from collections.abc import Callable
from math import erf, exp, inf, log, sqrt

import numpy as np

from clew.stats.estimate import Estimate
from clew.stats.survival.incidence import incidence
from clew.stats.survival.lifetimes import Floats, Lifetimes
from clew.stats.survival.restricted_mean import longest_horizon, restricted_mean
from clew.stats.survival.survival_quantile import survival_quantile
from clew.stats.survival.within import within

REPEATS = 2000
SEED = 95
SIZES = (10, 20, 30, 50, 100, 300)
#: How times are drawn, and their distribution function; the median of each is 1.
TIMES: dict[str, tuple[Callable[[np.random.Generator, int], Floats], Callable[[float], float]]] = {
    "exponential": (lambda r, n: r.exponential(1 / log(2), n), lambda t: 1 - 2.0**-t),
    "lognormal (sigma 1)": (lambda r, n: r.lognormal(0, 1, n), lambda t: 0.5 + 0.5 * erf(log(t) / sqrt(2)) if t else 0),
}
#: Over how many medians tickets were opened: the shorter, the more are open at the end.
OPENED_OVER = {"few open": 12.0, "many open": 4.0}
#: Up to when shares and means look, in medians.
HORIZON = 2.0
#: The chance of ending in the way asked for, where ways compete.
ANSWERED = 0.7


def drawn(rng: np.random.Generator, times: str, over: str, n: int) -> Lifetimes:
    """Return ``n`` tickets as they are seen at the end of the time over which they were opened."""
    lasted = TIMES[times][0](rng, n)
    watched = rng.uniform(0, OPENED_OVER[over], n)
    ended = lasted <= watched
    return Lifetimes.of(np.minimum(lasted, watched), ended, caused=ended & (rng.random(n) < ANSWERED))


def mean_up_to(times: str, horizon: float) -> float:
    """Return the true mean of min(time, horizon)."""
    if times == "exponential":
        return (1 - 2.0**-horizon) / log(2)
    below = 0.5 + 0.5 * erf((log(horizon) - 1) / sqrt(2))
    return exp(0.5) * below + horizon * (1 - TIMES[times][1](horizon))


def of_median(lives: Lifetimes, _times: str) -> tuple[Estimate, float]:
    """Return the estimated median and the truth."""
    return survival_quantile(lives, 0.5), 1.0


def of_p90(lives: Lifetimes, times: str) -> tuple[Estimate, float]:
    """Return the estimated 90th percentile and the truth."""
    return survival_quantile(lives, 0.9), {"exponential": log(10) / log(2)}.get(times, exp(1.2815515655446004))


def of_share(lives: Lifetimes, times: str) -> tuple[Estimate, float]:
    """Return the estimated share within the horizon and the truth."""
    return within(lives, HORIZON), TIMES[times][1](HORIZON)


def of_cause(lives: Lifetimes, times: str) -> tuple[Estimate, float]:
    """Return the estimated share that ended in one of two ways within the horizon, and the truth."""
    return incidence(lives, HORIZON), ANSWERED * TIMES[times][1](HORIZON)


def of_mean(lives: Lifetimes, times: str) -> tuple[Estimate, float]:
    """Return the estimated mean up to the horizon, or to what was watched, and the truth."""
    horizon = min(HORIZON, longest_horizon(lives) or HORIZON)
    return restricted_mean(lives, horizon), mean_up_to(times, horizon)


FIGURES = {"median": of_median, "p90": of_p90, "share within": of_share, "one of two ways": of_cause, "mean": of_mean}


def times_coverage(figure: str, times: str, over: str, n: int, repeats: int = REPEATS) -> float:
    """Return the simulated coverage of one figure's 95 % interval."""
    rng = np.random.default_rng(SEED)
    held = 0
    for _ in range(repeats):
        found, truth = FIGURES[figure](drawn(rng, times, over, n), times)
        is_quantile = figure in {"median", "p90"}
        lo, hi = (found.lo or 0.0, inf if found.hi is None else found.hi) if is_quantile else (found.lo, found.hi)
        held += lo is not None and hi is not None and lo <= truth <= hi
    return held / repeats


def open_share(times: str, over: str) -> float:
    """Return the share of tickets that are open at the end."""
    lives = drawn(np.random.default_rng(SEED), times, over, 100_000)
    return lives.open / lives.n


def main() -> None:
    """Print the table."""
    print("| times, n = | " + " | ".join(map(str, SIZES)) + " |\n|---|" + "--:|" * len(SIZES))
    for figure in FIGURES:
        for times in TIMES:
            for over in OPENED_OVER:
                shares = [times_coverage(figure, times, over, n) for n in SIZES]
                name = f"{figure}, {times}, {open_share(times, over):.0%} open"
                print(f"| {name} | " + " | ".join(f"{x:.3f}" for x in shares) + " |", flush=True)


if __name__ == "__main__":
    main()
