"""Paths for viewers: nothing of a few is told, nor left over when what is told is taken from the totals."""

from __future__ import annotations

import re

import numpy as np
import pytest

from clew_server.insights.hiding.ways import ways_for_viewers
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one

K = 5


def _journey(draw, names):
    """A journey as the library tells it: counts add up, some transitions are not drawn."""
    size = len(names)
    steps = draw.choice([0, 0, 1, 2, 3, 4, 6, 12, 40, 90], (size, size))
    began = draw.choice([0, 1, 3, 8, 50], size)
    came = steps.sum(0) + began
    left = np.maximum(came - steps.sum(1), 0)
    still_open = draw.integers(0, left + 1)
    began = began + np.maximum(steps.sum(1) - came, 0)
    drawn = {(a, b) for a in range(size) for b in range(size) if a != b and steps[a, b] and draw.random() < 0.8}
    contacts = steps.sum(0) + began
    total, paths = int(steps.sum()), int(began.sum())
    nodes = [
        {"name": names[at], "paths": int(contacts[at]), "contacts": int(contacts[at]), "began": int(began[at]),
         "ended": int(left[at] - still_open[at]), "still_open": int(still_open[at]), "again": int(steps[at, at]),
         "position": 0.0}
        for at in range(size) if contacts[at]
    ]  # fmt: skip
    edges = [
        {"from": names[a], "to": names[b], "count": int(steps[a, b]), "share": 0.0, "paths": int(steps[a, b]),
         "median_seconds": 1.0, "p90_seconds": 2.0, "in_circle": False}
        for a, b in sorted(drawn)
    ]  # fmt: skip
    unfinished = int(still_open.sum())
    undrawn = total - sum(edge["count"] for edge in edges) - sum(node["again"] for node in nodes)
    rest = {"names": 0, "contacts": 0, "began": 0, "ended": 0, "still_open": 0, "transitions": 3, "count": undrawn,
            "share": 0.1}  # fmt: skip
    return {"nodes": nodes, "edges": edges, "rest": rest, "paths": paths, "events": int(contacts.sum()), "single": 9,
            "customers": paths, "steps": total, "unfinished": unfinished, "left_out": 0}  # fmt: skip


def _few(n):
    return 0 < n < K


@pytest.mark.parametrize("seed", range(60))
def test_no_count_of_a_picture_and_nothing_left_over_is_of_a_few(seed):
    draw = np.random.default_rng(seed)
    journey = _journey(draw, ["web", "call", "post", "shop", "chat"][: draw.integers(2, 6)])
    if journey["paths"] < K:
        return
    document = {"map": journey, "summary": {"paths": journey["paths"]}, "names": [], "counts": {}}
    shown = ways_for_viewers(document, "map", K)
    if shown.get("few"):
        return
    told = shown["map"]
    counts = [edge["count"] for edge in told["edges"]]
    for node in told["nodes"]:
        outs = [edge["count"] for edge in told["edges"] if edge["from"] == node["name"]]
        ins = [edge["count"] for edge in told["edges"] if edge["to"] == node["name"]]
        parts = [node[name] for name in ("began", "again", "ended", "still_open")]
        counts += [node["contacts"], *parts]
        counts.append(node["contacts"] - sum(outs) - node["again"] - node["ended"] - node["still_open"])
        counts.append(node["contacts"] - sum(ins) - node["again"] - node["began"])
    counts += [told["rest"]["began"]]
    assert not [n for n in counts if _few(n)]
    assert all(n >= 0 for n in told["rest"].values())


def test_a_transition_of_few_paths_is_hidden_however_often_they_took_it():
    journey = _journey(np.random.default_rng(1), ["web", "call"])
    node = {"paths": 60, "contacts": 200, "began": 60, "ended": 60, "still_open": 0, "again": 0, "position": 0.0}
    edge = {"count": 40, "share": 0.2, "median_seconds": 1.0, "p90_seconds": 1.0, "in_circle": False}
    journey |= {
        "nodes": [{**node, "name": "web"}, {**node, "name": "call"}], "paths": 120, "customers": 120, "events": 400,
        "edges": [
            {**edge, "from": "web", "to": "call", "paths": 60}, {**edge, "from": "call", "to": "web", "paths": 2},
        ],
        "unfinished": 0, "steps": 280,
    }  # fmt: skip
    shown = ways_for_viewers({"map": journey, "summary": {"paths": 120}}, "map", K)["map"]
    assert ("call", "web") not in {(each["from"], each["to"]) for each in shown["edges"]}


def test_small_sequences_are_counted_with_the_others_and_those_are_enough():
    rows = [{"variant": [name], "count": n, "share": n / 60} for name, n in (("a", 40), ("b", 12), ("c", 5), ("d", 2))]
    told = {"rows": rows, "other": {"variants": 1, "count": 1, "share": 1 / 60}}
    shown = ways_for_viewers({"told": told, "summary": {"paths": 60}}, "variants", K)["told"]
    assert [row["count"] for row in shown["rows"]] == [40, 12]
    assert shown["other"]["count"] == 8
    assert shown["other"]["variants"] == 3


