"""Groups of paths by what their contacts or customers are."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.journeys.telling.groups import paths_at, two_groups, values_of

START = datetime(2026, 1, 1)  # noqa: DTZ001 - times of the lake are UTC without a zone


def contacts(customer, *parts):
    return [
        {"customer_id": customer, "name": "x", "occurred_at": START + timedelta(days=day), "channel": channel}
        for day, channel in parts
    ]


def members(groups, paths):
    return [
        [key for key, inside in zip(paths.keys.to_pylist(), group, strict=True) if inside] for group in groups.members
    ]


def test_a_filter_against_the_rest(lake, engine, asked):
    lake.write(
        "events", [*contacts("a", (0, "web"), (1, "shop")), *contacts("b", (0, "shop")), *contacts("c", (0, None))]
    )
    paths = asked()
    groups = two_groups(paths, "channel=web", lake, engine)
    assert members(groups, paths) == [["a"], ["b", "c"]]
    assert (groups.names, groups.left_out) == (("channel=web", "all others"), 0)


def test_a_field_with_two_values(lake, engine, asked):
    lake.write("events", [
        *contacts("a", (0, "web")), *contacts("b", (0, "shop")),
        *contacts("both", (0, "shop"), (1, "web")), *contacts("none", (0, None)),
    ])  # fmt: skip
    paths = asked()
    groups = two_groups(paths, "channel", lake, engine)
    assert members(groups, paths) == [["b"], ["a"]]
    assert (groups.names, groups.left_out) == (("channel=shop", "channel=web"), 2)


def test_what_a_customer_is(lake, engine, asked):
    lake.write("customers", [{"customer_id": who, "traits": f'{{"plan": "{plan}"}}'} for who, plan in ("ap", "bf")])
    lake.write("events", [*contacts("a", (0, "web")), *contacts("b", (0, "web"))])
    paths = asked()
    assert members(two_groups(paths, "traits.plan", lake, engine), paths) == [["b"], ["a"]]
    assert members(two_groups(paths, "traits.plan=p", lake, engine), paths) == [["a"], ["b"]]


def test_where_a_gap_cuts_only_the_path_with_the_contact_belongs(lake, engine, asked):
    lake.write("events", [
        *contacts("a", (0, "shop"), (1, "shop"), (50, "shop"), (51, "web"), (53, "web"), (99, "shop")),
        *contacts("b", (51, "shop")),
    ])  # fmt: skip
    paths = asked(gap=10)
    groups = two_groups(paths, "channel=web", lake, engine)
    assert [paths.at[paths.starts[i]] for i in np.flatnonzero(groups.members[0])] == [
        int((START + timedelta(days=50) - datetime(1970, 1, 1)).total_seconds()) * 1_000_000  # noqa: DTZ001
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("web", "shop", "web", "app"), "commonest values: web, app, shop"),
        (("web",), "not just two"),
        ((), "nobody has a value"),
    ],
)
def test_a_field_that_has_not_two_values(lake, engine, asked, values, said):
    lake.write("events", contacts("a", (-1, None), *enumerate(values)))
    with pytest.raises(UsageError, match=said):
        two_groups(asked(), "channel", lake, engine)


def test_a_field_that_is_none(lake, engine, asked):
    lake.write("events", contacts("a", (0, "web")))
    for expression in ("chanel", "chanel=web"):
        with pytest.raises(UsageError, match="Did you mean 'channel'"):
            two_groups(asked(), expression, lake, engine)


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=4, unique=True), max_size=5), st.data())
def test_paths_at_as_in_plain_python(begun, data):
    begun = [sorted(some) for some in begun]
    pairs = [(f"k{key}", at) for key, some in enumerate(begun) for at in some]
    wanted = data.draw(st.lists(st.sampled_from(pairs), max_size=6)) if pairs else []
    wanted = [(key, at + data.draw(st.integers(0, 9))) for key, at in wanted]
    found = paths_at(
        pa.array([key for key, _ in pairs], pa.string()), np.array([at for _, at in pairs], np.int64),
        pa.array([key for key, _ in wanted], pa.string()), np.array([at for _, at in wanted], np.int64),
    )  # fmt: skip
    assert found.tolist() == [
        max(place for place, (own, start) in enumerate(pairs) if own == key and start <= at) for key, at in wanted
    ]


@pytest.mark.parametrize(("channels", "empty"), [("w", "all others"), ("s", "channel=w")])
def test_an_empty_group_is_said(lake, engine, asked, channels, empty):
    lake.write("events", contacts("a", *((day, channel) for day, channel in enumerate(channels))))
    with pytest.raises(UsageError, match=f"no path is in the group '{empty}'"):
        two_groups(asked(), "channel=w", lake, engine)


def test_a_field_with_two_values_that_every_path_has_both_of(lake, engine, asked):
    lake.write("events", contacts("a", (0, "web"), (1, "shop")))
    with pytest.raises(UsageError, match="nothing to compare"):
        two_groups(asked(), "channel", lake, engine)


def test_the_commonest_values_of_a_field_come_first(lake, asked):
    lake.write("events", [*contacts("a", (0, "web"), (1, "shop"), (2, "shop")), *contacts("b", (0, None))])
    assert values_of(asked(), "channel") == ["shop", "web"]
    assert values_of(asked(), "channel", 1) == ["shop"]
    with pytest.raises(UsageError, match="nonsense"):
        values_of(asked(), "nonsense")
