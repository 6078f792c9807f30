"""How often the intervals hold the truth: exact for scores and shares, simulated for means, weights and repeats.

``python benchmarks/coverage.py`` prints the tables of docs/explanation/intervals.md. A population is what customers
would answer if all were asked; coverage is the share of samples of n whose 95 % interval holds the population's value.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from clew.stats.mean import mean
from clew.stats.nps import nps, nps_counts
from clew.stats.pooling import pool_nps
from clew.stats.proportion import proportion, wilson
from clew.stats.sketch import Sketch

Array = npt.NDArray[np.float64]
Shares = tuple[float, float, float]
SIZES = (5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 60)
REPEATS = 2000
SEED = 95

#: Detractors, passives, promoters, as scores are met in practice, from -45 to 85.
NPS_POPULATIONS: dict[str, Shares] = {
    "NPS -45": (0.60, 0.25, 0.15),
    "NPS -10": (0.40, 0.30, 0.30),
    "NPS 0, even": (1 / 3, 1 / 3, 1 / 3),
    "NPS 0, nearly all passive": (0.05, 0.90, 0.05),
    "NPS 20, many passive": (0.10, 0.60, 0.30),
    "NPS 30": (0.20, 0.30, 0.50),
    "NPS 60": (0.10, 0.20, 0.70),
    "NPS 75": (0.05, 0.15, 0.80),
    "NPS 85": (0.05, 0.05, 0.90),
}
#: Where so few values are possible, or nearly all answers alike, that coverage jumps with n.
NPS_HARD: dict[str, Shares] = {
    "NPS 68, hardly a detractor": (0.02, 0.28, 0.70),
    "NPS 88, hardly a detractor": (0.02, 0.08, 0.90),
    "NPS 0, torn in two": (0.45, 0.10, 0.45),
    "NPS 40, no passives at all": (0.30, 0.00, 0.70),
    "NPS 94, one in a hundred a detractor": (0.01, 0.04, 0.95),
}
SHARES = (0.10, 0.20, 0.30, 0.50, 0.65, 0.80, 0.87, 0.93)
SHARES_HARD = (0.02, 0.05, 0.98)


@lru_cache(maxsize=256)
def nps_table(n: int, method: str | None = None) -> Array:
    """Return every outcome of n answers: detractors, passives, promoters, lo, hi."""
    cells = [(d, n - d - p, p) for d in range(n + 1) for p in range(n - d + 1)]
    estimates = [nps_counts(*cell, method=method) for cell in cells]
    return np.array([(*c, e.lo, e.hi) for c, e in zip(cells, estimates, strict=True)], dtype=np.float64)


def nps_coverage(n: int, population: Shares, method: str | None = None) -> float:
    """Return the exact coverage of the NPS by summing the trinomial over all outcomes."""
    table = nps_table(n, method)
    shares = np.asarray(population)
    safe = np.log(np.where(shares > 0, shares, 1.0))
    possible = ((table[:, :3] == 0) | (shares > 0)).all(axis=1)
    chance = np.exp(gammaln(n + 1) - gammaln(table[:, :3] + 1).sum(axis=1) + table[:, :3] @ safe) * possible
    truth = population[2] - population[0]
    return float(chance[(table[:, 3] <= truth + 1e-12) & (truth - 1e-12 <= table[:, 4])].sum())


def share_coverage(n: int, share: float) -> float:
    """Return the exact coverage of Wilson's interval by summing the binomial over all outcomes."""
    k = np.arange(n + 1)
    chance = np.exp(
        gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * np.log(share) + (n - k) * np.log1p(-share)
    )
    limits = np.array([wilson(int(x), n) for x in k])
    return float(chance[(limits[:, 0] <= share) & (share <= limits[:, 1])].sum())


def simulated(
    draw: Callable[[np.random.Generator], tuple[float | None, float | None]], truth: float, repeats: int
) -> float:
    """Return how often the limits that ``draw`` gives hold the truth; no interval counts as a miss."""
    rng = np.random.default_rng(SEED)
    limits = [draw(rng) for _ in range(repeats)]
    return sum(lo is not None and hi is not None and lo <= truth <= hi for lo, hi in limits) / repeats


RATINGS = np.array([1.0, 2, 3, 4, 5])
#: Name, how n values are drawn, the population's mean.
MEANS: dict[str, tuple[Callable[[np.random.Generator, int], Array], float]] = {
    "ratings 1-5, spread": (lambda r, n: r.choice(RATINGS, n, p=[0.1, 0.15, 0.25, 0.3, 0.2]), 3.35),
    "ratings 1-5, mostly 5": (lambda r, n: r.choice(RATINGS, n, p=[0.05, 0.05, 0.1, 0.25, 0.55]), 4.2),
    "ratings 1-5, J-shaped": (lambda r, n: r.choice(RATINGS, n, p=[0.15, 0.03, 0.05, 0.12, 0.65]), 4.09),
    "ease 1-7": (lambda r, n: 1 + r.binomial(6, 0.7, n).astype(float), 5.2),
    "waits, exponential": (lambda r, n: r.exponential(60, n), 60.0),
    "times, lognormal (sigma 1)": (lambda r, n: r.lognormal(0, 1, n), float(np.exp(0.5))),
}