def test_circles_of_few_customers_are_not_named_and_cannot_be_added_up():
    costs = {"extra_events": 9, "extra_seconds": 5.0}
    rows = [{"circle": ["a", "b"], "after": None, "times": 90, "paths": 40, "customers": 30, **costs},
            {"circle": ["a", "c"], "after": None, "times": 80, "paths": 9, "customers": 2, **costs}]  # fmt: skip
    none = {"times": 0, "paths": 0, "customers": 0, "extra_events": 0, "extra_seconds": 0.0}
    total = {"times": 170, "paths": 45, "customers": 31, "extra_events": 18, "extra_seconds": 10.0}
    told = {"rows": rows, "other": none, "total": total, "back_and_forth": {"rows": [{"between": ["x", "y"]}]}}
    shown = ways_for_viewers({"told": told, "summary": {"paths": 60}}, "circles", K)["told"]
    assert not [row for row in shown["rows"] if row["customers"] < K]
    assert shown["other"]["customers"] is None
    assert shown["back_and_forth"] is None
    few = {"told": {**told, "total": {**total, "customers": 4}}, "summary": {"paths": 60}}
    assert ways_for_viewers(few, "circles", K) == {"few": True}


def test_around_a_step_a_few_have_no_name():
    row = {"kind": "name", "share": 0.1, "median_seconds": 1.0}
    before = [{**row, "name": "a", "visits": 50, "paths": 50}, {**row, "name": "b", "visits": 8, "paths": 3},
              {**row, "name": "c", "visits": 2, "paths": 2}]  # fmt: skip
    told = {"around": {"name": "x", "visits": 60, "paths": 55}, "before": before, "after": before[:1],
            "drop_off": {"value": 0.2, "lo": 0.1, "hi": 0.3, "n": 3}}  # fmt: skip
    shown = ways_for_viewers({"told": told, "summary": {"paths": 60}}, "around", K)["told"]
    assert [each["name"] for each in shown["before"]] == ["a", None]
    assert shown["before"][-1]["visits"] == 10
    assert shown["drop_off"]["value"] is None
    told["around"]["paths"] = 4
    assert ways_for_viewers({"told": told, "summary": {"paths": 60}}, "around", K) == {"few": True}


@pytest.mark.parametrize(("one", "other"), [(3, 57), (30, 28), (56, 4)])
def test_groups_of_a_few_or_that_leave_a_few_out_are_not_compared(one, other):
    told = {"groups": [{"name": "a", "paths": one}, {"name": "b", "paths": other}], "rows": [], "tested": 0}
    assert ways_for_viewers({"told": told, "summary": {"paths": 60}}, "compare", K) == {"few": True}


def test_what_a_few_of_a_group_do_is_not_told():
    rows = [{"shares": [0.5, 0.5]}, {"shares": [0.1, 0.5]}, {"shares": [0.5, 0.9]}]
    told = {"groups": [{"name": "a", "paths": 30}, {"name": "b", "paths": 30}], "rows": rows}
    assert ways_for_viewers({"told": told, "summary": {"paths": 60}}, "compare", K)["told"]["rows"] == rows[:1]


def test_names_and_remarks_of_a_few_are_left_out():
    document = {"names": ["web", "rare"], "counts": {"web": 50, "rare": 2}, "summary": {"paths": 60},
                "left_out": {"without a customer": 3}, "warnings": ["3 contacts without a customer"]}  # fmt: skip
    shown = ways_for_viewers(document, "map", K)
    assert shown["names"] == ["web"]
    assert shown["warnings"] == []
    assert "left_out" not in shown
    assert ways_for_viewers({**document, "summary": {"paths": 4}}, "map", K) == {"few": True}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("view", ["map", "variants", "circles", "around&step=Invoice"])
def test_no_table_and_no_picture_of_a_viewers_page_has_a_small_count(as_viewer, as_owner, page, view):
    address = f"{page('paths:paths')}?period=all&view={view}"
    as_viewer.get(address)
    while run_one():
        pass
    seen, whole = as_viewer.get(address).content.decode(), as_owner.get(address).content.decode()
    counts = [int(n.replace(",", "")) for n in re.findall(r'<td class="n">(?:<a[^>]*>)?([\d,]+)(?:</a>)?</td>', seen)]
    counts += [int(n.replace(",", "")) for n in re.findall(r">([\d,]+) ·", seen)]
    counts += [int(n.replace(",", "")) for n in re.findall(r"↻ ([\d,]+)", seen)]
    assert not [n for n in counts if 0 < n < K]
    assert len(whole) > len(seen)


@pytest.mark.django_db(transaction=True)
def test_a_viewer_asks_paths_by_no_field_that_names_a_person(as_viewer, page):
    text = as_viewer.get(f"{page('paths:paths')}?where=customer_id%3DC1").content.decode()
    assert "may single out a person" in text
    as_viewer.get(f"{page('paths:paths')}?view=compare&groups=customer_id%3DC1")
    assert "C1" not in str(list(Job.objects.values_list("arguments", flat=True)))
