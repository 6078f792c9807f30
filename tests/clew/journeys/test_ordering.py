"""Orders of whole numbers, against Python's own sorting."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.journeys import ordering
from clew.journeys.ordering import by_time, has_ties, path_starts, settle_ties, stable_order


@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 3) | st.integers(65_530, 65_540)))
def test_the_counting_sort_is_a_stable_sort(codes):
    expected = sorted(range(len(codes)), key=codes.__getitem__)
    assert stable_order(np.array(codes, dtype=np.uint32)).tolist() == expected


@settings(deadline=None)  # the first one loads scipy.sparse
@given(st.lists(st.integers(0, 70_000) | st.integers(0, 3), min_size=1))
def test_so_is_the_one_of_many_codes(codes):
    expected = sorted(range(len(codes)), key=codes.__getitem__)
    with mock.patch.object(ordering, "MANY", 0):
        assert stable_order(np.array(codes, dtype=np.uint32)).tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 2))))
def test_times_in_order_need_no_sorting(pairs):
    at, ordinal = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1))
    order = by_time(at, ordinal)
    assert (order is None) == (pairs == sorted(pairs))
    assert order is None or [pairs[i] for i in order] == sorted(pairs)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(-1, 0), st.sampled_from("ab"))))
def test_only_ids_order_what_ties(contacts):
    placed = sorted(contacts, key=lambda contact: contact[:3])
    path = np.array([contact[0] for contact in placed], dtype=np.uint32)
    at, ordinal = (np.array([contact[i] for contact in placed], dtype=np.int64) for i in (1, 2))
    assert has_ties(path, at, ordinal) == (len({contact[:3] for contact in placed}) < len(placed))
    ids = pa.array([contact[3] for contact in placed], pa.string())
    assert [placed[i] for i in settle_ties(path, at, ordinal, ids)] == sorted(placed)


def test_no_contacts_have_no_paths():
    none = np.zeros(0, dtype=np.int64)
    assert path_starts(none.astype(np.uint32), none, None).tolist() == [0]
