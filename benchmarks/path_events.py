"""Events of a shop's orders: about 20 names, 3 to 40 events a path, as canonical rows; for Clew and for its peers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.tables import TABLES

__all__ = ["NAMES", "canonical", "path_events"]

NAMES = (
    *("visit", "search", "product page", "basket", "checkout", "payment", "order confirmed", "packed", "shipped"),
    *("delivered", "invoice sent", "call", "e-mail", "chat", "complaint", "return asked", "return sent", "refund"),
    *("review", "reminder"),
)
SHORTEST, LONGEST = 3, 40
EPOCH = np.datetime64("2025-01-01", "us").astype(np.int64)
#: Paths begin within this many seconds (18 months); waits are log-normal around two hours, a twentieth at once.
SPAN, WAIT, SPREAD, AT_ONCE = 18 * 30 * 86_400, np.log(7200.0), 2.0, 0.05


def path_events(rows: int, seed: int = 7) -> pa.Table:
    """Return ``rows`` events (event_id, customer_id, journey_run_id, occurred_at, ordinal, name) in order of time.

    A path has 3 to 40 events; the next name depends on the one before. About half a second a million rows.
    """
    draw = np.random.default_rng(seed)
    path, place = _paths(rows, draw)
    at = _times(path, place, draw)
    name = _names(place, draw)
    order = np.argsort(at, kind="stable")
    path, at, name = path[order], at[order], name[order]
    number = np.arange(rows)
    return pa.table(
        {
            "event_id": _texts("e", number),
            "customer_id": _texts("c", path // 3),
            "journey_run_id": _texts("order-", path),
            "occurred_at": pa.array(at, type=pa.int64()).cast(pa.timestamp("us")),
            "ordinal": pa.array(number, type=pa.int64()),
            "name": pa.DictionaryArray.from_arrays(pa.array(name), pa.array(NAMES)).cast(pa.string()),
        }
    )


def canonical(events: pa.Table) -> pa.Table:
    """Return the events with every other column of the table ``events``, null."""
    schema, rows = TABLES["events"].schema, events.num_rows
    columns = [events[f.name] if f.name in events.column_names else pa.nulls(rows, f.type) for f in schema]
    return pa.table(columns, schema=schema)


def _paths(rows: int, draw: np.random.Generator) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return for each event its path and its place in it, path by path."""
    lengths = np.clip(draw.geometric(1 / 12, size=rows // SHORTEST + 1) + SHORTEST - 1, SHORTEST, LONGEST)
    ends = np.cumsum(lengths)
    path = np.searchsorted(ends, np.arange(rows), side="right")
    return path, np.arange(rows) - (ends - lengths)[path]


def _times(
    path: npt.NDArray[np.int64], place: npt.NDArray[np.int64], draw: np.random.Generator
) -> npt.NDArray[np.int64]:
    waits = np.exp(draw.normal(WAIT, SPREAD, len(path))).clip(1, 60 * 86_400)
    waits[draw.random(len(path)) < AT_ONCE] = 0
    first = place == 0
    waits[first] = 0
    since = np.cumsum((waits * 1e6).astype(np.int64))
    begins = draw.integers(0, SPAN, size=int(path[-1]) + 1) * 1_000_000
    return EPOCH + begins[path] + since - since[first][path]


def _names(place: npt.NDArray[np.int64], draw: np.random.Generator) -> npt.NDArray[np.int8]:
    """Return a name an event: the designed one of its place mostly, else one that draws people off the way."""
    designed = np.minimum(place, len(NAMES) - 1)
    astray = draw.geometric(0.15, len(place)) % len(NAMES)
    return np.where(draw.random(len(place)) < 0.6, designed, astray).astype(np.int8)


def _texts(prefix: str, numbers: npt.NDArray[np.int64]) -> pa.Array:

    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")
