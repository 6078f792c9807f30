"""What viewers see of paths: no touchpoint, transition, sequence, circle or group that fewer than k walked.

What is hidden is not left blank but goes into what the page sums up anyway: the rest of a picture, all other
sequences. So the counts stay complete, and the sum is never a small group itself. Works on the
documents that jobs keep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clew_server.insights.hiding.folding import folded, is_few
from clew_server.insights.hiding.suppression import Key, hidden_cells

__all__ = ["FEW", "ways_for_viewers"]

#: What a document has where the whole is too small a group to be told of.
FEW = "few"
START, OTHER, ENDED, OPEN = "\0start", "\0other", "\0ended", "\0open"
Document = dict[str, Any]


def ways_for_viewers(document: Document, view: str, k: int) -> Document:
    """Return a document of paths as viewers may see it; ``{"few": True}`` where all of it is of too few."""
    if not document:
        return document
    summary = document.get("summary") or {}
    if is_few(summary.get("paths"), k):
        return {FEW: True}
    kept: Document = {name: document[name] for name in ("view", "summary", "map", "told") if name in document}
    counts = document.get("counts") or {}
    kept["names"] = [name for name in document.get("names", ()) if counts.get(name, 0) >= k]
    told_of_few = any(is_few(n, k) for n in (document.get("left_out") or {}).values())
    kept["warnings"] = [] if told_of_few else document.get("warnings", [])
    if kept.get("map"):
        kept["map"] = _map(kept["map"], k)
    if kept.get("told"):
        kept["told"] = _TOLD[view](kept["told"], summary.get("paths", 0), k) if view in _TOLD else None
    return {FEW: True} if FEW in (kept.get("told") or {}) or FEW in (kept.get("map") or {}) else kept


def _map(journey: Document, k: int) -> Document:
    """Return the picture without small touchpoints and transitions; what they had stands in its rest."""
    if is_few(journey["customers"], k):
        return {FEW: True}
    edges = list(journey["edges"])
    nodes = {node["name"]: dict(node) for node in journey["nodes"] if not _is_small_node(node, k)}
    counts = _table(nodes, journey, k)
    hidden = hidden_cells(counts, k)
    while alone := _given_away(nodes, counts, hidden, k):  # a touchpoint whose ways all have to be hidden is no help
        del nodes[alone]
        counts = _table(nodes, journey, k)
        hidden = hidden_cells(counts, k)
    kept = [edge for edge in edges if _place(edge) in counts and _place(edge) not in hidden]
    for name, node in nodes.items():
        for part, place in (("began", (START, name)), ("again", (name, name)), ("ended", (name, ENDED)),
                            ("still_open", (name, OPEN))):  # fmt: skip
            if place in hidden:
                node[part] = 0
    told = _rest(journey, list(nodes.values()), kept)
    totals = (journey["single"], journey["paths"] - journey["single"], journey["unfinished"], journey["left_out"])
    found = {**journey, "nodes": list(nodes.values()), "edges": kept, "rest": {**journey["rest"], **told}}
    return {**found, "withheld": any(is_few(n, k) for n in totals)}


def _is_small_node(node: Document, k: int) -> bool:
    return is_few(node["contacts"], k) or is_few(node["paths"], k)


def _place(edge: Document) -> tuple[str, str]:
    return edge["from"], edge["to"]


def _table(nodes: dict[str, Document], journey: Document, k: int) -> dict[Key, int]:
    """Return from where to where people went, with beginnings, ends and all that is not drawn: lines add up to totals.

    A transition that few paths have is as small as they are, however often they took it.
    """
    edges, paths, unfinished = journey["edges"], journey["paths"], journey["unfinished"]
    counts: dict[Key, int] = {
        _place(edge): edge["paths"] if is_few(edge["paths"], k) else edge["count"]
        for edge in edges
        if edge["from"] in nodes and edge["to"] in nodes
    }
    came, went = dict.fromkeys(nodes, 0), dict.fromkeys(nodes, 0)
    for edge in edges:
        if _place(edge) in counts:
            went[edge["from"]] += edge["count"]
            came[edge["to"]] += edge["count"]
    for name, node in nodes.items():
        own: dict[Key, int] = {(START, name): node["began"], (name, name): node["again"]}
        own |= {(name, ENDED): node["ended"], (name, OPEN): node["still_open"]}
        own[name, OTHER] = node["contacts"] - went[name] - node["again"] - node["ended"] - node["still_open"]
        own[OTHER, name] = node["contacts"] - came[name] - node["again"] - node["began"]
        counts |= own
    counts[START, OTHER] = paths - sum(node["began"] for node in nodes.values())
    counts[OTHER, ENDED] = paths - unfinished - sum(node["ended"] for node in nodes.values())
    counts[OTHER, OPEN] = unfinished - sum(node["still_open"] for node in nodes.values())
    return counts


def _given_away(nodes: dict[str, Document], counts: dict[Key, int], hidden: frozenset[Key], k: int) -> str | None:
    """Return a touchpoint with a line whose hidden cells are fewer than ``k`` together, with nothing left to add."""
    for name in nodes:
        for line in ([key for key in counts if key[0] == name], [key for key in counts if key[1] == name]):
            if is_few(sum(counts[key] for key in line if key in hidden), k):
                return name
    return None


def _rest(journey: Document, nodes: list[Document], edges: list[Document]) -> Document:
    """Return what the picture leaves out, counted anew."""
    gone = len(journey["nodes"]) - len(nodes)
    again = sum(node["again"] for node in nodes)
    before = (
        journey["rest"]["transitions"] + len(journey["edges"]) + sum(node["again"] > 0 for node in journey["nodes"])
    )
    count = journey["steps"] - sum(edge["count"] for edge in edges) - again
    return {
        "names": journey["rest"]["names"] + gone,
        "contacts": journey["events"] - sum(node["contacts"] for node in nodes),
        "began": journey["paths"] - sum(node["began"] for node in nodes),
        "ended": journey["paths"] - journey["unfinished"] - sum(node["ended"] for node in nodes),
        "still_open": journey["unfinished"] - sum(node["still_open"] for node in nodes),
        "transitions": before - len(edges) - sum(node["again"] > 0 for node in nodes),
        "count": count,
        "share": count / journey["steps"] if journey["steps"] else 0.0,
    }


def _variants(told: Document, _paths: int, k: int) -> Document:
    rows, other = told["rows"], told["other"]
    out = folded({str(at): row["count"] for at, row in enumerate(rows)}, other["count"], k)
    gone = [row for at, row in enumerate(rows) if str(at) in out]
    added = {
        "variants": other["variants"] + len(gone),
        "count": other["count"] + sum(row["count"] for row in gone),
        "share": other["share"] + sum(row["share"] for row in gone),
    }
    return {**told, "rows": [row for row in rows if row not in gone], "other": {**other, **added}}


def _circles(told: Document, _paths: int, k: int) -> Document:
    """Return the circles that enough customers walked; those of others add up to what is left of the total."""
    total = told["total"]
    if is_few(total["customers"], k) or is_few(total["paths"], k):
        return {FEW: True}

    def size(row: Document) -> int:
        """Return how often it was walked, or by how few."""
        fewest = min(row["customers"], row["paths"])
        return fewest if is_few(fewest, k) else int(row["times"])

    out = folded({str(at): size(row) for at, row in enumerate(told["rows"])}, told["other"]["times"], k)
    rows = [row for at, row in enumerate(told["rows"]) if str(at) not in out]
    other = dict(told["other"])
    if out or is_few(other["customers"], k) or is_few(other["paths"], k):
        left = {
            name: total[name] - sum(row[name] for row in rows) for name in ("times", "extra_events", "extra_seconds")
        }
        other = {**other, **left, "paths": None, "customers": None}  # how many there are of them nobody can add up
    return {"rows": rows, "other": other, "total": total, "back_and_forth": None}


def _around(told: Document, _paths: int, k: int) -> Document:
    around = told["around"]
    if is_few(around["paths"], k) or is_few(around["visits"], k):
        return {FEW: True}
    drop = told["drop_off"]
    if is_few(drop["n"], k):
        drop = {**drop, "value": None}
    sides = {side: _side(told[side], around["visits"], k) for side in ("before", "after")}
    return {**told, **sides, "drop_off": drop}


def _side(rows: list[Document], visits: int, k: int) -> list[Document]:
    """Return what comes before, or after; what too few had is one line without a name."""
    sizes = {
        str(at): row["paths"] if is_few(row["paths"], k) else row["visits"] for at, row in enumerate(rows)
    }  # fmt: skip
    unsaid = visits - sum(row["visits"] for row in rows)
    out = folded(sizes, unsaid, k)
    kept = [row for at, row in enumerate(rows) if str(at) not in out]
    left = visits - sum(row["visits"] for row in kept)
    if not out or not left:
        return kept
    return [*kept, {"kind": "others", "name": None, "visits": left, "share": left / visits, "median_seconds": None}]


def _compare(told: Document, paths: int, k: int) -> Document:
    """Return the two groups, where both and those in neither are enough; rows of a few are left out."""
    sizes = [group["paths"] for group in told["groups"]]
    if any(is_few(n, k) for n in (*sizes, paths - sum(sizes))):
        return {FEW: True}
    rows = [
        row
        for row in told["rows"]
        if not any(
            is_few(round(share * n), k) or is_few(n - round(share * n), k)
            for share, n in zip(row["shares"], sizes, strict=False)
        )
    ]
    return {**told, "rows": rows}


_TOLD: dict[str, Callable[[Document, int, int], Document]] = {
    "variants": _variants,
    "circles": _circles,
    "around": _around,
    "compare": _compare,
}
