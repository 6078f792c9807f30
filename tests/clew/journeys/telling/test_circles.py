"""Circles: worked examples, an oracle in plain Python, and sums that must hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.journeys.telling import circles as module
from clew.journeys.telling.circles import LONGEST, Circle, find_circles
from clew.journeys.telling.rework import rework

HOUR = 3600


def test_invoice_call_email_call(written):
    found = find_circles(
        written([[(name, hour) for hour, name in enumerate(("invoice", "call", "e-mail", "call", "paid"))]])
    )
    assert found.rows == (Circle(("call", "e-mail", "call"), "invoice", 1, 1, 1, 2, 2 * HOUR),)
    assert found.total == Circle((), None, 1, 1, 1, 2, 2 * HOUR)


def test_one_circle_wherever_it_is_entered(written):
    (circle,) = find_circles(written(["BAB", "BAB", "ABA", "XABA"])).rows
    assert circle == Circle(("A", "B", "A"), None, 4, 4, 4, 8, 8 * HOUR)


def test_round_again_and_again_is_as_many_circles_of_one_path(written):
    (circle,) = find_circles(written(["ABABABA"])).rows
    assert (circle.times, circle.paths, circle.extra_events, circle.extra_seconds) == (3, 1, 6, 6 * HOUR)


def test_the_other_way_round_is_another_circle(written):
    rows = find_circles(written(["ABCA", "ACBA"])).rows
    assert [circle.names for circle in rows] == [("A", "B", "C", "A"), ("A", "C", "B", "A")]


def test_repeats_are_no_circle_and_their_time_is_not_the_circles(written):
    assert find_circles(written(["AAAA"])).total == Circle((), None, 0, 0, 0, 0, 0.0)
    (circle,) = find_circles(written(["AABBBA"])).rows
    assert (circle.extra_events, circle.extra_seconds) == (2, 2 * HOUR)


def test_names_of_other_paths_are_not_met_again(written):
    assert find_circles(written(["AB", "BA", "A"])).rows == ()


def test_customers_with_several_paths_count_once_and_unknown_ones_not_at_all(written):
    (circle,) = find_circles(written(["ABA"] * 4, customers=["c", "c", "d", None])).rows
    assert (circle.paths, circle.customers) == (4, 2)
    (circle,) = find_circles(written(["ABA", "ABA"], customers=[None, None])).rows
    assert (circle.paths, circle.customers) == (2, 0)


def test_the_rest_and_the_longer_ones_are_summed(written):
    long = "".join(chr(97 + place) for place in range(LONGEST + 1)) + "a"
    found = find_circles(written(["ABA", "ABABA", "CDC", long]), limit=1)
    assert [circle.names for circle in found.rows] == [("A", "B", "A")]
    assert (found.rest.times, found.rest.extra_events) == (1, 2)
    assert (found.longer.times, found.longer.extra_events, found.longer.names) == (1, LONGEST + 1, ())
    assert (found.total.times, found.total.paths) == (5, 4)


def test_codes_of_circles_that_need_more_than_63_bits(written, monkeypatch):
    told = written(["ABA", "BAB", "ABCA", "CABC", "ACBA", "CDC"])
    usual = find_circles(told)
    monkeypatch.setattr(module, "MOST", 16)
    assert find_circles(told) == usual


def test_no_paths_at_all(written):
    assert find_circles(written([])).total.times == 0


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


def made(written, paths):
    return written(
        [
            [(name, sum(wait for _, wait in path[1 : place + 1])) for place, (name, _) in enumerate(path)]
            for path in paths
        ]
    )


@QUIET
@given(PATHS)
def test_the_same_as_in_plain_python(written, paths):
    rows = find_circles(made(written, paths), limit=1000).rows
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
def test_rows_rest_and_longer_sum_to_all(written, paths, limit):
    found = find_circles(made(written, paths), limit)
    parts = [*found.rows, found.rest, found.longer]
    for name in ("times", "extra_events", "extra_seconds"):
        assert sum(getattr(part, name) for part in parts) == getattr(found.total, name)


@QUIET
@given(PATHS)
def test_rework_is_events_less_distinct_names(written, paths):
    found = rework(made(written, paths))
    there = [[name for name, _ in path] for path in paths if path]
    repeats = [sum(a == b for a, b in pairwise(path)) for path in there]
    extra = [len(path) - len(Counter(path)) for path in there]
    assert (found.paths, found.events) == (len(there), sum(map(len, there)))
    assert (found.extra_events, found.repeats) == (sum(extra), sum(repeats))
    assert found.returns == found.extra_events - found.repeats
    assert found.paths_with_rework == sum(x > 0 for x in extra)
    assert found.paths_with_repeats == sum(x > 0 for x in repeats)
    assert found.paths_with_returns == sum(x > y for x, y in zip(extra, repeats, strict=True))


def test_more_names_than_one_word_of_bits(written):
    many = [(f"n{number:03}", number) for number in range(150)]
    found = rework(written([[*many, ("n000", 150), ("n149", 151), ("n149", 152)], "AB"]))
    assert (found.extra_events, found.repeats, found.returns) == (3, 1, 2)


@QUIET
@given(PATHS)
def test_no_second_is_in_two_circles_or_in_a_circle_and_a_repeat(written, paths):
    told = made(written, paths)
    whole = sum(wait for path in paths for _, wait in path[1:]) * HOUR
    way_left = sum(took for path in paths for took in [left(path)]) * HOUR
    assert find_circles(told).total.extra_seconds + rework(told).repeat_seconds + way_left == whole


def left(path: list[tuple[str, int]]) -> int:
    """Return the hours of the way that is left of a path without repeats and circles."""
    way: list[tuple[str, int]] = []
    previous = None
    for name, wait in path:
        known = [on_way for on_way, _ in way]
        if name in known:
            del way[known.index(name) + 1 :]
        elif name != previous:
            way.append((name, wait))
        previous = name
    return sum(wait for _, wait in way[1:])
