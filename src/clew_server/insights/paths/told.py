"""The documents of paths in the reader's language: figures as people read them, ready for the template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clew.findings.wording.language import Language

__all__ = ["told_of"]

#: Contacts of a variant that fit a line; the whole is in the title.
LONGEST_WAY = 12
MINUS = "\u2212"


def told_of(view: str, document: dict[str, Any], reader: Language) -> dict[str, Any] | None:
    """Return what the template of ``view`` shows of a document; None where the document has nothing of it."""
    if view == "summary":
        return _summary(document["summary"], reader) if "summary" in document else None
    told = document.get("told")
    return _TOLD[view](told, reader) if told and view in _TOLD else None


def _summary(found: dict[str, Any], reader: Language) -> dict[str, Any]:
    counts = {name: reader.number(found[name], 0) for name in ("paths", "events", "variants", "unfinished")}
    times = {name: _span(found[f"{name}_seconds"], reader) for name in ("median", "p90")}
    return {**counts, **times, "none": not found["paths"], "short": not found["median_seconds"]}


def _variants(found: dict[str, Any], reader: Language) -> dict[str, Any]:
    rows = [
        {
            "way": row["variant"][:LONGEST_WAY],
            "more": len(row["variant"]) - LONGEST_WAY if len(row["variant"]) > LONGEST_WAY else 0,
            "count": reader.number(row["count"], 0),
            "share": reader.percent(row["share"]),
            "wide": _wide(row["share"], found["rows"]),
        }
        for row in found["rows"]
    ]
    other = found["other"]
    rest = {"variants": other["variants"], "count": reader.number(other["count"], 0)}
    return {"rows": rows, "other": {**rest, "share": reader.percent(other["share"])} if other["variants"] else None}


def _circles(found: dict[str, Any], reader: Language) -> dict[str, Any]:
    most = max((row["times"] for row in found["rows"]), default=1)
    rows = [
        {
            "way": row["circle"],
            "after": row["after"],
            **_costs(row, reader),
            "wide": f"{100 * row['times'] / most:.1f}",
        }
        for row in found["rows"]
    ]
    return {
        "rows": rows,
        "other": _costs(found["other"], reader) if found["other"]["times"] else None,
        "total": _costs(found["total"], reader),
        "back_and_forth": found["back_and_forth"],
    }


def _costs(row: dict[str, Any], reader: Language) -> dict[str, Any]:
    names = ("times", "paths", "customers", "extra_events")
    counts = {name: "–" if row[name] is None else reader.number(row[name], 0) for name in names}
    return {**counts, "extra_time": _span(row["extra_seconds"], reader)}


def _around(found: dict[str, Any], reader: Language) -> dict[str, Any]:
    drop = found["drop_off"]
    return {
        "name": found["around"]["name"],
        "visits": reader.number(found["around"]["visits"], 0),
        "paths": reader.number(found["around"]["paths"], 0),
        "before": [_neighbour(row, reader) for row in found["before"]],
        "after": [_neighbour(row, reader) for row in found["after"]],
        "drop_off": None
        if drop["value"] is None
        else {
            "value": reader.percent(drop["value"]),
            "lo": reader.percent(drop["lo"]),
            "hi": reader.percent(drop["hi"]),
            "n": reader.number(drop["n"], 0),
            "within": _span(drop["within_seconds"], reader),
        },
    }


def _neighbour(row: dict[str, Any], reader: Language) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "name": row["name"],
        "visits": reader.number(row["visits"], 0),
        "share": reader.percent(row["share"]),
        "wide": f"{100 * row['share']:.1f}",
        "wait": _span(row["median_seconds"], reader),
    }


def _compare(found: dict[str, Any], reader: Language) -> dict[str, Any]:
    rows = [
        {
            "kind": row["kind"],
            "names": row["names"],
            "shares": [reader.percent(share) for share in row["shares"]],
            "difference": _points(row["difference"], reader),
            "lo": _points(row["lo"], reader),
            "hi": _points(row["hi"], reader),
            "beyond": row["beyond_chance"],
            "detectable": _points(row["smallest_detectable"], reader).lstrip("+"),
        }
        for row in found["rows"]
    ]
    groups = [{"name": group["name"], "paths": reader.number(group["paths"], 0)} for group in found["groups"]]
    return {"groups": groups, "rows": rows, "tested": found["tested"], "in_no_group": found["in_no_group"]}


def _points(value: float | None, reader: Language) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{reader.number(abs(100 * value), 1)}"


def _span(seconds: float | None, reader: Language) -> str:
    return "–" if seconds is None else reader.span(seconds)


def _wide(share: float, rows: list[dict[str, Any]]) -> str:
    """Return the width of a bar as SVG takes it, whatever the reader's decimal sign."""
    return f"{100 * share / max(row['share'] for row in rows):.1f}"


_TOLD: dict[str, Callable[[dict[str, Any], Language], dict[str, Any]]] = {
    "variants": _variants,
    "circles": _circles,
    "around": _around,
    "compare": _compare,
}
