"""How a column writes its times, judged by its values; where day and month could be swapped, that is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.suggest.words import plain_name
from clew.importers.values.dates import parse_times
from clew.importers.values.zones import Clock

__all__ = ["Timing", "guess_timing"]

DAYS = ("%d{s}%m{s}%Y", "%m{s}%d{s}%Y", "%d{s}%m{s}%y", "%m{s}%d{s}%y")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
CANDIDATES = (
    "iso",
    *(day.format(s=sign) + clock for sign in "./-" for clock in CLOCKS for day in DAYS),
    *(f"%Y/%m/%d{clock}" for clock in CLOCKS[:3]),
    *(f"%d %b %Y{clock}" for clock in CLOCKS[:3]),
    *(f"%b %d, %Y{clock}" for clock in CLOCKS[:3]),
)
#: Numbers are times only where the name says so: format, least and greatest number.
NUMBERS = (("%Y%m%d", 19_000_101, 21_001_231), ("epoch", 5e8, 5e9), ("epoch_ms", 5e11, 5e12), ("excel", 20_000, 80_000))
TIME_WORDS = re.compile(r"\b(date|time|timestamp|at|on|dt|day|data|czas|kiedy|ora|дата|время|when|since|until)\b")
ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Timing:
    """A format, the share of values it reads, and the other one that reads as many (day and month swapped)."""

    form: str
    share: float
    rival: str = ""
    dates_only: bool = False


def guess_timing(name: str, texts: list[str]) -> Timing | None:
    """Return how the texts write times, None if they do not.

    >>> guess_timing("at", ["31/12/2026", "01/02/2026"]).form
    '%d/%m/%Y'
    >>> guess_timing("at", ["01/02/2026"]).rival
    '%m/%d/%Y'
    """
    sample = pa.array(texts, pa.string())
    if not texts or not any(len(text) >= 6 for text in texts):  # noqa: PLR2004 - no time is shorter
        return None
    digits = [text for text in texts if text.replace(".", "", 1).isdecimal()]
    if len(digits) >= ENOUGH * len(texts):
        return _number_timing(name, sample, digits)
    shares = [(_share(sample, form), form) for form in _possible(texts)]
    best = max((share for share, _ in shares), default=0.0)
    winners = [form for share, form in shares if share == best]
    if best < ENOUGH:
        return None
    rival = next((form for form in winners[1:] if form == _swapped(winners[0])), "")
    return Timing(winners[0], best, rival, _dates_only(sample, winners[0]))


def _possible(texts: list[str]) -> list[str]:
    """Candidates that have the signs the texts have."""
    looked = texts[:50]
    signs = [sign for sign in "./-" if sum(sign in text for text in looked) >= len(looked) / 2]
    return [form for form in CANDIDATES if form == "iso" or any(sign in form for sign in signs) or "%b" in form]


def _share(sample: pa.Array, form: str) -> float:
    """Share of texts that a format reads."""
    return float(1 - parse_times(sample, (form,), Clock("UTC")).null_count / len(sample))


def _dates_only(sample: pa.Array, form: str) -> bool:
    """Whether no value says a time of day (midnight says none)."""
    times = parse_times(sample, (form,), Clock("UTC")).drop_null()
    return bool(len(times)) and bool(pc.all(pc.equal(times, pc.floor_temporal(times, unit="day"))).as_py())


def _swapped(form: str) -> str:
    """The format with day and month in each other's place."""
    return form.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _number_timing(name: str, sample: pa.Array, digits: list[str]) -> Timing | None:
    """Times written as one number, where the column's name speaks of time."""
    if not TIME_WORDS.search(plain_name(name)):
        return None
    values = pc.cast(pa.array(digits), pa.float64())
    least, most = pc.min(values).as_py(), pc.max(values).as_py()
    for form, lowest, highest in NUMBERS:
        if lowest <= least and most <= highest and (share := _share(sample, form)) >= ENOUGH:
            return Timing(form, share)
    return None
