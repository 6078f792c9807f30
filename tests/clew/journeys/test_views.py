"""Summary, transitions and variants against the running example of the literature and an oracle in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.journeys.summary import summary
from clew.journeys.transitions import transitions
from clew.journeys.variants import variants

START = datetime(2026, 1, 1)  # noqa: DTZ001 - times of the lake are UTC without a zone
#: van der Aalst, Process Mining (2016), table 2.1: six requests for compensation.
RUNNING_EXAMPLE = {
    "1": "abdeh", "2": "adceg", "3": "acdefbdeg", "4": "adbeh", "5": "acdefdcefcdeh", "6": "acdeg",
}  # fmt: skip


def test_the_running_example_of_van_der_aalst(lake, asked):
    lake.walks(**RUNNING_EXAMPLE)
    found = summary(asked())
    assert (found.paths, found.events, found.names, found.variants) == (6, 42, 8, 6)
    edges = transitions(asked()).rows
    assert len(edges) == 16
    assert sum(edge.count for edge in edges) == 42 - 6
    assert {(e.start, e.end): e.count for e in edges}["d", "e"] == 6


def oracle(rows, gap, as_of):
    """The paths, in plain Python: rows are (key, name, microseconds, ordinal or None, id)."""
    by_key = defaultdict(list)
    for key, name, at, ordinal, ident in rows:
        by_key[key].append((at, -1 if ordinal is None else ordinal, ident, name))
    paths = []
    for contacts in by_key.values():
        path = []
        for contact in sorted(contacts):
            if path and gap is not None and contact[0] - path[-1][0] > gap * 86_400_000_000:
                paths.append(path)
                path = []
            path.append(contact)
        paths.append(path)
    return paths


def inverted_cdf(values, level):
    return sorted(values)[max(1, ceil(Fraction(level) * len(values))) - 1]


def edges_of(paths):
    waits, walked = defaultdict(list), defaultdict(set)
    for number, path in enumerate(paths):
        for one, other in pairwise(path):
            waits[one[3], other[3]].append((other[0] - one[0]) / 1e6)
            walked[one[3], other[3]].add(number)
    return {
        pair: (len(w), len(walked[pair]), inverted_cdf(w, "1/2"), inverted_cdf(w, "9/10")) for pair, w in waits.items()
    }


CONTACT = st.tuples(
    st.sampled_from("xyz"),
    st.sampled_from(["call", "e-mail", "visit", "ź"]),
    st.integers(0, 6).map(lambda n: n * 43_200_000_000 + n),
    st.none() | st.integers(0, 2),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contacts=st.lists(CONTACT, max_size=25), gap=st.none() | st.integers(0, 3), ids=st.randoms())
def test_every_view_agrees_with_plain_python(lake, asked, contacts, gap, ids):
    numbers = list(range(len(contacts)))
    ids.shuffle(numbers)
    rows = [(*contact, f"e{number:03}") for contact, number in zip(contacts, numbers, strict=True)]
    lake.write("events", [
        {"journey_run_id": key, "name": name, "occurred_at": START + timedelta(microseconds=at), "ordinal": ordinal,
         "event_id": ident} for key, name, at, ordinal, ident in rows
    ])  # fmt: skip
    expected, paths = oracle(rows, gap, None), asked(gap=gap, by="run")
    walks = Counter(tuple(contact[3] for contact in path) for path in expected)

    figures = summary(paths)
    assert (figures.paths, figures.events, figures.variants) == (len(expected), len(rows), len(walks))
    if expected:
        lasted = [(path[-1][0] - path[0][0]) / 1e6 for path in expected]
        assert figures.mean_seconds == pytest.approx(sum(lasted) / len(lasted))
        assert figures.median_seconds == inverted_cdf(lasted, "1/2")
        assert figures.p90_seconds == inverted_cdf(lasted, "9/10")
    latest = max((row[2] for row in rows), default=0)
    patience = (30 if gap is None else gap) * 86_400_000_000
    assert figures.unfinished == sum(latest - path[-1][0] <= patience for path in expected)

    found = transitions(paths)
    edges = {(e.start, e.end): (e.count, e.paths, e.median_seconds, e.p90_seconds) for e in found.rows}
    assert edges == edges_of(expected)
    assert sum(e.count for e in found.rows) == len(rows) - len(expected)
    assert {e.name: e.starts for e in found.ends if e.starts} == Counter(path[0][3] for path in expected)
    assert {e.name: e.ends for e in found.ends if e.ends} == Counter(path[-1][3] for path in expected)
    assert sum(e.still_open for e in found.ends) == figures.unfinished

    assert {row.names: row.count for row in variants(paths, None).rows} == walks
    few = variants(paths, 2)
    assert [(row.names, row.count) for row in few.rows] == sorted(walks.items(), key=lambda w: (-w[1], w[0]))[:2]
    assert sum(row.count for row in few.rows) + few.other_count == len(expected)
    assert not expected or sum(row.share for row in few.rows) + few.other_share == pytest.approx(1)
    assert few.other_variants == max(len(walks) - 2, 0)


def test_the_median_has_the_interval_of_its_order_statistics(lake, asked):
    lake.walks(**{f"r{i:03}": [("a", 0), ("b", i + 1)] for i in range(100)})
    (edge,) = transitions(asked()).rows
    hours = (edge.median_seconds / 3600, edge.median_lo / 3600, edge.median_hi / 3600, edge.p90_seconds / 3600)
    assert hours == (50, 40, 61, 90)
    lake.walks(r="ab")
    (edge,) = transitions(asked()).rows
    assert (edge.median_seconds, edge.median_lo, edge.median_hi) == (3600, None, None)


def test_more_names_than_a_byte_holds(lake, asked):
    names = [f"n{i:03}" for i in range(300)]
    lake.walks(long=[(name, i) for i, name in enumerate(names)], short=[("n299", 0), ("n000", 1)])
    paths = asked()
    assert {row.names for row in variants(paths).rows} == {tuple(names), ("n299", "n000")}
    assert variants(paths).rows[0].names == tuple(names)
    assert {(e.start, e.end) for e in transitions(paths).rows} == {
        *pairwise(names),
        ("n299", "n000"),
    }


def test_views_of_no_paths(asked):
    assert summary(asked()).median_seconds is None
    assert transitions(asked()).rows == transitions(asked()).ends == ()
    assert (variants(asked()).rows, variants(asked()).other_share) == ((), 0)
