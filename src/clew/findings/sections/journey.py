"""The journey: which contacts follow which, few enough to be read, everything left out summed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from clew.findings.sections.shown import Edge, Journey, Node, Rest
from clew.findings.tested.circles import ARROW
from clew.findings.work import Walked
from clew.journeys.paths import Paths
from clew.journeys.summary import durations
from clew.journeys.telling.told import Whole, customer_codes
from clew.journeys.transitions import Transition, Transitions, transitions
from clew.stats.quantile import quantile

__all__ = ["MOST_EDGES", "MOST_NODES", "journey_of"]

#: More touchpoints than this, or more transitions, are no picture that people can read.
MOST_NODES = 12
MOST_EDGES = 20
#: A transition that is less of all steps is told in the rest; so is a touchpoint with less of all contacts.
LEAST_STEPS = 0.005
LEAST_CONTACTS = 0.02
_SECOND = 1_000_000
Pair = tuple[str, str]


def journey_of(walked: Walked, circles: Iterable[str] = ()) -> Journey | None:
    """Return the journey of the paths walked; None without any. ``circles`` are shown whatever they count.

    A circle is written as findings have it: its names joined by an arrow.
    """
    paths = walked.paths
    if not len(paths):
        return None
    found = transitions(paths)
    marked = {pair for circle in circles for pair in pairwise(circle.split(ARROW))}
    chosen = _main(found.rows, marked)
    names = _names(paths, chosen)
    nodes = _nodes(paths, found, names)
    edges = tuple(_edge(each, nodes, marked) for each in chosen)
    lasted = durations(paths)[np.diff(paths.starts) > 1]
    return Journey(
        by=str(paths.definition.by),
        gap_days=paths.definition.gap_days,
        names=paths.definition.names,
        paths=len(paths),
        events=paths.events,
        customers=_customers(paths),
        steps=paths.events - len(paths),
        single=len(paths) - len(lasted),
        median_seconds=_quantile(lasted, 0.5),
        p90_seconds=_quantile(lasted, 0.9),
        unfinished=int(paths.unfinished.sum()),
        left_out=sum(paths.left_out.values()),
        nodes=tuple(sorted(nodes.values(), key=lambda node: (node.position, node.name))),
        edges=edges,
        rest=_rest(paths, found, nodes, edges),
        command=_command(walked),
    )


def _main(rows: Sequence[Transition], marked: set[Pair]) -> list[Transition]:
    """Return the transitions that are drawn: those of circles, then the commonest among few enough touchpoints."""
    steps = sum(row.count for row in rows)
    apart = [row for row in rows if row.start != row.end]
    ordered = sorted(apart, key=lambda row: ((row.start, row.end) not in marked, -row.count, row.start, row.end))
    chosen: list[Transition] = []
    names: set[str] = set()
    for row in ordered:
        is_rare = row.count < LEAST_STEPS * steps and (row.start, row.end) not in marked
        together = names | {row.start, row.end}
        if len(chosen) < MOST_EDGES and len(together) <= MOST_NODES and not is_rare:
            chosen.append(row)
            names = together
    return sorted(chosen, key=lambda row: (-row.count, row.start, row.end))


def _names(paths: Paths, chosen: Sequence[Transition]) -> list[str]:
    """Return the touchpoints that are drawn: those of the transitions, then the busiest, while there is room."""
    names = dict.fromkeys(name for row in chosen for name in (row.start, row.end))
    counts = np.bincount(paths.name, minlength=len(paths.names))
    for code in np.argsort(-counts, kind="stable"):
        if len(names) < MOST_NODES and counts[code] >= LEAST_CONTACTS * paths.events:
            names.setdefault(paths.names[code])
    return list(names)


def _nodes(paths: Paths, found: Transitions, names: Sequence[str]) -> dict[str, Node]:
    counts = np.bincount(paths.name, minlength=len(paths.names))
    places = np.arange(paths.events) - np.repeat(paths.starts[:-1], np.diff(paths.starts))
    reached = np.bincount(paths.name, weights=places, minlength=len(paths.names))
    ends = {end.name: end for end in found.ends}
    again = {row.start: row.count for row in found.rows if row.start == row.end}
    nodes = {}
    for name in names:
        code, end = paths.names.index(name), ends.get(name)
        nodes[name] = Node(
            name=name,
            paths=len(np.unique(paths.path[paths.name == code])),
            contacts=int(counts[code]),
            began=end.starts if end else 0,
            ended=end.ends - end.still_open if end else 0,
            still_open=end.still_open if end else 0,
            again=again.get(name, 0),
            position=float(reached[code] / counts[code]) if counts[code] else 0.0,
        )
    return nodes


def _edge(row: Transition, nodes: dict[str, Node], marked: set[Pair]) -> Edge:
    return Edge(
        start=row.start,
        end=row.end,
        count=row.count,
        share=row.count / nodes[row.start].contacts,
        paths=row.paths,
        median_seconds=row.median_seconds,
        p90_seconds=row.p90_seconds,
        in_circle=(row.start, row.end) in marked,
    )


def _rest(paths: Paths, found: Transitions, nodes: dict[str, Node], edges: Sequence[Edge]) -> Rest:
    drawn = [node for node in nodes.values() if node.again]
    count = paths.events - len(paths) - sum(edge.count for edge in edges) - sum(node.again for node in drawn)
    steps = paths.events - len(paths)
    return Rest(
        names=len(paths.names) - len(nodes),
        contacts=paths.events - sum(node.contacts for node in nodes.values()),
        began=len(paths) - sum(node.began for node in nodes.values()),
        ended=len(paths) - int(paths.unfinished.sum()) - sum(node.ended for node in nodes.values()),
        still_open=int(paths.unfinished.sum()) - sum(node.still_open for node in nodes.values()),
        transitions=len(found.rows) - len(edges) - len(drawn),
        count=count,
        share=count / steps if steps else 0.0,
    )


def _customers(paths: Paths) -> int:
    codes = customer_codes(paths)
    return len(np.unique(codes[codes >= 0]))


def _quantile(lasted: Whole, level: float) -> float | None:
    found = quantile(lasted, level).value
    return None if found is None else found / _SECOND


def _command(walked: Walked) -> str:
    words = ["clew", "paths", *(word for name, value in walked.asked.items() for word in (f"--{name}", value))]
    return shlex.join([*words, "--view", "transitions"])
