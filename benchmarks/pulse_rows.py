"""Two years of a company as canonical rows, any number of them: what the seven figures of Pulse are read from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.tables import TABLES

__all__ = ["DAYS", "END", "MAKERS", "ROWS", "rows_of"]

Numbers = npt.NDArray[np.int64]
#: Rows of each table at full size; the events and answers that the promise names, the others in proportion.
ROWS = {
    "feedback": 10_000_000, "events": 50_000_000, "tickets": 2_000_000, "ticket_changes": 6_000_000,
    "promises": 5_000_000, "purchases": 5_000_000, "customers": 1_000_000,
}  # fmt: skip
CUSTOMERS = 1_000_000
DAYS = 730
START = np.datetime64("2024-11-20", "us").astype(np.int64)
_SECOND, _DAY = 1_000_000, 86_400_000_000
END = START + DAYS * _DAY
#: Per program and metric of the answers: how often they are asked, and the ends of their scale.
ASKED = (
    ("relationship", "nps", 0.2, 0, 10), ("transactional", "nps", 0.35, 0, 10), ("transactional", "csat", 0.3, 1, 5),
    ("transactional", "ces", 0.15, 1, 7),
)  # fmt: skip
ANSWERED = 0.3
TOUCHPOINTS = ("Order", "Delivery", "Invoice", "Support", "Return", "App", "Shop", "Contract")
CHANNELS = ("web", "app", "call", "e-mail", "chat", "shop")
TOPICS = tuple(f"topic {place}" for place in range(40))


def rows_of(table: str, first: int, last: int, of: int) -> pa.Table:
    """Return rows ``first`` to before ``last`` of a table of ``of`` rows spread over two years, in order of time.

    Beyond ``of`` time goes on. The same bounds give the same rows.
    """
    at = np.arange(first, last)
    draw = np.random.default_rng([7, list(ROWS).index(table), first])
    times = START + (at.astype(np.float64) / of * DAYS * _DAY).astype(np.int64)
    scale = of / ROWS[table]
    columns = MAKERS[table](draw, at, times, max(1, round(CUSTOMERS * scale))) | _house(draw, len(at))
    schema = TABLES[table].schema
    return pa.table([columns.get(f.name, pa.nulls(len(at), f.type)).cast(f.type) for f in schema], schema=schema)


def _feedback(draw: np.random.Generator, at: Numbers, times: Numbers, customers: int) -> dict[str, pa.Array]:
    size = len(at)
    kind = draw.choice(len(ASKED), size, p=[share for _, _, share, _, _ in ASKED])
    low, high = (np.array([row[place] for row in ASKED], dtype=np.float64)[kind] for place in (3, 4))
    silent = draw.random(size) > ANSWERED
    rating = np.round(low + (high - low) * draw.beta(4, 1.4, size))
    answered = times + draw.integers(0, _DAY, size)
    return {
        "feedback_id": _texts("f", at), "customer_id": _texts("c", draw.integers(customers, size=size)),
        "respondent": _words(("customer",), np.zeros(size)), "program": _words([row[0] for row in ASKED], kind),
        "kind": _words(("survey",), np.zeros(size)), "metric": _words([row[1] for row in ASKED], kind),
        "scale_min": pa.array(low), "scale_max": pa.array(high), "rating": pa.array(rating, mask=silent),
        "asked_at": _times(times), "answered_at": _times(answered, silent),
        "touchpoint": _words(TOUCHPOINTS, draw.integers(len(TOUCHPOINTS), size=size)),
        "channel": _words(CHANNELS, draw.integers(len(CHANNELS), size=size)),
        "answer_state": _words(("given", "missing"), silent), "version_at": _times(answered, silent),
    }  # fmt: skip


def _events(draw: np.random.Generator, at: Numbers, times: Numbers, customers: int) -> dict[str, pa.Array]:
    size = len(at)
    return {
        "event_id": _texts("e", at), "customer_id": _texts("c", draw.integers(customers, size=size)),
        "occurred_at": _times(times), "ordinal": pa.array(at),
        "name": _words(TOPICS[:20], draw.integers(20, size=size)),
        "touchpoint": _words(TOUCHPOINTS, draw.integers(len(TOUCHPOINTS), size=size)),
        "channel": _words(CHANNELS, draw.integers(len(CHANNELS), size=size)),
        "initiated_by": _words(("customer", "company"), draw.random(size) < 0.4),
        "journey_run_id": _texts("r", at // 12),
    }  # fmt: skip


def _tickets(draw: np.random.Generator, at: Numbers, times: Numbers, customers: int) -> dict[str, pa.Array]:
    size = len(at)
    return {
        "ticket_id": _texts("t", at), "customer_id": _texts("c", draw.integers(customers // 4 + 1, size=size)),
        "opened_at": _times(times), "channel": _words(CHANNELS, draw.integers(len(CHANNELS), size=size)),
        "topic": _words(TOPICS, draw.integers(len(TOPICS), size=size)),
        "kind": _words(("question", "problem", "complaint"), draw.integers(3, size=size)),
        "resolved_at": _times(times + _waits(at), draw.random(size) < 0.03), "version_at": _times(times),
    }  # fmt: skip


def _changes(draw: np.random.Generator, at: Numbers, times: Numbers, _customers: int) -> dict[str, pa.Array]:
    """Three changes a ticket: it waits for the customer, a reply, solved."""
    size, ticket, place = len(at), at // 3, at % 3
    opened = times - place * (times[1] - times[0] if size > 1 else 0)
    return {
        "ticket_id": _texts("t", ticket), "changed_at": _times(opened + _waits(ticket) * (place + 1) // 3),
        "ordinal": pa.array(place), "what": _words(("status", "reply", "status"), place),
        "value": _words(("pending", "public", "solved"), place),
        "by": _words(("agent", "customer"), draw.random(size) < 0.2),
    }  # fmt: skip


def _promises(draw: np.random.Generator, at: Numbers, times: Numbers, customers: int) -> dict[str, pa.Array]:
    size = len(at)
    due = times + draw.integers(_DAY, 6 * _DAY, size)
    return {
        "promise_id": _texts("p", at), "customer_id": _texts("c", draw.integers(customers, size=size)),
        "kind": _words(("delivery", "call back", "repair"), draw.integers(3, size=size)), "made_at": _times(times),
        "due_at": _times(due), "kept_at": _times(due + draw.integers(-3 * _DAY, _DAY, size), draw.random(size) < 0.05),
        "touchpoint": _words(TOUCHPOINTS, draw.integers(len(TOUCHPOINTS), size=size)), "version_at": _times(times),
    }  # fmt: skip


def _purchases(draw: np.random.Generator, at: Numbers, times: Numbers, customers: int) -> dict[str, pa.Array]:
    size = len(at)
    return {
        "purchase_id": _texts("b", at), "customer_id": _texts("c", draw.integers(customers, size=size)),
        "purchased_at": _times(times), "kind": _words(("purchase",), np.zeros(size)),
        "amount": pa.array(draw.integers(500, 90_000, size, dtype=np.int32)).cast(pa.decimal128(18, 4)),
        "currency": _words(("EUR",), np.zeros(size)), "order_id": _texts("o", at),
    }  # fmt: skip


def _customers(draw: np.random.Generator, at: Numbers, times: Numbers, _customers: int) -> dict[str, pa.Array]:
    countries = _words(("PL", "RO", "DE"), draw.integers(3, size=len(at)))
    return {"customer_id": _texts("c", at), "first_seen_at": _times(times), "country": countries}


MAKERS: dict[str, Callable[..., dict[str, pa.Array]]] = {
    "feedback": _feedback, "events": _events, "tickets": _tickets, "ticket_changes": _changes,
    "promises": _promises, "purchases": _purchases, "customers": _customers,
}  # fmt: skip


def _waits(ticket: Numbers) -> Numbers:
    """Return how long each ticket takes: the same for a ticket and its changes; a fiftieth of a day to two weeks."""
    share = ((ticket * 2_654_435_761) % 1_000_003) / 1_000_003
    return (np.exp(share * 6.5) * 0.02 * 86_400).astype(np.int64) * _SECOND


def _house(draw: np.random.Generator, size: int) -> dict[str, pa.Array]:
    hashes = draw.integers(np.iinfo(np.int64).min, np.iinfo(np.int64).max, size)
    zeros = np.zeros(size)
    names = {"source": "benchmark.csv", "import_id": "benchmark"}
    return {name: _words((word,), zeros) for name, word in names.items()} | {"id_hash": pa.array(hashes)}


def _times(times: Numbers, without: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(times, mask=without).cast(pa.timestamp("us"))


def _texts(prefix: str, numbers: Numbers) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def _words(words: Sequence[str], places: npt.ArrayLike) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.asarray(places).astype(np.int32)), pa.array(words)).cast(
        pa.string()
    )
