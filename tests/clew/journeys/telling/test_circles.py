"""Circles: worked examples, an oracle in plain Python, and sums that must hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.engines.compile import compile_everywhere
from clew.journeys.telling.circles import LONGEST, Circle, find_circles, looped_walks
from clew.journeys.telling.rework import rework

HOUR, START = 3600, datetime(2026, 1, 1)  # noqa: DTZ001 - UTC without zone


def test_invoice_call_email_call(walked):
    found = find_circles(walked([[{"name": name} for name in ("invoice", "call", "e-mail", "call", "paid")]]))
    assert found.rows == (Circle(("call", "e-mail", "call"), "invoice", 1, 1, 1, 2, 2 * HOUR),)
    assert found.all == Circle((), None, 1, 1, 1, 2, 2 * HOUR)


def test_one_circle_wherever_it_is_entered(walked):
    (circle,) = find_circles(walked(["BAB", "BAB", "ABA", "XABA"])).rows
    assert circle == Circle(("A", "B", "A"), None, 4, 4, 4, 8, 8 * HOUR)


def test_round_again_and_again_is_as_many_circles_of_one_path(walked):
    (circle,) = find_circles(walked(["ABABABA"])).rows
    assert (circle.times, circle.paths, circle.extra_events, circle.extra_seconds) == (3, 1, 6, 6 * HOUR)


def test_the_other_way_round_is_another_circle(walked):
    rows = find_circles(walked(["ABCA", "ACBA"])).rows
    assert [circle.names for circle in rows] == [("A", "B", "C", "A"), ("A", "C", "B", "A")]


def test_repeats_are_no_circle_and_their_time_is_not_the_circles(walked):
    assert find_circles(walked(["AAAA"])).all == Circle((), None, 0, 0, 0, 0, 0.0)
    (circle,) = find_circles(walked(["AABBBA"])).rows
    assert (circle.extra_events, circle.extra_seconds) == (2, 2 * HOUR)


def test_names_of_other_paths_are_not_met_again(walked):
    assert find_circles(walked(["AB", "BA", "A"])).rows == ()


def test_customers_with_several_paths_count_once_and_unknown_ones_not_at_all(walked):
    paths = [[{"name": name, "customer_id": customer} for name in "ABA"] for customer in ("c", "c", "d", None)]
    (circle,) = find_circles(walked(paths)).rows
    assert (circle.paths, circle.customers) == (4, 2)


def test_the_rest_and_the_longer_ones_are_summed(walked):
    long = "".join(chr(97 + place) for place in range(LONGEST + 1)) + "a"
    found = find_circles(walked(["ABA", "ABABA", "CDC", long]), limit=1)
    assert [circle.names for circle in found.rows] == [("A", "B", "A")]
    assert (found.rest.times, found.rest.extra_events) == (1, 2)
    assert (found.longer.times, found.longer.extra_events, found.longer.names) == (1, LONGEST + 1, ())
    assert (found.all.times, found.all.paths) == (5, 4)


def test_no_paths_at_all(walked):
    assert find_circles(walked([])).all.times == 0


def test_every_engine_can_say_it(walked):
    assert len(compile_everywhere(looped_walks(walked([])))) == 4


def oracle(paths: list[list[tuple[str, int]]]) -> dict[tuple[str, ...], tuple[int, set[int], int, int]]:
    """Return times, paths, contacts and seconds of each circle, turned to its smallest name."""
    found: dict[tuple[str, ...], list] = defaultdict(lambda: [0, set(), 0, 0])
    for number, path in enumerate(paths):
        way: list[tuple[str, int]] = []
        previous = None
        for name, wait in path:
            known = [on_way for on_way, _ in way]
            if name == previous:
                continue
            if name in known:
                place = known.index(name)
                names, spent = known[place:], sum(w for _, w in way[place + 1 :]) + wait
                turn = names.index(min(names))
                row = found[*names[turn:], *names[:turn]]
                row[0], row[2], row[3] = row[0] + 1, row[2] + len(names), row[3] + spent
                row[1].add(number)
                del way[place + 1 :]
            else:
                way.append((name, wait))
            previous = name
    return {names: tuple(row) for names, row in found.items()}


PATHS = st.lists(st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 9)), max_size=14), max_size=6)
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)


def made(walked, paths):
    at = [[sum(wait for _, wait in path[1 : place + 1]) for place in range(len(path))] for path in paths]
    rows = [
        [{"name": name, "at": START + timedelta(hours=hour)} for (name, _), hour in zip(path, places, strict=True)]
        for path, places in zip(paths, at, strict=True)
    ]
    return walked(rows)


@QUIET
@given(PATHS)
def test_the_same_as_in_plain_python(walked, paths):
    rows = find_circles(made(walked, paths), limit=1000).rows
    turned = {}
    for circle in rows:
        names = circle.names[:-1]
        turn = names.index(min(names))
        turned[*names[turn:], *names[:turn]] = (circle.times, circle.paths, circle.extra_events, circle.extra_seconds)
    expected = {
        names: (times, len(at), steps, took * HOUR) for names, (times, at, steps, took) in oracle(paths).items()
    }
    assert turned == expected


@QUIET
@given(PATHS, st.integers(0, 3))
def test_rows_rest_and_longer_sum_to_all(walked, paths, limit):
    found = find_circles(made(walked, paths), limit)
    parts = [*found.rows, found.rest, found.longer]
    for name in ("times", "extra_events", "extra_seconds"):
        assert sum(getattr(part, name) for part in parts) == getattr(found.all, name)


@QUIET
@given(PATHS)
def test_rework_is_events_less_distinct_names(walked, paths):
    found = rework(made(walked, paths))
    there = [[name for name, _ in path] for path in paths if path]
    repeats = [sum(a == b for a, b in pairwise(path)) for path in there]
    extra = [len(path) - len(Counter(path)) for path in there]
    assert (found.paths, found.events) == (len(there), sum(map(len, there)))
    assert (found.extra_events, found.repeats) == (sum(extra), sum(repeats))
    assert found.returns == found.extra_events - found.repeats
    assert found.paths_with_rework == sum(x > 0 for x in extra)
    assert found.paths_with_repeats == sum(x > 0 for x in repeats)
    assert found.paths_with_returns == sum(x > y for x, y in zip(extra, repeats, strict=True))
