"""Times that a source tells by how long something took: a first reply 12 minutes after the ticket was opened."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import After, TableMapping
from clew.importers.rows.batch import Batch
from clew.importers.rows.rejections import Rejections
from clew.importers.values.cells import match_texts
from clew.importers.values.numbers import parse_numbers

__all__ = ["NO_DURATION", "add_times_after", "seconds_of"]

NO_DURATION = "This is no length of time in {unit}."
SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3_600.0, "days": 86_400.0}
#: 1:02:03 and 2:03, as telephone systems write them.
CLOCK = re.compile(r"(?:(\d{1,5}):)?([0-5]?\d):([0-5]?\d(?:[.,]\d+)?)")
MICROSECONDS = 1e6


def seconds_of(texts: pa.Array, unit: str, block: TableMapping) -> pa.Array:
    """Return lengths of time in seconds, null where a text is none or below 0.

    >>> seconds_of(pa.array(["1:02:03", "0:09", "x"]), "clock", TableMapping("calls")).to_pylist()
    [3723.0, 9.0, None]
    """
    if unit == "clock":
        encoded = texts.dictionary_encode()
        return pa.array([_clock(text) for text in encoded.dictionary.to_pylist()], pa.float64()).take(encoded.indices)
    seconds = pc.multiply(parse_numbers(texts, block.numbers), SECONDS[unit])
    return pc.if_else(pc.fill_null(pc.less(seconds, 0), fill_value=True), None, seconds)


def add_times_after(
    columns: dict[str, pa.Array], batch: Batch, block: TableMapping, rejections: Rejections
) -> dict[str, pa.Array]:
    """Return the columns with the times that ``after`` says; rows whose length of time cannot be read are rejected."""
    filled = dict(columns)
    for name, rule in block.after.items():
        texts = _answered(batch.texts(rule.column), name, block)
        seconds = seconds_of(texts, rule.unit, block)
        unreadable = pc.and_(pc.is_valid(texts), pc.is_null(seconds))
        rejections.add(unreadable, rule.column, NO_DURATION.format(unit=_named(rule)), texts)
        filled[name] = _later(filled[rule.time], seconds)
    return filled


def _answered(texts: pa.Array, name: str, block: TableMapping) -> pa.Array:
    """The texts without those that stand for no value."""
    codes = block.missing.get(name) or block.missing.get("*")
    return pc.if_else(pc.is_valid(match_texts(texts, list(codes))), None, texts) if codes else texts


def _later(times: pa.Array, seconds: pa.Array) -> pa.Array:
    """The times that much later; null where either is."""
    length = pc.cast(pc.round(pc.multiply(seconds, MICROSECONDS)), pa.int64(), safe=False)
    return pc.add(pc.cast(times, pa.int64()), length).cast(times.type)


def _clock(text: str | None) -> float | None:
    """Seconds of h:mm:ss or m:ss."""
    match = CLOCK.fullmatch(text or "")
    if not match:
        return None
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3_600 + int(minutes) * 60 + float(seconds.replace(",", "."))


def _named(rule: After) -> str:
    return "h:mm:ss" if rule.unit == "clock" else rule.unit
