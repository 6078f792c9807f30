"""The journey picture is small enough to be read, and nothing of it is lost: what is left out is summed."""

from __future__ import annotations

from collections import Counter

import pytest

from clew.findings.sections.gather import gather_sections
from clew.findings.sections.journey import MOST_EDGES, MOST_NODES, journey_of
from clew.findings.work import Walked
from clew.journeys.transitions import transitions


@pytest.fixture
def walked(work):
    return Walked(work.asker.paths(by="customer", gap=7, names="touchpoint", tables="events"), {"by": "customer"})


def test_it_is_small_and_what_is_left_out_is_summed(walked):
    found, paths = journey_of(walked), walked.paths
    assert 2 <= len(found.nodes) <= MOST_NODES
    assert 1 <= len(found.edges) <= MOST_EDGES
    assert found.rest.transitions > 0
    nodes, rest = found.nodes, found.rest
    assert len(nodes) + rest.names == len(paths.names)
    assert sum(node.contacts for node in nodes) + rest.contacts == found.events
    assert sum(node.began for node in nodes) + rest.began == found.paths
    assert sum(node.ended + node.still_open for node in nodes) + rest.ended + rest.still_open == found.paths
    drawn = sum(edge.count for edge in found.edges) + sum(node.again for node in nodes)
    assert drawn + rest.count == found.steps == found.events - found.paths
    assert rest.share == pytest.approx(rest.count / found.steps)


def test_each_touchpoint_and_the_rest_are_what_a_walk_along_the_paths_counts(walked):
    """What is left out is no mere remainder: it is counted here path by path."""
    found, paths = journey_of(walked), walked.paths
    drawn = {node.name for node in found.nodes}
    began, ended, still_open, contacts = (Counter() for _ in range(4))
    for path in range(len(paths)):
        names = [paths.names[code] for code in paths.name[paths.starts[path] : paths.starts[path + 1]]]
        contacts.update(names)
        began[names[0]] += 1
        (still_open if paths.unfinished[path] else ended)[names[-1]] += 1
    for node in found.nodes:
        counted = (began[node.name], ended[node.name], still_open[node.name], contacts[node.name])
        assert (node.began, node.ended, node.still_open, node.contacts) == counted
    rest = [sum(n for name, n in each.items() if name not in drawn) for each in (began, ended, still_open, contacts)]
    assert [found.rest.began, found.rest.ended, found.rest.still_open, found.rest.contacts] == rest


def test_what_follows_a_touchpoint_is_told_as_its_share(walked):
    found = journey_of(walked)
    rows = {(row.start, row.end): row for row in transitions(walked.paths).rows}
    contacts = {node.name: node.contacts for node in found.nodes}
    for edge in found.edges:
        assert edge.count == rows[edge.start, edge.end].count
        assert edge.share == pytest.approx(edge.count / contacts[edge.start])


def test_a_circle_is_drawn_however_rare(walked):
    rare = transitions(walked.paths).rows[-1]
    found = journey_of(walked, [f"{rare.start} → {rare.end} → {rare.start}"])
    marked = [edge for edge in found.edges if edge.in_circle]
    assert (rare.start, rare.end) in {(edge.start, edge.end) for edge in marked}
    assert not any(edge.in_circle for edge in journey_of(walked).edges)


def test_nobody_anywhere_is_no_journey(work, walked):
    assert gather_sections(work, [])["journey"] is None
    work.walked = walked
    assert gather_sections(work, [])["journey"].paths == len(walked.paths)


def test_who_may_still_come_has_not_ended(work):
    open_yet = work.asker.paths(by="customer", gap=3650, names="touchpoint", tables="events")
    found = journey_of(Walked(open_yet, {"by": "customer"}))
    assert found.unfinished == found.paths
    assert sum(node.still_open for node in found.nodes) + found.rest.still_open == found.paths
    assert sum(node.still_open for node in found.nodes) > 0
    assert [node.ended for node in found.nodes] == [0] * len(found.nodes)
    assert found.rest.ended == 0
