"""Customers of a segment with what is known of how to reach them: addresses, country, what else is known."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.customers.finding import ids_by_root
from clew.engines.compile import canonical_tables
from clew.questions.gathering.lake import Engine, Reader
from clew.questions.segments.members import Told
from clew.questions.segments.segment import Segment

__all__ = ["Reachable", "reachable_customers"]

#: Up to so many customers are named in a statement; for more of them all rows are read.
FEW = 1000


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """One customer (the id that stands for them); empty where nothing is known."""

    customer_id: str
    email: str = ""
    phone: str = ""
    country: str = ""
    traits: dict[str, Any] = msgspec.field(default_factory=dict)


def reachable_customers(
    lake: Any, engine: Engine, segment: Segment | None = None, *, only: Iterable[str] | None = None
) -> list[Reachable]:
    """Return the customers of ``segment`` (all that anything is known of, without) in the order of their ids.

    ``only`` names the customers that are looked for. Who is known under several ids is one; of several addresses the
    one that came last counts.

    Raises:
        UsageError: the data lack what a condition asks for.
    """
    reader = Reader(lake, engine)
    ids = set(only) if only is not None else _ids(reader, segment)
    known = _known(reader, ids if only is not None else None)
    roots = {name: root for root, names in ids_by_root(ids, lake).items() for name in names}
    addresses = {kind: _addresses(lake.identifiers, kind, roots) for kind in ("email", "phone")}
    return [
        Reachable(
            customer_id=name, email=addresses["email"].get(name, ""), phone=addresses["phone"].get(name, ""),
            **known.get(name, {}),
        )
        for name in sorted(ids)
    ]  # fmt: skip


def _ids(reader: Reader, segment: Segment | None) -> set[str]:
    if segment is not None:
        settings = getattr(reader.lake, "settings", None)
        told = Told(reader, reader.tables(), {"rules": reader.rules}, settings.zone if settings else "UTC")
        rows = told.ids_of(segment)
    else:
        customers = canonical_tables()["customers"]
        rows = customers.filter(customers.customer_id.notnull()).select("customer_id").distinct()
    return {str(name) for name in reader.read(rows)["customer_id"].to_pylist()}


def _known(reader: Reader, only: set[str] | None) -> dict[str, dict[str, Any]]:
    """Return country and traits by customer: of several rows each word as the latest has it."""
    customers = canonical_tables()["customers"]
    if only is not None and len(only) <= FEW:
        customers = customers.filter(customers.customer_id.isin(sorted(only)))
    rows = customers.order_by([customers.version_at.asc(nulls_first=True), customers.customer_id])
    found: dict[str, dict[str, Any]] = {}
    for row in reader.read(rows.select("customer_id", "country", "traits")).to_pylist():
        mine = found.setdefault(str(row["customer_id"]), {"country": "", "traits": {}})
        mine["country"] = row["country"] or mine["country"]
        mine["traits"] |= _object(row["traits"])
    return found


def _object(text: str | None) -> dict[str, Any]:
    read = json.loads(text) if text else None
    return read if isinstance(read, dict) else {}


def _addresses(known: pa.Table, kind: str, roots: dict[str, str]) -> dict[str, str]:
    wanted = pc.and_(pc.equal(known["kind"], kind), pc.is_in(known["customer_id"], pa.array(list(roots), pa.string())))
    rows = known.filter(wanted)
    pairs = zip(rows["customer_id"].to_pylist(), rows["value"].to_pylist(), strict=True)
    return {roots[name]: value for name, value in pairs}