def mean_coverage(name: str, n: int, repeats: int = REPEATS) -> float:
    """Return the simulated coverage of the mean's t interval."""
    draw, truth = MEANS[name]

    def limits(rng: np.random.Generator) -> tuple[float | None, float | None]:
        e = mean(Sketch.of(draw(rng, n)))
        return e.lo, e.hi

    return simulated(limits, truth, repeats)


WEIGHTS: dict[str, Callable[[np.random.Generator, Array], Array]] = {
    "even weights .5-2": lambda r, y: r.uniform(0.5, 2, len(y)),
    "uneven weights, lognormal (sigma .7)": lambda r, y: r.lognormal(0, 0.7, len(y)),
    "groups weighted 1 and 4": lambda r, y: np.where(r.random(len(y)) < 0.3, 4.0, 1.0),
}
FINISH = {
    "nps": (nps, [-1.0, 0, 1], [0.2, 0.3, 0.5], 0.3),
    "proportion": (proportion, [0.0, 1], [0.2, 0.8], 0.8),
    "mean": (mean, RATINGS, [0.05, 0.05, 0.1, 0.25, 0.55], 4.2),
}


def weighted_coverage(family: str, weights: str, n: int, repeats: int = REPEATS) -> float:
    """Return the simulated coverage of a weighted estimate."""
    finish, values, shares, truth = FINISH[family]

    def limits(rng: np.random.Generator) -> tuple[float | None, float | None]:
        y = rng.choice(values, n, p=shares)
        e = finish(Sketch.of(y, WEIGHTS[weights](rng, y)))
        return e.lo, e.hi

    return simulated(limits, truth, repeats)


def clustered_coverage(family: str, customers: int, repeats: int = REPEATS, *, clustered: bool = True) -> float:
    """Return the simulated coverage where customers answer one to five times and half of the time alike."""
    finish, values, shares, truth = FINISH[family]

    def limits(rng: np.random.Generator) -> tuple[float | None, float | None]:
        who = np.repeat(np.arange(customers), rng.integers(1, 6, customers))
        usual = rng.choice(values, customers, p=shares)[who]
        y = np.where(rng.random(len(who)) < 0.5, usual, rng.choice(values, len(who), p=shares))
        e = finish(Sketch.of(y, unit_id=who if clustered else None))
        return e.lo, e.hi

    return simulated(limits, truth, repeats)


def pooled_coverage(segments: int, strength: float, repeats: int = 60) -> float:
    """Return the simulated coverage of pooled scores, segments of 10 to 99 answers differing with ``strength``."""
    rng = np.random.default_rng(SEED)
    held: list[bool] = []
    for _ in range(repeats):
        shares = rng.dirichlet(strength * np.array([0.2, 0.3, 0.5]), segments)
        counts = rng.multinomial(rng.integers(10, 100, segments), shares)
        pooled = pool_nps(*counts.T.tolist())
        held.extend(e.lo <= t <= e.hi for e, t in zip(pooled, shares[:, 2] - shares[:, 0], strict=True))
    return float(np.mean(held))


def table(title: str, heads: list[str], rows: list[tuple[str, list[float]]]) -> str:
    """Return one Markdown table, coverage with three decimals."""
    lines = [f"| {title} | " + " | ".join(heads) + " |", "|---|" + "--:|" * len(heads)]
    lines += [f"| {name} | " + " | ".join(f"{x:.3f}" for x in figures) + " |" for name, figures in rows]
    return "\n".join(lines)


def exact_tables() -> list[str]:
    """Return the tables that no chance enters: NPS and shares by n."""
    heads = [str(n) for n in SIZES]
    populations = {**NPS_POPULATIONS, **NPS_HARD}
    scores = [(name, [nps_coverage(n, shares) for n in SIZES]) for name, shares in populations.items()]
    shares = [(f"{100 * p:.0f} %", [share_coverage(n, p) for n in SIZES]) for p in (*SHARES, *SHARES_HARD)]
    return [table("NPS, n =", heads, scores), table("share, n =", heads, shares)]


def simulated_tables() -> list[str]:
    """Return the tables of seeded simulations: means, weighted, clustered and pooled estimates."""
    sizes = [5, 10, 20, 30, 50, 100, 300]
    heads = [str(n) for n in sizes]
    means = [(name, [mean_coverage(name, n) for n in sizes]) for name in MEANS]
    weighted = [(f"{f}, {w}", [weighted_coverage(f, w, n) for n in sizes]) for f in FINISH for w in WEIGHTS]
    repeats = [(f, [clustered_coverage(f, c) for c in sizes]) for f in FINISH]
    ignored = [(f"{f}, repeats ignored", [clustered_coverage(f, c, clustered=False) for c in sizes]) for f in FINISH]
    pooled = [(str(s), [pooled_coverage(s, a) for a in (5, 20, 100, 1e5)]) for s in (3, 6, 12, 30)]
    return [
        table("mean, n =", heads, means),
        table("weighted, n =", heads, weighted),
        table("repeated answers, customers =", heads, repeats + ignored),
        table("pooled NPS, segments", ["strength 5", "20", "100", "no difference"], pooled),
    ]


if __name__ == "__main__":
    print("\n\n".join([*exact_tables(), *simulated_tables()]))
