"""Which ids are one customer: connected components of the identities, found with whole arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["ALIAS_SCHEMA", "alias_rows", "components"]

ALIAS_SCHEMA = pa.schema([("id", pa.string()), ("customer_id", pa.string())])


def alias_rows(identities: pa.Table, holders: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return the aliases (id, customer_id: only ids that differ) and, per identifier (id), its n of customers.

    ``identities`` states that (from_id, to_id) are one customer, ``holders`` that an identifier (id) was given with a
    customer_id. An identifier joins only where all its holders are one customer; it never joins two customers.

    >>> identities = pa.table({"from_id": ["b"], "to_id": ["a"]})
    >>> holders = pa.table({"id": ["email:1", "email:1"], "customer_id": ["a", "b"]})
    >>> alias_rows(identities, holders)[0].to_pylist()
    [{'id': 'b', 'customer_id': 'a'}, {'id': 'email:1', 'customer_id': 'a'}]
    """
    names, left, right = _numbered(identities["from_id"], identities["to_id"])
    chosen = components(len(names), left, right)
    differ = np.flatnonzero(chosen != np.arange(len(names)))
    stated = pa.table([names.take(pa.array(differ)), names.take(pa.array(chosen[differ]))], schema=ALIAS_SCHEMA)
    places = pc.index_in(holders["customer_id"], stated["id"])
    owners = pc.coalesce(stated["customer_id"].combine_chunks().take(_flat(places)), _flat(holders["customer_id"]))
    known = pa.table({"id": _flat(holders["id"]), "customer_id": owners})
    counted = known.group_by("id").aggregate([("customer_id", "count_distinct"), ("customer_id", "min")])
    per_identifier = pa.table({"id": counted["id"], "n": counted["customer_id_count_distinct"]})
    single = counted.filter(pc.equal(counted["customer_id_count_distinct"], 1))
    fresh = single.filter(pc.invert(pc.is_in(single["id"], stated["id"])))
    found = pa.table([fresh["id"], fresh["customer_id_min"]], schema=ALIAS_SCHEMA)
    return pa.concat_tables([stated, found]).sort_by("id"), per_identifier


def components(count: int, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the lowest member of each node's component, for ``count`` nodes and edges ``left``-``right``.

    >>> components(4, np.array([3, 1]), np.array([1, 0])).tolist()
    [0, 0, 2, 0]
    """
    label = np.arange(count)
    while True:
        lowest = np.minimum(label[left], label[right])
        before = label.copy()
        np.minimum.at(label, label[left], lowest)
        np.minimum.at(label, label[right], lowest)
        label = label[label]
        if (label == before).all():
            return label


def _numbered(
    left: pa.ChunkedArray, right: pa.ChunkedArray
) -> tuple[pa.Array, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the ids, those that name a customer first and then by name, and both sides of the edges as numbers."""
    ids = pc.unique(pa.chunked_array([*left.chunks, *right.chunks], pa.string()))
    stands_in = pc.or_(pc.starts_with(ids, "email:"), pc.starts_with(ids, "phone:"))
    order = pa.table({"stands_in": stands_in, "id": ids}).sort_by([("stands_in", "ascending"), ("id", "ascending")])
    names = _flat(order["id"])
    return names, _places(left, names), _places(right, names)


def _places(values: pa.ChunkedArray, names: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(pc.index_in(values, names), dtype=np.int64)


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
