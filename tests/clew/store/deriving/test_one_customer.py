"""Which ids are one customer, against a plain union-find."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.store.deriving.one_customer import alias_rows, components


@settings(deadline=None)
@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_components_are_those_of_a_union_find(case):
    count, edges = case
    parent = list(range(count))

    def root(node: int) -> int:
        return node if parent[node] == node else root(parent[node])

    for a, b in edges:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    left, right = (np.array([edge[side] for edge in edges], dtype=np.int64) for side in range(2))
    assert components(count, left, right).tolist() == [root(node) for node in range(count)]


def aliases(pairs, held):
    identities = pa.table(
        {"from_id": pa.array([a for a, _ in pairs], pa.string()), "to_id": pa.array([b for _, b in pairs], pa.string())}
    )
    holders = pa.table(
        {"id": pa.array([a for a, _ in held], pa.string()), "customer_id": pa.array([b for _, b in held], pa.string())}
    )
    rows, per_identifier = alias_rows(identities, holders)
    return (
        {row["id"]: row["customer_id"] for row in rows.to_pylist()},
        {row["id"]: row["n"] for row in per_identifier.to_pylist()},
    )


def test_a_customers_own_number_is_preferred_to_a_stand_in():
    assert aliases([("email:0", "z9")], [])[0] == {"email:0": "z9"}


def test_holders_that_are_one_customer_by_statement_are_not_ambiguous():
    assert aliases([("a", "b")], [("email:1", "a"), ("email:1", "b")]) == (
        {"b": "a", "email:1": "a"},
        {"email:1": 1},
    )


def test_an_address_of_two_customers_merges_nobody():
    assert aliases([], [("email:1", "a"), ("email:1", "b")]) == ({}, {"email:1": 2})


def test_nothing_known_is_nothing_said():
    assert aliases([], []) == ({}, {})
