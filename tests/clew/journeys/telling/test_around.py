"""Around a name: worked examples, an oracle in plain Python, sums that must hold."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.journeys.telling.around import find_around
from clew.journeys.telling.told import SECOND

HOUR, DAY = 3600, 86_400
LATER = 1000 * DAY * SECOND


def around(told, name, as_of=LATER, patience=30 * DAY, **given):
    return find_around(told, name, as_of=as_of, patience=patience, **given)


def told_of(rows):
    return {row.name or row.kind: (row.visits, row.nearby) for row in rows}


def test_before_and_after(written):
    found = around(written(["abcd", "abd", "b", "ab"], unfinished=[3]), "b", within_contacts=2)
    assert (found.visits, found.paths) == (4, 4)
    assert told_of(found.before) == {"a": (3, 3), "began here": (1, 4)}
    assert told_of(found.after) == {"c": (1, 1), "d": (1, 2), "ended": (1, 2), "still open": (1, 1)}


def test_a_name_may_follow_itself_and_each_visit_counts(written):
    found = around(written(["aab"]), "a")
    assert (found.visits, found.paths) == (2, 1)
    assert told_of(found.after) == {"a": (1, 1), "b": (1, 2), "ended": (0, 2), "still open": (0, 0)}


def test_the_wait_is_the_inverted_cdf_median(written):
    found = around(written([[("a", 0), ("b", hours)] for hours in (1, 2, 3, 10)]), "a")
    assert found.after[0].seconds.value == 2 * HOUR
    assert around(written([[("a", 0), ("b", 5)]]), "b").before[0].seconds.value == 5 * HOUR


def test_drop_off_counts_open_visits_as_open(written):
    ended = [[("a", 0)]] * 30
    went_on = [[("a", 0), ("b", 24)]] * 60
    fresh = [[("a", 40 * 24)]] * 10
    told = written([*ended, *went_on, *fresh], unfinished=range(90, 100))
    found = around(told, "a", as_of=41 * DAY * SECOND)
    assert found.drop_off.method == "kaplan_meier"
    # the ten of the last day were at risk when the sixty went on, so 40 of 100 had not: not 30 of 90, nor 40 dropped
    assert found.drop_off.value == pytest.approx(0.4)
    assert told_of(found.after)["still open"] == (10, 10)
    fresher = [[("a", 40 * 24 + 12)]] * 10
    told = written([*ended, *went_on, *fresher], unfinished=range(90, 100))
    assert around(told, "a", as_of=41 * DAY * SECOND).drop_off.value == pytest.approx(30 / 90)


def test_drop_off_is_not_known_before_anybody_waited_so_long(written):
    found = around(written(["ab", "a"], unfinished=[0, 1]), "a", as_of=5 * DAY * SECOND)
    assert found.drop_off.value is None
    assert found.drop_off.warnings == ("not watched that long",)


def test_a_name_that_nobody_met(written):
    with pytest.raises(UsageError, match="no contact 'c'"):
        around(written(["ab"]), "c")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=6).filter(lambda p: "a" in "".join(p)),
    st.sets(st.integers(0, 5)),
    st.integers(1, 4),
)
def test_the_same_as_in_plain_python(written, paths, unfinished, reach):
    found = around(written(paths, unfinished=unfinished), "a", within_contacts=reach)
    after, before, nearby_after, nearby_before = Counter(), Counter(), Counter(), Counter()
    for number, path in enumerate(paths):
        end = "still open" if number in unfinished else "ended"
        for place, name in enumerate(path):
            if name == "a":
                following, leading = [*path[place + 1 :], end], [*path[:place][::-1], "began here"]
                after[following[0]] += 1
                before[leading[0]] += 1
                nearby_after.update(set(following[:reach]))
                nearby_before.update(set(leading[:reach]))
    assert +Counter({row.name or row.kind: row.visits for row in found.after}) == after
    assert +Counter({row.name or row.kind: row.visits for row in found.before}) == before
    for rows, nearby in ((found.after, nearby_after), (found.before, nearby_before)):
        assert all(row.nearby == nearby[row.name or row.kind] for row in rows)
        assert sum(row.share for row in rows) == pytest.approx(1)
    assert all(row.seconds.value == HOUR for row in found.after if row.name)
